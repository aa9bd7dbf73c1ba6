"""Made-up towns with a feasible nested plan planted in them, so that its value is known.

Compounds of 4-12 buildings with 1-4 stairwells each stand on a jittered lattice; nine compounds
make a community of about 3,000 households. Shops and workshops without households stand around
them. A river with two bridges runs north, an arterial road east. The plan comes first: runs of
stairwells are its micro-grids, runs of those its grids, and the households of every stairwell
are drawn so that both levels are in band. What no plan can keep in band is planted too: towers
above the maximum, a compound on an island, a community of 90 households.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from judge import Layout
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import Delaunay

from gridplan.params import Band
from gridplan.partition import Problem, to_rows

GRID, MICRO = BANDS = (Band(200, 300), Band(50, 80))
UNITS_PER_COMPOUND = 28  # on average, empty plots included
COMPOUNDS_A_SIDE = 3  # of a community
PITCH_M, ROW_M, STAIRWELL_M, YARD_M = 180.0, 25.0, 14.0, 10.0
MAX_CONTACT_M = 90.0
TOWER_SHARE = 0.04  # of the micro-grids: a single stairwell of 60-120 households
EMPTY_SHARE = 0.35  # plots without households, per stairwell
BRIDGES = (0.25, 0.75)  # along the river, as shares of its length
SIDE_COST_M = 150.0
GAP_HOUSEHOLDS = 90
ISLAND_LOADS = (60, 70, 55, 64)


@dataclass(frozen=True, eq=False)
class PlantedTown:
    """A town and its plan: `layout`, and by unit compound, community, side, grid, micro-grid."""

    layout: Layout
    compound: NDArray[np.int64]
    community: NDArray[np.int64]
    side: NDArray[np.int64]
    grid: NDArray[np.int64]
    microgrid: NDArray[np.int64]

    def problem(self, units: NDArray[np.int64] | None = None, **options: object) -> Problem:
        """Ask for the whole town, or for some of its units."""
        units = np.arange(len(self.side)) if units is None else units
        rank = np.full(len(self.side), -1)
        rank[units] = np.arange(len(units))
        pairs = rank[self.layout.pairs]
        indptr, indices = to_rows(pairs[(pairs >= 0).all(axis=1)], len(units))
        return Problem(
            households=self.layout.households[units],
            band=MICRO,
            xy_m=self.layout.xy_m[units],
            indptr=indptr,
            indices=indices,
            group=self.compound[units],
            side=self.side[units],
            side_cost_m=SIDE_COST_M,
            **options,
        )

    def communities(self) -> list[NDArray[np.int64]]:
        """Return the units of each community."""
        order = np.argsort(self.community, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(self.community[order])) + 1)


def plant(n_units: int, seed: int = 0) -> PlantedTown:
    """Make a town of about *n_units* units, most of them stairwells."""
    rng = np.random.default_rng(seed)
    n_compounds = max(4, round(n_units / UNITS_PER_COMPOUND))
    places, community = _lattice(n_compounds)
    chains = [_stairwells(rng, place) for place in places]
    runs = [_cut(rng, len(chain)) for chain in chains]
    loads = [_loads(rng, [runs[c] for c in own]) for own in _members(community)]
    town = _Draft(
        np.concatenate(chains),
        np.repeat(np.arange(n_compounds), [len(chain) for chain in chains]),
        np.concatenate([households for households, _ in loads]),
        _number([np.repeat(np.arange(len(run)), run) for run in runs]),
        _number([grid for _, grid in loads]),
    )
    return _settle(rng, _with_traps(rng, town), community)


class _Draft(NamedTuple):
    """Stairwells and their plan, before contacts and empty plots."""

    xy_m: NDArray[np.float64]
    compound: NDArray[np.int64]
    households: NDArray[np.int64]
    microgrid: NDArray[np.int64]
    grid: NDArray[np.int64]


def _lattice(n_compounds: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return place and community of each compound; neighbors in number are neighbors in space."""
    n_blocks = -(-n_compounds // COMPOUNDS_A_SIDE**2)
    wide = max(1, round(n_blocks**0.5))
    number = np.arange(n_compounds)
    block, within = np.divmod(number, COMPOUNDS_A_SIDE**2)
    row, column = np.divmod(within, COMPOUNDS_A_SIDE)
    column = np.where(row % 2, COMPOUNDS_A_SIDE - 1 - column, column)
    column, row = (
        column + COMPOUNDS_A_SIDE * (block % wide),
        row + COMPOUNDS_A_SIDE * (block // wide),
    )
    left = n_compounds - block * COMPOUNDS_A_SIDE**2
    return np.column_stack([column, row]) * PITCH_M, np.where(left < 3, block - 1, block)


def _members(community: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return np.split(np.arange(len(community)), np.flatnonzero(np.diff(community)) + 1)


def _number(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Join labels that start at 0 in every part."""
    ends = np.cumsum([0, *(int(part.max()) + 1 for part in parts)])
    return np.concatenate([part + end for part, end in zip(parts, ends, strict=False)])


def _stairwells(rng: np.random.Generator, place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the stairwells of a compound, house by house in rows of two, there and back."""
    rows: list[list[tuple[float, float]]] = []
    for house in range(rng.integers(4, 13)):
        if house % 2 == 0:
            rows.append([])
        west = rows[-1][-1][0] + YARD_M if rows[-1] else 0.0
        stairs = range(1, rng.integers(1, 5) + 1)
        rows[-1] += [(west + STAIRWELL_M * stair, ROW_M * len(rows)) for stair in stairs]
    chain = [spot for number, row in enumerate(rows) for spot in (row[::-1] if number % 2 else row)]
    return place + rng.uniform(0, YARD_M, 2) + np.array(chain) + rng.normal(0, 1.5, (len(chain), 2))


def _cut(rng: np.random.Generator, n: int) -> list[int]:
    """Cut n stairwells into runs of 2-7, now and then a tower alone."""
    run: list[int] = []
    while n > 0:
        size = 1 if rng.random() < TOWER_SHARE else int(rng.integers(2, 7))
        run.append(min(size, n))
        n -= run[-1]
    if len(run) > 1 and run[-1] == 1:
        run[-2:] = [run[-2] + 1]
    return run


def _loads(
    rng: np.random.Generator, runs: list[list[int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the households and the grid of every stairwell of a community."""
    sizes = [size for run in runs for size in run]
    households, grid = [], []
    for number, (start, end) in enumerate(_triples_to_quintuples(rng, len(sizes))):
        for size, load in zip(sizes[start:end], _totals(rng, sizes[start:end]), strict=True):
            households.append(_shares(rng, size, load))
            grid += [number] * size
    return np.concatenate(households), np.array(grid)


def _triples_to_quintuples(rng: np.random.Generator, n: int) -> Iterator[tuple[int, int]]:
    start = 0
    while n - start > 5:
        size = int(rng.integers(3, 6))
        if n - start - size >= 3:
            yield start, start + size
            start += size
    yield start, n


def _totals(rng: np.random.Generator, sizes: list[int]) -> list[int]:
    """Draw the households of the micro-grids of one grid, until the grid is in band."""
    while True:
        loads = [
            int(rng.integers(60, 121) if size == 1 else rng.integers(50, 81)) for size in sizes
        ]
        if GRID.contains(sum(loads)):
            return loads


def _shares(rng: np.random.Generator, n: int, load: int) -> NDArray[np.int64]:
    """Share households out among n stairwells of 6-60."""
    shares = np.array([load])
    while n > 1 and (len(shares) != n or shares.max() > 60):
        shares = 6 + rng.multinomial(load - 6 * n, rng.dirichlet(np.full(n, 3.0)))
    return shares


def _with_traps(rng: np.random.Generator, town: _Draft) -> _Draft:
    """Add an island of one legal grid and a community of 90 households, both out of reach."""
    sizes = [4, 5, 4, 3]
    traps = [
        (
            np.concatenate(
                [_shares(rng, n, load) for n, load in zip(sizes, ISLAND_LOADS, strict=True)]
            ),
            sizes,
        ),
        (np.full(6, GAP_HOUSEHOLDS // 6), [6]),
    ]
    for number, (households, run) in enumerate(traps):
        place = town.xy_m.max(axis=0) + 1000.0 * (number + 1)
        chain = place + np.column_stack([np.arange(len(households)) * STAIRWELL_M] * 2)
        micro = town.microgrid.max() + 1 + np.repeat(np.arange(len(run)), run)
        ones = np.ones(len(households), dtype=np.int64)
        own = (
            chain,
            ones * (town.compound.max() + 1),
            households,
            micro,
            ones * (town.grid.max() + 1),
        )
        town = _Draft(*(np.concatenate(pair) for pair in zip(town, own, strict=True)))
    return town


def _settle(rng: np.random.Generator, town: _Draft, community: NDArray[np.int64]) -> PlantedTown:
    """Add empty plots, contacts, river and road."""
    n = len(town.xy_m)
    community = np.append(community, community.max() + np.array([1, 2]))[town.compound]
    beside = rng.choice(n, round(EMPTY_SHARE * n), replace=False)
    plots = town.xy_m[beside] + rng.uniform(-40, 40, (len(beside), 2))
    xy = np.concatenate([town.xy_m, plots])
    pairs = _contacts(xy, town.compound, community)
    pairs = np.concatenate([pairs, np.column_stack([n + np.arange(len(plots)), beside])])
    whose = _nearest(xy, pairs, n)
    return PlantedTown(
        layout=Layout(xy, np.append(town.households, np.zeros(len(plots), dtype=np.int64)), pairs),
        compound=np.append(town.compound, np.full(len(plots), -1)),
        community=community[whose],
        side=(xy[:, 1] > _middle(xy[:, 1])).astype(np.int64),
        grid=town.grid[whose],
        microgrid=town.microgrid[whose],
    )


def _middle(axis: NDArray[np.float64]) -> float:
    """Return a line in the middle of the town that runs between communities."""
    block = COMPOUNDS_A_SIDE * PITCH_M
    return float(np.median(axis) // block * block - 2 * YARD_M)


def _contacts(
    xy: NDArray[np.float64], compound: NDArray[np.int64], community: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return neighbors by triangulation except across the river, and the chains of stairwells."""
    corners = Delaunay(xy).simplices
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    a, b = xy[pairs[:, 0]], xy[pairs[:, 1]]
    river_m, (south, north) = _middle(xy[:, 0]), np.quantile(xy[:, 1], [0, 1])
    is_wet = (a[:, 0] > river_m) != (b[:, 0] > river_m)
    along = (a[:, 1] - south) / (north - south)
    is_bridge = np.abs(along[:, None] - BRIDGES).min(axis=1) * (north - south) < PITCH_M / 2
    kept = (np.hypot(*(a - b).T) < MAX_CONTACT_M) & (~is_wet | is_bridge)
    steps = np.column_stack([np.arange(len(compound) - 1), np.arange(1, len(compound))])
    return np.concatenate([pairs[kept], steps[np.diff(community) == 0]])


def _nearest(
    xy: NDArray[np.float64], pairs: NDArray[np.int64], n_sources: int
) -> NDArray[np.int64]:
    """Return the stairwell nearest to every unit along the contacts of empty plots."""
    pairs = pairs[(pairs >= n_sources).any(axis=1)]
    length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T) + 1e-3
    graph = sparse.coo_array((length, pairs.T), shape=(len(xy),) * 2).tocsr()
    return csgraph.dijkstra(
        graph, directed=False, indices=np.arange(n_sources), min_only=True,
        return_predecessors=True,
    )[2].astype(np.int64)  # fmt: skip
