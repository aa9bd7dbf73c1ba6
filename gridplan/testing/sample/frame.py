"""From the drawing board to the map.

The town is drawn on a board, 1600 m wide and 1200 m high, where streets are nearly straight.
`bend` turns and bends the board so that nothing on the map is; `to_degrees` finds its place.
"""

from __future__ import annotations

import math

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

CRS = "EPSG:4549"  # CGCS2000, 3-degree zone around 120 E
PLACE = (120.70, 30.75)  # longitude and latitude of the middle of the board
MIDDLE = (800.0, 600.0)
TURN = math.radians(-7.0)
STEP_M = 25.0  # spacing of vertices along a bent line


def bend(shape: shapely.Geometry) -> shapely.Geometry:
    """Return *shape*, drawn on the board, as it lies on the ground (metres around the place)."""
    return shapely.transform(shapely.segmentize(shape, STEP_M), _bend_points)


def _bend_points(board: NDArray[np.float64]) -> NDArray[np.float64]:
    u, v = (board - MIDDLE).T
    u, v = u + 16 * np.sin(v / 230 + 0.6) + 4 * np.sin(v / 71), v + 20 * np.sin(u / 290 + 1.1)
    x = u * math.cos(TURN) - v * math.sin(TURN)
    y = u * math.sin(TURN) + v * math.cos(TURN)
    return np.round(np.column_stack([x, y]), 3)


def slope(point: tuple[float, float]) -> float:
    """Return the angle, degrees from east, of a street that runs east at a point of the board."""
    u = point[0] - MIDDLE[0]
    return math.degrees(TURN + math.atan(20 / 290 * math.cos(u / 290 + 1.1)))


def smooth(points: list[tuple[float, float]]) -> shapely.LineString:
    """Round the corners of a line drawn by hand (Chaikin, three times; ends stay)."""
    line = np.array(points, dtype=float)
    for _ in range(3):
        quarter = 0.75 * line[:-1] + 0.25 * line[1:]
        three = 0.25 * line[:-1] + 0.75 * line[1:]
        middle = np.stack([quarter, three], axis=1).reshape(-1, 2)
        line = np.vstack([line[:1], middle[1:-1], line[-1:]])
    return shapely.LineString(line)


def to_degrees(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes on the ground as longitude and latitude, 7 decimals (a centimetre)."""
    there = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    back = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    east, north = (round(value, -1) for value in there.transform(*PLACE))

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        degrees = back.transform(points[:, 0] + east, points[:, 1] + north)
        return np.round(np.column_stack(degrees), 7)

    moved: NDArray[np.object_] = shapely.transform(shapes, project)
    return moved
