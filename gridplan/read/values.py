"""Columns of any kind as text, numbers and yes or no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Texts = NDArray[Any]
_YES = frozenset({"yes", "true", "1", "1.0", "t", "y", "是", "有", "designated", "permissive"})
_NO = frozenset({"no", "false", "0", "0.0", "f", "n", "否", "无", "none"})
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?")
_MEASURE = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(m|米|层|f|户|人|㎡|m2|平方米)?\s*(?:[;,].*)?", re.I)
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")


def texts(column: Any) -> Texts:
    """Return a column as stripped text, object (n,), "" for nothing; whole numbers without ".0".

    *column* is an Arrow array or chunked array of any type.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_floating(kind):
        return _float_texts(column)
    if pa.types.is_binary(kind) or pa.types.is_nested(kind):
        return np.array([_text(one) for one in column.to_pylist()], dtype=object)
    filled = pc.fill_null(column.cast(pa.string()), "")
    trimmed = pc.utf8_trim_whitespace(filled)
    return np.array(trimmed.to_pylist(), dtype=object)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _float_texts(column: Any) -> Texts:
    numbers = (
        column.to_numpy(zero_copy_only=False)
        if isinstance(column, pa.Array)
        else (column.to_numpy())
    )
    numbers = np.asarray(numbers, dtype=float)
    result = np.full(len(numbers), "", dtype=object)
    whole = np.isfinite(numbers) & (np.abs(numbers) < 2**53) & (numbers == np.rint(numbers))
    result[whole] = numbers[whole].astype(np.int64).astype(str)
    broken = ~whole & ~np.isnan(numbers)
    result[broken] = [repr(float(one)) for one in numbers[broken]]
    return result


def distinct_texts(column: Texts) -> tuple[Texts, NDArray[np.int64]]:
    """Return the distinct texts and the position of each row's text among them."""
    codes, distinct = pd.factorize(np.asarray(column, dtype=object))
    return np.asarray(distinct, dtype=object), codes.astype(np.int64)


def each(column: Texts, function: Callable[[str], str]) -> Texts:
    """Apply a function to texts, once for each distinct one."""
    distinct, inverse = distinct_texts(column)
    if not len(distinct):
        return column
    return np.array([function(str(one)) for one in distinct], dtype=object)[inverse]


def among(column: Texts, names: Iterable[str]) -> NDArray[np.bool_]:
    """Tell where a text is one of some names."""
    distinct, inverse = distinct_texts(column)
    known = frozenset(names)
    return np.array([one in known for one in distinct], dtype=bool)[inverse]


def clean(column: Texts) -> tuple[Texts, NDArray[np.bool_]]:
    """Drop marks that turn the direction of writing; returns the texts and where any was."""
    odd = np.asarray(each(column, lambda one: "1" if _BIDI.search(one) else "") == "1", dtype=bool)
    if not odd.any():
        return column, odd
    result = column.copy()
    result[odd] = [_BIDI.sub("", one) for one in column[odd]]
    return result, odd


def numbers(column: Texts) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read texts as plain numbers: float64, nan for none; and where a text is not a number."""
    distinct, inverse = distinct_texts(column)
    values = np.full(len(distinct), np.nan)
    bad = np.zeros(len(distinct), dtype=bool)
    for i, text in enumerate(distinct):
        plain = unicodedata.normalize("NFKC", str(text)).strip()
        if _PLAIN_NUMBER.fullmatch(plain):
            values[i] = float(plain)
        else:
            bad[i] = bool(plain)
    return values[inverse], bad[inverse]


def measures(column: Texts) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read loose measures such as ``12 m``, ``6层`` or ``3;4`` (the first counts).

    Returns float64, nan where there is none; and where a text could not be read.
    """
    distinct, inverse = distinct_texts(column)
    values = np.full(len(distinct), np.nan)
    bad = np.zeros(len(distinct), dtype=bool)
    for i, text in enumerate(distinct):
        match = _MEASURE.fullmatch(unicodedata.normalize("NFKC", str(text)))
        if match:
            values[i] = float(match.group(1).replace(",", "."))
        else:
            bad[i] = bool(str(text).strip())
    return values[inverse], bad[inverse]


def is_yes(column: Texts) -> NDArray[np.bool_]:
    """Tell where a text says yes; any word but a no counts when `is_no` does not."""
    return among(lower(column), _YES)


def is_no(column: Texts) -> NDArray[np.bool_]:
    """Tell where a text says no."""
    return among(lower(column), _NO)


def lower(column: Texts) -> Texts:
    """Return the texts in lower case, ends trimmed."""
    return each(column, lambda one: one.strip().casefold())
