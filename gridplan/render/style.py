"""The visual language of maps, reports, sheets and QGIS styles, kept in this one place.

Paper-white ground, quiet tints for water and green, roads in grey; six hues for zones that stay
distinct for color-blind readers once they lie on the paper at `FILL_OPACITY`; the level shows
in the line. A violation is hatch plus symbol plus word, never color alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import networkx
import numpy as np
import shapely
from numpy.typing import NDArray

PAPER = "#FBFAF6"
PANEL = "#FFFFFF"
INK = "#1D2329"
MUTED = "#56616B"
RULE = "#D9D6CC"
ACCENT = "#0B5A7D"
ACCENT_TINT = "#E3EEF3"

WATER = "#C3DAE6"
WATER_EDGE = "#7FA8BE"
GREEN = "#DCE8CC"
GREEN_EDGE = "#A9C08C"
GREEN_STIPPLE = "#86A35F"
SPECIAL = "#ECE4D6"
SPECIAL_EDGE = "#B9A98A"

# yellow, brick, indigo, mint, sky, umber: found by a search that keeps every two of them apart
# under normal sight and the three kinds of color blindness, after blending with the paper
ZONE_HUES = ("#EABF3A", "#A8372A", "#435AB8", "#7BE3B8", "#39A9F0", "#D37812")
# only for a map whose contacts really need more colors than a plane graph does
SPARE_HUES = ("#8E8E86", "#D98CC0", "#6E7F2B", "#4B3B2A")
FILL_OPACITY = 0.4
BUILDING_OPACITY = 0.68
CONTACT_M = 2.0

SEVERITY_COLORS = {"error": "#A01414", "warning": "#8A4B00", "info": "#3D4C8C"}
# walking minutes: one ramp, dark is near, so that it also reads in grey; the last is too far
MINUTE_COLORS = ("#5993BA", "#92C6C4", "#C6E0A4", "#FDE8DE")
# figures of zones: one ramp from little to much, light enough for the labels upon it
RAMP = ("#F3F2DC", "#D3E5BC", "#A5D2B4", "#74B5BE", "#5993BA")
GAP = "#A63A0A"  # homes beyond the limit: warm where everything within is cool
BEYOND = "#C98A63"
LIVED = "#4A5963"
VACANT = "#B3B5B3"
ROUTE = "#6A1B8A"
UNREACHED = "#A5A29A"
NO_DATA = "#E6E4DE"

FONT = (
    'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans CJK SC", '
    '"Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif'
)


@dataclass(frozen=True)
class Line:
    """A line: color, width in pixels (0.2646 mm on paper), dash pattern in pixels."""

    color: str
    width_px: float
    dash_px: tuple[float, ...] = ()


LEVEL_LINES = {
    "community": Line("#22282E", 3.0),
    "grid": Line("#3A424A", 2.0),
    "microgrid": Line("#4A535C", 1.0, (4.0, 3.0)),
}

ROAD_LINES = {
    "arterial": Line("#8F8D87", 4.0),
    "main": Line("#A3A19B", 2.8),
    "street": Line("#B9B7B1", 1.8),
    "lane": Line("#C6C4BE", 1.1),
    "path": Line("#B4B1AA", 0.9, (3.0, 2.5)),
    "railway": Line("#77736C", 1.6, (9.0, 5.0)),
    "wall": Line("#7C6F5C", 1.0),
    "stream": Line(WATER_EDGE, 1.6),
}


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0..255, of ``#RRGGBB``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def blend(color: str, ground: str, opacity: float) -> str:
    """Return the color seen when *color* lies on *ground* with *opacity*.

    Examples
    --------
    >>> blend("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    mixed = (
        round(over * opacity + under * (1 - opacity))
        for over, under in zip(rgb(color), rgb(ground), strict=True)
    )
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def zone_fill(hue: int) -> str:
    """Return the opaque color of a zone of this hue on the paper."""
    return blend((*ZONE_HUES, *SPARE_HUES)[hue], PAPER, FILL_OPACITY)


def building_fill(hue: int) -> str:
    """Return the darker tint that buildings of a zone of this hue have."""
    return blend(blend((*ZONE_HUES, *SPARE_HUES)[hue], INK, 0.72), PAPER, BUILDING_OPACITY)


