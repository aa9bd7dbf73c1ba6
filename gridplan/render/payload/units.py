"""Units: footprints, cells, households, and the minutes each walks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Coverage, Result, Units
from gridplan.render.names import category_name
from gridplan.render.payload.frame import Frame
from gridplan.render.payload.pack import pack_bytes, pack_deltas, pack_shapes, pack_unsigned
from gridplan.render.payload.zones import pack_labels
from gridplan.text import Language

CELL_GRAIN = 10  # a metre: cells are soft fills without a line, so they may be coarse
STEPS_PER_MINUTE = 4  # minutes are rounded up to quarters: whole-minute limits stay exact
REASON_CODES = {"no_data": 255, "too_far": 254, "island": 253, "off_network": 252}
MAX_CODE = 250
KINDS = ("building", "stairwell", "land")


def pack_units(result: Result, frame: Frame) -> dict[str, Any]:
    """Return all units, by column."""
    units = result.units
    return {
        "n": len(units),
        "footprints": pack_shapes(units.footprint, frame),
        "cells": pack_shapes(result.land.cells, frame, grain=CELL_GRAIN),
        "kind": pack_bytes(np.array([KINDS.index(kind) for kind in units.kind])),
        "households": pack_unsigned(units.households),
        "compound": pack_unsigned(units.compound + 1),
        "compounds": list(units.compounds),
        "building": pack_deltas(units.building),
        "zone": pack_labels(result),
        **_building_texts(result),
    }


def _building_texts(result: Result) -> dict[str, Any]:
    buildings = result.area.buildings
    ids = buildings["building_id"].tolist()
    names = buildings["name"].tolist()
    return {
        "buildings": ids,
        "names": {str(position): name for position, name in enumerate(names) if name},
        "ids": _own_ids(result.units, ids),
    }


def _own_ids(units: Units, building_ids: list[str]) -> dict[str, str]:
    """Return the ids of units that are not simply their building's."""
    of_building = np.array([*building_ids, ""], dtype=object)[units.building]
    return {str(unit): units.ids[unit] for unit in np.flatnonzero(units.ids != of_building)}


def pack_coverage(coverage: Coverage, language: Language) -> dict[str, Any]:
    """Return the categories with their shares, and the minutes of each unit to each."""
    categories = []
    for column, found in enumerate(coverage.categories):
        minutes, reason = coverage.minutes[:, column], coverage.reason[:, column]
        categories.append(
            {
                "id": found.category,
                "name": category_name(found.category, language),
                "n_services": found.n_services,
                "shares": [[limit, share] for limit, share in sorted(found.shares.items())],
                "mean_minutes": _rounded(found.mean_minutes),
                "p95_minutes": _rounded(found.p95_minutes),
                "n_unreached": sum(found.unreached.values()),
                "minutes": pack_bytes(minute_codes(minutes, reason)) if found.n_services else "",
            }
        )
    return {
        "walk_m_per_min": coverage.walk_m_per_min,
        "limit_minutes": coverage.limit_minutes,
        "steps_per_minute": STEPS_PER_MINUTE,
        "reasons": REASON_CODES,
        "categories": categories,
    }


def minute_codes(minutes: NDArray[np.float64], reason: NDArray[Any]) -> NDArray[np.int64]:
    """Return quarters of a minute, rounded up, or the code of the reason there is no way.

    Examples
    --------
    >>> minute_codes(np.array([0.3, 15.0, np.inf]), np.array(["", "", "island"])).tolist()
    [2, 60, 253]
    """
    codes = np.full(len(minutes), REASON_CODES["no_data"], dtype=np.int64)
    codes[np.isinf(minutes)] = REASON_CODES["too_far"]
    for name, code in REASON_CODES.items():
        codes[reason == name] = code
    is_known = np.isfinite(minutes)
    # a hair below, so that the float of 15 minutes is not rounded up past its limit
    quarters = np.ceil(minutes[is_known] * STEPS_PER_MINUTE - 1e-9).astype(np.int64)
    codes[is_known] = np.where(
        quarters > MAX_CODE, REASON_CODES["too_far"], np.maximum(quarters, 0)
    )
    return codes


def _rounded(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), 1)
