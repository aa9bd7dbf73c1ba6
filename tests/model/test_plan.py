from dataclasses import replace

import numpy as np
import pytest

from gridplan.model import Plan, Zone


def plan_of(labels):
    return Plan("grid", np.array(labels), tuple(Zone(f"{z:03d}") for z in range(max(labels) + 1)))


def test_every_zone_has_a_unit():
    with pytest.raises(ValueError, match="labels use zones"):
        Plan("grid", np.array([0, 2]), (Zone("1"), Zone("2"), Zone("3")))


def test_moving_a_unit_leaves_the_old_plan_as_it_was():
    plan = plan_of([0, 0, 1])
    moved = plan.move([1], 1)
    assert plan.labels.tolist() == [0, 0, 1]
    assert moved.labels.tolist() == [0, 1, 1]


def test_a_plan_changed_by_hand_has_no_proven_bound():
    plan = replace(plan_of([0, 0, 1]), lower_bound_household_m=5.0)
    assert plan.move([1], 1).lower_bound_household_m is None
    assert plan.lower_bound_household_m == 5.0


def test_values_sum_by_zone():
    assert plan_of([0, 1, 0]).sums(np.array([5, 7, 9])).tolist() == [14, 7]


def test_special_zones_are_told_apart():
    plan = Plan("grid", np.array([0, 1]), (Zone("001"), Zone("901", kind="special")))
    assert plan.is_special.tolist() == [False, True]
