"""A lattice of square houses: small enough to work every answer by hand.

``lattice_area(2, 3)`` draws, with 40 m between the middles of neighbors::

    B10 B11 B12
    B00 B01 B02        B00 stands at (20, 20)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas
import numpy as np
import shapely

from gridplan.model import TABLES, Adjacency, Land, PlanningArea, Units

CRS = "EPSG:4549"
ORIGIN = (500_000.0, 3_400_000.0)  # inside the zone of EPSG:4549, so that longitudes make sense


def _centers(rows: int, columns: int, step_m: float) -> list[tuple[str, float, float]]:
    return [
        (f"B{r}{c}", ORIGIN[0] + (c + 0.5) * step_m, ORIGIN[1] + (r + 0.5) * step_m)
        for r in range(rows)
        for c in range(columns)
    ]


def lattice_area(
    rows: int,
    columns: int,
    *,
    households: int | Sequence[int] = 10,
    step_m: float = 40.0,
    size_m: float = 20.0,
    **tables: Any,
) -> PlanningArea:
    """Build a planning area of ``rows * columns`` square houses, row by row from the south-west.

    Parameters
    ----------
    rows, columns
        Size of the lattice; building ids are ``B<row><column>``.
    households
        Households of each building, one number or one per building.
    step_m, size_m
        Distance between the middles of neighbors, and side of a house, metres.
    **tables
        Further tables of the area, or ``buildings_columns``: extra columns of the buildings.

    Examples
    --------
    >>> lattice_area(2, 3).buildings["building_id"].tolist()
    ['B00', 'B01', 'B02', 'B10', 'B11', 'B12']
    """
    centers = _centers(rows, columns, step_m)
    half = size_m / 2
    buildings = geopandas.GeoDataFrame(
        {
            "building_id": [name for name, _, _ in centers],
            "households": np.broadcast_to(np.asarray(households, float), (len(centers),)),
            "use": "residential",
            **tables.pop("buildings_columns", {}),
        },
        geometry=[shapely.box(x - half, y - half, x + half, y + half) for _, x, y in centers],
        crs=CRS,
    )
    empty: dict[str, Any] = {name: None for name in TABLES if name not in ("buildings", *tables)}
    return PlanningArea(crs=CRS, buildings=buildings, **empty, **tables)


def lattice_units(rows: int, columns: int, **options: Any) -> Units:
    """Build the units of `lattice_area`, one per building, all in one community."""
    area = lattice_area(rows, columns, **options)
    footprints = area.buildings.geometry.to_numpy()
    n = len(footprints)
    communities = geopandas.GeoDataFrame(
        {"community_code": ["000000000001"], "name": [""], "kind": ["ordinary"], "occupancy": 1.0},
        geometry=[shapely.box(*area.buildings.total_bounds)],
        crs=area.crs,
    )
    return Units(
        ids=area.buildings["building_id"],
        kind=np.array(["building"] * n, dtype=object),
        footprint=footprints,
        xy_m=shapely.get_coordinates(shapely.centroid(footprints)),
        households=area.buildings["households"],
        building=np.arange(n),
        compound=np.full(n, -1),
        community=np.zeros(n, dtype=np.int64),
        special=np.full(n, -1),
        compounds=(),
        communities=communities,
    )


def lattice_land(rows: int, columns: int, *, step_m: float = 40.0) -> Land:
    """Build the land of `lattice_units`: square cells that touch their neighbors side to side."""
    half = step_m / 2
    cells = [
        shapely.box(x - half, y - half, x + half, y + half)
        for _, x, y in _centers(rows, columns, step_m)
    ]
    position = np.arange(rows * columns).reshape(rows, columns)
    pairs = np.vstack(
        [
            np.column_stack([position[:, :-1].ravel(), position[:, 1:].ravel()]),
            np.column_stack([position[:-1].ravel(), position[1:].ravel()]),
        ]
    )
    adjacency = Adjacency.from_pairs(len(cells), pairs, shared_m=np.full(len(pairs), step_m))
    piece = adjacency.components()
    return Land(cells=np.array(cells, dtype=object), adjacency=adjacency, piece=piece, side=piece)
