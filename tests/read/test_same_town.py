"""One town is one planning area, whatever order and format its rows come in."""

import warnings

import geopandas
import pandas as pd
import pyogrio
import pytest
import shapely

from gridplan.model import TABLES
from gridplan.read import ReadOptions, load
from tests.places import TOWNS, needs_towns
from tests.read.towns import CRS, X, Y, buildings, communities, roads

FORMATS = ["gpkg", "geojson", "shp_gbk", "shp_gbk_bare", "shp_utf8", "fgb", "parquet", "gdb"]


def assert_same(one, other):
    assert one.crs == other.crs
    assert one.unplaced == other.unplaced
    for name, table in TABLES.items():
        first, second = getattr(one, name), getattr(other, name)
        columns = list(table.columns)
        pd.testing.assert_frame_equal(first[columns], second[columns], obj=name)
        if table.geometry:
            wkb = [shapely.to_wkb(frame.geometry.to_numpy()).tolist() for frame in (first, second)]
            assert wkb[0] == wkb[1], name


def write(folder, layers, form):
    folder.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, frame in layers.items():
            if form == "parquet":
                frame.to_parquet(folder / f"{name}.parquet")
            elif form == "geojson":
                frame.to_crs(4326).to_file(folder / f"{name}.geojson", COORDINATE_PRECISION=15)
            elif form.startswith("shp"):
                encoding = "GBK" if "gbk" in form else "UTF-8"
                frame.to_file(folder / f"{name}.shp", encoding=encoding)
                if form.endswith("bare"):
                    (folder / f"{name}.cpg").unlink()
            elif form == "gdb":
                append = {"mode": "a"} if (folder / "town.gdb").exists() else {}
                frame.to_file(folder / "town.gdb", layer=name, driver="OpenFileGDB", **append)
            else:
                frame.to_file(folder / f"{name}.{form}")
    return folder


def small_town():
    ring = shapely.box(X - 40, Y + 40, X + 150, Y + 60)
    hole = shapely.Polygon(
        ring.exterior.coords, [shapely.box(X, Y + 45, X + 9, Y + 50).exterior.coords]
    )
    return {
        "buildings": buildings(
            5,
            is_residential=[True, False, True, True, False],
            landuse_kind=["", "residential", "", "garden", "retail"],
            stairwells=[2, None, 1, 3, None],
            name=["一号楼", "", "三号楼", "é", "e"],
        ),
        "communities": communities((-50, 80), (80, 200)),
        "roads": roads(highway=["次干路"], is_bridge=["True"]),
        "water": geopandas.GeoDataFrame({"name": ["小河"]}, geometry=[hole], crs=CRS),
        "pois": geopandas.GeoDataFrame(
            {"kind": ["school", "菜市场"], "name": ["", "东市"]},
            geometry=[shapely.Point(X, Y), shapely.Point(X + 30, Y + 30)],
            crs=CRS,
        ),
    }


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return load(write(tmp_path_factory.mktemp("same") / "gpkg", small_town(), "gpkg"))


@pytest.mark.parametrize("form", FORMATS[1:])
def test_the_format_makes_no_difference(tmp_path, reference, form):
    assert_same(reference, load(write(tmp_path / form, small_town(), form)))


def test_the_order_of_rows_and_vertices_makes_no_difference(tmp_path, reference):
    shuffled = {name: frame.sample(frac=1, random_state=3) for name, frame in small_town().items()}
    turned = {
        name: frame.set_geometry(frame.geometry.reverse()) for name, frame in shuffled.items()
    }
    assert_same(reference, load(write(tmp_path / "turned", turned, "gpkg")))


def test_one_file_with_all_layers_is_the_same_town(tmp_path, reference):
    for name, frame in small_town().items():
        frame.to_file(tmp_path / "town.gpkg", layer=name)
    assert_same(reference, load(tmp_path / "town.gpkg"))


def test_several_files_named_one_by_one_are_the_same_town(tmp_path, reference):
    folder = write(tmp_path / "files", small_town(), "gpkg")
    assert_same(reference, load(sorted(folder.iterdir(), reverse=True)))


def test_a_layer_in_two_formats_counts_once(tmp_path, reference):
    folder = write(tmp_path / "both", small_town(), "gpkg")
    small_town()["buildings"].to_crs(4326).to_file(folder / "buildings.geojson")
    area = load(folder)
    assert_same(reference, area)
    assert any(note.key == "read.same_layer_twice" for note in area.notes)


@needs_towns
@pytest.mark.towns
@pytest.mark.parametrize("form", ["geojson", "shp_gbk", "shp_gbk_bare"])
def test_taipei_is_the_same_in_every_format(tmp_path, form):
    source = TOWNS / "taipei_zhongzheng"
    layers = {
        path.stem: pyogrio.read_dataframe(path).sample(frac=1, random_state=1)
        for path in sorted(source.glob("*.gpkg"))
    }
    options = ReadOptions(estimate=True)
    assert_same(
        load(source, options=options), load(write(tmp_path / form, layers, form), options=options)
    )
