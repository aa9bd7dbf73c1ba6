"""Rosters, gates, services and special land: what each row becomes."""

import json

import geopandas
import openpyxl
import pytest
import shapely

from gridplan.read import inspect
from tests.read.towns import CRS, X, Y, buildings, communities, house, notes, put, read, roads


def uncounted(n=3, **columns):
    return buildings(n, **columns).drop(columns="households")


def roster(folder, text, encoding="utf-8"):
    (folder / "households.csv").write_bytes(text.encode(encoding))
    return folder


def counts(area):
    return dict(zip(area.buildings["building_id"], area.buildings["households"], strict=True))


def test_a_roster_counts_by_stairwell(tmp_path):
    put(tmp_path, buildings=uncounted())
    area = read(roster(tmp_path, "building_id,单元,户数\n001,1,12\n001,2单元,10\n003,,7\n"))
    assert counts(area) == {"001": 22, "002": 0, "003": 7}
    columns = ["building_id", "stairwell", "households"]
    assert area.households[columns].to_dict("list") == {
        "building_id": ["001", "001", "003"],
        "stairwell": ["1单元", "2单元", ""],
        "households": [12, 10, 7],
    }
    assert notes(tmp_path, "assumption")["not_in_roster"].ids == ("002",)


def test_one_row_per_dwelling_is_counted_and_goes_no_further(tmp_path):
    put(tmp_path, buildings=uncounted())
    text = "building_id,单元,室号,户主姓名,电话\n001,1,101,张三,13800000000\n001,1,102,李四,1\n"
    area = read(roster(tmp_path, text, "gb18030"))
    assert area.households["households"].tolist() == [2]
    personal = notes(tmp_path, "info")["personal_columns"]
    assert "户主姓名" in personal.text("zh")
    assert "张三" not in str(list(vars(area).values()))


def test_a_roster_joins_by_address_however_it_is_written(tmp_path):
    put(tmp_path, buildings=uncounted(name=["1幢", "2号楼", "三栋"]))
    rows = "小区,楼号,单元,户数\n梅园,１#,1,5\n梅园小区,二幢,1,6\n梅园,3号楼,1,7\n"
    assert counts(read(roster(tmp_path, rows))) == {"001": 5, "002": 6, "003": 7}


def test_a_roster_joins_by_whole_address(tmp_path):
    put(tmp_path, buildings=uncounted(name=["1幢", "2幢", "3幢"]))
    area = read(roster(tmp_path, "地址,户数\n梅园小区2栋1单元,9\n"))
    assert counts(area)["002"] == 9
    assert area.households["stairwell"].tolist() == ["1单元"]


def test_households_of_missing_buildings_are_kept_by_community(tmp_path):
    put(tmp_path, buildings=uncounted(), communities=communities())
    text = "building_id,社区,户数\n001,东风社区,5\n900,东风,6\n901,330411001001,7\n902,别处,8\n"
    area = read(roster(tmp_path, text))
    found = {(u.community_code, u.households, u.ids) for u in area.unplaced}
    assert found == {("330411001001", 13, ("900", "901")), ("", 8, ("902",))}
    assert area.buildings["households"].sum() + sum(u.households for u in area.unplaced) == 26
    assert "902" in notes(tmp_path, "warning")["unplaced_rows"].text("en")


def test_the_roster_wins_over_the_column_and_says_so(tmp_path):
    put(tmp_path, buildings=buildings())
    assert counts(read(roster(tmp_path, "building_id,households\n001,99\n")))["001"] == 99
    assert notes(tmp_path, "warning")["roster_differs"].ids == ("001",)


def test_a_workbook_keeps_text_as_text(tmp_path):
    put(tmp_path, buildings=uncounted(2, building_id=["0044", "44"]))
    book = openpyxl.Workbook()
    for row in (["楼栋编号", "单元", "户数"], ["0044", 1, 5], [44, "2", 6]):
        book.active.append(row)
    book.save(tmp_path / "住户.xlsx")
    assert counts(read(tmp_path)) == {"0044": 5, "44": 6}


def test_households_as_points_go_to_the_building_they_lie_in(tmp_path):
    points = geopandas.GeoDataFrame(
        {"households": [3, 4, 5]},
        geometry=[house(0).centroid, house(1).centroid, shapely.Point(X, Y + 80)],
        crs=CRS,
    )
    put(tmp_path, buildings=uncounted(), households=points)
    area = read(tmp_path)
    assert counts(area) == {"001": 3, "002": 4, "003": 0}
    assert sum(u.households for u in area.unplaced) == 5


def test_bad_roster_counts_are_named(tmp_path):
    put(tmp_path, buildings=uncounted())
    faults = notes(roster(tmp_path, "building_id,户数\n001,十\n002,\n"), "fault")
    assert faults["bad_counts"].ids == ("row 1",)
    assert faults["missing_roster_counts"].ids == ("row 2",)


