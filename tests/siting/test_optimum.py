"""The engine against every choice tried, and what must hold of any answer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gridplan.siting.capacity import fewest_sites_limited, most_gain_limited, served
from gridplan.siting.cover import cover_form
from gridplan.siting.dual import Aim, relax, start_choice
from gridplan.siting.exact import most_gain
from gridplan.siting.fewest import fewest_sites
from gridplan.siting.problem import Problem
from gridplan.siting.reduction import reduce_problem
from gridplan.siting.search import swap_profits
from gridplan.siting.solver import Budget
from tests.siting.worlds import fewest_by_trying, most_by_trying, random_problem, worth_of

SEEDS = range(8)
SIZES = (1, 2, 3)


@pytest.mark.parametrize("is_cover", [True, False], ids=["covering", "median"])
@pytest.mark.parametrize("n_sites", SIZES)
def test_no_choice_is_worth_more(n_sites, is_cover):
    for seed in SEEDS:
        problem = random_problem(seed, is_cover=is_cover)
        found = most_gain(problem, n_sites)
        assert found.objective == pytest.approx(most_by_trying(problem, n_sites))
        assert found.is_proven
        assert worth_of(problem, found.chosen) == pytest.approx(found.objective)
        assert len(found.chosen) <= n_sites


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 1.0])
def test_no_choice_reaches_the_target_with_fewer_sites(share):
    for seed in SEEDS:
        problem = random_problem(seed, n_rows=20, n_candidates=8, density=0.25)
        target = np.ceil(share * problem.value(range(8)))
        found = fewest_sites(problem, target)
        assert found.objective == found.bound == fewest_by_trying(problem, target)
        assert worth_of(problem, found.chosen) >= target


@pytest.mark.parametrize("is_cover", [True, False], ids=["covering", "median"])
@pytest.mark.parametrize("n_sites", [1, 2])
def test_no_choice_is_worth_more_where_sites_are_small(n_sites, is_cover):
    for seed in range(4):
        problem = random_problem(seed, n_candidates=5, is_cover=is_cover)
        found = most_gain_limited(problem, n_sites, 20)
        assert found.objective == pytest.approx(most_by_trying(problem, n_sites, 20))
        assert found.is_proven


def test_no_choice_of_small_sites_reaches_the_target_with_fewer():
    for seed in range(4):
        problem = random_problem(seed, n_candidates=5, density=0.5)
        target = np.ceil(0.5 * served(problem, np.arange(5), 25)[1])
        found = fewest_sites_limited(problem, target, 25)
        assert found.objective == found.bound == fewest_by_trying(problem, target, 25)


def test_a_target_beyond_all_candidates_has_no_answer():
    problem = random_problem(0)
    beyond = problem.households.sum() + 1
    assert fewest_sites(problem, beyond) is None
    assert fewest_sites_limited(problem, beyond, 1000) is None


def test_a_target_already_reached_takes_no_site():
    assert fewest_sites(random_problem(0), 0.0).chosen.tolist() == []


def test_more_sites_than_candidates_take_those_that_help():
    problem = Problem(np.array([2.0, 3.0]), sparse.csc_array([[1.0, 1.0, 0], [0, 0, 1.0]]))
    found = most_gain(problem, 9)
    assert (found.chosen.tolist(), found.objective) == ([0, 2], 5.0)


@given(seed=st.integers(0, 10_000), is_cover=st.booleans())
@settings(max_examples=12, deadline=None, derandomize=True)
def test_more_sites_are_never_worth_less(seed, is_cover):
    problem = random_problem(seed, n_rows=30, n_candidates=10, is_cover=is_cover)
    worth = [most_gain(problem, n).objective for n in range(1, 6)]
    assert np.diff(worth).min() >= -1e-9


@given(seed=st.integers(0, 10_000), is_cover=st.booleans())
@settings(max_examples=12, deadline=None, derandomize=True)
def test_reduction_keeps_the_best_worth(seed, is_cover):
    problem = random_problem(seed, is_cover=is_cover, density=0.5)
    small = reduce_problem(problem)
    for n_sites in SIZES:
        best = most_by_trying(small.problem, n_sites)
        assert best == pytest.approx(most_by_trying(problem, n_sites))


@given(seed=st.integers(0, 10_000), is_cover=st.booleans())
@settings(max_examples=12, deadline=None, derandomize=True)
def test_the_relaxation_bounds_and_rules_out_no_better_choice(seed, is_cover):
    problem = random_problem(seed, is_cover=is_cover)
    _, start = start_choice(problem, 2)
    dual = relax(problem, min(2, len(start)), start, Aim())
    best = most_by_trying(problem, len(start))
    assert dual.bound >= best * (1 - 1e-12)
    for pair in np.argwhere(np.ones((7, 7))):
        if pair[0] < pair[1] and worth_of(problem, pair) > problem.value(dual.chosen) * (1 + 1e-6):
            assert dual.is_possible[pair].all()
            assert set(np.flatnonzero(dual.is_needed)) <= set(pair)


def test_the_profit_of_a_swap_is_what_the_swap_changes():
    problem = random_problem(5, n_rows=40, is_cover=False)
    chosen = np.array([1, 4])
    profit = swap_profits(problem, chosen)
    for leaver, newcomer in ((0, 2), (1, 6), (0, 3)):
        after = np.append(np.delete(chosen, leaver), newcomer)
        change = problem.value(after) - problem.value(chosen)
        assert profit[leaver, newcomer] == pytest.approx(change)


def test_distance_levels_are_worth_what_the_sites_are():
    problem = random_problem(7, is_cover=False)
    base = problem.best_worth([0])
    levels = cover_form(problem, base)
    for chosen in ([1], [2, 5], [3, 4, 6]):
        whole = problem.value([0, *chosen]) - base.sum()
        assert levels.value(chosen) == pytest.approx(whole)


@pytest.mark.parametrize("is_cover", [True, False], ids=["covering", "median"])
def test_without_a_budget_the_bound_still_holds(is_cover):
    nothing = Budget(effort=1e-9)
    for seed in range(2):
        problem = random_problem(seed, n_rows=60, n_candidates=20, is_cover=is_cover, density=0.2)
        hasty, sure = most_gain(problem, 5, budget=nothing), most_gain(problem, 5)
        assert hasty.objective <= sure.objective <= hasty.bound * (1 + 1e-9)
        target = np.ceil(0.8 * problem.value(range(20)))
        few, fewest = (fewest_sites(problem, target, budget=b) for b in (nothing, Budget()))
        assert few.bound <= fewest.objective <= few.objective


def test_the_order_of_demand_does_not_matter():
    problem = random_problem(3, n_rows=40)
    order = np.random.default_rng(0).permutation(40)
    shuffled = Problem(problem.households[order], problem.gains[order])
    assert most_gain(problem, 3).chosen.tolist() == most_gain(shuffled, 3).chosen.tolist()
