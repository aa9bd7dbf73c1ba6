"""Tables between the reader process and its parent: Arrow files, WKB inside, nothing executable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import ipc

from gridplan.read.formats import LayerInfo
from gridplan.read.intake import File
from gridplan.read.layers import Layer

_PRIVATE = ("label", "where", "osm_type", "building_no")


def layer_entry(layer: Layer) -> dict[str, Any]:
    """Return what is known of a layer as plain values."""
    return {**layer.about, "role": layer.role, "crs": layer.crs, "n_features": layer.n}


def unread_entry(file: File, info: LayerInfo) -> dict[str, Any]:
    """Return what is known of a layer that is not read."""
    return {
        "path": file.path.name, "layer": info.layer, "sha256": file.sha256, "encoding": "",
        "columns": {}, "role": "", "crs": "", "n_features": info.n_features,
    }  # fmt: skip


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[str]:
    """Write each table as ``<name>.arrow``; returns the names."""
    for name, frame in tables.items():
        columns: dict[str, Any] = {}
        for column in frame.columns:
            if column in _PRIVATE:
                continue
            values = frame[column].to_numpy()
            if column == "geometry":
                columns[column] = pa.array(list(shapely.to_wkb(values)), pa.binary())
            elif values.dtype == object:
                columns[column] = pa.array(list(values), pa.string())
            else:
                columns[column] = pa.array(np.ascontiguousarray(values))
        table = pa.table(columns)
        with (
            pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink,
            ipc.new_file(sink, table.schema) as out,
        ):
            out.write_table(table)
    return sorted(tables)


def read_table(name: str, folder: Path) -> pd.DataFrame:
    """Read a table that `write_tables` wrote; geometry as shapely objects."""
    with pa.OSFile(str(folder / f"{name}.arrow"), "rb") as source:
        table = ipc.open_file(source).read_all()
    data: dict[str, Any] = {}
    for column in table.column_names:
        values = table.column(column)
        if column == "geometry":
            wkb = np.array(values.to_pylist(), dtype=object)
            shapes = shapely.from_wkb(wkb) if len(wkb) else wkb
            data[column] = pd.Series(list(shapes), dtype=object)
        elif pa.types.is_string(values.type):
            data[column] = pd.Series(values.to_pylist(), dtype=object)
        else:
            data[column] = pd.Series(values.to_numpy())
    return pd.DataFrame(data)
