"""Which levels a run plans, and in which band: the user's word, the policy's, else ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gridplan.errors import ParamError
from gridplan.params import Band
from gridplan.policy.profile import Profile, SizeRule

PLANNED_LEVELS = ("grid", "microgrid")

# what we plan for where nobody gives a number; reported, never silent
ASSUMED_BANDS: Mapping[str, Band] = {"grid": Band(200, 500), "microgrid": Band(50, 80)}


class PlannedBand(NamedTuple):
    """A band, the rule it comes from if any, and whether it is only our assumption."""

    band: Band
    rule: SizeRule | None
    is_assumed: bool


def levels_to_plan(profile: Profile, bands: Mapping[str, Band]) -> tuple[str, ...]:
    """Return which of grid and micro-grid a run plans: those the profile or *bands* name.

    Raises
    ------
    ParamError
        *bands* names a level there is not.

    Examples
    --------
    >>> from gridplan.policy import load_profile
    >>> levels_to_plan(load_profile("binhai-2023"), {})
    ('grid',)
    """
    known = ("community", *PLANNED_LEVELS)
    unknown = sorted(set(bands) - set(known))
    if unknown:
        raise ParamError(f"There is no level '{unknown[0]}': a band is for {', '.join(known)}.")
    return tuple(
        level for level in PLANNED_LEVELS if level in bands or profile.level(level) is not None
    )


def band_for(
    profile: Profile, level: str, community_kind: str, overrides: Mapping[str, Band]
) -> PlannedBand:
    """Return the band a level is planned in: an override, else the policy's, else an assumption.

    A community without a size rule gets the band without bounds, which assumes nothing.

    Examples
    --------
    >>> from gridplan.policy import load_profile
    >>> band, rule, is_assumed = band_for(load_profile("jiangsu-2021"), "grid", "ordinary", {})
    >>> str(band), rule, is_assumed
    ('200:500', None, True)
    """
    if level in overrides:
        return PlannedBand(overrides[level], None, False)
    rule = profile.size_rule(level, community_kind)
    if rule is not None:
        return PlannedBand(rule.band, rule, False)
    return PlannedBand(ASSUMED_BANDS.get(level, Band()), None, level in ASSUMED_BANDS)
