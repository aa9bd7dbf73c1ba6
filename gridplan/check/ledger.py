"""What an office knows of a community or grid besides its land: residents, staff, facilities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridplan.check.subject import Subject
from gridplan.coverage import Classification, classify
from gridplan.model import Units
from gridplan.policy import Catalog, shipped_catalog

Bools = NDArray[np.bool_]

_SIGNS = re.compile(r"[“”\"'《》「」\s]")
_PARTS = re.compile(r"[、;；,，/|]+")
_BRACKETS = re.compile(r"[（(]([^）)]*)[）)]")
MIN_PART = 3  # characters of a name that may stand for a longer one


@dataclass(frozen=True)
class Place:
    """A community: its position, code, name and households."""

    position: int
    code: str
    name: str
    households: int


def places(subject: Subject) -> Iterator[Place]:
    """Yield the communities of the plan."""
    units = subject.units
    rows = units.communities
    for position in np.unique(units.community[units.community >= 0]).tolist():
        row = rows.iloc[position]
        households = int(units.households[units.community == position].sum())
        yield Place(position, str(row["community_code"]), str(row["name"]), households)


def community_value(subject: Subject, place: Place, column: str) -> float | None:
    """Return a number that the data give of a community, None where they do not."""
    rows = subject.units.communities
    return _number(rows[column].iloc[place.position]) if column in rows else None


def community_text(subject: Subject, place: Place, column: str) -> str:
    """Return a text that the data give of a community, "" where they do not."""
    rows = subject.units.communities
    return str(rows[column].iloc[place.position] or "") if column in rows else ""


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def residents(subject: Subject, place: Place) -> int | None:
    """Return the residents of a community: as told, else the sum of its buildings."""
    told = community_value(subject, place, "population")
    if told is not None:
        return round(told)
    units, area = subject.units, subject.area
    own = np.unique(units.building[(units.community == place.position) & (units.building >= 0)])
    if area is None or not len(own):
        return None
    rows = area.buildings.iloc[own]
    counts = rows["population"].where(rows["use"] != "other", rows["population"].fillna(0.0))
    return None if counts.isna().any() else round(float(counts.sum()))


def n_dwelling_houses(units: Units, own: Bools) -> int:
    """Return how many buildings the homes among the units *own*, bool (n,), lie in."""
    return len(np.unique(units.building[own & (units.households > 0) & (units.building >= 0)]))


def staff(subject: Subject, code: str, column: str) -> float | None:
    """Return a count of the table of staff, None where it has none for this code."""
    if subject.area is None:
        return None
    rows = subject.area.staff
    found = rows.loc[(rows["code"] == code) & rows[column].notna(), column]
    return float(found.sum()) if len(found) else None


def catalog_of(subject: Subject) -> Catalog:
    """Return the catalog of facilities of the run."""
    return shipped_catalog() if subject.coverage is None else subject.coverage.catalog


@dataclass(frozen=True, eq=False)
class Facilities:
    """The services of an area: what each is, and in which community it stands (-1 for none)."""

    rows: Any
    is_member: Bools
    community: NDArray[np.int64]
    catalog: Catalog

    def of(self, categories: frozenset[str]) -> Bools:
        """Tell which services are of one of some categories of the catalog, bool (n,)."""
        columns = [f.id in categories for f in self.catalog.facilities]
        return np.asarray(self.is_member[:, columns].any(axis=1), dtype=bool)

    def named(self, facility: str) -> Bools:
        """Tell which services are what a profile calls *facility*; several, by comma or slash."""
        names = {part.strip() for part in re.split(r"[,/]", facility)}
        found = {f.id for f in self.catalog.facilities if names & set(f.profile_facilities)}
        for quota in self.catalog.quotas:
            if names & set(quota.profile_facilities):
                found |= set(quota.categories)
        return self.of(frozenset(found))

    def column(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers, nan where it is not told; 0 is no area."""
        values = self.rows[name].to_numpy(float)
        return np.where(values > 0, values, np.nan)

    def rooms(self, place: Place) -> tuple[str, ...]:
        """Return the rooms that the services of a community list."""
        texts = self.rows["rooms"][self.community == place.position]
        return tuple(part for text in texts for part in _PARTS.split(str(text)) if part.strip())


def facilities_of(subject: Subject) -> Facilities | None:
    """Return the services of the area, None where it has none."""
    if subject.area is None or not len(subject.area.services):
        return None
    rows, catalog = subject.area.services, catalog_of(subject)
    found = classify(rows, catalog.facilities)
    return Facilities(rows, found.is_member, _communities(subject, rows), catalog)


def _communities(subject: Subject, rows: Any) -> NDArray[np.int64]:
    """Return the community each service stands in; the first where two share a border."""
    result = np.full(len(rows), -1, dtype=np.int64)
    tree = shapely.STRtree(subject.units.communities.geometry.to_numpy())
    service, community = tree.query(
        shapely.point_on_surface(rows.geometry.to_numpy()), predicate="intersects"
    )
    order = np.lexsort((-community, service))
    result[service[order]] = community[order]
    return result


def item_categories(item: str, catalog: Catalog) -> frozenset[str]:
    """Return the categories of the catalog that an item of a list names.

    Examples
    --------
    >>> sorted(item_categories("农贸市场", shipped_catalog()))
    ['market']
    """
    names = _variants(item)
    frame = pd.DataFrame({"category": names, "name": [""] * len(names)})
    found: Classification = classify(frame, catalog.facilities)
    columns = np.flatnonzero(found.is_member.any(axis=0))
    return frozenset(catalog.facilities[column].id for column in columns)


def _variants(item: str) -> list[str]:
    """Return an item without its quotes and brackets, and what stands in the brackets."""
    plain = _SIGNS.sub("", item)
    inside = [part for text in _BRACKETS.findall(plain) for part in _PARTS.split(text)]
    return [_BRACKETS.sub("", plain), *(part for part in inside if len(part) >= MIN_PART)]


def is_among(item: str, rooms: Mapping[str, None] | tuple[str, ...]) -> bool:
    """Tell whether a list of rooms has an item, whichever way it is written.

    Examples
    --------
    >>> is_among("社工（心理）服务室", ("社工服务室",)), is_among("阅览室", ("办公室",))
    (True, False)
    """
    written = [_BRACKETS.sub("", _SIGNS.sub("", room)) for room in rooms]
    return any(
        name == room or (len(name) >= MIN_PART and name in room)
        for name in _variants(item)
        for room in written
    )
