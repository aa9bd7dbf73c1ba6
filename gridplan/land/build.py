"""From units, streets and barriers to land: the steps, in order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.errors import GeometryError
from gridplan.land.blocks import Blocks, cut_blocks
from gridplan.land.contacts import build_adjacency, cell_borders, find_contacts
from gridplan.land.crossings import find_crossings
from gridplan.land.faces import Faces, arrange, connect, region_polygons
from gridplan.land.footprints import separate, share
from gridplan.land.homes import Homes, find_homes
from gridplan.land.lattice import Geometries
from gridplan.land.lines import crossing_ways
from gridplan.land.polygons import dissolve
from gridplan.land.remarks import Facts, remark
from gridplan.land.seeds import seed_outlines
from gridplan.land.settle import Settled, settle
from gridplan.land.tessellate import draw_borders
from gridplan.model import Land, PlanningArea, Units
from gridplan.params import LandParams, Params

MAX_ATTEMPTS = 3


def build_land(area: PlanningArea, units: Units, params: Params) -> Land:
    """Tile each community with one cell by unit, and find which cells touch.

    Streets, water, railways, walls and special land bound blocks; inside a block the land
    goes to the nearest footprint; blocks without units go to neighbors. Cells are on the
    lattice of ``params.land.snap_m`` and share every vertex of their borders. Land that two
    communities claim goes to the one with the lower code.

    Parameters
    ----------
    area
        The planning area.
    units
        Its units; each lies in its community.
    params
        The numbers of ``params.land``.

    Raises
    ------
    GeometryError
        Units for which no land can be found, such as many with the same tiny footprint.

    Examples
    --------
    >>> from gridplan.testing.worlds import lattice_area, lattice_units
    >>> land = build_land(lattice_area(1, 3), lattice_units(1, 3), Params())
    >>> [round(cell.area) for cell in land.cells]
    [600, 800, 600]
    >>> land.adjacency.pairs().tolist()
    [[0, 1], [1, 2]]
    """
    blocks = cut_blocks(area, units, params.land)
    footprints, host = separate(units.footprint)
    ground = _lay_out(units, blocks, footprints, params.land)
    for _ in range(MAX_ATTEMPTS):
        landless = np.flatnonzero(np.bincount(ground.faces.unit, minlength=len(units)) == 0)
        if not len(landless):
            break
        guest_of = _hosts(landless, ground.faces, units)
        host = np.where(guest_of >= 0, guest_of, host)
        footprints = share(footprints, guest_of)
        ground = _lay_out(units, blocks, footprints, params.land)
    else:
        _refuse(units, ground.faces)
    return _land(area, units, blocks, ground, host, params.land)


@dataclass(frozen=True, eq=False)
class _Ground:
    faces: Faces
    homes: Homes
    settled: Settled


def _lay_out(units: Units, blocks: Blocks, footprints: Geometries, params: LandParams) -> _Ground:
    homes = find_homes(footprints, units, blocks)
    seeds, is_attached = seed_outlines(footprints, homes.block, params)
    homes = replace(homes, is_drawn=homes.is_drawn | is_attached)
    settled = settle(blocks, units, seeds)
    drawn = draw_borders(
        settled.owners.seeds, region_polygons(blocks, settled), footprints, params.snap_m
    )
    faces = arrange(blocks, settled, units, homes, footprints, drawn, params.snap_m)
    faces = connect(faces, blocks.community[faces.region], len(units))
    return _Ground(faces, homes, settled)


def _hosts(landless: NDArray[np.int64], faces: Faces, units: Units) -> NDArray[np.int64]:
    """Return the unit each landless one is to share a footprint with, -1 for the others."""
    result = np.full(len(units), -1, dtype=np.int64)
    for unit in landless:
        own = np.flatnonzero(units.community[faces.unit] == units.community[unit])
        if len(own):
            gap = shapely.distance(faces.polygons[own], shapely.Point(units.xy_m[unit]))
            result[unit] = faces.unit[own[np.argmin(gap)]]
    return result


def _refuse(units: Units, faces: Faces) -> None:
    landless = np.flatnonzero(np.bincount(faces.unit, minlength=len(units)) == 0)
    if len(landless):
        ids = ", ".join(units.ids[landless[:5]])
        raise GeometryError(
            f"{len(landless)} units have no land of their own (ids {ids}). Their footprints "
            "are too small or lie on top of each other: correct or remove these buildings."
        )


def _land(
    area: PlanningArea,
    units: Units,
    blocks: Blocks,
    ground: _Ground,
    host: NDArray[np.int64],
    params: LandParams,
) -> Land:
    faces, settled = ground.faces, ground.settled
    is_afloat = (ground.homes.block >= 0) & (blocks.ground[ground.homes.block] > 0)
    floats_on = np.where(is_afloat, settled.region[ground.homes.block], -1)
    borders = cell_borders(faces, units.community, floats_on)
    contacts = find_contacts(borders, params.min_contact_m, len(units))
    crossings = find_crossings(borders, crossing_ways(area), area.gates.geometry.to_numpy())
    adjacency = build_adjacency(contacts, crossings, floats_on)
    land = Land(
        cells=dissolve(faces.polygons, faces.unit, len(units)),
        adjacency=adjacency,
        piece=adjacency.components(),
        side=adjacency.without_arterials().components(),
    )
    facts = Facts(borders, host, settled.n_merged)
    return replace(land, notes=remark(land, units, facts))
