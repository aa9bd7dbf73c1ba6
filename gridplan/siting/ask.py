"""What is asked for: checked, and every mistake named with its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gridplan.errors import GridplanError, ParamError
from gridplan.model import Note, Result
from gridplan.model.siting import SITING_METHODS, SitingMethod
from gridplan.params import COVERAGE_MODES, CoverageParams
from gridplan.policy import Catalog, Facility
from gridplan.siting.candidates import SOURCES
from gridplan.text import default_language

DEFAULT_SOURCES = ("buildings", "special")
# walks are followed this much farther than the reach, as coverage follows them
FOLLOW_FACTOR = 2.0


@dataclass(frozen=True, eq=False)
class SitingParams:
    """What may be varied when sites are looked for.

    Parameters
    ----------
    method
        ``max-cover``: most households within reach; ``set-cover``: fewest sites that bring
        `target_share` of them within reach; ``p-median``: least walking.
    target_share
        Share of all households, above 0 and at most 1; ``set-cover`` alone takes it.
    minutes
        Walking minutes within which a household counts as served; those of the plan if None.
    mode
        ``time`` or ``radius``, as coverage is judged; that of the plan if None.
    candidates
        Names of ``buildings``, ``special`` and ``streets``, or a GeoDataFrame of places.
    capacity
        Households one new site has room for; no bound if None.
    is_none_assumed
        Take a category without any record as not there at all.
    max_candidates
        Where there are more, the largest of each neighborhood are looked at.
    effort
        Multiplies the solver's budget of work; 1 is the default.
    """

    method: SitingMethod = "max-cover"
    target_share: float | None = None
    minutes: float | None = None
    mode: str | None = None
    candidates: Any = DEFAULT_SOURCES
    capacity: int | None = None
    is_none_assumed: bool = False
    max_candidates: int = 1000
    effort: float = 1.0


@dataclass(frozen=True, eq=False)
class Ask:
    """A checked question.

    Parameters
    ----------
    facility
        What is to be built.
    n_sites
        How many; None where that is the answer.
    params
        Everything else.
    mode
        ``time`` or ``radius``.
    reach_m
        Walking metres within which a household counts as served.
    walk_m_per_min
        Walking speed.
    """

    facility: Facility
    n_sites: int | None
    params: SitingParams
    mode: str
    reach_m: float
    walk_m_per_min: float

    @property
    def limit_m(self) -> float:
        """Walking metres that are followed."""
        return FOLLOW_FACTOR * self.reach_m


def fault(kind: type[GridplanError], key: str, **values: Any) -> GridplanError:
    """Build an error that can be said in either language."""
    note = Note("fault", f"siting.{key}", values)
    return kind(note.text(default_language()), (note,))


def check_ask(result: Result, category: str, add: int | None, params: SitingParams) -> Ask:
    """Check a question against the plan it is asked of.

    Raises
    ------
    ParamError
        Something that was asked for cannot be.
    """
    facility = find_facility(result.coverage.catalog, category)
    _check_method(add, params)
    for name in ("capacity", "max_candidates"):
        value = getattr(params, name)
        if value is not None and value < 1:
            raise fault(ParamError, f"bad_{name}", value=value)
    if isinstance(params.candidates, tuple):
        unknown = sorted(set(params.candidates) - set(SOURCES))
        if unknown or not params.candidates:
            values = {"value": ", ".join(unknown), "known": ", ".join(SOURCES)}
            raise fault(ParamError, "unknown_source", **values)
    mode, reach_m = _reach(facility, params, result.params.coverage)
    return Ask(facility, add, params, mode, reach_m, result.params.coverage.walk_m_per_min)


def find_facility(catalog: Catalog, category: str) -> Facility:
    """Find a category by its id, one of its names, or text that only its names hold."""
    wanted = category.strip().casefold()
    named = [
        (facility, {name.casefold() for name in (facility.id, *_names(facility))})
        for facility in catalog.facilities
    ]
    same = [facility for facility, names in named if wanted in names]
    alike = [f for f, names in named if wanted and any(wanted in name for name in names)]
    if same or len(alike) == 1:
        return (same or alike)[0]
    known = {
        "zh": "、".join(f"{f.id}（{f.zh}）" for f in catalog.facilities),
        "en": ", ".join(f.id for f in catalog.facilities),
    }
    raise fault(ParamError, "unknown_category", value=category, known=known)


def _names(facility: Facility) -> tuple[str, ...]:
    return (facility.en, facility.zh, *facility.names_zh, *facility.zh.split("、"))


def _check_method(add: int | None, params: SitingParams) -> None:
    share = params.target_share
    if params.method not in SITING_METHODS:
        known = ", ".join(SITING_METHODS)
        raise fault(ParamError, "unknown_method", value=params.method, known=known)
    if params.method == "set-cover":
        if add is not None:
            raise fault(ParamError, "add_not_wanted")
        if share is None or not 0 < share <= 1:
            raise fault(ParamError, "bad_share", value=share)
        return
    if add is None or add < 1:
        raise fault(ParamError, "bad_add", value=add)
    if share is not None:
        raise fault(ParamError, "share_not_wanted", method=params.method)


def _reach(facility: Facility, params: SitingParams, walk: CoverageParams) -> tuple[str, float]:
    mode = params.mode or walk.mode
    if mode not in COVERAGE_MODES:
        raise fault(ParamError, "unknown_mode", value=mode, known=", ".join(COVERAGE_MODES))
    name = {"zh": facility.zh, "en": facility.en}
    if mode == "radius":
        radius = facility.radius
        if radius is None:
            raise fault(ParamError, "no_radius", name=name)
        if params.minutes is not None:
            raise fault(ParamError, "minutes_not_wanted")
        return mode, radius.value
    minutes = walk.limit_minutes if params.minutes is None else params.minutes
    if not 0 < minutes < 1000:
        raise fault(ParamError, "bad_minutes", value=minutes)
    return mode, minutes * walk.walk_m_per_min
