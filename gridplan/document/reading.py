"""plan.gpkg -> Result. A document may come from anywhere: it is opened as a foreign file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from shapely.errors import ShapelyError

from gridplan.document.writing import PREFIX, SCHEMA
from gridplan.errors import InputError
from gridplan.model import (
    TABLES,
    Adjacency,
    Applied,
    CategoryCoverage,
    CompoundAccess,
    Coverage,
    Island,
    Land,
    Legs,
    LevelSummary,
    NetworkQuality,
    Note,
    Plan,
    PlanningArea,
    Report,
    Result,
    Source,
    Units,
    Unplaced,
    Verdict,
    Violation,
    Waiver,
    Zone,
)
from gridplan.params import Params
from gridplan.policy import read_catalog, read_profile

NAME = "plan.gpkg"


def find_document(path: Path) -> Path:
    """Return the plan document at *path*: the file itself, or ``plan.gpkg`` in the folder.

    Raises
    ------
    InputError
        There is none.
    """
    file = path / NAME if path.is_dir() else path
    if not file.is_file():
        raise InputError(
            f"{file}: there is no plan document. Give the {NAME} of a run or its folder; "
            "`gridplan plan SOURCE -o DIR` makes one."
        )
    return file


def is_document(path: Path) -> bool:
    """Tell whether *path* is a plan document or the folder of a run."""
    file = path / NAME if path.is_dir() else path
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        if stream.read(16) != b"SQLite format 3\x00":
            return False
    with closing(_connect(file)) as database:
        query = "SELECT 1 FROM sqlite_master WHERE name = ?"
        return database.execute(query, (PREFIX + "metadata",)).fetchone() is not None


def read_document(path: Path) -> Result:
    """Read the plan document at *path*, a file or the folder of a run.

    Raises
    ------
    InputError
        The file is damaged, is no plan document, or was written by another version's schema.
    """
    file = find_document(path)
    meta = _metadata(file)
    try:
        return _result(file, meta)
    except (KeyError, ValueError, TypeError, AttributeError, ShapelyError) as error:
        raise InputError(
            f"{file}: the plan document is damaged or was changed by hand ({error}). "
            "Restore a copy, or run `gridplan plan` again."
        ) from error


def _metadata(file: Path) -> dict[str, Any]:
    try:
        with closing(_connect(file)) as database:
            if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("its pages are damaged")
            rows = database.execute(f"SELECT key, value FROM {PREFIX}metadata").fetchall()
        meta = {key: json.loads(value) for key, value in rows}
    except (sqlite3.Error, ValueError, TypeError) as error:  # a damaged page may not even be text
        raise InputError(
            f"{file} is no plan document ({error}). Give the {NAME} that `gridplan plan` wrote."
        ) from error
    if meta.get("schema") != SCHEMA:
        raise InputError(
            f"{file}: written as {meta.get('schema')}, this version reads {SCHEMA}. "
            "Run `gridplan plan` again with this version."
        )
    return meta


def _connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _result(file: Path, meta: Mapping[str, Any]) -> Result:
    cells = _layer(file, PREFIX + "cells")
    plans = _plans(file, meta, cells)
    return Result(
        area=_area(file, meta),
        units=_units(file, meta, cells),
        land=_land(file, meta, cells),
        plans=plans,
        report=_report(meta["report"]),
        coverage=_coverage(file, meta["coverage"]),
        profile=read_profile(meta["profile"], file=file.name),
        params=Params.from_dict(meta["params"]),
        version=meta["version"],
        timings_s=meta["timings_s"],
    )


def _layer(file: Path, layer: str) -> Any:
    return pyogrio.read_dataframe(file, layer=layer)


def _area(file: Path, meta: Mapping[str, Any]) -> PlanningArea:
    names = {name: name if name in ("roads", "services") else PREFIX + name for name in TABLES}
    return PlanningArea(
        crs=meta["crs"],
        sources=tuple(Source(**source) for source in meta["sources"]),
        notes=_notes(meta["area_notes"]),
        unplaced=_unplaced(meta["area_unplaced"]),
        household_basis=meta["household_basis"],
        **{name: _layer(file, layer) for name, layer in names.items()},
    )


def _units(file: Path, meta: Mapping[str, Any], cells: Any) -> Units:
    frame = _layer(file, "units")
    return Units(
        ids=frame["unit_id"],
        kind=frame["unit_kind"],
        footprint=frame.geometry,
        xy_m=cells[["x_m", "y_m"]].to_numpy(),
        households=frame["households"],
        building=cells["building"],
        compound=cells["compound"],
        community=cells["community"],
        special=cells["special"],
        compounds=tuple(meta["compounds"]),
        communities=_layer(file, PREFIX + "unit_communities"),
        notes=_notes(meta["unit_notes"]),
        unplaced=_unplaced(meta["unit_unplaced"]),
        is_estimated=meta["is_estimated"],
    )


def _land(file: Path, meta: Mapping[str, Any], cells: Any) -> Land:
    contacts = _layer(file, PREFIX + "contacts")
    adjacency = Adjacency.from_pairs(
        len(cells),
        contacts[["unit", "neighbor"]].to_numpy(),
        shared_m=contacts["shared_m"],
        is_crossing=contacts["is_crossing"].astype(bool),
        is_arterial=contacts["is_arterial"].astype(bool),
    )
    return Land(
        cells=cells.geometry,
        adjacency=adjacency,
        piece=cells["piece"],
        side=cells["side"],
        notes=_notes(meta["land_notes"]),
    )


def _plans(file: Path, meta: Mapping[str, Any], cells: Any) -> tuple[Plan, ...]:
    plans: list[Plan] = []
    for level in meta["levels"]:
        rows = _layer(file, f"{PREFIX}zones_{level}").to_dict("records")
        zones = tuple(Zone(**{**row, "name": row["name"] or ""}) for row in rows)
        plans.append(
            Plan(
                level=level,
                labels=cells[f"zone_{level}"],
                zones=zones,
                parent=plans[-1] if plans else None,
                lower_bound_household_m=meta["lower_bounds"][level],
            )
        )
    return tuple(plans)


def _coverage(file: Path, meta: Mapping[str, Any]) -> Coverage:
    table = _layer(file, PREFIX + "reached")
    ids = [item["category"] for item in meta["categories"]]
    reason = table[[f"reason_{name}" for name in ids]].fillna("").to_numpy(dtype=object)
    metres = table[[f"metres_{name}" for name in ids]].to_numpy(dtype=float)
    has_service = reason != "no_data"
    return Coverage(
        categories=tuple(
            CategoryCoverage(**{**item, "shares": {float(m): s for m, s in item["shares"]}})
            for item in meta["categories"]
        ),
        metres=_unfinite(metres, has_service),
        reason=reason,
        walk_m_per_min=meta["walk_m_per_min"],
        limit_minutes=meta["limit_minutes"],
        notes=_notes(meta["notes"]),
        mode=meta["mode"],
        applied=tuple(Applied(**item) for item in meta["applied"]),
        search_limit_m=meta["search_limit_m"],
        catalog=read_catalog(meta["catalog"]),
        network=_network(meta["network"]),
        pessimistic_m=_unfinite(table[[f"pessimistic_{name}" for name in ids]], has_service)
        if meta["is_bracketed"]
        else None,
    )


def _unfinite(metres: Any, has_service: Any) -> Any:
    """Return metres as they were measured: a walk that is not in the file found no end."""
    values = np.asarray(metres, dtype=float)
    return np.where(np.isnan(values) & has_service, np.inf, values)


def _network(meta: Mapping[str, Any] | None) -> NetworkQuality | None:
    if meta is None:
        return None
    islands = tuple(Island(**{**one, "ids": tuple(one["ids"])}) for one in meta["islands"])
    return NetworkQuality(
        **{
            **meta,
            "unit_legs": Legs(**meta["unit_legs"]),
            "service_legs": Legs(**meta["service_legs"]),
            "islands": islands,
            "compounds": tuple(CompoundAccess(**one) for one in meta["compounds"]),
        }
    )


def _report(meta: Mapping[str, Any]) -> Report:
    return Report(
        **{
            **meta,
            "levels": {name: LevelSummary(**item) for name, item in meta["levels"].items()},
            "violations": tuple(
                Violation(**{**item, "remedies": _notes(item.get("remedies", []))})
                for item in meta["violations"]
            ),
            "notes": _notes(meta["notes"]),
            "waivers": tuple(Waiver(**item) for item in meta.get("waivers", ())),
            "verdicts": tuple(
                Verdict(**{**item, "codes": tuple(item["codes"]), "needs": tuple(item["needs"])})
                for item in meta["verdicts"]
            ),
        }
    )


def _notes(items: list[dict[str, Any]]) -> tuple[Note, ...]:
    return tuple(Note(**{**item, "ids": tuple(item["ids"])}) for item in items)


def _unplaced(items: list[dict[str, Any]]) -> tuple[Unplaced, ...]:
    return tuple(Unplaced(**{**item, "ids": tuple(item["ids"])}) for item in items)
