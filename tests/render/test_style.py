"""Colors stay apart, text stays readable, neighbors are never alike."""

import networkx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.render import style

# Machado, Oliveira, Fernandes 2009: full protanopia, deuteranopia, tritanopia on linear RGB
SIGHTS = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def oklab(colors, sight):
    rgb = np.array([style.rgb(color) for color in colors]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.transpose(SIGHTS[sight]), 0, 1)
    cones = seen @ np.transpose(
        [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]
    )  # fmt: skip
    return np.cbrt(cones) @ np.transpose(
        [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
         [0.0259040371, 0.7827717662, -0.8086757660]]
    )  # fmt: skip


def least_difference(colors, sight):
    lab = oklab(colors, sight)
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=2) * 100
    return apart[np.triu_indices(len(colors), 1)].min()


@pytest.mark.parametrize("sight", SIGHTS)
def test_zone_colors_differ_for_every_sight(sight):
    fills = [style.zone_fill(hue) for hue in range(len(style.ZONE_HUES))]
    assert least_difference(fills, sight) > 5.5


@pytest.mark.parametrize("sight", SIGHTS)
def test_walking_minutes_differ_for_every_sight(sight):
    assert least_difference(style.MINUTE_COLORS, sight) > 5.5


def test_walking_minutes_grow_lighter_with_distance():
    lightness = oklab(style.MINUTE_COLORS, "normal")[:, 0]
    assert (np.diff(lightness) > 0.05).all()


@pytest.mark.parametrize("ground", [style.PAPER, style.PANEL, style.ACCENT_TINT])
@pytest.mark.parametrize("text", [style.INK, style.MUTED, style.ACCENT])
def test_text_contrast_is_at_least_four_and_a_half(text, ground):
    assert style.contrast(text, ground) >= 4.5


@pytest.mark.parametrize("severity", style.SEVERITY_COLORS)
def test_words_of_severity_are_readable(severity):
    assert style.contrast(style.SEVERITY_COLORS[severity], style.PAPER) >= 4.5


def test_labels_are_readable_on_every_zone_and_minute():
    fills = [style.zone_fill(hue) for hue in range(len(style.ZONE_HUES))]
    assert min(style.contrast(style.INK, fill) for fill in fills) >= 4.5


def test_fills_lie_between_35_and_45_percent():
    assert 0.35 <= style.FILL_OPACITY <= 0.45


def squares(rows, columns, size=10.0):
    return np.array(
        [
            shapely.box(c * size, r * size, (c + 1) * size, (r + 1) * size)
            for r in range(rows)
            for c in range(columns)
        ]
    )


def touching(polygons, distance_m=0.0):
    left, right = shapely.STRtree(polygons).query(
        polygons, predicate="dwithin", distance=distance_m
    )
    return [(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b]


def test_neighbors_in_a_lattice_are_never_alike_corners_included():
    hues = style.zone_hues(squares(5, 7))
    assert all(hues[a] != hues[b] for a, b in touching(squares(5, 7)))
    assert hues.max() < len(style.ZONE_HUES)


def test_zones_on_two_sides_of_a_narrow_barrier_are_not_alike():
    left, right = shapely.box(0, 0, 10, 10), shapely.box(11, 0, 20, 10)
    hues = style.zone_hues(np.array([left, right]))
    assert hues[0] != hues[1]


def test_every_hue_is_used_about_equally():
    counts = np.bincount(style.zone_hues(squares(12, 12)), minlength=len(style.ZONE_HUES))
    assert counts.min() > 0.6 * counts.mean()


def test_more_contacts_than_a_plane_has_take_spare_hues():
    star = np.array([shapely.LineString([(0, 0), (k, 9)]).buffer(0.1) for k in range(8)])
    assert len(set(style.zone_hues(star).tolist())) == 8


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 60), st.integers(0, 10_000))
def test_neighbors_are_never_alike_whatever_the_map(n, seed):
    points = shapely.multipoints(np.random.default_rng(seed).random((n, 2)) * 1000)
    cells = shapely.get_parts(shapely.voronoi_polygons(points))
    hues = style.zone_hues(cells)
    assert all(hues[a] != hues[b] for a, b in touching(cells, style.CONTACT_M))


def test_hues_do_not_depend_on_the_library_s_hashing():
    assert networkx.coloring.strategy_smallest_last
    assert style.zone_hues(squares(6, 6)).tolist() == style.zone_hues(squares(6, 6)).tolist()


def test_css_and_sheet_speak_of_the_same_colors():
    assert style.ACCENT in style.css_variables()
    assert style.sheet()["accent"] == style.ACCENT
    assert set(style.sheet()["levels"]) == {"community", "grid", "microgrid"}
