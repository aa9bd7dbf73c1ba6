"""The sample from command to files, and everything that can be made again from its document."""

import json
import shutil

import geopandas
import pytest

from tests.checker import RunChecker, share_in_band
from tests.places import SAMPLE
from tests.runs import gridplan, plan


@pytest.fixture(scope="module")
def sample_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "out"
    return plan(SAMPLE, folder), folder


def test_the_sample_is_planned_whole_and_right(sample_run):
    report, folder = sample_run
    assert RunChecker(folder, metric_crs="EPSG:4549").run() == []
    assert share_in_band(report, "microgrid") >= 0.97
    assert report["households"]["basis"] != "estimated"


def test_the_same_seed_gives_the_same_files(sample_run, tmp_path):
    _, folder = sample_run
    plan(SAMPLE, tmp_path / "out")
    for name in ("units.geojson", "grids.geojson", "microgrids.geojson", "coverage.geojson"):
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes(), name


def test_shuffled_rows_in_another_format_give_the_same_plan(sample_run, tmp_path):
    _, folder = sample_run
    source = tmp_path / "shuffled"
    source.mkdir()
    for path in SAMPLE.glob("*.geojson"):
        layer = geopandas.read_file(path).sample(frac=1, random_state=1)
        layer.to_file(source / f"{path.stem}.gpkg", layer=path.stem)
    shutil.copy(next(SAMPLE.glob("*.xlsx")), source)
    plan(source, tmp_path / "out")
    for name in ("units.geojson", "grids.geojson", "microgrids.geojson", "coverage.geojson"):
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes(), name


def test_a_plan_is_checked_from_its_document_alone(sample_run):
    report, folder = sample_run
    done = gridplan("check", folder, "--json", "--lang", report["language"])
    assert json.loads(done.stdout)["violations"] == report["violations"]
    errors = [v for v in report["violations"] if v["severity"] == "error"]
    assert done.returncode == (1 if errors else 0)


def test_a_plan_does_not_differ_from_itself(sample_run):
    _, folder = sample_run
    done = gridplan("diff", folder, folder, "--json")
    assert done.returncode == 0
    assert [level["n_households_moved"] for level in json.loads(done.stdout)] == [0, 0, 0]


def test_exports_are_made_from_the_document_alone(sample_run, tmp_path):
    _, folder = sample_run
    done = gridplan("export", folder, "--to", "geojson,gpkg", "-o", tmp_path / "hand")
    assert done.returncode == 0, done.stderr
    for name in ("units.geojson", "grids.geojson", "microgrids.geojson", "coverage.geojson"):
        assert (tmp_path / "hand" / name).read_bytes() == (folder / name).read_bytes(), name
    assert (tmp_path / "hand" / "grids.gpkg").is_file()


def test_the_map_is_drawn_from_the_document_alone(sample_run, tmp_path):
    report, folder = sample_run
    target = tmp_path / "map.html"
    done = gridplan("map", folder, "-o", target, "--lang", report["language"])
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == (folder / "map.html").read_bytes()


def test_coverage_is_measured_from_the_document_or_the_sources(sample_run, tmp_path):
    report, folder = sample_run
    from_plan = gridplan("coverage", folder, "--json", "-o", tmp_path / "c")
    from_sources = gridplan("coverage", SAMPLE, "--json")
    assert json.loads(from_plan.stdout) == report["coverage"]
    measured = json.loads(from_sources.stdout)
    zones = {"community": report["coverage"]["zones"]["community"]}  # sources hold no grids
    assert measured == {**report["coverage"], "zones": zones}
    assert (tmp_path / "c" / "coverage.geojson").is_file()
