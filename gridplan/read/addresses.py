"""Addresses: compound, building number and stairwell, however people write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = {one: i for i, one in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile("[零〇一二两三四五六七八九十百]+")
_BUILDING_WORDS = r"(?:幢|栋|号楼|座|#楼|#|楼)"
_BUILDING = re.compile(rf"([0-9A-Za-z\-]+)\s*{_BUILDING_WORDS}")
_STAIRWELL = re.compile(r"([0-9A-Za-z\-]+)\s*(?:单元|梯|门洞|楼道|门)")
_BARE = re.compile(r"([0-9A-Za-z\-]+?)(?:号)?")


@dataclass(frozen=True)
class Address:
    """Parts of an address in one spelling: ``梅园``, ``1幢``, ``2单元``; "" where absent."""

    compound: str = ""
    building: str = ""
    stairwell: str = ""


def _value(numeral: str) -> int:
    total, digit = 0, 0
    for one in numeral:
        if one == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif one == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[one]
    return total + digit


def _digits(match: re.Match[str]) -> str:
    numeral = match.group()
    if "十" in numeral or "百" in numeral:
        return str(_value(numeral))
    return "".join(str(_DIGITS[one]) for one in numeral)


def fold_text(text: str) -> str:
    """Fold full-width characters and spaces, and unify dashes.

    Examples
    --------
    >>> fold_text("１２ 号—３")
    '12号-3'
    """
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[—–－~～]", "-", re.sub(r"\s+", "", folded)).upper()


def fold_number(text: str) -> str:
    """Return a number in digits without leading zeros.

    Examples
    --------
    >>> fold_number("十二"), fold_number("二百零三"), fold_number("007"), fold_number("A3")
    ('12', '203', '7', 'A3')
    """
    digits = _NUMERAL.sub(_digits, fold_text(text))
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", digits)


def building_number(text: str) -> str:
    """Return a building number as ``1幢``, "" for none.

    Examples
    --------
    >>> [building_number(one) for one in ("1栋", "1号楼", "1#", "一幢", "０１", "")]
    ['1幢', '1幢', '1幢', '1幢', '1幢', '']
    """
    return _numbered(text, _BUILDING, "幢")


def stairwell_number(text: str) -> str:
    """Return a stairwell number as ``2单元``, "" for none.

    Examples
    --------
    >>> stairwell_number("二单元"), stairwell_number("2"), stairwell_number("甲")
    ('2单元', '2单元', '甲')
    """
    return _numbered(text, _STAIRWELL, "单元")


def _numbered(text: str, pattern: re.Pattern[str], suffix: str) -> str:
    folded = fold_number(text)
    match = pattern.search(folded) or _BARE.fullmatch(folded)
    return f"{match.group(1)}{suffix}" if match else folded


def compound_name(text: str) -> str:
    """Return the name of a compound without 小区 at its end and without dots.

    Examples
    --------
    >>> compound_name("梅园小区"), compound_name("梅园 ")
    ('梅园', '梅园')
    """
    return re.sub(r"[·.\-]", "", fold_text(text)).removesuffix("小区")


def parse_address(text: str) -> Address:
    """Split a whole address.

    Examples
    --------
    >>> parse_address("梅园小区１号楼二单元301室")
    Address(compound='梅园', building='1幢', stairwell='2单元')
    """
    folded = fold_text(text)
    building = re.search(rf"([0-9A-Z\-]+|{_NUMERAL.pattern})(?:幢|栋|号楼|座|#)", folded)
    if building is None:
        return Address(compound=compound_name(folded))
    rest = folded[building.end() :]
    stairwell = re.search(rf"([0-9A-Z\-]+|{_NUMERAL.pattern})单元", rest)
    return Address(
        compound_name(folded[: building.start()]),
        building_number(building.group()),
        stairwell_number(stairwell.group()) if stairwell else "",
    )
