"""Three nested levels from the land up: communities, grids and micro-grids of a small town.

The town has 48 houses of 20 households, 960 in all; cut at 300-500 households it makes two or
three communities.
"""

import shutil
from dataclasses import replace
from functools import cache

import geopandas
import numpy as np
import pytest
import shapely

from gridplan.errors import ParamError
from gridplan.params import Band, Params, PartitionParams
from gridplan.pipeline import run
from gridplan.policy import load_profile
from gridplan.read import load
from gridplan.testing.worlds import CRS
from tests.places import SAMPLE
from tests.small import small_area

BANDS = {"community": Band(300, 500), "grid": Band(100, 200), "microgrid": Band(50, 80)}


@cache
def redrawn(is_given=True, **options):
    area = small_area(**({} if is_given else {"communities": None}), **options)
    search = PartitionParams(bands=BANDS, is_community_redrawn=True)
    return run(area, load_profile("xiuzhou-2023"), Params(partition=search), version="test")


@pytest.mark.parametrize("is_given", [True, False])
def test_three_levels_nest_and_hold_their_bands(is_given):
    result = redrawn(is_given)
    community, grid, micro = result.plans
    assert 2 <= community.n_zones <= 3
    for plan in result.plans:
        held = plan.sums(result.units.households)[~plan.is_special]
        assert all(BANDS[plan.level].contains(int(count)) for count in held)
    for plan in (grid, micro):
        parents = np.array([zone.parent for zone in plan.zones])
        assert (parents[plan.labels] == plan.parent.labels).all()
    assert community.sums(result.units.households).sum() == 960


def test_the_land_is_tiled_and_said_to_be_a_proposal():
    result = redrawn()
    assert not [v for v in result.report.violations if v.key.startswith("check.cover")]
    assert "units.redrawn" in {note.key for note in result.report.notes}


def test_codes_of_new_communities_follow_those_there_were():
    codes = redrawn().plans[0].codes
    assert all(code.startswith("330411001") for code in codes)
    assert len(set(codes)) == len(codes)
    assert redrawn(is_given=False).plans[0].codes[:2] == ("000000000001", "000000000002")


def test_a_community_that_keeps_most_of_its_households_keeps_code_and_name():
    """Given: 200 households in the south-west corner, 760 in the rest."""
    area = small_area()
    whole = area.communities.geometry[0]
    x, y, _, _ = area.buildings.total_bounds
    corner = shapely.box(*whole.bounds[:2], x + 180, y + 70)
    given = geopandas.GeoDataFrame(
        {
            "community_code": ["330411001001", "330411001002"],
            "name": ["南角", "北片"],
            "kind": ["ordinary"] * 2,
        },
        geometry=[corner, whole.difference(corner)],
        crs=CRS,
    )
    search = PartitionParams(bands=BANDS, is_community_redrawn=True)
    params = Params(partition=search)
    area = replace(area, communities=given)
    result = run(area, load_profile("xiuzhou-2023"), params, version="test")
    names = {zone.code: zone.name for zone in result.plans[0].zones}
    assert names == {"330411001001": "南角", "330411001002": "北片"}


def test_a_policy_without_a_size_asks_for_one():
    params = Params(partition=PartitionParams(is_community_redrawn=True))
    with pytest.raises(ParamError, match="community=1500:3000"):
        run(small_area(), load_profile("jiangsu-2021"), params, version="test")


def test_a_part_too_small_for_a_community_joins_the_nearest():
    """A river cuts the eastern two columns off: 240 households, fewer than 300."""
    area = small_area()
    x0, y0, _, y1 = area.buildings.total_bounds
    river = shapely.box(x0 + 6 * 40 - 14, y0 - 60, x0 + 6 * 40 - 6, y1 + 200)
    water = geopandas.GeoDataFrame({"kind": ["water"], "name": [""]}, geometry=[river], crs=CRS)
    result = redrawn(barriers=_Frozen(water), roads=None, special=None)
    assert len(np.unique(result.land.piece)) > 1
    held = result.plans[0].sums(result.units.households)
    assert (held >= 300).all()


class _Frozen(geopandas.GeoDataFrame):
    """A frame that a cache can tell apart."""

    def __hash__(self):
        return id(self)


def test_the_sample_without_its_communities_makes_three_nested_levels(tmp_path):
    """8,431 households: three to five communities of 1,500-3,000, whatever canals run between."""
    for file in SAMPLE.iterdir():
        if file.stem != "communities":
            shutil.copy(file, tmp_path)
    search = PartitionParams(is_community_redrawn=True, effort=0.1)
    profile = load_profile("xiuzhou-2023")
    result = run(load(tmp_path), profile, Params(partition=search), version="test")
    community, grid, micro = result.plans
    held = community.sums(result.units.households)
    assert held.sum() == 8431
    assert ((held >= 1500) & (held <= 3000)).all()
    for plan in (grid, micro):
        parents = np.array([zone.parent for zone in plan.zones])
        assert (parents[plan.labels] == plan.parent.labels).all()
    broken = {v.rule for v in result.report.violations if v.severity == "error"}
    assert broken & {"cover", "contiguity", "nesting", "codes", "XZ-02"} == set()
