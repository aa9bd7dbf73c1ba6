"""Files to a planning area: the public functions of the room."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas

from gridplan.errors import CrsError, GeometryError, InputError
from gridplan.model import TABLES, Note, PlanningArea, Source, Unplaced
from gridplan.read import process, sources
from gridplan.read.handover import read_table
from gridplan.read.inspection import Inspection
from gridplan.read.log import Log, strict
from gridplan.read.options import ReadOptions
from gridplan.read.placing import places_file
from gridplan.text import Language, default_language

_DEFAULT = ReadOptions()
_BASES = (("户籍", "registered"), ("registered", "registered"), ("常住", "resident"),
          ("resident", "resident"), ("套数", "dwelling"), ("dwelling", "dwelling"),
          ("flats", "dwelling"), ("规划", "planned"), ("设计", "planned"),
          ("planned", "planned"))  # fmt: skip


def load(
    sources: str | Path | Sequence[str | Path], *, options: ReadOptions = _DEFAULT
) -> PlanningArea:
    """Read a planning area from a folder or files.

    Parameters
    ----------
    sources
        One or several: a folder (read one level deep), GeoPackage, shapefile (also zipped),
        GeoJSON, FlatGeobuf, FileGDB folder, GeoParquet, ``.osm.pbf``, ``.osm``, CSV, XLSX.
    options
        What the data do not say for themselves.

    Raises
    ------
    InputError
        The data cannot be used; the message holds one sentence for each fault. A `CrsError` or
        `GeometryError` where all faults are of that kind.
    """
    inspection = inspect(sources, options=options)
    if inspection.area is None or inspection.faults:
        raise error_of(inspection.faults)
    return inspection.area


def load_places(path: str | Path, *, layer: str = "", options: ReadOptions = _DEFAULT) -> Any:
    """Read a layer of points or areas on its own, such as places where something could be built.

    Parameters
    ----------
    path
        A file as `load` takes it.
    layer
        Which layer of it; the one named as the file where there are several.
    options
        What the data do not say for themselves.

    Returns
    -------
    GeoDataFrame
        ``service_id``, ``name`` and geometry in metres.

    Raises
    ------
    InputError
        The file cannot be used, or has no such layer.
    """
    name = layer or Path(path).stem
    reading = replace(options, layer_map={"services": name})
    log = Log()
    found = _files(path, log)
    with tempfile.TemporaryDirectory(prefix="gridplan-") as folder:
        crs, tables = _read_alone(found, reading, Path(folder), log)
    if "services" not in tables:
        raise error_of((Note("fault", "read.no_such_layer", {"where": str(path), "layer": name}),))
    return _frame(tables["services"], crs)


def find_zones(path: str | Path, places: Any, *, options: ReadOptions = _DEFAULT) -> Any:
    """Find the zones of a file that hold some places, each by the first polygon around it.

    Parameters
    ----------
    path
        A file of one layer as `load` takes it: polygons of grids or micro-grids with codes.
    places
        Longitude and latitude, WGS 84, degrees, float64 (n, 2).
    options
        What the data do not say for themselves.

    Returns
    -------
    DataFrame
        ``grid_code`` and ``microgrid_code`` of each place, "" where it is in no such zone.

    Raises
    ------
    InputError
        The file cannot be used, or holds no zones.
    """
    reading = replace(options, layer_map={"grids": Path(path).stem})
    log = Log()
    found = _files(path, log)
    with tempfile.TemporaryDirectory(prefix="gridplan-") as folder:
        asked = places_file(Path(folder), places)
        found = [{**one, "places": asked} for one in found]
        _, tables = _read_alone(found, reading, Path(folder), log)
    return tables["places"]


def _read_alone(
    found: Sequence[Mapping[str, Any]], options: ReadOptions, folder: Path, log: Log
) -> tuple[str, dict[str, Any]]:
    """Read files that hold no buildings: their CRS and tables.

    Raises
    ------
    InputError
        They cannot be used.
    """
    outcome = process.run(found, options, folder, log) if found else process.Outcome()
    tables = {Path(one).name: read_table(Path(one).name, Path(one).parent)
              for one in outcome.tables}  # fmt: skip
    faults = tuple(
        note
        for note in _notes([*log.entries, *outcome.notes])
        if note.kind == "fault" and note.key != "read.no_buildings"
    )
    if faults:
        raise error_of(faults)
    return outcome.crs, tables


def error_of(faults: Sequence[Note], *, language: Language | None = None) -> InputError:
    """Build the error that says all faults, one sentence a line."""
    message = "\n".join(fault.text(language or default_language()) for fault in faults)
    kinds = {fault.key.removeprefix("read.").split("_")[0] for fault in faults}
    chosen = {frozenset({"crs"}): CrsError, frozenset({"geometry"}): GeometryError}
    return chosen.get(frozenset(kinds), InputError)(message, tuple(faults))


def inspect(
    sources: str | Path | Sequence[str | Path], *, options: ReadOptions = _DEFAULT
) -> Inspection:
    """Look at an input and list what is there and what is wrong; never raises for bad data."""
    log = Log()
    found = _files(sources, log)
    with tempfile.TemporaryDirectory(prefix="gridplan-") as name:
        outcome = process.run(found, options, Path(name), log) if found else process.Outcome()
        entries = [*log.entries, *outcome.notes]
        notes = _notes(strict(entries) if options.is_strict else entries)
        tables = {Path(one).name: read_table(Path(one).name, Path(one).parent)
                  for one in outcome.tables}  # fmt: skip
    return _inspection(outcome, notes, tables, options)


def _files(given: str | Path | Sequence[str | Path], log: Log) -> list[dict[str, Any]]:
    found = []
    for one in sources.find_files(given, log):
        try:
            found.append(
                {
                    "path": one.path,
                    "sha256": sources.digest(one.path),
                    "is_explicit": one.is_explicit,
                    "bytes": sources.size_bytes(one.path),
                }
            )
        except OSError as error:
            log.fault("unreadable", where=one.path.name, reason=error.strerror or "")
    return found


def _notes(entries: Sequence[Mapping[str, Any]]) -> tuple[Note, ...]:
    order = {"fault": 0, "warning": 1, "repair": 2, "assumption": 3, "info": 4}
    notes = [Note(one["kind"], one["key"], one["values"], tuple(one["ids"])) for one in entries]
    return tuple(sorted(notes, key=lambda note: order[note.kind]))


def _inspection(
    outcome: process.Outcome,
    notes: tuple[Note, ...],
    tables: Mapping[str, Any],
    options: ReadOptions,
) -> Inspection:
    layers = tuple(_source(one) for one in outcome.layers)
    unread = tuple(_source(one) for one in outcome.unrecognised)
    unplaced = tuple(Unplaced(**{**one, "ids": tuple(one["ids"])}) for one in outcome.unplaced)
    is_faulty = any(note.kind == "fault" for note in notes) or "buildings" not in tables
    columns = {(one["path"], one["layer"]): one["columns"] for one in outcome.layers}
    area = None
    if not is_faulty:
        basis = _basis(options, columns)
        area = _area(outcome.crs, tables, layers, notes, unplaced, basis)
    return Inspection(
        sources=(*layers, *unread),
        columns=columns,
        notes=notes,
        area=area,
        crs=outcome.crs,
        n_households=_total(tables.get("buildings")),
        unplaced=unplaced,
    )


def _source(entry: Mapping[str, Any]) -> Source:
    names = ("path", "layer", "role", "n_features", "crs", "encoding", "sha256")
    return Source(**{name: entry[name] for name in names})


def _basis(options: ReadOptions, columns: Mapping[Any, Mapping[str, str]]) -> str:
    """Return what the counts count: as given, else as the name of their column says it."""
    if options.household_basis != "unspecified":
        return options.household_basis
    names = {one["households"] for one in columns.values() if "households" in one}
    said = {basis for word, basis in _BASES for name in names if word in name.lower()}
    return said.pop() if len(said) == 1 else "unspecified"


def _total(buildings: Any) -> int | None:
    if buildings is None or buildings["households"].isna().any():
        return None
    return int(buildings["households"].sum())


def _area(
    crs: str, tables: Mapping[str, Any], layers: tuple[Source, ...], notes: tuple[Note, ...],
    unplaced: tuple[Unplaced, ...], household_basis: str,
) -> PlanningArea:  # fmt: skip
    frames = {name: _frame(tables.get(name), crs) for name in TABLES}
    return PlanningArea(
        crs=crs,
        **frames,
        sources=layers,
        notes=notes,
        unplaced=unplaced,
        household_basis=household_basis,
    )


def _frame(table: Any, crs: str) -> Any:
    if table is None or "geometry" not in table:
        return table
    return geopandas.GeoDataFrame(table, geometry="geometry", crs=crs)
