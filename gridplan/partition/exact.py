"""A few neighboring zones dealt anew at least cost, by an integer program.

Each node goes to one center, a center fills its zone up to the bounds, and a node reaches its
center through nodes of its own zone. Of that last rule only the first step is in the program from
the start; what is still torn in its answer is forbidden, and the program solved again.

References
----------
Hess, Weaver, Siegfeldt, Whelan, Zitlau, "Nonpartisan political redistricting by computer",
Operations Research 13 (1965), for the program. Oehrlein, Haunert, "A cutting-plane method for
contiguity-constrained spatial aggregation", Journal of Spatial Information Science 15 (2017), and
Validi, Buchanan, Lykhovyd, "Imposing contiguity constraints in political districting models",
Operations Research 70 (2022), for separators.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.highs import Highs
from gridplan.partition.control import Control
from gridplan.partition.net import Net, Rules

MAX_NODES = 500  # of the search tree
MAX_CHECKS = 300  # times that the solver asks whether to go on
MAX_ROUNDS = 12  # of forbidding what is torn
CLOSE = 1e-6  # gap, as part of the cost, that counts as none
FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible
HARD = 20.0  # price of a household out of band, in mean costs of one

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Region:
    """Zones that are dealt anew.

    Parameters
    ----------
    nodes
        Nodes of the net in them, (n,).
    graph
        Contacts among those, by their place in `nodes`.
    weight
        Households of each.
    centers
        Places of the nodes that may be centers, (m,).
    cost
        Of each node with each center, (n, m).
    choice
        Column of `cost` that each node has now.
    low, high
        Bounds of the zone around each center.
    n_open
        How many of the centers are open; all of them where they are given.
    fixed
        Nodes that keep their choice.
    foes
        Pairs of nodes that may not share a zone, (k, 2).
    """

    nodes: Ints
    graph: sparse.csr_array
    weight: Ints
    centers: Ints
    cost: Floats
    choice: Ints
    low: Ints
    high: Ints
    n_open: int
    fixed: Ints
    foes: Ints

    @property
    def is_given(self) -> bool:
        """Whether the centers stand."""
        return self.n_open == len(self.centers)

    def off(self, choice: Ints) -> int:
        """Return the households out of band."""
        load = np.bincount(choice, self.weight, len(self.centers))
        is_open = np.bincount(choice, minlength=len(self.centers)) > 0
        short = np.maximum(self.low - load, load - self.high)
        return int(np.maximum(short, 0)[is_open | self.is_given].sum())

    def merit(self, choice: Ints) -> tuple[int, float]:
        """Return the households out of band and the cost of a deal."""
        return self.off(choice), float(self.cost[np.arange(len(choice)), choice].sum())


def deal_anew(
    net: Net, rules: Rules, labels: Ints, zones: Ints, control: Control
) -> tuple[Ints, bool]:
    """Return labels with *zones* dealt at least cost, and whether that is proven.

    The labels are those given where no better deal was found. Bonds are not known here: see
    `is_dealable`.
    """
    region = _region(net, rules, labels, zones)
    choice, is_proven = _deal(region, rules.is_contiguous, control)
    before, after = region.merit(region.choice), region.merit(choice)
    if (after[0], after[1] * (1 + CLOSE)) >= before:
        return labels, is_proven
    dealt = labels.copy()
    rank = choice if region.is_given else np.unique(choice, return_inverse=True)[1]
    dealt[region.nodes] = zones[rank]
    return dealt, is_proven


def is_dealable(net: Net, labels: Ints) -> Bools:
    """Tell which zones have no bonds, nor pins where their centers are free."""
    n_zones = int(labels.max(initial=-1)) + 1
    row = np.repeat(np.arange(len(labels)), np.diff(net.indptr))
    is_tied = np.bincount(row, net.bond != 0.0, len(labels)) > 0
    if not len(net.center):
        is_tied |= net.pin >= 0
    return np.asarray(np.bincount(labels, is_tied, n_zones) == 0)


def _region(net: Net, rules: Rules, labels: Ints, zones: Ints) -> Region:
    nodes = np.flatnonzero(np.isin(labels, zones))
    n = len(labels)
    graph = sparse.csr_array((np.ones(len(net.indices)), net.indices, net.indptr), shape=(n, n))
    has_centers = len(net.center) > 0
    at = net.center[zones] if has_centers else nodes
    cost = _costs(net, rules, nodes, at)
    zone = np.searchsorted(zones, labels[nodes])
    choice = zone if has_centers else _best_centers(cost, zone)
    most = np.minimum(net.capacity[zones], rules.high) if has_centers else rules.high
    return Region(
        nodes=nodes,
        graph=graph[nodes][:, nodes].tocsr(),
        weight=net.weight[nodes],
        centers=np.searchsorted(nodes, at),
        cost=cost,
        choice=choice,
        low=np.full(len(at), rules.low),
        high=np.broadcast_to(most, len(at)).astype(np.int64),
        n_open=len(zones),
        fixed=np.flatnonzero(net.pin[nodes] >= 0),
        foes=_foes(net, nodes),
    )


def _foes(net: Net, nodes: Ints) -> Ints:
    """Return the pairs of foes among *nodes*, by their place, but for centers that are given."""
    one = np.repeat(np.arange(len(net.weight)), np.diff(net.foe_indptr))
    rank = np.full(len(net.weight), -1)
    rank[nodes] = np.arange(len(nodes))
    pairs = np.column_stack([one, net.foe_indices])
    is_within = (rank[pairs] >= 0).all(axis=1) & (pairs[:, 0] < pairs[:, 1])
    return rank[pairs[is_within & ~np.isin(pairs, net.center).all(axis=1)]]


def _costs(net: Net, rules: Rules, nodes: Ints, at: Ints) -> Floats:
    if net.matrix.size:
        away = net.matrix[np.ix_(nodes, at)]
    else:
        away = np.hypot(*(axis[nodes][:, None] - axis[at] for axis in (net.x, net.y)))
    across = net.side[nodes][:, None] != net.side[at]
    return np.asarray(net.demand[nodes][:, None] * (away**rules.power + rules.side_cost_m * across))


def _best_centers(cost: Floats, zone: Ints) -> Ints:
    """Return the best center of the zone of each node."""
    choice = np.zeros(len(zone), dtype=np.int64)
    for number in np.unique(zone).tolist():
        own = np.flatnonzero(zone == number)
        choice[own] = own[cost[np.ix_(own, own)].sum(axis=0).argmin()]
    return choice


def _deal(region: Region, is_contiguous: bool, control: Control) -> tuple[Ints, bool]:
    """Return the column of `Region.cost` for each node, and whether no deal is better."""
    program = Program(region, control)
    if is_contiguous:
        program.demand_first_steps()
    for _ in range(MAX_ROUNDS):
        choice, is_solved = program.solve()
        torn = list(torn_parts(region, choice)) if is_contiguous else []
        if not torn:
            return choice, is_solved
        if control.is_over():
            break
        for column, part, around in torn:
            program.forbid(column, part, around)
    return region.choice, False


def torn_parts(region: Region, choice: Ints) -> Iterator[tuple[int, Ints, Ints]]:
    """Yield each part of a zone without its center: the column, the part, and what separates them.

    Of the nodes around the part, only those that the center reaches without the others count.
    """
    for column in np.unique(choice).tolist():
        center, own = region.centers[column], np.flatnonzero(choice == column)
        piece = _pieces(region.graph, own)
        for number in np.unique(piece[own]).tolist():
            if number == piece[center]:
                continue
            part = np.flatnonzero(piece == number)
            around = np.setdiff1d(_beside(region.graph, part), part)
            if center in around:
                around = np.array([center])
            else:
                free = np.setdiff1d(np.arange(len(piece)), around)
                home = _pieces(region.graph, free)
                reached = np.flatnonzero(home == home[center])
                around = np.intersect1d(around, _beside(region.graph, reached))
            yield column, part, around


def _pieces(graph: sparse.csr_array, own: Ints) -> Ints:
    """Return the connected piece of each node of *own*, -1 for all others."""
    piece = np.full(graph.shape[0], -1, dtype=np.int64)
    piece[own] = csgraph.connected_components(graph[own][:, own], directed=False)[1]
    return piece


def _beside(graph: sparse.csr_array, nodes: Ints) -> Ints:
    return np.unique(graph[nodes].indices).astype(np.int64)


class Program:
    """The integer program of a region: who goes to which center."""

    def __init__(self, region: Region, control: Control) -> None:
        self.region = region
        n, m = region.cost.shape
        self.solver = Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("mip_rel_gap", CLOSE)
        self.solver.setOptionValue("mip_max_nodes", MAX_NODES)
        self.usual = max(region.merit(region.choice)[1] / n, 1e-9)
        low = np.zeros((n, m))
        low[region.fixed, region.choice[region.fixed]] = 1.0
        if region.is_given:
            low[region.centers, np.arange(m)] = 1.0
        self._add_columns(region.cost.ravel() / self.usual, low.ravel())
        self.solver.changeColsIntegrality(
            n * m, np.arange(n * m, dtype=np.int32), [highspy.HighsVarType.kInteger] * (n * m)
        )
        for node in range(n):
            self._row(1.0, 1.0, self.at(node, np.arange(m)), np.ones(m))
        for pair, column in itertools.product(region.foes, range(m)):
            self._row(0.0, 1.0, self.at(pair, column), np.ones(2))
        self._add_bounds()
        self._stop_in_time(control)

    def at(self, node: Any, column: Any) -> Any:
        """Return the variable that sends *node* to the center of *column*."""
        return node * self.region.cost.shape[1] + column

    def demand_first_steps(self) -> None:
        """Demand of each node that is not beside its center a neighbor in the same zone."""
        region = self.region
        for node in range(len(region.nodes)):
            beside = _beside(region.graph, np.array([node]))
            for column, center in enumerate(region.centers.tolist()):
                if center != node and center not in beside:
                    self.forbid(column, np.array([node]), beside)

    def forbid(self, column: int, part: Ints, around: Ints) -> None:
        """Let no node of *part* have the center of *column* without one of those *around*."""
        for node in part.tolist():
            variables = self.at(np.append(node, around), column)
            values = np.append(-1.0, np.ones(len(around)))
            self._row(0.0, highspy.kHighsInf, variables, values)

    def solve(self) -> tuple[Ints, bool]:
        """Return the center of each node, and whether nothing is better; start from the present."""
        region = self.region
        n, m = region.cost.shape
        start = np.zeros(self.solver.getNumCol())
        start[self.at(np.arange(n), region.choice)] = 1.0
        load = np.bincount(region.choice, region.weight, m)
        if self.is_off:
            start[n * m :] = np.concatenate(
                [np.maximum(region.low - load, 0), np.maximum(load - region.high, 0)]
            )
        given = highspy.HighsSolution()
        given.col_value = list(start)
        self.solver.setSolution(given)
        self.n_checks = itertools.count(1)
        self.solver.run()
        status = self.solver.getModelStatus()
        if self.solver.getInfo().primal_solution_status != FEASIBLE:
            return region.choice, status == highspy.HighsModelStatus.kInfeasible
        values = np.array(self.solver.getSolution().col_value)[: n * m].reshape(n, m)
        return values.argmax(axis=1), status == highspy.HighsModelStatus.kOptimal

    def _add_bounds(self) -> None:
        """Keep loads within the bounds, at a price where they are not now; count the centers."""
        region = self.region
        n, m = region.cost.shape
        self.is_off = region.is_given and region.off(region.choice) > 0
        if self.is_off:
            price = HARD * n / max(float(region.weight.sum()), 1.0)
            self._add_columns(np.full(2 * m, price), np.zeros(2 * m), np.inf)
        for column in range(m):
            load, weight = self.at(np.arange(n), column), region.weight.astype(float)
            low, high = float(region.low[column]), float(region.high[column])
            if region.is_given:
                slack = n * m + np.array([column, m + column])[: 2 * self.is_off]
                signs = np.array([1.0, -1.0])[: 2 * self.is_off]
                self._row(low, high, np.append(load, slack), np.append(weight, signs))
            else:
                self._open_row(column, load, weight, (low, high))
        if not region.is_given:
            opened = self.at(region.centers, np.arange(m))
            self._row(float(region.n_open), float(region.n_open), opened, np.ones(m))

    def _open_row(
        self, column: int, load: Ints, weight: Floats, bounds: tuple[float, float]
    ) -> None:
        """Fill the zone of a center that is open; keep nodes from one that is not."""
        center = self.region.centers[column]
        is_center = np.arange(len(load)) == center
        for bound, sides in zip(bounds, ((0.0, np.inf), (-np.inf, 0.0)), strict=True):
            self._row(*sides, load, weight - bound * is_center)
        for node in np.flatnonzero(~is_center).tolist():
            self._row(-np.inf, 0.0, load[[node, center]], np.array([1.0, -1.0]))

    def _stop_in_time(self, control: Control) -> None:
        """End a run after some work, the same every time, or when the time is over."""

        def stop(event: Any) -> None:
            event.data_in.user_interrupt = next(self.n_checks) > MAX_CHECKS or control.is_over()

        self.solver.cbMipInterrupt += stop

    def _add_columns(self, cost: Floats, low: Floats, high: float = 1.0) -> None:
        n, none = len(cost), np.zeros(0)
        starts, at = np.zeros(n, dtype=np.int32), none.astype(np.int32)
        self.solver.addCols(n, cost, low, np.full(n, high), 0, starts, at, none)

    def _row(self, low: float, high: float, variables: Ints, values: Floats) -> None:
        self.solver.addRow(low, high, len(variables), variables.astype(np.int32), values)
