"""Frames <-> layers of a GeoPackage, and the layers a person opens in QGIS."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio

from gridplan.document.styles import layer_styles
from gridplan.frames import coverage_frame, unit_frame, zone_frame
from gridplan.model import Report, Result, Violation
from gridplan.render.style import zone_hues
from gridplan.text import Language

Frame = Any
STYLE_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT,
  styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT, ui TEXT, update_time DATETIME
)
"""
GPKG_VERSION = "1.2"  # what the QGIS of an office some years old still opens without complaint
COUNTERS = (
    24,
    92,
)  # bytes of an SQLite file: its changes, and those its other counts are valid for
FIXED_DATE = "1970-01-01T00:00:00.000Z"  # a clock in the file would make equal plans unequal


def write_layers(result: Result, path: Path, *, language: Language, crs: str) -> None:
    """Write what a person looks at: zones of every level, units, coverage, violations, styles.

    Parameters
    ----------
    result
        The plan.
    path
        A GeoPackage that does not exist yet.
    language
        Language of names and sentences.
    crs
        CRS of the layers, as authority code or WKT.
    """
    for layer, frame in readable_layers(result, language):
        add_layer(path, layer, frame, crs=crs)
    add_table(path, "violations", violation_table(result.report, language))
    finish(path)


def readable_layers(result: Result, language: Language) -> Iterator[tuple[str, Frame]]:
    """Yield the layers in drawing order, the lowest first."""
    for level, layer in (
        ("community", "communities"),
        ("grid", "grids"),
        ("microgrid", "microgrids"),
    ):
        plan = result.plan(level)
        if plan is not None:
            frame = zone_frame(result, plan, language)
            yield layer, frame.assign(hue=zone_hues(frame.geometry.to_numpy()))
    yield "units", unit_frame(result)
    yield "coverage", coverage_frame(result.area, result.units, result.coverage)


def violation_table(report: Report, language: Language) -> pd.DataFrame:
    """Return the violations as a table of texts; numbers are written as in the report."""
    columns = ["rule", "clause", "severity", "level", "code", "value", "limit"]
    rows = [
        {
            **{name: getattr(violation, name) for name in columns},
            "unavoidable": violation.is_unavoidable,
            "waived_by": _signer(report, violation),
            "message": violation.text(language),
        }
        for violation in report.violations
    ]
    table = pd.DataFrame(rows, columns=[*columns, "unavoidable", "waived_by", "message"])
    texts = {name: table[name].map(_as_text) for name in (*columns, "waived_by", "message")}
    return table.assign(**texts, unavoidable=table["unavoidable"].astype(bool))


def _signer(report: Report, violation: Violation) -> str:
    waiver = report.waiver(violation)
    return "" if waiver is None else waiver.signer


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def add_layer(path: Path, layer: str, frame: Frame, *, crs: str | None = None) -> None:
    """Add a layer with geometry to the GeoPackage at *path*, reprojected to *crs*."""
    projected = frame if crs is None or frame.crs == crs else frame.to_crs(crs)
    pyogrio.write_dataframe(
        projected,
        path,
        layer=layer,
        driver="GPKG",
        VERSION=GPKG_VERSION,
        geometry_type=_geometry_type(frame),
        promote_to_multi=_geometry_type(frame).startswith("Multi"),
        append=path.exists(),
    )


def add_table(path: Path, layer: str, table: pd.DataFrame) -> None:
    """Add a table without geometry to the GeoPackage at *path*."""
    pyogrio.write_dataframe(
        table, path, layer=layer, driver="GPKG", VERSION=GPKG_VERSION, append=path.exists()
    )


def _geometry_type(frame: Frame) -> str:
    kinds = set(frame.geom_type.dropna())
    if kinds <= {"Polygon", "MultiPolygon"}:
        return "MultiPolygon" if "MultiPolygon" in kinds else "Polygon"
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def finish(path: Path) -> None:
    """Add the QGIS styles of the layers there are, and take the clock out of the file."""
    with opened(path) as database:
        present = {row[0] for row in database.execute("SELECT table_name FROM gpkg_contents")}
        database.execute(STYLE_TABLE)
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles')"
        )
        for layer, style in layer_styles().items():
            if layer in present:
                database.execute(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
                    " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault,"
                    " description, owner, ui, update_time)"
                    " VALUES ('', '', ?, 'geom', 'gridplan', ?, '', 1, '', '', '', ?)",
                    (layer, style, FIXED_DATE),
                )
        database.execute("UPDATE gpkg_contents SET last_change = ?", (FIXED_DATE,))
    _settle_counters(path)


def _settle_counters(path: Path) -> None:
    """Let the file not tell how often it was changed: its writer does that by the clock."""
    with path.open("r+b") as file:
        for place in COUNTERS:
            file.seek(place)
            file.write((1).to_bytes(4, "big"))


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the SQLite file at *path* for one transaction that leaves no side files."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode = DELETE")
        yield database