def test_services_say_their_most_telling_word(tmp_path):
    points = [shapely.Point(X + i, Y) for i in range(4)]
    frame = geopandas.GeoDataFrame(
        {
            "category": ["Детские сады", "菜市场", None, None],
            "kind": ["kindergarten", None, None, "tourism=artwork"],
            "amenity": [None, None, "school", None],
        },
        geometry=points,
        crs=CRS,
    )
    put(tmp_path, buildings=buildings(), pois=frame)
    assert read(tmp_path).services["category"].tolist() == [
        "kindergarten", "菜市场", "amenity=school", "tourism=artwork",
    ]  # fmt: skip


def test_services_from_a_table_of_coordinates(tmp_path):
    put(tmp_path, buildings=buildings())
    (tmp_path / "pois.csv").write_text("类别,经度,纬度\n药店,120.7422,30.7556\n", "utf-8")
    area = read(tmp_path)
    assert area.services["category"].tolist() == ["药店"]
    assert area.services.geometry[0].distance(shapely.Point(X, Y)) < 1000


def test_only_real_barriers_are_barriers(tmp_path):
    pool, river = shapely.box(X, Y - 60, X + 9, Y - 50), shapely.box(X, Y + 50, X + 99, Y + 60)
    water = geopandas.GeoDataFrame(
        {"kind": ["swimming_pool", "riverbank"]}, geometry=[pool, river], crs=CRS
    )
    line = shapely.LineString([(X, Y - 90), (X + 99, Y - 90)])
    rails = geopandas.GeoDataFrame(
        {"railway": ["rail", "subway"]}, geometry=[line, shapely.reverse(line)], crs=CRS
    )
    wall = geopandas.GeoDataFrame(geometry=[line], crs=CRS)
    put(tmp_path, buildings=buildings(), water=water, railways=rails, 围墙=wall)
    assert sorted(read(tmp_path).barriers["kind"]) == ["railway", "wall", "water"]


def test_special_land_keeps_its_kind_in_english(tmp_path):
    land = geopandas.GeoDataFrame(
        {"kind": ["中心小学", "park", "集贸市场"]},
        geometry=[shapely.box(X + 50 * i, Y + 20, X + 50 * i + 30, Y + 50) for i in range(3)],
        crs=CRS,
    )
    put(tmp_path, buildings=buildings(), landuse=land)
    assert read(tmp_path).special["kind"].tolist() == ["school", "park", "market"]


def test_an_existing_plan_as_table(tmp_path):
    put(tmp_path, buildings=buildings())
    (tmp_path / "grids.csv").write_text("网格编码,building_id\n330411001001001,001\n", "utf-8")
    assert read(tmp_path).grids["grid_code"].tolist() == ["330411001001001"]


@pytest.mark.parametrize("kind", ["gates", "出入口"])
def test_gates_name_their_compound(tmp_path, kind):
    gate = geopandas.GeoDataFrame({"小区": ["梅园"]}, geometry=[shapely.Point(X, Y)], crs=CRS)
    put(tmp_path, buildings=buildings(), **{kind: gate})
    assert read(tmp_path).gates["compound"].tolist() == ["梅园"]


def test_an_inspection_lists_what_was_found(tmp_path):
    put(tmp_path, buildings=buildings(), roads=roads(), stat_areas=communities())
    found = inspect(tmp_path)
    assert [(one.role, one.layer) for one in found.sources] == [
        ("buildings", "buildings"), ("roads", "roads"), ("", "stat_areas"),
    ]  # fmt: skip
    assert found.columns["buildings.gpkg", "buildings"]["compound"] == "compound"
    assert (found.crs, found.n_households, found.has_faults) == ("EPSG:4549", 33, False)
    plain = found.to_json("zh")
    assert plain["households"] == {"total": 33, "basis": "unspecified", "unplaced": 0}
    assert [one["role"] for one in plain["layers"]] == ["buildings", "roads", ""]


def test_a_column_can_be_named_by_hand(tmp_path):
    frame = buildings().rename(columns={"households": "zhu_hu"})
    put(tmp_path, buildings=frame)
    area = read(tmp_path, column_map={"buildings.households": "zhu_hu"})
    assert area.buildings["households"].tolist() == [10, 11, 12]
    assert "mapped_column_missing" in notes(
        tmp_path, "fault", column_map={"buildings.households": "nothing"}
    )


def test_personal_columns_are_read_only_when_asked(tmp_path):
    put(tmp_path, buildings=buildings(name=["13800000001", "13800000002", "13800000003"]))
    assert read(tmp_path).buildings["name"].tolist() == ["", "", ""]
    assert read(tmp_path, keep_columns=("name",)).buildings["name"][0] == "13800000001"


