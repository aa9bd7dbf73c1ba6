"""Coverage: the categories, the metres every unit walks to each, the speeds of walkers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage import search_limit_m
from gridplan.model import CategoryCoverage, Coverage, Result
from gridplan.render.payload.pack import pack_unsigned
from gridplan.text import Language, say

STEPS_PER_M = 10
REASONS = ("no_data", "too_far", "island", "off_network")  # codes 0, 1, 2, 3; metres follow


def pack_coverage(result: Result, language: Language) -> dict[str, Any]:
    """Return the categories with their shares, and the metres of each unit to each."""
    coverage = result.coverage
    return {
        "mode": coverage.mode,
        "walk_m_per_min": coverage.walk_m_per_min,
        "limit_minutes": coverage.limit_minutes,
        "search_m": _search_m(result),
        "steps_per_m": STEPS_PER_M,
        "reasons": REASONS,
        "speeds": pack_speeds(coverage, language),
        "categories": [
            {**_facts(coverage, found, language), "metres": _metres(coverage, column)}
            for column, found in enumerate(coverage.categories)
        ],
    }


def _search_m(result: Result) -> float:
    """Return how far walks were followed; a run that does not say follows its parameters."""
    limit_m = result.coverage.search_limit_m
    return limit_m if np.isfinite(limit_m) else search_limit_m(result.params.coverage)


def _facts(coverage: Coverage, found: CategoryCoverage, language: Language) -> dict[str, Any]:
    facility = coverage.catalog.facility(found.category)
    return {
        "id": found.category,
        "name": found.category if facility is None else facility.name(language),
        "tier": "" if facility is None else facility.tier,
        "is_applied": found.category in {item.category for item in coverage.applied},
        "n_services": found.n_services,
        "shares": [[limit, share] for limit, share in sorted(found.shares.items())],
    }


def _metres(coverage: Coverage, column: int) -> str:
    if not coverage.is_told[column]:
        return ""
    return pack_unsigned(metre_codes(coverage.metres[:, column], coverage.reason[:, column]))


def pack_speeds(coverage: Coverage, language: Language) -> list[dict[str, Any]]:
    """Return who walks how fast: the run first, then everybody the catalog knows by speed.

    People of one speed share an entry; a speed equal to that of the run adds nothing.
    """
    people: dict[float, list[str]] = {}
    for speed in coverage.catalog.speeds:
        people.setdefault(speed.m_per_min, []).append(speed.name(language))
    own = coverage.walk_m_per_min
    groups = [(speed, names) for speed, names in sorted(people.items()) if speed != own]
    comma = say(language, "map.comma")
    return [
        {"name": say(language, "map.walker_default"), "m_per_min": own},
        *({"name": comma.join(names), "m_per_min": speed} for speed, names in reversed(groups)),
    ]


def metre_codes(metres: NDArray[np.float64], reason: NDArray[Any]) -> NDArray[np.int64]:
    """Return the code of the reason there is no way, or steps of metres after the last of them.

    Metres are rounded up: whoever is within a whole number of steps stays so, nobody else is.

    Examples
    --------
    >>> metre_codes(np.array([0.0, 990.0, 990.01, np.inf]), np.array(["", "", "", "island"]))
    array([   4, 9904, 9905,    2])
    """
    codes = np.full(len(metres), REASONS.index("no_data"), dtype=np.int64)
    codes[np.isinf(metres)] = REASONS.index("too_far")
    for code, name in enumerate(REASONS):
        codes[reason == name] = code
    has_way = np.isfinite(metres)
    # a hair below, so that the float of 990 metres is not rounded up past a limit
    steps = np.ceil(metres[has_way] * STEPS_PER_M - 1e-6)
    codes[has_way] = len(REASONS) + np.maximum(steps, 0).astype(np.int64)
    return codes
