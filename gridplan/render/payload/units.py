"""Units: footprints, cells, households, zones."""

from __future__ import annotations

from typing import Any

import numpy as np

from gridplan.model import Result, Units
from gridplan.render.payload.frame import Frame
from gridplan.render.payload.pack import pack_bytes, pack_deltas, pack_shapes, pack_unsigned
from gridplan.render.payload.zones import pack_labels

CELL_GRAIN = 10  # a metre: cells are soft fills without a line, so they may be coarse
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
