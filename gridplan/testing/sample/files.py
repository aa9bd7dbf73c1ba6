"""The sample town as files: GeoJSON, one feature per line, and a small XLSX."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import shapely

from gridplan.testing.sample import design
from gridplan.testing.sample.frame import to_degrees
from gridplan.testing.sample.town import Feature, Town

ROSTER = "住户统计.xlsx"
STAFF = "人员配备.csv"
HEADINGS = ("楼栋编号", "楼栋名称", "单元", "户数")
MADE = (2024, 1, 1, 0, 0, 0)  # date inside the XLSX, so that its bytes never change

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPC = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_sample(town: Town, folder: Path) -> None:
    """Write the layers and the roster of *town* into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, features in town.layers.items():
        (folder / f"{name}.geojson").write_bytes(_geojson(features).encode())
    _write_roster(town, folder / ROSTER)
    (folder / STAFF).write_bytes(_staff().encode())


def _staff() -> str:
    """Return what the office counts of each community, as CSV."""
    rows = [design.STAFF_HEADINGS, *design.STAFF]
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


def _geojson(features: list[Feature]) -> str:
    """Return an RFC 7946 collection: WGS 84, outer rings counterclockwise."""
    shapes = np.array([shape for _, shape in features], dtype=object)
    texts = shapely.to_geojson(shapely.orient_polygons(to_degrees(shapes)))
    lines = [
        json.dumps(
            {"type": "Feature", "properties": properties, "geometry": json.loads(text)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for (properties, _), text in zip(features, texts, strict=True)
    ]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _write_roster(town: Town, path: Path) -> None:
    rows: list[tuple[str | int, ...]] = [HEADINGS, *town.roster]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{OPC}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{MIME}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MIME}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{OPC}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="住户" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OPC}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>\n'
        + "\n".join(_row(number, row) for number, row in enumerate(rows, start=1))
        + "\n</sheetData></worksheet>",
    }
    # stored, not compressed: other versions of zlib would give other bytes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, MADE), (XML + text).encode())


def _row(number: int, values: tuple[str | int, ...]) -> str:
    cells = "".join(
        _cell(f"{column}{number}", value) for column, value in zip("ABCD", values, strict=True)
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: str | int) -> str:
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = f"<is><t>{escape(value)}</t></is>"
    return f'<c r="{place}" t="inlineStr">{text}</c>' if value else ""
