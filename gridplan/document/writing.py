"""Result -> plan.gpkg."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridplan.document.layers import add_layer, add_table, finish, readable_layers, violation_table
from gridplan.model import TABLES, Adjacency, NetworkQuality, Note, Plan, Result
from gridplan.text import Language

Floats = NDArray[np.float64]

SCHEMA = "gridplan.document/4"
PREFIX = "gridplan_"  # tables for programs; the others are for people


def write_document(result: Result, path: Path, *, language: Language) -> None:
    """Write the plan document; *path* must not exist yet.

    Layers for people: ``communities``, ``grids``, ``microgrids``, ``units``, ``coverage``,
    ``roads``, ``services`` and the table ``violations``. Tables that start with ``gridplan_``
    hold what else is needed to make the same result again.
    """
    for layer, frame in readable_layers(result, language):
        add_layer(path, layer, frame)
    for name in ("roads", "services"):
        add_layer(path, name, getattr(result.area, name))
    add_table(path, "violations", violation_table(result.report, language))
    _write_area(result, path)
    _write_stages(result, path)
    add_table(path, PREFIX + "metadata", _metadata(result, language))
    finish(path)


def _write_area(result: Result, path: Path) -> None:
    for name, table in TABLES.items():
        if name in ("roads", "services"):
            continue
        frame = getattr(result.area, name)
        if table.geometry:
            add_layer(path, PREFIX + name, frame)
        else:
            add_table(path, PREFIX + name, frame)


def _write_stages(result: Result, path: Path) -> None:
    units, land = result.units, result.land
    cells = {
        "building": units.building,
        "compound": units.compound,
        "community": units.community,
        "special": units.special,
        "x_m": units.xy_m[:, 0],
        "y_m": units.xy_m[:, 1],
        "piece": land.piece,
        "side": land.side,
        **{f"zone_{plan.level}": plan.labels for plan in result.plans},
    }
    add_layer(
        path,
        PREFIX + "cells",
        geopandas.GeoDataFrame(cells, geometry=list(land.cells), crs=result.area.crs),
    )
    add_layer(path, PREFIX + "unit_communities", units.communities)
    add_table(path, PREFIX + "contacts", _contacts(land.adjacency))
    add_table(path, PREFIX + "reached", _reached(result))
    for plan in result.plans:
        add_table(path, f"{PREFIX}zones_{plan.level}", _zones(plan))


def _contacts(adjacency: Adjacency) -> pd.DataFrame:
    rows = np.repeat(np.arange(len(adjacency)), np.diff(adjacency.indptr))
    once = rows < adjacency.indices
    return pd.DataFrame(
        {
            "unit": rows[once],
            "neighbor": adjacency.indices[once],
            "shared_m": adjacency.shared_m[once],
            "is_crossing": adjacency.is_crossing[once],
            "is_arterial": adjacency.is_arterial[once],
        }
    )


def _reached(result: Result) -> pd.DataFrame:
    """Return metres and reason by unit and category, one column each."""
    coverage = result.coverage
    metres = _finite(coverage.metres)
    columns: dict[str, Any] = {}
    for column, category in enumerate(coverage.ids):
        columns[f"metres_{category}"] = metres[:, column]
        columns[f"reason_{category}"] = coverage.reason[:, column].astype(str)
        if coverage.pessimistic_m is not None:
            columns[f"pessimistic_{category}"] = _finite(coverage.pessimistic_m[:, column])
    return pd.DataFrame({"unit": np.arange(len(metres)), **columns})


def _finite(metres: Floats) -> Floats:
    """Return metres as a file can hold them: inf does not fit."""
    return np.where(np.isfinite(metres), metres, np.nan)


def _zones(plan: Plan) -> pd.DataFrame:
    fields = [dataclasses.asdict(zone) for zone in plan.zones]
    return pd.DataFrame(fields, columns=["code", "kind", "community", "parent", "number", "name"])


def _metadata(result: Result, language: Language) -> pd.DataFrame:
    area, units, report = result.area, result.units, result.report
    values: dict[str, Any] = {
        "schema": SCHEMA,
        "version": result.version,
        "language": language,
        "crs": area.crs,
        "profile": result.profile.source_text,
        "params": result.params.to_dict(),
        "sources": [dataclasses.asdict(source) for source in area.sources],
        "household_basis": area.household_basis,
        "area_notes": _plain_notes(area.notes),
        "area_unplaced": [dataclasses.asdict(item) for item in area.unplaced],
        "unit_notes": _plain_notes(units.notes),
        "unit_unplaced": [dataclasses.asdict(item) for item in units.unplaced],
        "is_estimated": units.is_estimated,
        "compounds": units.compounds,
        "land_notes": _plain_notes(result.land.notes),
        "levels": [plan.level for plan in result.plans],
        "lower_bounds": {plan.level: plan.lower_bound_household_m for plan in result.plans},
        "coverage": _coverage(result),
        "report": _report(report),
        "timings_s": dict(result.timings_s),
    }
    texts = [json.dumps(value, ensure_ascii=False, sort_keys=True) for value in values.values()]
    return pd.DataFrame({"key": list(values), "value": texts})


def _plain_notes(notes: tuple[Note, ...]) -> list[dict[str, Any]]:
    return [
        {"kind": note.kind, "key": note.key, "values": dict(note.values), "ids": note.ids}
        for note in notes
    ]


def _coverage(result: Result) -> dict[str, Any]:
    coverage = result.coverage
    return {
        "walk_m_per_min": coverage.walk_m_per_min,
        "limit_minutes": coverage.limit_minutes,
        "mode": coverage.mode,
        "applied": [dataclasses.asdict(item) for item in coverage.applied],
        "search_limit_m": coverage.search_limit_m,
        "catalog": coverage.catalog.source_text,
        "network": _network(coverage.network),
        "is_bracketed": coverage.pessimistic_m is not None,
        "notes": _plain_notes(coverage.notes),
        "categories": [
            {
                "category": item.category,
                "n_services": item.n_services,
                "shares": [[minutes, share] for minutes, share in item.shares.items()],
                "mean_minutes": item.mean_minutes,
                "p95_minutes": item.p95_minutes,
                "unreached": dict(item.unreached),
            }
            for item in coverage.categories
        ],
    }


def _network(quality: NetworkQuality | None) -> dict[str, Any] | None:
    if quality is None:
        return None
    nested = ("unit_legs", "service_legs")
    lists = ("islands", "compounds")
    return {
        **{field.name: getattr(quality, field.name) for field in dataclasses.fields(quality)},
        **{name: dataclasses.asdict(getattr(quality, name)) for name in nested},
        **{name: [dataclasses.asdict(one) for one in getattr(quality, name)] for name in lists},
        "unwalkable_m": dict(quality.unwalkable_m),
    }


def _report(report: Any) -> dict[str, Any]:
    return {
        "profile": report.profile,
        "households_total": report.households_total,
        "households_unplaced": report.households_unplaced,
        "household_basis": report.household_basis,
        "levels": {name: dataclasses.asdict(item) for name, item in report.levels.items()},
        "violations": [
            {
                **{f.name: getattr(item, f.name) for f in dataclasses.fields(item)},
                "values": dict(item.values),
                "remedies": _plain_notes(item.remedies),
            }
            for item in report.violations
        ],
        "notes": _plain_notes(report.notes),
        "waivers": [dataclasses.asdict(item) for item in report.waivers],
        "verdicts": [
            {
                **{f.name: getattr(item, f.name) for f in dataclasses.fields(item)},
                "title": dict(item.title),
                "values": dict(item.values),
            }
            for item in report.verdicts
        ],
    }
