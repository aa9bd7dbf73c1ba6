"""Land of the four real towns."""

import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridplan.land import build_land, dissolve
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
    "town",
    [
        "shanghai_lujiazui",
        "taipei_zhongzheng",
        pytest.param("geneva", marks=pytest.mark.slow),
        pytest.param("vologda", marks=pytest.mark.slow),
    ],
)
def test_every_unit_has_land_and_cells_tile(town):
    area = load(TOWNS / town, options=ReadOptions(estimate=True))
    params = Params(estimate=EstimateParams(is_enabled=True))
    units = build_units(area, params)
    land = build_land(area, units, params)
    cells = land.cells
    assert shapely.is_valid(cells).all()
    assert (shapely.area(cells) > 0).all()
    assert shapely.coverage_is_valid(cells)
    served = units.communities.iloc[np.unique(units.community)].union_all().area
    assert abs(shapely.area(cells).sum() - served) <= 1e-6 * served
    assert (shapely.get_type_id(cells) == shapely.GeometryType.POLYGON).mean() > 0.999
    pieces = dissolve(cells, land.piece, land.piece.max() + 1)
    assert shapely.coverage_is_valid(pieces)
    households = np.bincount(land.piece, weights=units.households)
    assert households.max() > 0.5 * households.sum()
