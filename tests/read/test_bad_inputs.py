"""Every kind of bad input gets one clear sentence that names the file and the rows.

The files of a class lie in one folder and are read at once: all faults are found together.
"""

import json
import pickle
import struct
import zipfile

import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet

from gridplan.errors import CrsError, GeometryError, InputError
from gridplan.read import ReadOptions, inspect, load
from tests.read.towns import (
    CRS,
    X,
    Y,
    buildings,
    communities,
    house,
    put,
    put_shapefile,
    read,
    roads,
)


def ring_wkb(points):
    flat = [value for point in points for value in point]
    return struct.pack(f"<BIII{len(flat)}d", 1, 3, 1, len(points), *flat)


def nested_wkb(depth):
    head = struct.pack("<BII", 1, 7, 1)
    return head * depth + struct.pack("<BIdd", 1, 1, X, Y)


def parquet_of(path, wkb, crs=CRS):
    """Write raw WKB as GeoParquet, one building a row."""
    meta = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": [],
                "crs": None
                if crs is None
                else json.loads(geopandas.GeoSeries(crs=crs).crs.to_json()),
            }
        },
    }
    table = pa.table(
        {
            "building_id": [f"P{i}" for i in range(len(wkb))],
            "households": [1] * len(wkb),
            "geometry": pa.array(wkb, pa.binary()),
        }
    )
    parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(meta)}), path)


def good_wkb(i=0):
    return shapely.to_wkb(house(i))


def square(*points):
    return ring_wkb([(X + a, Y + b) for a, b in points])


