"""What a building is for: residential, other, or unknown, from whatever the data say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.read.values import Texts, among, each, is_no, is_yes, lower

RESIDENTIAL, OTHER, UNKNOWN = "residential", "other", ""

_HOMES = frozenset(
    {
        "residential", "apartments", "apartment", "house", "houses", "detached",
        "semidetached_house", "terrace", "dormitory", "bungalow", "cabin", "farm", "houseboat",
        "villa", "residence", "housing", "dwelling", "ger", "stilt_house", "static_caravan",
        "flats", "mixed", "mixed_use", "r", "home", "homes", "townhouse", "duplex",
    }
)  # fmt: skip
_NOTHING_SAID = frozenset(
    {
        "",
        "yes",
        "building",
        "bldg",
        "true",
        "1",
        "unknown",
        "other_or_unknown",
        "未知",
        "建筑",
        "房屋",
    }
)
# land around a building that says nothing about the building itself
_OPEN_LAND = frozenset(
    {
        "garden", "park", "forest", "grass", "meadow", "pedestrian", "footway", "attraction",
        "protected_area", "recreation_ground", "natural_wood", "pier", "parking", "wood", "scrub",
        "construction", "farmland", "water",
    }
)  # fmt: skip
_HOME_WORDS = (
    "住宅", "居住", "居民", "宿舍", "公寓", "民房", "民居", "农房", "自建房", "商住", "别墅",
    "安置房", "农宅",
)  # fmt: skip
_HOME_STARTS = ("非", "不")

# The most telling first. A column in the second group says what a plain building is used as,
# and does not overrule a building that is drawn as a home: there are shops under flats.
_FIRST = ("use", "building", "kind_detail", "kind")
_SECOND = ("amenity", "shop", "office", "tourism", "leisure", "landuse_kind")


def classify(text: str, *, column: str = "use") -> str:
    """Return the use that one text names.

    Examples
    --------
    >>> classify("apartments"), classify("yes"), classify("retail"), classify("商住楼")
    ('residential', '', 'other', 'residential')
    >>> classify("非住宅"), classify("garden", column="landuse_kind")
    ('other', '')
    """
    word = text.strip().casefold().replace(" ", "_")
    if word in _NOTHING_SAID or word in ("no", "false", "0"):
        return UNKNOWN
    if word in _HOMES:
        return RESIDENTIAL
    if column == "landuse_kind" and word in _OPEN_LAND:
        return UNKNOWN
    if any(home in word for home in _HOME_WORDS) and not word.startswith(_HOME_STARTS):
        return RESIDENTIAL
    return OTHER


def uses(columns: Mapping[str, Texts], n: int) -> tuple[Texts, Texts]:
    """Return use and the raw text that says it, object (n,) each.

    A flag ``is_residential`` that says yes makes a home. One that says no leaves a plain
    building unknown: in real data it marks what nobody checked, private houses included.

    Parameters
    ----------
    columns
        Texts by column, as `gridplan.read.names` calls them; each (n,).
    n
        Number of buildings.
    """
    use = np.full(n, UNKNOWN, dtype=object)
    said = np.full(n, "", dtype=object)
    for group in (_FIRST, _SECOND):
        for column in group:
            if column in columns:
                _fill(use, said, columns[column], column)
    if "is_residential" in columns:
        flag = columns["is_residential"]
        use[is_yes(flag)] = RESIDENTIAL
        plain = (said == "") & (is_yes(flag) | is_no(flag))
        said[plain] = np.where(is_yes(flag[plain]), "residential", "")
    if "flats" in columns:
        use[columns["flats"] != ""] = RESIDENTIAL
    return use, said


def _fill(use: Texts, said: Texts, texts: Texts, column: str) -> None:
    named = each(texts, lambda one: classify(one, column=column))
    fresh: NDArray[Any] = (use == UNKNOWN) & (named != UNKNOWN)
    use[fresh] = named[fresh]
    raw = fresh | ((said == "") & (texts != "") & ~among(lower(texts), _NOTHING_SAID))
    said[raw] = texts[raw]
