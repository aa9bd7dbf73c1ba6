"""What can be mended is mended, and every repair is listed."""

import struct

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gridplan.read import ReadOptions, inspect
from tests.read.test_bad_inputs import good_wkb, parquet_of, square
from tests.read.towns import (
    CRS,
    X,
    Y,
    buildings,
    communities,
    house,
    notes,
    put,
    put_shapefile,
    read,
)

REPAIRS = {
    # file -> geometries, the sentence, the ids
    "spike": ([square((0, 0), (10, 0), (10, 10), (5, 10), (5, 11), (5, 10), (0, 10), (0, 0))],
              "repaired", ("P0",)),
    "gap": ([square((20, 0), (30, 0), (30, 10), (20, 0.4))], "ring_closed", ("P0",)),
    "mixed": ([shapely.to_wkb(shapely.GeometryCollection([house(2), shapely.Point(X, Y)]))],
              "extracted", ("P0",)),
    "ring": ([shapely.to_wkb(shapely.LinearRing(house(3).exterior.coords)),
              shapely.to_wkb(shapely.LineString(house(4).exterior.coords))],
             "line_to_polygon", ("P0", "P1")),
    "line": ([good_wkb(5), shapely.to_wkb(shapely.LineString([(X, Y), (X + 1, Y)]))],
             "line_dropped", ("P1",)),
    "high": ([shapely.to_wkb(shapely.force_3d(house(6), 12.0), output_dimension=3)],
             "z_dropped", ("P0",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def repaired(tmp_path_factory):
    folder = tmp_path_factory.mktemp("repairs")
    for name, (wkb, _, _) in REPAIRS.items():
        parquet_of(folder / f"buildings_{name}.parquet", wkb)
    return inspect(folder)


@pytest.mark.parametrize("name", REPAIRS)
def test_a_repair_is_listed_with_its_rows(repaired, name):
    _, key, ids = REPAIRS[name]
    found = [n for n in repaired.notes if n.values.get("where") == f"buildings_{name}.parquet"]
    assert [(n.key, n.ids) for n in found if n.kind in ("repair", "warning")][:1] == [
        (f"read.geometry_{key}", ids)
    ]


def one(tmp_path, wkb):
    parquet_of(tmp_path / "buildings.parquet", wkb)
    return read(tmp_path).buildings


def test_a_house_left_without_outline_keeps_its_households(tmp_path):
    line = shapely.to_wkb(shapely.LineString([(X, Y), (X + 1, Y)]))
    parquet_of(tmp_path / "buildings.parquet", [good_wkb(), line])
    area = read(tmp_path)
    assert area.buildings["households"].sum() + sum(u.households for u in area.unplaced) == 2
    assert area.unplaced[0].ids == ("P1",)


def test_repaired_polygons_are_valid_and_on_the_millimetre_lattice(tmp_path):
    rng = np.random.default_rng(0)
    stars = [square(*rng.uniform(0, 0.05, (12, 2)), (0, 0)) for _ in range(50)]
    wkb = [struct.pack("<BII", 1, 6, 2) + good_wkb(i) + star for i, star in enumerate(stars)]
    shapes = one(tmp_path, wkb).geometry
    assert len(shapes) == 50
    assert shapes.is_valid.all()
    assert np.isin(shapes.geom_type, ["Polygon", "MultiPolygon"]).all()
    coordinates = shapely.get_coordinates(shapes.to_numpy())
    assert np.array_equal(coordinates, np.rint(coordinates * 1000) / 1000)


def test_a_giant_outline_is_thinned(tmp_path):
    angle = np.linspace(0, 2 * np.pi, 150_000)
    radius = 500 + 5 * np.sin(50 * angle)
    circle = shapely.Polygon(
        np.column_stack([X + radius * np.cos(angle), Y + radius * np.sin(angle)])
    )
    parquet_of(tmp_path / "buildings.parquet", [shapely.to_wkb(circle)])
    area = read(tmp_path)
    (shape,) = area.buildings.geometry
    assert shapely.get_num_coordinates(shape) <= 100_000
    assert shape.area == pytest.approx(circle.area, rel=0.001)
    assert any(n.key == "read.geometry_thinned" for n in area.notes)


def test_ids_stay_text(tmp_path):
    put(tmp_path, buildings=buildings(2, building_id=["0044", "44"]))
    assert read(tmp_path).buildings["building_id"].tolist() == ["0044", "44"]


def test_long_whole_numbers_stay_exact_beside_a_null(tmp_path):
    ids = pd.array([9007199254740993, None, 5], dtype="Int64")
    put(tmp_path, buildings=buildings(3, building_id=ids, floors=[1.0, 2.0, None]))
    area = read(tmp_path)
    assert area.buildings["building_id"].tolist() == ["5", "9007199254740993", "B00001"]
    assert "ids_made" in notes(tmp_path, "assumption")


def test_float_ids_lose_their_point(tmp_path):
    put(tmp_path, buildings=buildings(2, building_id=[1115052.0, 7.0]))
    assert read(tmp_path).buildings["building_id"].tolist() == ["1115052", "7"]


def test_made_ids_follow_the_place_from_west_to_east(tmp_path):
    frame = buildings(3, compound=["a", "b", "c"]).drop(columns="building_id")
    put(tmp_path, buildings=frame.iloc[[2, 0, 1]])
    area = read(tmp_path)
    assert area.buildings["building_id"].tolist() == ["B00001", "B00002", "B00003"]
    assert area.buildings["compound"].tolist() == ["a", "b", "c"]


def test_ids_unique_only_by_osm_type_get_it_before_them(tmp_path):
    put(tmp_path, buildings=buildings(2, building_id=["7", "7"], osm_type=["way", "relation"]))
    assert read(tmp_path).buildings["building_id"].tolist() == ["relation/7", "way/7"]


def test_the_same_outline_twice_is_a_warning(tmp_path):
    put(tmp_path, buildings=buildings(2, geometry=[house(0), house(0)]))
    assert notes(tmp_path, "warning")["same_footprint"].ids == ("001", "002")


def test_more_than_ten_thousand_households_is_a_warning(tmp_path):
    put(tmp_path, buildings=buildings(2, households=[10_001, 10_000]))
    assert notes(tmp_path, "warning")["many_households"].ids == ("001",)


def test_marks_that_turn_writing_are_removed(tmp_path):
    put(tmp_path, buildings=buildings(2, name=["a\u202eb", "<img onerror=x>"]))
    area = read(tmp_path)
    assert area.buildings["name"].tolist() == ["ab", "<img onerror=x>"]
    assert any(n.key == "read.direction_marks" for n in area.notes)


def test_a_sliver_between_communities_goes_to_the_lower_code(tmp_path):
    put(tmp_path, buildings=buildings(), communities=communities((-50, 60.004), (60, 200)))
    area = read(tmp_path)
    low, high = area.communities.geometry
    assert low.intersection(high).area == 0
    assert low.bounds[2] == X + 60.004
    assert any(n.key == "read.community_slivers" for n in area.notes)


def test_rows_of_one_community_are_joined(tmp_path):
    two = communities((-50, 60), (60, 200), codes=("330411001001",) * 2, names=("东风社区",) * 2)
    put(tmp_path, buildings=buildings(), communities=two)
    assert read(tmp_path).communities.geometry.area.tolist() == [250 * 200]


def test_one_outline_without_code_becomes_the_one_community(tmp_path):
    outline = communities().drop(columns=["community_code", "name"])
    put(tmp_path, buildings=buildings(), boundary=outline)
    assert read(tmp_path).communities["community_code"].tolist() == ["000000000001"]


@pytest.mark.parametrize("has_cpg", [True, False])
@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_chinese_shapefiles_read_right_with_and_without_cpg(tmp_path, encoding, has_cpg):
    frame = buildings().rename(
        columns={"building_id": "楼栋编号", "households": "户数", "compound": "小区"}
    )
    put_shapefile(frame, tmp_path / "建筑.shp", encoding=encoding, has_cpg=has_cpg)
    area = read(tmp_path)
    assert area.buildings["building_id"].tolist() == ["001", "002", "003"]
    assert area.buildings["compound"].tolist() == ["梅园小区"] * 3
    assert area.sources[0].encoding == (
        "GB18030" if encoding == "GBK" and not has_cpg else encoding
    )


def test_a_cpg_that_lies_is_a_warning(tmp_path):
    put_shapefile(buildings(), tmp_path / "buildings.shp", encoding="GBK")
    (tmp_path / "buildings.cpg").write_text("UTF-8")
    assert "encoding_contradicts" in notes(tmp_path, "warning")
    assert read(tmp_path).buildings["compound"][0] == "梅园小区"


def test_a_geojson_in_gbk_is_read_and_said(tmp_path):
    buildings().to_crs(4326).to_file(tmp_path / "buildings.geojson")
    path = tmp_path / "buildings.geojson"
    path.write_bytes(path.read_text("utf-8").encode("gbk"))
    assert read(tmp_path).buildings["compound"][0] == "梅园小区"
    assert read(tmp_path).sources[0].encoding == "GB18030"


def test_multi_lines_are_split_and_points_among_roads_left_out(tmp_path):
    two = shapely.MultiLineString([[(X, Y), (X + 9, Y)], [(X, Y + 5), (X + 9, Y + 5)]])
    lines = geopandas.GeoDataFrame(
        {"road_id": ["a", "b"]}, geometry=[two, shapely.Point(X, Y)], crs=CRS
    )
    put(tmp_path, buildings=buildings(), roads=lines)
    area = read(tmp_path)
    assert area.roads["road_id"].tolist() == ["a", "a-2"]
    assert {"read.geometry_exploded", "read.geometry_not_line"} <= {n.key for n in area.notes}


def test_a_shift_to_gcj02_is_suspected_from_streets_in_houses(tmp_path):
    from gridplan import geo

    rng = np.random.default_rng(1)
    east, north = (np.cumsum(rng.uniform(45, 110, 24)) for _ in range(2))
    rows = [shapely.box(X + i, Y + j, X + i + 38, Y + j + 38) for i in east for j in north]
    houses = buildings(576, geometry=rows, building_id=[f"{i:03d}" for i in range(576)])
    lanes = [shapely.LineString([(X, Y + j - 3), (X + 2000, Y + j - 3)]) for j in north]
    lanes += [shapely.LineString([(X + i - 3, Y), (X + i - 3, Y + 2000)]) for i in east]
    streets = geopandas.GeoDataFrame(geometry=lanes, crs=CRS)
    shifted = houses.to_crs(4326)
    moved = shapely.transform(
        shifted.geometry.to_numpy(),
        lambda xy: np.column_stack(geo.wgs84_to_gcj02(xy[:, 0], xy[:, 1])),
    )
    put(tmp_path, buildings=shifted.set_geometry(list(moved), crs=4326), roads=streets)
    suspicion = notes(tmp_path, "warning")["shift_suspected"]
    assert (suspicion.values["layer"], suspicion.values["system"]) == ("buildings", "gcj02")
    area = read(tmp_path, crs="buildings=gcj02")
    assert not any(n.key == "read.shift_suspected" for n in area.notes)
    assert area.buildings.total_bounds == pytest.approx(houses.total_bounds, abs=0.002)


def test_strict_options_are_plain_values():
    options = ReadOptions(column_map={"buildings.households": "n"}, keep_columns=("a",))
    assert ReadOptions.from_dict(options.to_dict()).to_dict() == options.to_dict()


def test_a_text_as_long_as_a_shapefile_holds_may_be_cut(tmp_path):
    put_shapefile(
        buildings(name=["长" * 100, "", ""]), tmp_path / "buildings.shp", encoding="UTF-8"
    )
    assert notes(tmp_path, "warning")["text_may_be_cut"].values["column"] == "name"
    assert set(read(tmp_path).buildings["name"][0]) == {"长"}


def test_western_text_without_cpg_is_a_warning(tmp_path):
    path = tmp_path / "buildings.shp"
    put_shapefile(
        buildings(compound=["Genève"] * 3, use="x"), path, encoding="cp1252", has_cpg=False
    )
    assert notes(tmp_path, "warning")["encoding_found"].values["encoding"] == "cp1252"
    assert read(tmp_path).buildings["compound"][0] == "Genève"


def test_an_encoding_given_by_hand_is_used(tmp_path):
    path = tmp_path / "buildings.shp"
    put_shapefile(buildings(), path, encoding="GBK", has_cpg=False)
    assert read(tmp_path, encoding="GB18030").buildings["compound"][0] == "梅园小区"
    assert "encoding_unknown" in notes(tmp_path, "fault", encoding="UTF-8")
    assert "encoding_unknown" in notes(tmp_path, "fault", encoding="nothing")
