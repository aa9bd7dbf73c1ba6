"""Open one file of any kind the product takes, as layers of Arrow columns and WKB."""

from __future__ import annotations

import codecs
import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
import pyogrio.raw
from pyarrow import parquet
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridplan.read import encoding as encodings
from gridplan.read.errors import UnreadableError
from gridplan.read.tables import read_csv, read_xlsx

MAX_ROWS = 5_000_000
TABLE_SUFFIXES = frozenset({".csv", ".xlsx"})
OSM_SUFFIXES = frozenset({".pbf", ".osm"})
VECTOR_SUFFIXES = frozenset({".gpkg", ".shp", ".geojson", ".json", ".fgb", ".gdb"}) | OSM_SUFFIXES
PARQUET_SUFFIXES = frozenset({".parquet", ".geoparquet"})
SUFFIXES = VECTOR_SUFFIXES | PARQUET_SUFFIXES | TABLE_SUFFIXES


@dataclass(frozen=True)
class LayerInfo:
    """A layer that could be read: where it is, its columns and its kind."""

    path: Path
    stem: str
    layer: str
    columns: tuple[str, ...]
    has_geometry: bool
    is_osm: bool = False
    raw_names: Mapping[str, str] = field(default_factory=dict)
    n_features: int = 0

    @property
    def where(self) -> str:
        """What messages call it: the file, and the layer where the file has several."""
        return self.path.name if self.layer == self.stem else f"{self.path.name}:{self.layer}"

    @property
    def is_shapefile(self) -> bool:
        """Whether names and texts may have been cut."""
        return self.path.suffix.lower() == ".shp"


@dataclass(frozen=True)
class RawLayer:
    """A layer as read: Arrow columns, WKB, CRS as the file says it ("" for none), encoding."""

    info: LayerInfo
    table: Any
    wkb: Any
    crs: str
    encoding: str
    is_declared_wrong: bool = False
    long_texts: tuple[str, ...] = ()


def list_layers(path: Path) -> list[LayerInfo]:
    """Return the layers of a file.

    Raises
    ------
    UnreadableError
        The file is not what its name says, is cut off, or is of a kind that is not read.
    """
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES:
        sheets = read_csv(path, None)[0] if suffix == ".csv" else read_xlsx(path)
        return [
            LayerInfo(path, path.stem, name, tuple(table.column_names), False)
            for name, table in sheets.items()
        ]
    if suffix in PARQUET_SUFFIXES:
        return [_parquet_info(path)]
    return _vector_infos(path)


def stem_of(path: Path) -> str:
    """Return the name of a file without its endings: ``geneva`` for ``geneva.osm.pbf``."""
    stem = path.stem
    return stem.removesuffix(".osm") if path.suffix.lower() == ".pbf" else stem


def _vector_infos(path: Path) -> list[LayerInfo]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names = pyogrio.list_layers(path)[:, 0]
            return [_vector_info(path, str(name), len(names)) for name in names]
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding_unknown") from error
    except Exception as error:  # GDAL raises many kinds; all mean that the file is not sound
        raise UnreadableError("unreadable", reason=_reason(error, path)) from error


def _vector_info(path: Path, name: str, n_layers: int) -> LayerInfo:
    is_shapefile = path.suffix.lower() == ".shp"
    info = pyogrio.read_info(
        path, layer=name, encoding="ISO-8859-1" if is_shapefile else None, force_feature_count=False
    )
    raw = [str(one) for one in info["fields"]]
    names = _decoded_names(raw) if is_shapefile else raw
    stem = stem_of(path)
    keeps_name = n_layers > 1 or path.suffix.lower() in (".gpkg", ".gdb")
    return LayerInfo(
        path,
        stem,
        name if keeps_name else stem,
        tuple(names),
        bool(info["geometry_type"]),
        path.suffix.lower() in OSM_SUFFIXES,
        dict(zip(names, raw, strict=True)),
        max(int(info["features"]), 0),
    )


def _decoded_names(raw: Sequence[str]) -> list[str]:
    as_bytes = [one.encode("latin-1", "replace") for one in raw]
    whole = [one for one in as_bytes if len(one) < 10]
    try:
        encoding = encodings.detect(whole or as_bytes)
    except encodings.EncodingUnknownError:
        encoding = "latin-1"
    return [one.decode(encoding, "ignore") for one in as_bytes]


def read_layer(info: LayerInfo, columns: Sequence[str], *, encoding: str | None) -> RawLayer:
    """Read the named columns of a layer and its geometry.

    Raises
    ------
    UnreadableError
        The layer cannot be read.
    """
    suffix = info.path.suffix.lower()
    if suffix == ".csv":
        sheets, used = read_csv(info.path, encoding)
        return RawLayer(info, sheets[info.layer].select(list(columns)), None, "", used)
    if suffix == ".xlsx":
        return RawLayer(
            info, read_xlsx(info.path)[info.layer].select(list(columns)), None, "", "UTF-8"
        )
    if suffix in PARQUET_SUFFIXES:
        return _read_parquet(info, columns)
    return _read_vector(info, columns, encoding)


