"""Proposed sites: where to build next, what each brings, and how far everybody walks then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Result
from gridplan.model.siting import Siting
from gridplan.render.payload.coverage import metre_codes
from gridplan.render.payload.frame import Frame
from gridplan.render.payload.pack import pack_points, pack_unsigned


def pack_sitings(result: Result, sitings: Sequence[Siting], frame: Frame) -> list[dict[str, Any]]:
    """Return the proposals, each with its sites and the metres of every unit once they stand."""
    return [_pack_siting(result, siting, frame) for siting in sitings]


def _pack_siting(result: Result, siting: Siting, frame: Frame) -> dict[str, Any]:
    points = np.array([site.candidate.xy_m for site in siting.sites], dtype=float).reshape(-1, 2)
    return {
        "category": result.coverage.ids.index(siting.category),
        "method": siting.method,
        "reach_m": siting.reach_m,
        "households_before": siting.households_before,
        "households_after": siting.households_after,
        "gap": 0.0 if siting.is_proven else siting.gap,
        "xy": pack_points(points, frame),
        "sites": [
            {
                "rank": site.rank,
                "id": site.candidate.id,
                "name": site.candidate.name,
                "source": site.candidate.source,
                "gained": site.households_gained,
                "served": site.households_served,
            }
            for site in siting.sites
        ],
        "metres": pack_unsigned(metre_codes(siting.metres_after, _reasons(result, siting))),
    }


def _reasons(result: Result, siting: Siting) -> NDArray[Any]:
    """Return why there is no way even then: as before, or too far where there was no data."""
    column = result.coverage.ids.index(siting.category)
    before = result.coverage.reason[:, column]
    reason = np.where(np.isin(before, ["", "no_data"]), "too_far", before)
    return np.where(np.isfinite(siting.metres_after), "", reason).astype(object)
