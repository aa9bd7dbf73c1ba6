"""Units of real towns that count no households."""

import os
from pathlib import Path

import pytest
import shapely

from gridplan.params import EstimateParams, Params
from gridplan.read import ReadOptions, load
from gridplan.units import build_units

TOWNS = Path(__file__).parents[3] / "shared" / "data" / "towns"
is_required = os.environ.get("GRIDPLAN_REQUIRE_ALL") == "1"

pytestmark = [
    pytest.mark.towns,
    pytest.mark.skipif(
        not TOWNS.is_dir() and not is_required, reason="no real towns beside the project"
    ),
]


@pytest.mark.parametrize(
    ("town", "min_households", "max_households"),
    [
        ("vologda", 130_000, 150_000),  # 357,000 people
        ("shanghai_lujiazui", 4_000, 9_000),  # a business district with a few estates
        ("taipei_zhongzheng", 1_000, 2_000),  # 80 residential buildings
    ],
)
def test_estimates_are_believable_and_fit_into_microgrids(town, min_households, max_households):
    area = load(TOWNS / town, options=ReadOptions(estimate=True))
    units = build_units(area, Params(estimate=EstimateParams(is_enabled=True)))
    unplaced = sum(lost.households for lost in units.unplaced)
    assert min_households <= units.households.sum() + unplaced <= max_households
    assert units.is_estimated
    assert units.households.max() <= 80
    assert shapely.is_valid(units.footprint).all()
    assert not shapely.is_empty(units.footprint).any()
    assert len(set(units.ids)) == len(units)
