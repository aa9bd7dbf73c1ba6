"""QGIS styles of the plan document, made from the one visual language."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as xml

from gridplan.render.style import (
    INK,
    LEVEL_LINES,
    PAPER,
    ROAD_LINES,
    ZONE_HUES,
    Line,
    blend,
    building_fill,
    rgb,
    zone_fill,
)

MM_PER_PX = 0.2646
QGIS_VERSION = "3.28.0"
LABELED = {"grids": ("code", 10.0), "microgrids": ("code", 7.0), "communities": ("name", 14.0)}


def layer_styles() -> dict[str, str]:
    """Return the QGIS style (QML) of every layer that has one, by layer."""
    styles = {
        "communities": _outline(LEVEL_LINES["community"]),
        "grids": _zones(LEVEL_LINES["grid"], opacity=0.55),
        "microgrids": _zones(LEVEL_LINES["microgrid"], opacity=0.0),
        "units": _units(blend(INK, PAPER, 0.35)),
        "roads": _plain_line(ROAD_LINES["street"]),
        "services": _marker(building_fill(2)),
    }
    return {layer: _document(renderer, layer) for layer, renderer in styles.items()}


def _document(renderer: xml.Element, layer: str) -> str:
    root = xml.Element(
        "qgis", version=QGIS_VERSION, styleCategories="Symbology|Labeling", labelsEnabled="0"
    )
    root.append(renderer)
    if layer in LABELED:
        root.set("labelsEnabled", "1")
        root.append(_labels(*LABELED[layer]))
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + xml.tostring(
        root, encoding="unicode"
    )


def _renderer(kind: str, symbols: Sequence[xml.Element], *, attr: str = "") -> xml.Element:
    renderer = xml.Element("renderer-v2", type=kind, symbollevels="0", attr=attr)
    group = xml.SubElement(renderer, "symbols")
    for name, symbol in enumerate(symbols):
        symbol.set("name", str(name))
        group.append(symbol)
    return renderer


def _symbol(kind: str, layer_class: str, options: dict[str, str]) -> xml.Element:
    symbol = xml.Element("symbol", type=kind, alpha="1", clip_to_extent="1", force_rhr="0")
    layer = xml.SubElement(symbol, "layer", {"class": layer_class, "enabled": "1", "pass": "0"})
    settings = xml.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        xml.SubElement(settings, "Option", name=name, type="QString", value=value)
    return symbol


def _color(color: str, opacity: float = 1.0) -> str:
    return ",".join(str(part) for part in (*rgb(color), round(255 * opacity)))


def _millimetres(pixels: float) -> str:
    return f"{pixels * MM_PER_PX:.2f}"


def _stroke(line: Line, prefix: str) -> dict[str, str]:
    color, width, style = (
        ("outline_color", "outline_width", "outline_style")
        if prefix == "outline"
        else ("line_color", "line_width", "line_style")
    )
    return {
        color: _color(line.color),
        width: _millimetres(line.width_px),
        f"{prefix}_width_unit": "MM",
        style: "dash" if line.dash_px else "solid",
    }


def _zones(line: Line, *, opacity: float) -> xml.Element:
    """One category by hue; a layer that lies over another one has no fill of its own."""
    symbols = [
        _symbol(
            "fill",
            "SimpleFill",
            {
                "color": _color(zone_fill(hue), opacity),
                "style": "solid" if opacity else "no",
                **_stroke(line, "outline"),
            },
        )
        for hue in range(len(ZONE_HUES))
    ]
    values = [(str(hue), str(hue + 1)) for hue in range(len(ZONE_HUES))]
    return _categories("hue", values, symbols, kind="long")


def _categories(
    column: str, values: Sequence[tuple[str, str]], symbols: Sequence[xml.Element], *, kind: str
) -> xml.Element:
    """One symbol by value of *column*; *values* are pairs of value and label."""
    renderer = _renderer("categorizedSymbol", symbols, attr=column)
    categories = xml.SubElement(renderer, "categories")
    for position, (value, label) in enumerate(values):
        xml.SubElement(
            categories,
            "category",
            value=value,
            symbol=str(position),
            label=label,
            render="true",
            type=kind,
        )
    return renderer


def _outline(line: Line) -> xml.Element:
    options = {"style": "no", "color": _color(PAPER, 0), **_stroke(line, "outline")}
    return _renderer("singleSymbol", [_symbol("fill", "SimpleFill", options)])


def _units(color: str) -> xml.Element:
    """Draw buildings and stairwells in grey; land without a building is left to its zone."""
    options = {"style": "solid", "color": _color(color), "outline_style": "no"}
    kinds = ("building", "stairwell")
    symbols = [_symbol("fill", "SimpleFill", options) for _ in kinds]
    return _categories("unit_kind", [(kind, kind) for kind in kinds], symbols, kind="string")


def _plain_line(line: Line) -> xml.Element:
    options = _stroke(line, "line")
    return _renderer("singleSymbol", [_symbol("line", "SimpleLine", options)])


def _marker(color: str) -> xml.Element:
    options = {
        "name": "circle",
        "color": _color(color),
        "outline_color": _color(PAPER),
        "size": "2",
        "size_unit": "MM",
    }
    return _renderer("singleSymbol", [_symbol("marker", "SimpleMarker", options)])


def _labels(column: str, size: float) -> xml.Element:
    labeling = xml.Element("labeling", type="simple")
    settings = xml.SubElement(labeling, "settings", calloutType="simple")
    style = xml.SubElement(
        settings,
        "text-style",
        fieldName=column,
        fontSize=str(size),
        fontSizeUnit="Point",
        textColor=_color(INK),
        isExpression="0",
        textOpacity="1",
    )
    xml.SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_color(PAPER),
        bufferOpacity="0.9",
    )
    return labeling
