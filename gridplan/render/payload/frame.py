"""From the CRS of the area to whole steps of Web Mercator, which Leaflet draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

STEP_M = 0.1  # of Mercator metres: below a pixel at every zoom the map offers


@dataclass(frozen=True, eq=False)
class Frame:
    """Where the map lies.

    Parameters
    ----------
    origin
        Web Mercator metres that steps count from.
    to_mercator
        Transformer from the CRS of the area.
    bounds
        South-west and north-east corner, latitude and longitude in degrees.
    """

    origin: tuple[float, float]
    to_mercator: pyproj.Transformer
    bounds: tuple[tuple[float, float], tuple[float, float]]

    @classmethod
    def around(cls, bounds: NDArray[np.float64], crs: str) -> Frame:
        """Make the frame of a box (west, south, east, north) given in metres in *crs*."""
        to_mercator = pyproj.Transformer.from_crs(crs, "EPSG:3857", always_xy=True)
        west, south, east, north = to_mercator.transform_bounds(*bounds)
        to_degrees = pyproj.Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
        (left, right), (bottom, top) = to_degrees.transform([west, east], [south, north])
        corners = np.round([[bottom, left], [top, right]], 7).tolist()
        origin = (float(np.round((west + east) / 2)), float(np.round((south + north) / 2)))
        return cls(origin, to_mercator, (tuple(corners[0]), tuple(corners[1])))

    def steps(self, xy: NDArray[np.float64], *, grain: int = 1) -> NDArray[np.int64]:
        """Return points (n, 2) as whole multiples of *grain* steps from the origin."""
        if len(xy) == 0:
            return np.zeros((0, 2), dtype=np.int64)
        east, north = self.to_mercator.transform(xy[:, 0], xy[:, 1])
        shifted = np.column_stack([east, north]) - self.origin
        steps: NDArray[np.int64] = np.rint(shifted / (STEP_M * grain)).astype(np.int64)
        return steps

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for the page."""
        return {"origin": self.origin, "step_m": STEP_M, "bounds": self.bounds}