def test_the_name_of_the_column_says_what_is_counted(tmp_path):
    put(tmp_path, buildings=buildings().rename(columns={"households": "常住户数"}))
    assert read(tmp_path).household_basis == "resident"
    named = {"household_basis": "registered", "column_map": {"buildings.households": "常住户数"}}
    assert read(tmp_path, **named).household_basis == "registered"


def test_geojson_in_metres_without_crs_takes_the_given_one(tmp_path):
    path = tmp_path / "buildings.geojson"
    buildings().to_file(path)
    plain = {key: one for key, one in json.loads(path.read_text("utf-8")).items() if key != "crs"}
    path.write_text(json.dumps(plain), "utf-8")
    assert "crs_out_of_range" in notes(tmp_path, "fault")
    assert read(tmp_path, crs=CRS).buildings.geometry[0].equals(house(0))


def test_a_raw_openstreetmap_file_gives_every_role(tmp_path):
    (tmp_path / "town.osm").write_text(OSM, "utf-8")
    area = read(tmp_path, estimate=True)
    assert area.buildings[["building_id", "use", "floors"]].to_numpy().tolist() == [
        ["10", "residential", 6.0]
    ]
    assert area.roads[["highway", "is_bridge", "is_walkable"]].to_numpy().tolist() == [
        ["footway", True, True]
    ]
    assert sorted(area.services["category"]) == ["leisure=park", "shop=bakery"]
    assert area.barriers["kind"].tolist() == ["water"]
    assert area.special["kind"].tolist() == ["park"]


def _ways(**ways):
    for number, (name, (nodes, tags)) in enumerate(ways.items(), 10):
        refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
        pairs = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        yield f'<way id="{number}" version="1"><!-- {name} -->{refs}{pairs}</way>'


SQUARE = [1, 2, 3, 4, 1]
OSM = (
    '<?xml version="1.0"?><osm version="0.6">'
    + "".join(
        f'<node id="{i + 1}" version="1" lat="{30.75 + a / 1000}" lon="{120.7 + b / 1000}">'
        f"{tag}</node>"
        for i, (a, b, tag) in enumerate(
            [(0, 0, ""), (1, 0, ""), (1, 1, ""), (0, 1, '<tag k="shop" v="bakery"/>')]
        )
    )
    + "".join(
        _ways(
            house=(SQUARE, {"building": "apartments", "building:levels": "6"}),
            path=([1, 2], {"highway": "footway", "bridge": "yes"}),
            river=([3, 4], {"waterway": "river"}),
            drain=([2, 3], {"waterway": "stream", "tunnel": "culvert"}),
            park=(SQUARE, {"leisure": "park"}),
        )
    )
    + "</osm>"
)


def test_what_an_office_counts_is_read_by_code_and_never_who(tmp_path):
    put(tmp_path, buildings=buildings(), communities=communities())
    rows = (
        "社区,专职社区工作者数,社会组织数,网格员姓名\n东风社区,5,,张三\n330411001001001,,12,李四\n"
    )
    (tmp_path / "staff.csv").write_text(rows, encoding="utf-8")
    area = read(tmp_path)
    assert area.staff["code"].tolist() == ["330411001001", "330411001001001"]
    assert area.staff["workers"].fillna(-1).tolist() == [5, -1]
    assert area.staff["organizations"].fillna(-1).tolist() == [-1, 12]
    assert "张三" not in str(area.staff.to_dict())


def test_groups_rooms_years_and_origins_are_read(tmp_path):
    frame = communities().assign(
        城乡分类=["城镇"], 安置类型=["整村搬迁"], 管理机构=["社区管委会"], 规划户数=[1600]
    )
    points = geopandas.GeoDataFrame(
        {"category": ["服务中心"], "用房": ["办公室、阅览室"], "启用年份": [2020]},
        geometry=[shapely.Point(X, Y)],
        crs=CRS,
    )
    put(tmp_path, buildings=uncounted(建成年份=[2019] * 3), communities=frame, services=points)
    text = "building_id,单元,户数,居民小组\n001,1,12,一组\n001,1,3,二组\n002,,7,一组\n"
    area = read(roster(tmp_path, text))
    assert area.households["resident_group"].tolist() == ["一组、二组", "一组"]
    assert area.communities[["kind", "origin", "body"]].iloc[0].tolist() == [
        "town", "whole_village", "management",
    ]  # fmt: skip
    assert area.communities["planned_households"].tolist() == [1600]
    assert area.services[["rooms", "open_year"]].iloc[0].tolist() == ["办公室、阅览室", 2020]
    assert set(area.buildings["built_year"]) == {2019}