def empty_building_fill(hue: int) -> str:
    """Return the tint of buildings without households: between their zone and the others."""
    return blend(building_fill(hue), zone_fill(hue), 0.38)


def _luminance(color: str) -> float:
    channels = (value / 255 for value in rgb(color))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color: str, ground: str) -> float:
    """Return the contrast ratio of WCAG 2, 1..21.

    Examples
    --------
    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    light, dark = sorted((_luminance(color), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def zone_hues(polygons: NDArray[Any]) -> NDArray[np.int64]:
    """Choose a hue for each zone so that zones that touch are never alike, int64 (k,).

    Touching counts across barriers too: what the eye sees side by side must differ. Zones are
    taken smallest degree last, and each takes the least used hue its neighbors leave, so that
    the six hues share the map evenly. A plane map always fits into six; one whose pieces touch
    in more ways takes spare hues.
    """
    graph = _contact_graph(polygons)
    strategy = networkx.coloring.strategy_smallest_last
    hues = _even_hues(graph, list(strategy(graph, {})))
    if hues is None:
        greedy = networkx.greedy_color(graph, strategy="smallest_last")
        hues = np.array([greedy[zone] for zone in range(len(polygons))], dtype=np.int64)
        hues %= len(ZONE_HUES) + len(SPARE_HUES)
    return hues


def _contact_graph(polygons: NDArray[Any]) -> networkx.Graph:
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(polygons)))
    left, right = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=CONTACT_M)
    pairs = np.column_stack([left, right])[left < right]
    graph.add_edges_from(pairs[np.lexsort(pairs.T[::-1])].tolist())
    return graph


def _even_hues(graph: networkx.Graph, order: list[int]) -> NDArray[np.int64] | None:
    hues = np.full(len(order), -1, dtype=np.int64)
    used = np.zeros(len(ZONE_HUES), dtype=np.int64)
    for zone in order:
        taken = {int(hues[other]) for other in graph[zone]}
        free = [hue for hue in range(len(ZONE_HUES)) if hue not in taken]
        if not free:
            return None
        hue = min(free, key=lambda candidate: (used[candidate], candidate))
        hues[zone] = hue
        used[hue] += 1
    return hues


def sheet() -> dict[str, Any]:
    """Return the colors and lines as plain values, for the drawing code of the page."""
    n_hues = len(ZONE_HUES) + len(SPARE_HUES)
    return {
        "paper": PAPER,
        "ink": INK,
        "muted": MUTED,
        "accent": ACCENT,
        "water": [WATER, WATER_EDGE],
        "green": [GREEN, GREEN_EDGE, GREEN_STIPPLE],
        "special": [SPECIAL, SPECIAL_EDGE],
        "zone_fill": [zone_fill(hue) for hue in range(n_hues)],
        "building_fill": [building_fill(hue) for hue in range(n_hues)],
        "building_special": SPECIAL_EDGE,
        "building_empty": [empty_building_fill(hue) for hue in range(n_hues)],
        "levels": {level: asdict(line) for level, line in LEVEL_LINES.items()},
        "roads": {kind: asdict(line) for kind, line in ROAD_LINES.items()},
        "severity": SEVERITY_COLORS,
        "minutes": list(MINUTE_COLORS),
        "ramp": list(RAMP),
        "gap": GAP,
        "lived": LIVED,
        "vacant": VACANT,
        "route": ROUTE,
        "beyond": BEYOND,
        "unreached": UNREACHED,
        "no_data": NO_DATA,
        "font": FONT,
    }


def css_variables() -> str:
    """Return the same language as CSS custom properties."""
    values = {
        "paper": PAPER,
        "panel": PANEL,
        "ink": INK,
        "muted": MUTED,
        "rule": RULE,
        "accent": ACCENT,
        "accent-tint": ACCENT_TINT,
        "error": SEVERITY_COLORS["error"],
        "warning": SEVERITY_COLORS["warning"],
        "info": SEVERITY_COLORS["info"],
        "gap": GAP,
        "route": ROUTE,
        "font": FONT,
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in values.items()) + "}"
