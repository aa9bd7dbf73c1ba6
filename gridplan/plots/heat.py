"""How many judged categories are in reach from where, as a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.coverage import Surface
from gridplan.coverage.judge import judge
from gridplan.plots.style import SMALL_PT, TEXT_PT, Axes, Figure, add_head, new_figure
from gridplan.plots.subject import Subject
from gridplan.render.style import INK, LEVEL_LINES, PAPER, WATER

# few to many; light is few, so that it also reads in grey
RAMP = ("#F6E3B4", "#C7D59A", "#7FB7A3", "#3F83A0", "#1F4E79")
MAP_IN, MIN_MAP_IN, SIDE_IN, HEAD_IN, FOOT_IN = 8.2, 3.6, 0.3, 1.1, 0.5
LEGEND_IN = 1.75
DENSE_M = 3000.0  # on a wider map streets are drawn thinner


def heat_figure(subject: Subject, surface: Surface) -> Figure:
    """Draw the surface under streets, water and communities, with a legend and a scale bar."""
    west, south, east, north = surface.bounds_m
    scale = MAP_IN / max(east - west, north - south)
    map_in = (
        max((east - west) * scale, MIN_MAP_IN),
        max((north - south) * scale, MIN_MAP_IN),
    )
    width_in = 2 * SIDE_IN + map_in[0] + LEGEND_IN
    height_in = HEAD_IN + map_in[1] + FOOT_IN
    figure = new_figure(width_in, height_in)
    add_head(figure, subject.say("coverage_map"), subject.test, subject.say("map_foot"))
    box = (
        SIDE_IN / width_in,
        FOOT_IN / height_in,
        map_in[0] / width_in,
        map_in[1] / height_in,
    )
    axes = figure.add_axes(box)
    _draw(subject, surface, axes)
    legend_in = min(map_in[1], 3.4)
    legend = figure.add_axes(
        (
            (SIDE_IN + map_in[0] + 0.25) / width_in,
            (FOOT_IN + map_in[1] - legend_in) / height_in,
            0.2 / width_in,
            (legend_in - 0.45) / height_in,
        )
    )
    _legend(subject, legend)
    return figure


def _colors(n_judged: int) -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("reach", RAMP, N=n_judged + 1)


def _draw(subject: Subject, surface: Surface, axes: Axes) -> None:
    west, south, east, north = surface.bounds_m
    n_judged = len(subject.answers.judged)
    counts = surface.n_within(judge(subject.coverage).limit_m[subject.columns])
    axes.set_facecolor(PAPER)
    axes.imshow(
        np.ma.masked_invalid(counts),
        extent=(west, east, south, north),
        cmap=_colors(n_judged),
        vmin=-0.5,
        vmax=n_judged + 0.5,
        interpolation="nearest",
        zorder=1,
    )
    barriers, window = subject.area.barriers, shapely.box(west, south, east, north)
    water = barriers.geometry.to_numpy()[(barriers["kind"] == "water").to_numpy()]
    _polygons(axes, water, window, WATER)
    roads = subject.area.roads
    walkable = roads.geometry.to_numpy()[roads["is_walkable"].to_numpy(bool)]
    width = 0.55 if east - west < DENSE_M else 0.35
    _lines(axes, walkable, window, "#FFFFFF", width=width, opacity=0.75, order=3)
    homes = subject.units.footprint[subject.units.households > 0]
    _polygons(axes, homes, window, INK, opacity=0.5, order=4)
    borders = shapely.boundary(subject.units.communities.geometry.to_numpy())
    _lines(axes, borders, window, LEVEL_LINES["community"].color, width=1.3, opacity=1, order=5)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    _scale_bar(axes, east - west)


def _near(geometries: NDArray[Any], window: Any) -> NDArray[Any]:
    near: NDArray[Any] = shapely.get_parts(geometries[shapely.intersects(geometries, window)])
    return near


def _polygons(
    axes: Axes,
    polygons: NDArray[Any],
    window: Any,
    color: str,
    *,
    opacity: float = 1.0,
    order: int = 2,
) -> None:
    from matplotlib.patches import PathPatch

    parts = _near(polygons, window)
    rings = shapely.get_rings(parts[shapely.get_dimensions(parts) == 2])
    if len(rings):
        path = _path(rings, is_closed=True)
        axes.add_artist(PathPatch(path, color=color, linewidth=0, alpha=opacity, zorder=order))


def _lines(
    axes: Axes,
    lines: NDArray[Any],
    window: Any,
    color: str,
    *,
    width: float,
    opacity: float,
    order: int,
) -> None:
    from matplotlib.patches import PathPatch

    parts = _near(lines, window)
    parts = parts[shapely.get_dimensions(parts) == 1]
    if len(parts):
        patch = PathPatch(_path(parts, is_closed=False), fill=False, edgecolor=color)
        patch.set(linewidth=width, alpha=opacity, zorder=order)
        axes.add_artist(patch)


def _path(lines: NDArray[Any], *, is_closed: bool) -> Any:
    """Join all lines into one path: thousands of small ones would be slow to draw."""
    from matplotlib.path import Path

    xy, line = shapely.get_coordinates(lines, return_index=True)
    codes = np.full(len(xy), Path.LINETO, dtype=Path.code_type)
    codes[np.diff(line, prepend=-1) != 0] = Path.MOVETO
    if is_closed:
        codes[np.diff(line, append=len(lines)) != 0] = Path.CLOSEPOLY
    return Path(xy, codes)


def _legend(subject: Subject, axes: Axes) -> None:
    n_judged = len(subject.answers.judged)
    axes.imshow(
        np.arange(n_judged + 1)[::-1, None], aspect="auto", cmap=_colors(n_judged),
        extent=(0, 1, -0.5, n_judged + 0.5),
    )  # fmt: skip
    step = max(1, -(-n_judged // 8))
    ticks = sorted({*range(0, n_judged + 1, step), n_judged})
    if len(ticks) > 2 and ticks[-1] - ticks[-2] <= step / 2:
        del ticks[-2]
    axes.set_yticks(ticks)
    axes.yaxis.tick_right()
    axes.set_xticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_title(
        subject.say("map_legend", n=n_judged), loc="left", size=TEXT_PT, pad=8, linespacing=1.4
    )


def _scale_bar(axes: Axes, width_m: float) -> None:
    fits = [m for m in (50, 100, 200, 500, 1000, 2000, 5000, 10_000) if m <= width_m / 5]
    length_m = fits[-1] if fits else 50
    west, south = axes.get_xlim()[0], axes.get_ylim()[0]
    x, y = west + width_m * 0.02, south + width_m * 0.02
    text = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m} m"
    axes.plot([x, x + length_m], [y, y], color="white", linewidth=5, zorder=6, alpha=0.85)
    axes.plot([x, x + length_m], [y, y], color=INK, linewidth=1.6, zorder=7)
    axes.annotate(
        text, (x, y), xytext=(0, 4), textcoords="offset points", size=SMALL_PT, color=INK, zorder=7,
        bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1.0},
    )  # fmt: skip
