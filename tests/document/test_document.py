"""What is written is what is read."""

import dataclasses
import hashlib
import sqlite3

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely

from gridplan.check import check_plan
from gridplan.document import find_document, is_document, read_document, write_document
from gridplan.errors import InputError
from gridplan.export import report_json
from gridplan.model import TABLES
from tests.small import small_result


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("document") / "plan.gpkg"
    write_document(small_result(), file, language="zh")
    return file


@pytest.fixture(scope="module")
def again(path):
    return read_document(path)


def test_tables_of_the_area_come_back(again):
    for name in TABLES:
        before, after = getattr(small_result().area, name), getattr(again.area, name)
        if len(before):
            assert before.drop(columns="geometry", errors="ignore").equals(
                after.drop(columns="geometry", errors="ignore")
            ), name
        assert len(before) == len(after)


def test_units_and_land_come_back_exactly(again):
    before = small_result()
    for name in ("ids", "kind", "households", "building", "compound", "special", "xy_m"):
        assert np.array_equal(getattr(before.units, name), getattr(again.units, name)), name
    assert shapely.equals_exact(before.units.footprint, again.units.footprint).all()
    assert shapely.equals_exact(before.land.cells, again.land.cells).all()
    for name in ("indptr", "indices", "shared_m", "is_crossing", "is_arterial"):
        kept = getattr(again.land.adjacency, name)
        assert np.array_equal(getattr(before.land.adjacency, name), kept), name


def test_plans_come_back(again):
    for before, after in zip(small_result().plans, again.plans, strict=True):
        assert np.array_equal(before.labels, after.labels)
        assert before.zones == after.zones
        assert (before.parent is None) == (after.parent is None)


def test_coverage_comes_back_with_its_reasons(again):
    before, after = small_result().coverage, again.coverage
    assert np.allclose(before.metres, after.metres, equal_nan=True)
    assert (before.reason == after.reason).all()
    assert [c.shares for c in before.categories] == [c.shares for c in after.categories]
    for name in ("mode", "applied", "search_limit_m", "catalog", "limit_minutes", "network"):
        assert getattr(before, name) == getattr(after, name), name


def test_the_report_says_the_same_in_both_languages(again):
    for language in ("zh", "en"):
        before = report_json(small_result(), language)
        after = report_json(again, language)
        assert {**before, "timings_s": 0} == {**after, "timings_s": 0}


def test_a_plan_read_back_checks_the_same(again):
    report = check_plan(
        again.area, again.units, again.land, again.plans, again.profile, again.params,
        coverage=again.coverage,
    )  # fmt: skip
    assert report.violations == small_result().report.violations
    assert report.verdicts == small_result().report.verdicts


def test_the_same_result_gives_the_same_file(path, tmp_path):
    other = tmp_path / "again.gpkg"
    write_document(small_result(), other, language="zh")
    digests = {hashlib.sha256(file.read_bytes()).hexdigest() for file in (path, other)}
    assert len(digests) == 1


def test_no_side_files_are_left(path):
    assert [file.name for file in path.parent.iterdir()] == ["plan.gpkg"]


def test_layers_of_the_contract_are_there(path):
    layers = set(pyogrio.list_layers(path)[:, 0])
    named = {"units", "microgrids", "grids", "communities", "roads", "services", "violations"}
    assert named <= layers


def test_styles_name_layers_that_exist(path):
    with sqlite3.connect(path) as database:
        styled = {row[0] for row in database.execute("SELECT f_table_name FROM layer_styles")}
    assert {"grids", "microgrids", "communities", "units"} <= styled
    assert styled <= set(pyogrio.list_layers(path)[:, 0])


def test_a_folder_stands_for_its_document(path):
    assert find_document(path.parent) == path
    assert is_document(path.parent)


def test_another_geopackage_is_no_plan_document(tmp_path):
    file = tmp_path / "other.gpkg"
    geopandas.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs="EPSG:4326").to_file(file)
    assert not is_document(file)
    with pytest.raises(InputError, match="no plan document"):
        read_document(file)


@pytest.mark.parametrize("content", [b"", b"not a database at all"])
def test_what_is_no_database_is_no_plan_document(tmp_path, content):
    file = tmp_path / "plan.gpkg"
    file.write_bytes(content)
    assert not is_document(file)
    with pytest.raises(InputError, match="no plan document"):
        read_document(file)


def test_a_truncated_document_is_told(path, tmp_path):
    file = tmp_path / "plan.gpkg"
    file.write_bytes(path.read_bytes()[: 64 * 1024])
    with pytest.raises(InputError, match=r"plan\.gpkg"):
        read_document(file)


def test_a_missing_document_is_told_with_the_remedy(tmp_path):
    with pytest.raises(InputError, match="gridplan plan"):
        read_document(tmp_path)


def test_what_gates_nobody_knows_may_cost_comes_back(tmp_path):
    metres = np.where(np.arange(small_result().coverage.metres.shape[1]) % 2, 1500.0, np.inf)
    told = small_result().coverage.reason != "no_data"
    pessimistic_m = np.where(told, metres, np.nan)
    coverage = dataclasses.replace(small_result().coverage, pessimistic_m=pessimistic_m)
    path = tmp_path / "plan.gpkg"
    write_document(dataclasses.replace(small_result(), coverage=coverage), path, language="zh")
    again = read_document(path).coverage.pessimistic_m
    np.testing.assert_array_equal(again, pessimistic_m)
