"""A raster of walks for the eye: every pixel walks from its own nearest street.

Whether a household is served is never read from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage.walks import WalkModel
from gridplan.model import PlanningArea, Units
from gridplan.network import Obstacles, nearest_targets, snap_points

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MARGIN_M = 150.0
MIN_PIXEL_M = 10.0
MAX_PIXELS = 40_000
MAX_LEG_M = 120.0
BARRIERS = ("water", "railway", "wall")


@dataclass(frozen=True, eq=False)
class Surface:
    """Walks from the middle of every pixel.

    Parameters
    ----------
    west_m, north_m
        Corner of the raster, in the CRS of the area.
    pixel_m
        Side of a pixel.
    metres
        Float64 (k, rows, columns), rows from the north: walking metres to each category; ``inf``
        beyond the limit, ``nan`` where no street is near.
    """

    west_m: float
    north_m: float
    pixel_m: float
    metres: Floats

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        _, rows, columns = self.metres.shape
        east_m = self.west_m + columns * self.pixel_m
        return self.west_m, self.north_m - rows * self.pixel_m, east_m, self.north_m

    def n_within(self, limit_m: Floats) -> Floats:
        """Return how many categories are within their limit, nan where no street is near."""
        is_near = ~np.isnan(self.metres).all(axis=0) if len(self.metres) else self.metres.any(0)
        counts = (self.metres <= limit_m[:, None, None]).sum(axis=0)
        return np.where(is_near, counts, np.nan)


def walk_surface(
    area: PlanningArea,
    units: Units,
    model: WalkModel,
    columns: Ints,
    *,
    limit_m: float,
    max_pixels: int = MAX_PIXELS,
) -> Surface:
    """Measure the walk from every pixel around the homes to some categories.

    Parameters
    ----------
    area
        Barriers that no walk to the nearest street crosses.
    units
        Homes; the raster lies around those with households.
    model
        Network and services.
    columns
        Positions of the categories, each with a service.
    limit_m
        How far walks are followed.
    max_pixels
        Pixels are 10 m wide, or as wide as this many allow.
    """
    homes = units.xy_m[units.households > 0]
    if not len(homes):
        homes = units.xy_m
    low, high = homes.min(axis=0) - MARGIN_M, homes.max(axis=0) + MARGIN_M
    pixel_m = max(MIN_PIXEL_M, float(np.ceil(np.sqrt(np.prod(high - low) / max_pixels))))
    n_columns, n_rows = np.maximum(np.ceil((high - low) / pixel_m), 1).astype(int)
    x = low[0] + (np.arange(n_columns) + 0.5) * pixel_m
    y = high[1] - (np.arange(n_rows) + 0.5) * pixel_m
    middle = np.column_stack([np.tile(x, n_rows), np.repeat(y, n_columns)])
    barriers = area.barriers[area.barriers["kind"].isin(BARRIERS)].geometry.to_numpy()
    pixels = snap_points(
        model.network, middle, max_m=MAX_LEG_M, near_m=0.0, obstacles=Obstacles(barriers)
    )
    metres = np.empty((len(columns), len(middle)))
    for row, column in enumerate(columns):
        chosen = model.seeds_of(int(column))
        metres[row] = nearest_targets(model.targets, pixels, chosen, limit_m=limit_m).metres
    metres[:, ~pixels.is_on_network] = np.nan
    shape = (len(columns), int(n_rows), int(n_columns))
    return Surface(float(low[0]), float(high[1]), pixel_m, metres.reshape(shape))
