"""The walking network, with doors and services tied to it, so that the page finds routes itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage import WalkModel, classify, prepare_walks
from gridplan.model import Result
from gridplan.network import Snapping, WalkNetwork
from gridplan.render.payload.frame import Frame
from gridplan.render.payload.pack import (
    pack_deltas,
    pack_points,
    pack_shapes,
    pack_signed,
    pack_unsigned,
)

STEPS_PER_M = 100  # centimetres, so that a route adds up to the metres measured


def pack_walks(result: Result, frame: Frame) -> dict[str, Any]:
    """Return streets, doors and services, and which services belong to which category.

    Everything is made again from the area and the units, so that a plan document is enough.
    """
    facilities = result.coverage.catalog.facilities
    is_member = classify(result.area.services, facilities).is_member
    model = prepare_walks(result.area, result.units, is_member, result.params.coverage)
    return {
        "steps_per_m": STEPS_PER_M,
        "streets": {**_pack_streets(model.network, frame), **_pack_closed(model)},
        "doors": {
            "xy": pack_points(result.units.xy_m, frame),
            **_pack_candidates(model.origins, model.origin_gate_xy, frame),
        },
        "stops": {
            "xy": pack_points(model.seeds.xy_m, frame),
            "service": pack_deltas(model.seeds.service),
            **_pack_candidates(model.targets.snapping, model.target_gate_xy, frame),
        },
        "members": _pack_members(model),
    }


def _pack_streets(network: WalkNetwork, frame: Frame) -> dict[str, Any]:
    return {
        "u": pack_deltas(network.edge_u),
        "v": pack_signed(network.edge_v - network.edge_u),
        "length": pack_unsigned(_whole(network.edge_length_m)),
        "lines": pack_shapes(network.edge_line, frame),
    }


def _pack_closed(model: WalkModel) -> dict[str, str]:
    """Return the streets nobody walks into from their start, and those from their end.

    The searches of coverage lead from services to homes, those of the page back: there a street
    is closed from one end where coverage has no way to that end along it.
    """
    network, arcs = model.network, model.targets.arcs
    ends = network.edge_u, network.edge_v
    closed = []
    for near, far in (ends, ends[::-1]):
        metres = np.asarray(arcs[far, near], dtype=float).ravel() if len(near) else np.empty(0)
        is_open = (metres > 0) & (metres <= network.edge_length_m + 1e-6)
        closed.append(np.flatnonzero(~is_open & (near != far)))
    return {"closed_from_u": pack_deltas(closed[0]), "closed_from_v": pack_deltas(closed[1])}


def _pack_candidates(
    snapping: Snapping, gate_xy: NDArray[np.float64] | None, frame: Frame
) -> dict[str, str]:
    """Return where each point may step onto a street; few legs lead through a gate."""
    gates = np.full((len(snapping), 2), np.nan) if gate_xy is None else gate_xy
    gated = np.flatnonzero(np.isfinite(gates[:, 0]))
    return {
        "candidates": pack_unsigned(np.bincount(snapping.point, minlength=snapping.n_points)),
        "edge": pack_deltas(snapping.edge),
        "along": pack_unsigned(_whole(snapping.along_m)),
        "leg": pack_unsigned(_whole(snapping.leg_m)),
        "gated": pack_deltas(gated),
        "gates": pack_points(gates[gated], frame),
    }


def _pack_members(model: WalkModel) -> list[str]:
    """Return the services of each category, categories as in the coverage."""
    return [pack_deltas(np.flatnonzero(column)) for column in model.is_member.T]


def _whole(metres: NDArray[np.float64]) -> NDArray[np.int64]:
    whole: NDArray[np.int64] = np.rint(metres * STEPS_PER_M).astype(np.int64)
    return whole
