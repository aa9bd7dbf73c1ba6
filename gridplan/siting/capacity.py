"""Sites that can serve only so many households each."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.siting.problem import Problem, Solution
from gridplan.siting.reduction import join_rows
from gridplan.siting.solver import DEFAULT_BUDGET, Answer, Budget, Model, solve

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def most_gain_limited(
    problem: Problem, n_sites: int, capacity: int, *, budget: Budget = DEFAULT_BUDGET
) -> Solution:
    """Choose *n_sites* candidates that are worth most when each serves *capacity* households.

    A building's households may be shared out among sites.

    Parameters
    ----------
    problem
        Demand and candidates.
    n_sites
        How many, at most.
    capacity
        Households one new site can serve.
    budget
        How hard to try to prove it.

    Examples
    --------
    >>> gains = sparse.csc_array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    >>> found = most_gain_limited(Problem(np.array([50.0, 50.0, 30.0]), gains), 1, 80)
    >>> found.chosen.tolist(), found.objective
    ([0], 80.0)
    """
    problem = join_rows(problem)
    first = greedy_limited(problem, n_sites, capacity)
    program = _program(problem, capacity, n_sites)
    answer = solve(program, _start(problem, first, capacity), budget=budget)
    chosen = _better(problem, first, _chosen(problem, answer), capacity)
    value, greedy = (served(problem, sites, capacity)[1] for sites in (chosen, first))
    return Solution(chosen, value, max(answer.bound, value), greedy, answer.n_nodes)


def fewest_sites_limited(
    problem: Problem, target: float, capacity: int, *, budget: Budget = DEFAULT_BUDGET
) -> Solution | None:
    """Choose the fewest candidates worth *target* when each serves *capacity* households.

    Returns
    -------
    Solution | None
        Its objective and bound count sites; None where all candidates together fall short.
    """
    problem = join_rows(problem)
    if served(problem, np.arange(problem.n_candidates), capacity)[1] < target:
        return None
    first = greedy_limited(problem, problem.n_candidates, capacity, target=target)
    program = _counted(_program(problem, capacity, problem.n_candidates), target)
    answer = solve(program, _start(problem, first, capacity), budget=budget)
    found = _chosen(problem, answer)
    is_reached = served(problem, found, capacity)[1] >= target
    chosen = found if is_reached and len(found) < len(first) else first
    bound = min(math.ceil(-answer.bound - 1e-6), len(chosen))
    return Solution(chosen, float(len(chosen)), float(bound), float(len(first)), answer.n_nodes)


def served(problem: Problem, chosen: Ints, capacity: int) -> tuple[Ints, float]:
    """Share households out among the *chosen* sites so that they gain most.

    Returns
    -------
    households
        Households of each row that each site serves, int64 (m, chosen).
    worth
        What they gain together.
    """
    result = np.zeros((problem.n_rows, len(chosen)), dtype=np.int64)
    if not len(chosen):
        return result, 0.0
    inner = problem.only(chosen)
    answer = solve(_program(inner, capacity, len(chosen), is_choice=False))
    flow = np.zeros(inner.gains.nnz) if answer.values is None else answer.values[len(chosen) :]
    # sharing out whole households is a transport problem: its corners are whole numbers
    whole = np.rint(flow).astype(np.int64)
    result[inner.row, inner.candidate] = whole
    return result, float(whole @ inner.gains.data)


def greedy_limited(
    problem: Problem, n_sites: int, capacity: int, *, target: float = math.inf
) -> Ints:
    """Choose the site worth most to the households not served yet, again and again."""
    left = problem.households.copy()
    order = _largest_first(problem)
    chosen: list[int] = []
    worth = 0.0
    while len(chosen) < n_sites and worth < target:
        taken = _fill(problem, order, left, capacity)
        gain = problem.sums(taken * problem.gains.data)
        gain[chosen] = 0.0
        site = int(gain.argmax())
        if gain[site] <= 0:
            break
        mine = slice(*problem.gains.indptr[site : site + 2])
        left[problem.row[mine]] -= taken[mine]
        worth += float(gain[site])
        chosen.append(site)
    return np.sort(np.array(chosen, dtype=np.int64))


def _largest_first(problem: Problem) -> Ints:
    return np.lexsort([problem.row, -problem.gains.data, problem.candidate])


def _fill(problem: Problem, order: Ints, left: Floats, capacity: int) -> Floats:
    """Return the households of each entry that its site alone would serve, best gains first."""
    wanted = left[problem.row[order]]
    before = np.cumsum(wanted) - wanted
    first = problem.gains.indptr[:-1][problem.candidate[order]]
    before -= before[first]
    taken = np.empty(len(order))
    taken[order] = np.clip(capacity - before, 0.0, wanted)
    return taken


def _program(problem: Problem, capacity: int, n_sites: int, *, is_choice: bool = True) -> Model:
    """Write the program: a variable per candidate, then the households served by each entry.

    Rows: the households there are; the capacity of each site; none at a site not chosen; the
    number of sites.
    """
    k, e, m = problem.n_candidates, problem.gains.nnz, problem.n_rows
    entry, one = np.arange(e), np.ones(e)
    per_row = sparse.csr_array((one, (problem.row, entry)), shape=(m, e))
    per_site = sparse.csr_array((one, (problem.candidate, entry)), shape=(k, e))
    most = np.minimum(problem.households[problem.row], capacity)
    linked = sparse.csr_array((-most, (entry, problem.candidate)), shape=(e, k))
    rows = sparse.block_array(
        [
            [None, per_row],
            [-capacity * sparse.eye_array(k), per_site],
            [linked, sparse.eye_array(e)],
            [sparse.csr_array(np.ones((1, k))), sparse.csr_array((1, e))],
        ],
        format="csr",
    )
    n = len(rows.indptr) - 1
    upper = np.concatenate([problem.households, np.zeros(k + e), [n_sites]])
    return Model(
        gain=np.concatenate([np.zeros(k), problem.gains.data]),
        upper_bound=np.concatenate([np.ones(k), most]),
        is_integer=(np.arange(k + e) < k) & is_choice,
        rows=rows,
        row_lower=np.full(n, -np.inf),
        row_upper=upper,
    )


def _counted(program: Model, target: float) -> Model:
    """Turn a program for the most worth into one for the fewest sites worth *target*."""
    gain = np.where(program.is_integer, -1.0, 0.0)
    worth = sparse.csr_array(program.gain[None, :])
    return Model(
        gain=gain,
        upper_bound=program.upper_bound,
        is_integer=program.is_integer,
        rows=sparse.csr_array(sparse.vstack([program.rows, worth])),
        row_lower=np.append(program.row_lower, target),
        row_upper=np.append(program.row_upper, np.inf),
    )


def _start(problem: Problem, chosen: Ints, capacity: int) -> Floats:
    sites = np.zeros(problem.n_candidates)
    sites[chosen] = 1.0
    shared, _ = served(problem, chosen, capacity)
    flow = np.zeros((problem.n_rows, problem.n_candidates))
    flow[:, chosen] = shared
    return np.concatenate([sites, flow[problem.row, problem.candidate]])


def _chosen(problem: Problem, answer: Answer) -> Ints:
    values = np.zeros(problem.n_candidates) if answer.values is None else answer.values
    return np.flatnonzero(values[: problem.n_candidates] > 0.5)


def _better(problem: Problem, first: Ints, second: Ints, capacity: int) -> Ints:
    worth = [served(problem, sites, capacity)[1] for sites in (first, second)]
    return second if worth[1] > worth[0] else first
