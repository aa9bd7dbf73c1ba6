"""The overview map of the report, as a drawing inside the page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.model import Plan, Result
from gridplan.render.names import short_code
from gridplan.render.payload.ground import is_green, road_class
from gridplan.render.payload.zones import label_points, level_polygons
from gridplan.render.style import (
    GREEN,
    INK,
    LEVEL_LINES,
    PAPER,
    ROAD_LINES,
    WATER,
    Line,
    zone_fill,
    zone_hues,
)

WIDTH_PX = 720.0
MAX_HEIGHT_PX = 620.0
MARGIN_PX = 8.0
MIN_AREA_PX2 = 6.0  # smaller parks and ponds are left out
MIN_LABEL_PX = 26.0  # a zone whose square root of area is smaller gets no label


class Sheet:
    """Metres to pixels of the drawing."""

    def __init__(self, bounds: NDArray[np.float64]) -> None:
        west, south, east, north = (float(value) for value in bounds)
        room = (WIDTH_PX - 2 * MARGIN_PX, MAX_HEIGHT_PX - 2 * MARGIN_PX)
        self.scale = min(room[0] / max(east - west, 1.0), room[1] / max(north - south, 1.0))
        self.height_px = (north - south) * self.scale + 2 * MARGIN_PX
        left = (WIDTH_PX - (east - west) * self.scale) / 2
        self._shift = np.array([left - west * self.scale, MARGIN_PX + north * self.scale])
        box = np.array([west, south, east, north])
        pad = np.array([left, MARGIN_PX, left, MARGIN_PX]) / self.scale
        self.box = box + pad * np.array([-1, -1, 1, 1])

    def pixels(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points (n, 2) in pixels, y down."""
        turned: NDArray[np.float64] = xy * np.array([self.scale, -self.scale]) + self._shift
        return np.round(turned, 1)

    def path(self, geometries: NDArray[Any], *, is_closed: bool) -> str:
        """Return the path data of lines or polygons, thinned to half a pixel."""
        thin = shapely.simplify(shapely.clip_by_rect(geometries, *self.box), 0.5 / self.scale)
        parts = shapely.get_parts(thin)
        parts = parts[shapely.get_dimensions(parts) == (2 if is_closed else 1)]
        lines = shapely.get_rings(parts) if is_closed else parts
        xy, line = shapely.get_coordinates(lines, return_index=True)
        texts = [f"{x:g} {y:g}" for x, y in self.pixels(xy).tolist()]
        start = np.searchsorted(line, np.arange(len(lines) + 1))
        end = "Z" if is_closed else ""
        return "".join(
            f"M{'L'.join(texts[a:b])}{end}" for a, b in zip(start[:-1], start[1:], strict=True)
        )


def overview_svg(result: Result, title: str) -> str:
    """Draw the zones of the first planned level, with communities, water, green and main roads."""
    polygons = level_polygons(result)
    plan = result.plans[min(1, len(result.plans) - 1)]
    zones = polygons[plan.level]
    sheet = Sheet(np.array(shapely.total_bounds(zones)))
    parts = [
        *_fills(sheet, zones),
        *_ground(result, sheet),
        _outline(sheet, zones, LEVEL_LINES["grid"], 0.45),
        _outline(sheet, polygons[result.plans[0].level], LEVEL_LINES["community"], 0.6),
        *_labels(sheet, plan, zones),
    ]
    head = (
        f'<svg class="overview" viewBox="0 0 {WIDTH_PX:g} {sheet.height_px:.0f}" role="img" '
        f'aria-label="{escape(title)}">'
    )
    return head + "".join(parts) + _scale_bar(sheet) + "</svg>"


def _fills(sheet: Sheet, zones: NDArray[Any]) -> Iterable[str]:
    hues = zone_hues(zones)
    for hue in np.unique(hues):
        data = sheet.path(zones[hues == hue], is_closed=True)
        yield f'<path d="{data}" fill="{zone_fill(int(hue))}" fill-rule="evenodd"/>'


def _ground(result: Result, sheet: Sheet) -> Iterable[str]:
    special, barriers, roads = result.area.special, result.area.barriers, result.area.roads
    water = barriers.geometry.to_numpy()[(barriers["kind"] == "water").to_numpy()]
    green = special.geometry.to_numpy()[is_green(special)]
    for polygons, color, opacity in ((green, GREEN, 0.5), (water, WATER, 1)):
        is_seen = shapely.area(polygons) * sheet.scale**2 >= MIN_AREA_PX2
        data = sheet.path(polygons[is_seen], is_closed=True)
        paint = f'fill="{color}" fill-opacity="{opacity:g}" fill-rule="evenodd"'
        yield f'<path d="{data}" {paint}/>' if data else ""
    classes = road_class(roads["highway"].to_numpy())
    for position, name in ((3, "main"), (4, "arterial")):
        data = sheet.path(roads.geometry.to_numpy()[classes == position], is_closed=False)
        yield _line(data, ROAD_LINES[name], 0.45) if data else ""


def _outline(sheet: Sheet, zones: NDArray[Any], pen: Line, thinning: float) -> str:
    return _line(sheet.path(zones, is_closed=True), pen, thinning)


def _line(data: str, pen: Line, thinning: float) -> str:
    width = pen.width_px * thinning
    return f'<path d="{data}" class="line" stroke="{pen.color}" stroke-width="{width:g}"/>'


def _labels(sheet: Sheet, plan: Plan, zones: NDArray[Any]) -> Iterable[str]:
    if plan.level == "community":
        return
    size = np.sqrt(shapely.area(zones)) * sheet.scale
    for zone, (x, y) in enumerate(sheet.pixels(label_points(zones)).tolist()):
        if size[zone] >= MIN_LABEL_PX:
            yield f'<text x="{x:g}" y="{y + 3.5:g}">{escape(short_code(plan, zone))}</text>'


def _scale_bar(sheet: Sheet) -> str:
    most_m = 120 / sheet.scale
    power = 10.0 ** np.floor(np.log10(most_m))
    length_m = max(k * power for k in (1, 2, 5) if k * power <= most_m)
    width, y = length_m * sheet.scale, sheet.height_px - 10
    words = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    x = WIDTH_PX - width - 12
    return (
        f'<g class="scale"><rect x="{x - 10:.1f}" y="{y - 20:.1f}" width="{width + 20:.1f}" '
        f'height="28" fill="{PAPER}" fill-opacity=".9"/>'
        f'<path d="M{x:.1f} {y - 4:.1f}v4h{width:.1f}v-4" stroke="{INK}" class="line" '
        f'stroke-width="1.2"/><text x="{x + width / 2:.1f}" y="{y - 5:.1f}">{words}</text></g>'
    )