def geojson_of(path, *, crs=True, **properties):
    """Write one building in degrees as GeoJSON by hand."""
    ring = [[120.7, 30.7], [120.701, 30.7], [120.701, 30.701], [120.7, 30.7]]
    feature = {
        "type": "Feature",
        "properties": {"building_id": "J1", "households": 5, **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")


GEOMETRY_CASES = {
    # file -> geometries (WKB), the sentence, the ids it names
    "bowtie": ([square((0, 0), (10, 10), (10, 0), (0, 10), (0, 0))], "area_changed", ["P0"]),
    "nan": ([good_wkb(), square((0, 0), (np.nan, 1), (1, 1), (0, 0))], "not_finite", ["P1"]),
    "inf": ([square((0, 0), (np.inf, 1), (1, 1), (0, 0))], "not_finite", ["P0"]),
    "null": ([good_wkb(), None, None], "missing", ["P1", "P2"]),
    "empty": ([struct.pack("<BII", 1, 3, 0)], "missing", ["P0"]),
    "points": ([shapely.to_wkb(shapely.Point(X, Y)), good_wkb()], "point_not_polygon", ["P0"]),
    "collection": (
        [shapely.to_wkb(shapely.GeometryCollection([shapely.Point(X, Y)]))],
        "point_not_polygon",
        ["P0"],
    ),
    "open": ([good_wkb(), square((0, 0), (10, 0), (10, 10), (0, 5))], "open_ring", ["P1"]),
    "two_points": ([square((0, 0), (10, 0))], "short_ring", ["P0"]),
    "line_back": ([square((0, 0), (10, 0), (0, 0))], "collapsed", ["P0"]),
    "flat": ([square((0, 0), (10, 0), (5, 0), (0, 0))], "collapsed", ["P0"]),
    "curved": ([struct.pack("<BII", 1, 10, 0)], "curved", ["P0"]),
    "nested": ([good_wkb(), nested_wkb(20_000)], "nested", ["P1"]),
    "junk": ([b"\x01\x03junk", good_wkb()], "unreadable", ["P0"]),
    "giant_count": ([struct.pack("<BIII", 1, 3, 1, 2**31 - 1)], "unreadable", ["P0"]),
}
RANGE_CASES = {
    "extreme": [
        ring_wkb([(X + 1e300 * np.cos(a), Y + 1e300 * np.sin(3 * a)) for a in np.arange(12)]
                 + [(X + 1e300, Y)])
    ],
    "large": [square((0, 0), (1e9, 0), (1e9, 1e9), (0, 0))],
}  # fmt: skip


@pytest.fixture(scope="module")
def geometry_faults(tmp_path_factory):
    folder = tmp_path_factory.mktemp("geometry")
    for name, (wkb, _, _) in GEOMETRY_CASES.items():
        parquet_of(folder / f"buildings_{name}.parquet", wkb)
    for name, wkb in RANGE_CASES.items():
        parquet_of(folder / f"buildings_{name}.parquet", wkb)
    return {(n.values["where"], n.key): n for n in inspect(folder).faults if "where" in n.values}


@pytest.mark.parametrize("name", GEOMETRY_CASES)
def test_a_geometry_that_cannot_be_used_is_named(geometry_faults, name):
    _, key, ids = GEOMETRY_CASES[name]
    fault = geometry_faults[f"buildings_{name}.parquet", f"read.geometry_{key}"]
    assert list(fault.ids) == ids
    assert ids[0] in fault.text("en")
    assert ids[0] in fault.text("zh")


@pytest.mark.parametrize("name", RANGE_CASES)
def test_coordinates_out_of_range_stop_before_any_repair(geometry_faults, name):
    assert geometry_faults[f"buildings_{name}.parquet", "read.crs_out_of_range"].ids == ("P0",)


DEGREES = "EPSG:4326"
CRS_CASES = {
    # corner of a square of 0.001, the CRS the file names, the sentence
    "none": ((X, Y), None, "crs_missing"),
    "degrees_as_metres": ((120.7, 30.7), "EPSG:4549", "crs_degrees_as_metres"),
    "degrees_as_utm": ((6.1, 46.2), "EPSG:32633", "crs_degrees_as_metres"),
    "elsewhere": ((500_000, 1_000), "EPSG:4549", "crs_outside_area"),
    "swapped": ((30.7, 120.7), DEGREES, "crs_axes_swapped"),
    "no_place": ((1000, 95), DEGREES, "crs_out_of_range"),
    "far_away": ((100.7, 30.7), DEGREES, "crs_layers_apart"),
}


@pytest.fixture(scope="module")
def crs_faults(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crs")
    put(folder, communities=communities())
    for name, ((x, y), crs, _) in CRS_CASES.items():
        wkb = shapely.to_wkb(shapely.box(x, y, x + 0.001, y + 0.001))
        parquet_of(folder / f"buildings_{name}.parquet", [wkb], crs)
    return {(n.values.get("where"), n.key) for n in inspect(folder).faults}


@pytest.mark.parametrize("name", CRS_CASES)
def test_a_wrong_coordinate_system_is_noticed(crs_faults, name):
    assert (f"buildings_{name}.parquet", f"read.{CRS_CASES[name][2]}") in crs_faults


def write_files(folder):
    """Write the damaged and disguised files; returns file -> sentence."""
    good = buildings()
    good.to_file(folder / "buildings_cut.gpkg")
    whole = (folder / "buildings_cut.gpkg").read_bytes()
    (folder / "buildings_cut.gpkg").write_bytes(whole[: len(whole) // 3])
    good.to_parquet(folder / "buildings_cut.parquet")
    whole = (folder / "buildings_cut.parquet").read_bytes()
    (folder / "buildings_cut.parquet").write_bytes(whole[: len(whole) // 2])
    geojson_of(folder / "buildings_cut.geojson")
    whole = (folder / "buildings_cut.geojson").read_bytes()
    (folder / "buildings_cut.geojson").write_bytes(whole[: len(whole) // 2])
    (folder / "buildings_void.geojson").write_bytes(b"")
    (folder / "buildings_nothing.geojson").write_text("{}")
    (folder / "buildings_none.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    (folder / "buildings_deep.geojson").write_text("[" * 100_000)
    (folder / "buildings_pickle.geojson").write_bytes(pickle.dumps({"a": 1}))
    vrt = (
        '<OGRVRTDataSource><OGRVRTLayer name="buildings"><SrcDataSource>/etc/passwd'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    (folder / "buildings_vrt.geojson").write_text(vrt)
    (folder / "buildings_curl.gpkg").write_text(
        vrt.replace("/etc/passwd", "/vsicurl/http://127.0.0.1:9/a.csv")
    )
    geojson_of(folder / "buildings_nul.geojson", name="a\0b")
    geojson_of(folder / "buildings_surrogate.geojson", name="\ud800")
    geojson_of(folder / "buildings_bytes.geojson", name="x")
    whole = (folder / "buildings_bytes.geojson").read_bytes()
    (folder / "buildings_bytes.geojson").write_bytes(whole.replace(b'"x"', b'"\x81\xff\x8d"'))
    geojson_of(folder / "buildings_geometry.geojson", geometry="x")
    for lost in ("dbf", "shx"):
        put_shapefile(good, folder / f"buildings_no_{lost}.shp", encoding="UTF-8")
        (folder / f"buildings_no_{lost}.{lost}").unlink()
    write_tables(folder)
    write_archives(folder)
    return {
        **{f"buildings_cut.{one}": "unreadable" for one in ("gpkg", "parquet", "geojson")},
        "buildings_void.geojson": "empty",
        "buildings_nothing.geojson": "unreadable",
        "buildings_none.geojson": "empty",
        "buildings_deep.geojson": "unreadable",
        "buildings_pickle.geojson": "unreadable",
        "buildings_vrt.geojson": "unreadable",
        "buildings_curl.gpkg": "unreadable",
        "buildings_nul.geojson": "nul_in_text",
        "buildings_surrogate.geojson": "lone_surrogate",
        "buildings_bytes.geojson": "encoding_unknown",
        "buildings_geometry.geojson": "duplicate_columns",
        "buildings_no_dbf.shp": "shapefile_part_missing",
        "buildings_no_shx.shp": "shapefile_part_missing",
        "households_twice.csv": "duplicate_columns",
        "households_nul.csv": "nul_in_text",
        "households_void.csv": "empty",
        "households_bomb.xlsx": "unreadable",
        "households_text.xlsx": "unreadable",
        "buildings_plain.csv": "no_geometry",
        "escape.zip": "zip_unsafe_name",
        "link.zip": "zip_unsafe_name",
        "bomb.zip": "zip_bomb",
        "many.zip": "zip_too_many",
        "broken.zip": "unreadable",
    }


def write_tables(folder):
    (folder / "households_twice.csv").write_text("building_id,户数,户数\n001,1,2\n")
    (folder / "households_nul.csv").write_bytes(b"building_id,households\n0\x001,2\n")
    (folder / "households_void.csv").write_text("\n")
    (folder / "households_text.xlsx").write_text("not a workbook")
    (folder / "buildings_plain.csv").write_text("building_id,households\n1,2\n")
    book = openpyxl.Workbook()
    book.active.append(["building_id", "households"])
    book.save(folder / "ok.xlsx")
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY e0 "lol">{entities}]>'
    with (
        zipfile.ZipFile(folder / "ok.xlsx") as source,
        zipfile.ZipFile(folder / "households_bomb.xlsx", "w") as sink,
    ):
        for name in source.namelist():
            text = source.read(name).decode()
            if name == "xl/workbook.xml":
                text = bomb + text.split("?>", 1)[-1].replace("Sheet", "&e11;")
            sink.writestr(name, text)
    (folder / "ok.xlsx").unlink()


def write_archives(folder):
    with zipfile.ZipFile(folder / "escape.zip", "w") as archive:
        archive.writestr("../buildings.geojson", "{}")
    with zipfile.ZipFile(folder / "link.zip", "w") as archive:
        entry = zipfile.ZipInfo("buildings.geojson")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("buildings.geojson", b" " * (40 << 20))
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        for i in range(1001):
            archive.writestr(f"{i}.txt", "")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04junk")


@pytest.fixture(scope="module")
def file_faults(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    expected = write_files(folder)
    found = {}
    for note in inspect(folder).faults:
        found.setdefault(note.values.get("where", "").split(":")[0], set()).add(note.key)
    return expected, found


def test_each_damaged_or_disguised_file_is_named_with_its_fault(file_faults):
    expected, found = file_faults
    wrong = {
        name: found.get(name)
        for name, key in expected.items()
        if f"read.{key}" not in found.get(name, ())
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "source",
    [
        "http://127.0.0.1:9/town.geojson",
        "/vsicurl/http://127.0.0.1:9/town.geojson",
        "/vsizip/town.zip",
        "WFS:http://127.0.0.1:9",
        '{"type": "FeatureCollection", "features": []}',
        "<OGRVRTDataSource></OGRVRTDataSource>",
        "/dev/null",
        "nowhere.gpkg",
    ],
)
def test_only_files_of_this_machine_are_opened(source):
    assert [n.key for n in inspect(source).faults][0] in {
        "read.not_a_local_file",
        "read.no_such_file",
    }


COUNTS = ["-3", "2.5", "十二", "1e9", "7", "", "8", "true"]


def test_counts_that_are_not_whole_numbers_are_named_row_by_row(tmp_path):
    put(
        tmp_path, buildings=buildings(8, households=COUNTS, building_id=[f"B{i}" for i in range(8)])
    )
    with pytest.raises(InputError, match="B0, B1, B2, B3, B7") as caught:
        load(tmp_path)
    faults = {fault.key: fault for fault in caught.value.faults}
    assert faults["read.missing_households"].ids == ("B5",)
    assert faults["read.bad_counts"].values["column"] == "households"


def test_numbers_that_are_not_counts_are_named(tmp_path):
    put(tmp_path, buildings=buildings(4, households=[-1.0, 2.5, np.nan, 3.0]))
    keys = {f.key: f.ids for f in inspect(tmp_path).faults}
    assert keys["read.bad_counts"] == ("001", "002")
    assert "003" in keys["read.missing_households"]


def test_missing_counts_can_be_given(tmp_path):
    put(tmp_path, buildings=buildings(3, households=[1.0, np.nan, 3.0]))
    assert read(tmp_path, missing_households=4).buildings["households"].tolist() == [1, 4, 3]
    assert read(tmp_path, estimate=True).buildings["households"].isna().tolist() == [
        False,
        True,
        False,
    ]


def test_repeated_ids_are_named(tmp_path):
    put(tmp_path, buildings=buildings(building_id=["A", "A", "B"]))
    with pytest.raises(InputError, match="ids in the column building_id .*A"):
        load(tmp_path)


def test_communities_that_share_land_are_refused(tmp_path):
    put(tmp_path, buildings=buildings(), communities=communities((-50, 60), (40, 200)))
    with pytest.raises(InputError, match=r"330411001001, 330411001002 share 4000\.0 m²"):
        load(tmp_path)


def test_nothing_counted_says_how_to_estimate(tmp_path):
    put(tmp_path, buildings=buildings().drop(columns="households"))
    with pytest.raises(InputError, match="--estimate-households"):
        load(tmp_path)


def test_no_buildings_says_how_to_name_them(tmp_path):
    put(tmp_path, fangwu=buildings())
    with pytest.raises(InputError, match="--map buildings=NAME"):
        load(tmp_path)
    assert len(read(tmp_path, layer_map={"buildings": "fangwu"}).buildings) == 3


def test_a_crs_may_not_be_an_address(tmp_path):
    parquet_of(tmp_path / "buildings.parquet", [good_wkb()], None)
    with pytest.raises(CrsError, match="is not a coordinate reference system"):
        read(tmp_path, crs="http://127.0.0.1:9/crs")
    assert read(tmp_path, crs=CRS).buildings["households"].tolist() == [1]


def test_faults_of_one_kind_have_their_own_error(tmp_path):
    parquet_of(tmp_path / "buildings.parquet", [good_wkb(), None])
    with pytest.raises(GeometryError, match="1 rows have no geometry .*P1"):
        load(tmp_path)


def test_all_faults_come_at_once(tmp_path):
    put(
        tmp_path,
        buildings=buildings(3, building_id=["A", "A", "B"], households=[-1, 2, 3]),
        communities=communities((-50, 60), (40, 200)),
    )
    (tmp_path / "roads.geojson").write_bytes(b"")
    with pytest.raises(InputError) as caught:
        load(tmp_path)
    assert {fault.key for fault in caught.value.faults} == {
        "read.bad_counts", "read.duplicate_ids", "read.communities_overlap", "read.empty",
    }  # fmt: skip
    assert str(caught.value).count("\n") == 3


@pytest.mark.real_reader
def test_a_dictionary_bomb_meets_the_memory_limit(tmp_path):
    indices = pa.array(np.zeros(4000, dtype=np.int32))
    column = pa.DictionaryArray.from_arrays(indices, pa.array(["x" * (1 << 20)]))
    meta = {"primary_column": "geometry", "version": "1.0.0",
            "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}  # fmt: skip
    table = pa.table({"name": column, "geometry": pa.array([good_wkb()] * 4000, pa.binary())})
    schema = table.schema.with_metadata({"geo": json.dumps(meta)})
    parquet.write_table(table.cast(schema), tmp_path / "buildings.parquet")
    keys = {fault.key for fault in inspect(tmp_path).faults}
    assert keys & {"read.out_of_memory", "read.reader_stopped"}


def test_strict_refuses_what_was_repaired(tmp_path):
    frame = buildings()
    put(tmp_path, buildings=pd.concat([frame, frame.iloc[:1]]), roads=roads())
    assert len(load(tmp_path).buildings) == 3
    with pytest.raises(InputError, match="repeat another one"):
        load(tmp_path, options=ReadOptions(is_strict=True))
