"""Real towns from command to files, verified by a checker that reads only the files."""

import pytest

from tests.checker import RunChecker, share_in_band
from tests.places import TOWNS, needs_towns
from tests.runs import plan

METRIC = {
    "geneva": "EPSG:32632",
    "vologda": "EPSG:32637",
    "shanghai_lujiazui": "EPSG:4550",
    "taipei_zhongzheng": "EPSG:32651",
}
BANDS = {"profile": [], "grid-200-300": ["--level", "grid=200:300"]}
SMALL = ("shanghai_lujiazui", "taipei_zhongzheng")  # planned twice: a large town takes minutes
PLANS = [*((town, "profile") for town in METRIC), *((town, "grid-200-300") for town in SMALL)]


@pytest.mark.towns
@needs_towns
@pytest.mark.parametrize(("town", "bands"), PLANS)
def test_a_real_town_is_planned_whole_and_right(town, bands, tmp_path):
    folder = tmp_path / "out"
    report = plan(TOWNS / town, folder, "--estimate-households", *BANDS[bands])
    assert RunChecker(folder, metric_crs=METRIC[town]).run() == []
    assert share_in_band(report, "microgrid") >= 0.97
    assert {level["n_not_contiguous"] for name, level in report["levels"].items()
            if name != "community"} == {0}  # fmt: skip
    assert report["households"]["basis"] == "estimated"
