"""Plans of a small town: nested, numbered as one reads a map, special land apart."""

import numpy as np
import pytest

from gridplan.params import Params
from gridplan.zoning import _numbers, reading_order
from tests.small import small_result


@pytest.fixture(scope="module")
def result():
    return small_result()


def test_levels_come_coarse_to_fine_and_know_their_parent(result):
    assert [plan.level for plan in result.plans] == ["community", "grid", "microgrid"]
    assert result.plans[2].parent is result.plans[1]


def test_every_microgrid_lies_in_one_grid(result):
    grid, micro = result.plan("grid"), result.plan("microgrid")
    parents = np.array([zone.parent for zone in micro.zones])
    assert (parents[micro.labels] == grid.labels).all()


def test_codes_grow_by_three_and_two_digits(result):
    for plan, digits in zip(result.plans, (12, 15, 17), strict=True):
        assert {len(code) for code in plan.codes} == {digits}
    for zone in result.plan("microgrid").zones:
        assert zone.code.startswith(result.plan("grid").codes[zone.parent])


def test_special_land_is_a_zone_of_its_own_numbered_from_901(result):
    special = [zone for zone in result.plan("grid").zones if zone.kind == "special"]
    assert [(zone.code[-3:], zone.name) for zone in special] == [("901", "北园")]
    households = result.plan("grid").sums(result.units.households)
    assert households[result.plan("grid").is_special].sum() == 0


def test_every_ordinary_microgrid_is_in_band(result):
    micro = result.plan("microgrid")
    households = micro.sums(result.units.households)[~micro.is_special]
    assert ((households >= 50) & (households <= 80)).all()


def test_zones_are_numbered_in_rows_from_north_west():
    """Four zones: north-west, north-east, south-west, south-east."""
    centroid = np.array([[10.0, 0.0], [0.0, 10.0], [10.0, 11.0], [0.0, 0.0]])
    order = reading_order(centroid, np.zeros(4, np.int64), np.zeros(4, bool))
    assert order.tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize(
    ("holder", "special", "level", "numbers"),
    [
        ([0, 0, 1], [False, False, False], "grid", [1, 2, 1]),
        ([0, 0, 0, 1], [False, True, True, True], "grid", [1, 901, 902, 901]),
        ([0, 0, 1], [False, False, True], "microgrid", [1, 2, 1]),
    ],
)
def test_numbers_start_again_in_each_parent(holder, special, level, numbers):
    assert _numbers(np.array(holder), np.array(special), level) == numbers


def test_special_numbers_give_way_to_a_thousand_grids():
    found = _numbers(np.zeros(1001, np.int64), np.arange(1001) >= 1000, "grid")
    assert found[-2:] == [1000, 1001]


def test_progress_reaches_the_end():
    from gridplan.policy import load_profile
    from gridplan.zoning import build_plans

    shares = []
    made = small_result()
    build_plans(made.area, made.units, made.land, load_profile("xiuzhou-2023"), Params(),
                progress=shares.append)  # fmt: skip
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