def _read_vector(info: LayerInfo, columns: Sequence[str], encoding: str | None) -> RawLayer:
    raw_names = [info.raw_names.get(name, name) for name in columns]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            meta, table = pyogrio.raw.read_arrow(
                info.path,
                layer=None if info.layer == info.stem and not info.is_osm else info.layer,
                columns=raw_names,
                encoding="ISO-8859-1" if info.is_shapefile else None,
            )
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadableError("unreadable", reason=_reason(error, info.path)) from error
    if table.num_rows > MAX_ROWS:
        raise UnreadableError("too_many_rows", value=table.num_rows, limit=MAX_ROWS)
    wkb = None
    if info.has_geometry:
        name = meta["geometry_name"] or "wkb_geometry"
        wkb = table.column(name if name in table.column_names else table.num_columns - 1)
    selected = pa.table(
        {shown: table.column(raw) for shown, raw in zip(columns, raw_names, strict=True)}
    )
    crs = _crs_text(meta["crs"])
    if not info.is_shapefile:
        return RawLayer(info, selected, wkb, crs, "UTF-8")
    return _decode_shapefile(RawLayer(info, selected, wkb, crs, ""), encoding)


def _decode_shapefile(raw: RawLayer, chosen: str | None) -> RawLayer:
    texts = {
        name: [None if one is None else one.encode("latin-1") for one in column.to_pylist()]
        for name, column in zip(raw.table.column_names, raw.table.columns, strict=True)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    }
    declared = _declared_encoding(raw.info.path)
    try:
        used = chosen or encodings.detect(
            [one for column in texts.values() for one in set(column) if one], declared=declared
        )
        table = raw.table
        for name, column in texts.items():
            decoded = [None if one is None else encodings.decode(one, used) for one in column]
            table = table.set_column(
                table.column_names.index(name), name, pa.array(decoded, pa.string())
            )
    except (encodings.EncodingUnknownError, UnicodeDecodeError, LookupError) as error:
        raise UnreadableError("encoding_unknown", encoding=chosen or declared or "?") from error
    cut = [
        name
        for name, column in texts.items()
        if any(one and len(one) >= encodings.DBF_TEXT_BYTES - 3 for one in column)
    ]
    wrong = (
        bool(declared)
        and not chosen
        and _codec(declared) != _codec(used)
        and any(one and not one.isascii() for column in texts.values() for one in column)
    )
    return RawLayer(raw.info, table, raw.wkb, raw.crs, used, wrong, tuple(cut))


def _codec(name: str | None) -> str:
    try:
        found = codecs.lookup(name or "").name
    except LookupError:
        return ""
    return "gb18030" if found in ("gbk", "gb2312", "cp936") else found


def _declared_encoding(path: Path) -> str | None:
    for cpg in (path.with_suffix(".cpg"), path.with_suffix(".CPG")):
        if cpg.is_file():
            name = cpg.read_text(encoding="ascii", errors="ignore").strip()
            name = {"936": "GB18030", "65001": "UTF-8"}.get(name, name)
            return name if encodings.is_known(name) else None
    return None


def _crs_text(crs: str | None) -> str:
    if not crs:
        return ""
    try:
        parsed = CRS.from_user_input(crs)
    except CRSError:
        return ""
    return flat_crs(parsed)


def flat_crs(crs: CRS) -> str:
    """Return a CRS without its height as authority code where it has one, else as WKT."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        flat = crs.to_2d()
        code = flat.to_authority(min_confidence=70)
    if code is not None and code[0] in ("EPSG", "OGC", "ESRI"):
        return ":".join(code)
    return str(flat.to_wkt())


def _parquet_meta(path: Path) -> tuple[Any, dict[str, Any]]:
    try:
        schema = parquet.read_schema(path)
        rows = parquet.read_metadata(path).num_rows
        meta = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    except (OSError, pa.ArrowException, ValueError, RecursionError) as error:
        raise UnreadableError("unreadable", reason=_reason(error, path)) from error
    if rows > MAX_ROWS:
        raise UnreadableError("too_many_rows", value=rows, limit=MAX_ROWS)
    return schema, meta


def _parquet_info(path: Path) -> LayerInfo:
    schema, meta = _parquet_meta(path)
    column = meta.get("primary_column", "")
    if len(set(schema.names)) < len(schema.names):
        raise UnreadableError("duplicate_columns", column=_first_duplicate(schema.names))
    names = tuple(name for name in schema.names if name != column)
    return LayerInfo(path, path.stem, path.stem, names, bool(column))


def _first_duplicate(names: Sequence[str]) -> str:
    return next(name for i, name in enumerate(names) if name in names[:i])


def _read_parquet(info: LayerInfo, columns: Sequence[str]) -> RawLayer:
    _, meta = _parquet_meta(info.path)
    geometry = meta.get("primary_column", "")
    wanted = [*columns, *([geometry] if geometry else [])]
    try:
        table = parquet.ParquetFile(info.path, memory_map=False).read(columns=wanted)
    except (OSError, pa.ArrowException) as error:
        if "memory" in str(error).lower() or "alloc" in str(error).lower():
            raise MemoryError from error
        raise UnreadableError("unreadable", reason=_reason(error, info.path)) from error
    crs = ""
    if geometry:
        described = meta.get("columns", {}).get(geometry, {})
        if described.get("encoding", "WKB") != "WKB":
            raise UnreadableError("unreadable", reason="geometry is not WKB")
        crs = _parquet_crs(described.get("crs", "OGC:CRS84"))
    wkb = table.column(geometry) if geometry else None
    return RawLayer(info, table.select(list(columns)), wkb, crs, "UTF-8")


def _parquet_crs(described: Any) -> str:
    if described is None:
        return ""
    try:
        return flat_crs(CRS.from_user_input(described))
    except CRSError:
        return ""


def _reason(error: BaseException, path: Path) -> str:
    # only the first line, without the path: messages name the file themselves
    text = str(error).split("\n")[0].replace(str(path), path.name)
    return text[:200].rstrip(". ").replace("{", "(").replace("}", ")")
