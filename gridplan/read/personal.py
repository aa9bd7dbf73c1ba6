"""Personal data stay out: columns about people are not read, and are named in a note."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from gridplan.read.formats import LayerInfo
from gridplan.read.log import Log
from gridplan.read.options import ReadOptions
from gridplan.read.values import Texts

_COLUMN = re.compile(
    r"身份证|证件|姓名|户主|电话|手机|联系|微信|邮箱|出生|生日|网格员|网格长|楼长|联络"
    r"|(^|_)(id_?card|idno|identity|ssn|passport|phone|mobile|tel|telephone|cell|email|e_mail|birth|birthday"
    r"|dob|surname|first_?name|last_?name|full_?name|owner|owner_name|head_name|contact|wechat)(_|\d|$)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\d{17}[\dXx]|1[3-9]\d{9}|\S+@\S+\.\S+")
_FREE_TEXT = frozenset({"name", "compound", "use", "category", "kind", "address"})
_MUCH = 0.2


def looks_personal(column: str) -> bool:
    """Tell whether a column is about people by its name.

    Examples
    --------
    >>> looks_personal("户主姓名"), looks_personal("phone"), looks_personal("households")
    (True, True, False)
    """
    return bool(_COLUMN.search(column))


def leave_out(
    role: str, info: LayerInfo, matched: Mapping[str, str], options: ReadOptions, log: Log
) -> dict[str, str]:
    """Return the columns to read without those that look personal; all such are named."""
    personal = [name for name in info.columns if looks_personal(name)]
    if role == "households":
        personal += [name for name in info.columns if name.casefold() in ("name", "名字")]
    personal = [name for name in personal if name not in options.keep_columns]
    if personal:
        log.info("personal_columns", where=info.where, columns=", ".join(personal))
    return {column: name for column, name in matched.items() if name not in personal}


def leave_out_values(
    info: LayerInfo, texts: Mapping[str, Texts], matched: Mapping[str, str], options: ReadOptions,
    log: Log,
) -> dict[str, Texts]:  # fmt: skip
    """Empty free texts that hold ID numbers, phone numbers or mail addresses."""
    result = dict(texts)
    for column in _FREE_TEXT & set(texts):
        if matched[column] in options.keep_columns:
            continue
        filled = texts[column][texts[column] != ""]
        share = np.mean([bool(_VALUE.fullmatch(one)) for one in filled]) if len(filled) else 0.0
        if share > _MUCH:
            log.info("personal_columns", where=info.where, columns=matched[column])
            result[column] = np.full(len(texts[column]), "", dtype=object)
    return result
