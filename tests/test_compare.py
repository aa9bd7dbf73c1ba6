"""Two plans of the same place."""

from dataclasses import replace

import numpy as np
import pytest

from gridplan.compare import compare_plans
from gridplan.errors import InputError
from gridplan.model import Zone
from tests.small import small_result


def with_grids(result, labels, codes):
    grid = result.plan("grid")
    changed = replace(grid, labels=labels, zones=tuple(Zone(code) for code in codes))
    return replace(result, plans=(result.plans[0], changed))


@pytest.fixture(scope="module")
def result():
    return small_result()


def test_a_plan_does_not_differ_from_itself(result):
    found = compare_plans(result, result, level="microgrid")
    assert (found.moves, found.same_zone, found.n_households_moved) == ((), {}, 0)


def test_a_moved_unit_is_listed_with_its_households(result):
    micro = result.plan("microgrid")
    unit = int(np.flatnonzero(micro.labels == 0)[0])
    changed = replace(result, plans=(*result.plans[:2], micro.move([unit], 1)))
    found = compare_plans(result, changed, level="microgrid")
    assert [(m.from_code, m.to_code, m.unit_ids) for m in found.moves] == [
        (micro.codes[0], micro.codes[1], (result.units.ids[unit],))
    ]
    assert found.n_households_moved == 20


def test_a_renumbered_zone_is_the_same_zone(result):
    grid = result.plan("grid")
    renamed = with_grids(result, grid.labels, [f"x{code}" for code in grid.codes])
    found = compare_plans(result, renamed, level="grid")
    assert found.moves == ()
    assert found.same_zone == {code: f"x{code}" for code in grid.codes}


def test_plans_with_unlike_numbers_of_zones_compare(result):
    one = with_grids(result, np.zeros(len(result.units), np.int64), ["only"])
    found = compare_plans(result, one, level="grid")
    kept = max(result.plan("grid").sums(result.units.households))
    assert found.n_households_moved == result.units.households.sum() - kept


def test_a_missing_level_is_told(result):
    with pytest.raises(InputError, match="no level 'microgrid'"):
        compare_plans(result, replace(result, plans=result.plans[:2]), level="microgrid")
