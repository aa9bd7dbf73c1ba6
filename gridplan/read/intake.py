"""From files to layers: what is read as what, once, and with which columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from gridplan.read import archives, formats, geojson, names, osm, personal, values
from gridplan.read.errors import UnreadableError
from gridplan.read.formats import LayerInfo, RawLayer
from gridplan.read.layers import Layer
from gridplan.read.log import Log
from gridplan.read.options import ReadOptions

# Where one folder holds a layer in several formats, the first of these is read.
_FORMAT_ORDER = (
    ".gpkg", ".gdb", ".fgb", ".parquet", ".geoparquet", ".shp", ".geojson", ".json", ".xlsx",
    ".csv",
)  # fmt: skip
_OWN_LAYERS = frozenset({"layer_styles", "qgis_projects"})


@dataclass(frozen=True)
class File:
    """A file to read: what the user called it, its digest, and where its content lies."""

    path: Path
    content: Path
    sha256: str
    is_explicit: bool
    encoding: str = ""
    is_crs_assumed: bool = False


@dataclass
class Intake:
    """Layers taken in, and what was left out."""

    layers: list[Layer] = field(default_factory=list)
    unrecognised: list[tuple[File, LayerInfo]] = field(default_factory=list)
    osm: dict[tuple[str, str], tuple[RawLayer, osm.Tags]] = field(default_factory=dict)


def _prepared(files: Sequence[File], folder: Path, log: Log) -> list[File]:
    result = []
    for file in files:
        try:
            result += _contents(file, folder)
        except UnreadableError as error:
            log.fault(error.key, where=file.path.name, **error.values)
    return result


def _contents(file: File, folder: Path) -> list[File]:
    suffix = file.path.suffix.lower()
    if suffix == ".zip":
        inside = archives.extract(file.path, folder / f"zip-{len(list(folder.iterdir()))}")
        kept = [one for one in inside if one.suffix.lower() in formats.SUFFIXES]
        return [File(file.path, one, file.sha256, file.is_explicit) for one in kept]
    if suffix == ".xlsx":
        archives.check_zip(file.path)
    if suffix in (".geojson", ".json"):
        content, encoding, is_assumed = geojson.check_geojson(file.path, folder)
        return [File(file.path, content, file.sha256, file.is_explicit, encoding, is_assumed)]
    if suffix == ".shp":
        _check_shapefile(file.path)
    return [file]


def _check_shapefile(path: Path) -> None:
    for suffix in (".dbf", ".shx"):
        if not any(path.with_suffix(one).is_file() for one in (suffix, suffix.upper())):
            raise UnreadableError("shapefile_part_missing", part=path.with_suffix(suffix).name)


def take_in(
    files: Sequence[File],
    options: ReadOptions,
    folder: Path,
    log: Log,
    *,
    working_on: Callable[[str], object],
) -> Intake:
    """Read every layer that has a role.

    Parameters
    ----------
    files
        What to read.
    options
        How to read it.
    folder
        Private folder for temporary files.
    log
        Where faults and notes go.
    working_on
        Told the file in hand, so that the parent can name it when this process dies.
    """
    intake = Intake()
    found: list[tuple[File, LayerInfo, str]] = []
    for file in _prepared(files, folder, log):
        working_on(str(file.path))
        try:
            infos = formats.list_layers(file.content)
        except UnreadableError as error:
            log.fault(error.key, where=file.path.name, **error.values)
            continue
        except MemoryError:
            log.fault("out_of_memory", where=file.path.name)
            continue
        found += _with_roles(file, infos, options, intake)
    for file, info, role in _winners(found, log):
        working_on(str(file.path))
        try:
            intake.layers += _read(file, info, role, options, log, intake)
        except UnreadableError as error:
            log.fault(error.key, where=info.where, **error.values)
        except UnicodeDecodeError:
            log.fault("encoding_unknown", where=info.where)
        except MemoryError:
            log.fault("out_of_memory", where=info.where)
    for _, info in intake.unrecognised:
        log.info("unrecognised", where=info.where)
    return intake


def _with_roles(
    file: File, infos: Iterable[LayerInfo], options: ReadOptions, intake: Intake
) -> list[tuple[File, LayerInfo, str]]:
    result = []
    infos = list(infos)
    for info in infos:
        if info.is_osm:
            roles = [role for role, layers in osm.ROLE_LAYERS.items() if info.layer in layers]
            result += [(file, info, role) for role in roles]
            continue
        stem = info.stem if len(infos) == 1 else ""
        role = names.role_of(info.layer, stem, options.layer_map)
        if role and role != "ignore":
            result.append((file, info, role))
        elif role != "ignore" and info.layer not in _OWN_LAYERS:
            intake.unrecognised.append((file, info))
    return result


def _winners(
    found: Sequence[tuple[File, LayerInfo, str]], log: Log
) -> list[tuple[File, LayerInfo, str]]:
    explicit_roles = {role for _, info, role in found if not info.is_osm}
    dropped = sorted({(info.path.name, role) for _, info, role in found
                      if info.is_osm and role in explicit_roles})  # fmt: skip
    for name, role in dropped:
        log.info("osm_role_dropped", where=name, role=role)
    kept = [one for one in found if not (one[1].is_osm and one[2] in explicit_roles)]
    if any(role == "communities" for _, _, role in kept):
        for _, info, role in kept:
            if role == "boundary":
                log.info("boundary_dropped", where=info.where)
        kept = [one for one in kept if one[2] != "boundary"]
    return _one_format(kept, log)


def _one_format(
    found: Sequence[tuple[File, LayerInfo, str]], log: Log
) -> list[tuple[File, LayerInfo, str]]:
    best: dict[tuple[str, str, str], tuple[File, LayerInfo, str]] = {}
    result = []
    for one in found:
        file, info, role = one
        if info.is_osm or file.is_explicit:
            result.append(one)
            continue
        key = (str(file.path.parent), names.fold(info.layer), role)
        other = best.get(key)
        if other is None or _format_rank(info) < _format_rank(other[1]):
            best[key] = one
        if other is not None:
            loser = other[1] if best[key] is one else info
            log.info("same_layer_twice", where=loser.where, other=best[key][1].where)
    return sorted([*result, *best.values()], key=lambda one: (one[1].where, one[2]))


def _format_rank(info: LayerInfo) -> int:
    return _FORMAT_ORDER.index(info.path.suffix.lower())


def _read(
    file: File, info: LayerInfo, role: str, options: ReadOptions, log: Log, intake: Intake
) -> list[Layer]:
    if info.is_osm:
        return [_osm_layer(file, info, role, log, intake)]
    _check_columns(info)
    matched = names.match_columns(
        role, info.columns, column_map=options.column_map, is_shapefile=info.is_shapefile
    )
    matched = personal.leave_out(role, info, matched, options, log)
    _check_mapped(role, info, options, log)
    lonlat = [] if info.has_geometry else _lonlat(info.columns)
    columns = [*dict.fromkeys([*matched.values(), *lonlat])]
    raw = formats.read_layer(info, columns, encoding=options.encoding)
    _note_encoding(raw, options, log)
    texts = {column: values.texts(raw.table.column(name)) for column, name in matched.items()}
    texts = personal.leave_out_values(info, texts, matched, options, log)
    return [_layer(file, raw, role, texts, matched, lonlat, log)]


def _check_columns(info: LayerInfo) -> None:
    if len(set(info.columns)) < len(info.columns):
        twice = next(one for i, one in enumerate(info.columns) if one in info.columns[:i])
        raise UnreadableError("duplicate_columns", column=twice)
    if info.has_geometry and "geometry" in info.columns:
        raise UnreadableError("duplicate_columns", column="geometry")


def _check_mapped(role: str, info: LayerInfo, options: ReadOptions, log: Log) -> None:
    present = {names.fold(name) for name in info.columns}
    for target, name in options.column_map.items():
        layer, _, column = target.partition(".")
        if layer == role and names.fold(name) not in present:
            log.fault("mapped_column_missing", where=info.where, column=name, target=column)


def _lonlat(columns: Sequence[str]) -> list[str]:
    folded = {names.fold(name): name for name in columns}
    lon = next((folded[one] for one in names.LON_NAMES if one in folded), None)
    lat = next((folded[one] for one in names.LAT_NAMES if one in folded), None)
    return [lon, lat] if lon and lat else []


def _note_encoding(raw: RawLayer, options: ReadOptions, log: Log) -> None:
    where = raw.info.where
    if raw.is_declared_wrong:
        log.warn("encoding_contradicts", where=where, encoding=raw.encoding)
    elif raw.encoding not in ("UTF-8", "") and not options.encoding:
        report = log.warn if raw.encoding == "cp1252" else log.info
        report("encoding_found", where=where, encoding=raw.encoding)
    for column in raw.long_texts:
        log.warn("text_may_be_cut", where=where, column=column)


def _layer(
    file: File, raw: RawLayer, role: str, texts: dict[str, Any], matched: dict[str, str],
    lonlat: list[str], log: Log,
) -> Layer:  # fmt: skip
    info = raw.info
    for column, one in texts.items():
        if any("\0" in text for text in one):
            raise UnreadableError("nul_in_text")
        cleaned, odd = values.clean(one)
        if odd.any():
            rows = [f"row {i + 1}" for i in np.flatnonzero(odd)]
            log.warn("direction_marks", rows, where=info.where, column=matched[column])
        texts[column] = cleaned
    wkb, crs = raw.wkb, raw.crs
    if lonlat:
        wkb, crs = _points(raw, lonlat, log), crs or "EPSG:4326"
    n = raw.table.num_rows if raw.table.num_columns else len(raw.wkb if raw.wkb is not None else ())
    about = {"path": file.path.name, "layer": info.layer, "sha256": file.sha256,
             "encoding": file.encoding or raw.encoding, "columns": dict(matched)}  # fmt: skip
    return Layer(
        role, info.where, texts, matched, wkb, crs, n, log, about=about, file=str(file.path),
        is_crs_assumed=file.is_crs_assumed or bool(lonlat),
    )  # fmt: skip


def _points(raw: RawLayer, lonlat: list[str], log: Log) -> Any:
    x, bad_x = values.numbers(values.texts(raw.table.column(lonlat[0])))
    y, bad_y = values.numbers(values.texts(raw.table.column(lonlat[1])))
    bad = bad_x | bad_y
    if bad.any():
        rows = [f"row {i + 1}" for i in np.flatnonzero(bad)]
        log.fault("bad_coordinates", rows, where=raw.info.where, column=", ".join(lonlat))
    known = ~(np.isnan(x) | np.isnan(y))
    points = np.full(len(x), None, dtype=object)
    points[known] = shapely.to_wkb(shapely.points(x[known], y[known]))
    return pa.array(list(points), pa.binary())


def _osm_layer(file: File, info: LayerInfo, role: str, log: Log, intake: Intake) -> Layer:
    key = (str(info.path), info.layer)
    if key not in intake.osm:
        raw = formats.read_layer(info, list(info.columns), encoding=None)
        intake.osm[key] = raw, osm.Tags(raw.table)
    raw, tags = intake.osm[key]
    rows, texts = osm.split(role, info.layer, tags)
    wkb = raw.wkb.take(rows)
    about = {"path": file.path.name, "layer": info.layer, "sha256": file.sha256,
             "encoding": "UTF-8", "columns": {}}  # fmt: skip
    return Layer(
        role, info.where, texts, {}, wkb, raw.crs, len(rows), log, is_osm=True, about=about,
        file=str(file.path),
    )  # fmt: skip
