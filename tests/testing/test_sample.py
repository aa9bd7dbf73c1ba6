"""The sample town: the same bytes every time, and what its README says is planted in it."""

import json
from pathlib import Path

import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from gridplan.testing.sample import build_town, write_sample

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
LAYERS = (
    "communities", "buildings", "roads", "barriers", "gates", "services", "special", "grids"
)  # fmt: skip


@pytest.fixture(scope="module")
def town():
    return {
        name: geopandas.read_file(SAMPLE / f"{name}.geojson").to_crs("EPSG:4549") for name in LAYERS
    }


@pytest.fixture(scope="module")
def roster():
    sheet = openpyxl.load_workbook(SAMPLE / "住户统计.xlsx").active
    head, *rows = sheet.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


@pytest.fixture(scope="module")
def homes(town, roster):
    counts = roster.groupby("楼栋编号")["户数"].sum()
    households = town["buildings"]["building_id"].map(counts).fillna(0).astype(int)
    middles = town["buildings"].representative_point()
    return town["buildings"].assign(households=households).set_geometry(middles)


def test_the_generator_writes_the_very_files(tmp_path):
    write_sample(build_town(), tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(p.name for p in SAMPLE.iterdir() if p.name != "README.md")
    for name in names:
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), name


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_500_000


@pytest.mark.parametrize("name", LAYERS)
def test_the_layers_are_plain_geojson_with_one_feature_per_line(name):
    text = (SAMPLE / f"{name}.geojson").read_text(encoding="utf-8")
    collection = json.loads(text)
    assert set(collection) == {"type", "features"}
    assert len(text.splitlines()) == len(collection["features"]) + 2


def test_shapes_are_valid(town):
    assert all(layer.is_valid.all() for layer in town.values())


def test_communities_tile_the_town(town):
    snapped = shapely.set_precision(town["communities"].geometry.to_numpy(), 0.001)
    assert shapely.coverage_is_valid(snapped)
    assert shapely.union_all(snapped).geom_type == "Polygon"


def test_buildings_stand_clear_of_each_other_and_of_water_roads_and_walls(town):
    buildings = town["buildings"].geometry.to_numpy()
    first, second = shapely.STRtree(buildings).query(buildings, predicate="intersects")
    assert (first == second).all()
    lines = [town["barriers"].geometry, town["roads"].geometry]
    barred = shapely.union_all(np.concatenate([line.to_numpy() for line in lines]))
    assert not shapely.intersects(buildings, barred).any()


def test_roads_cross_water_on_bridges_only_and_walls_at_gates_only(town):
    barriers, roads = town["barriers"], town["roads"]
    water = barriers[barriers["kind"] == "water"].union_all()
    walls = barriers[barriers["kind"] == "wall"].union_all()
    wet = roads[roads.intersects(water)]
    assert sorted(wet["name"]) == ["康乐路", "振兴大道", "新民路", "连心桥"]
    assert (wet["bridge"] == "yes").all()
    assert not roads.intersects(walls).any()


def test_households_by_community_are_those_of_the_readme(town, homes, roster):
    found = geopandas.sjoin(homes, town["communities"], predicate="within")
    sums = found.groupby("community_code")["households"].sum()
    assert sums.to_dict() == {
        "330499101001": 2779, "330499101002": 2755, "330499101003": 2897
    }  # fmt: skip
    assert roster["户数"].sum() - sums.sum() == 5


def test_compounds_hold_87_to_1200_households(homes):
    sums = homes.groupby("compound")["households"].sum()
    assert sums["河角新村"] == 87
    assert sums.drop("河角新村").between(150, 1200).all()


def test_towers_hold_more_than_a_microgrid_may(roster):
    towers = roster[roster["户数"] > 80]
    assert len(towers) == 9
    assert towers["楼栋名称"].str.startswith("菱湖新城").all()


def test_streets_are_connected_but_for_the_corner(town):
    roads = town["roads"].geometry.to_numpy()
    inner = {tuple(np.round(xy, 2)) for xy in shapely.get_coordinates(roads)}
    reach = _reached(roads)
    assert len(inner) > 1000
    assert sorted(town["roads"]["name"][~reach].unique()) == ["河角新村", "河角路"]


def _reached(roads):
    """Walk from vertex to vertex, starting on the first road."""
    ends = [{tuple(np.round(xy, 2)) for xy in shapely.get_coordinates(road)} for road in roads]
    reach = np.zeros(len(roads), dtype=bool)
    seen, todo = set(), [0]
    while todo:
        i = todo.pop()
        if not reach[i]:
            reach[i] = True
            seen |= ends[i]
            todo += [j for j in range(len(roads)) if not reach[j] and ends[i] & ends[j]]
    return reach


def test_the_old_plan_breaks_the_rules_it_is_said_to_break(town, homes):
    plan = town["grids"]
    zones = geopandas.sjoin(homes[homes["households"] > 0], plan, how="left", predicate="within")
    is_gap = zones["index_right"].isna()
    assert (is_gap.sum(), zones["households"][is_gap].sum()) == (46, 56)
    grids = zones.groupby("grid_code")["households"].sum()
    assert grids[grids > 500].to_dict() == {
        "330499101001001": 902, "330499101003002": 939, "330499101003003": 509,
        "330499101003004": 605,
    }  # fmt: skip
    small = zones.groupby("index_right")["households"].sum()
    assert (small.between(81, 99).sum(), (small < 50).sum()) == (15, 13)
    split = zones.groupby("compound")["grid_code"].nunique()
    assert sorted(split.index[split > 1]) == ["听雨轩", "菱湖新城"]
    parts = plan.dissolve("grid_code").geom_type
    assert parts.index[parts == "MultiPolygon"].tolist() == ["330499101001003"]
    again = plan["microgrid_code"].duplicated()
    assert plan["microgrid_code"][again].tolist() == ["33049910100100403"]
    foreign = [
        not m.startswith(g) for m, g in zip(plan.microgrid_code, plan.grid_code, strict=True)
    ]
    assert plan["microgrid_code"][foreign].tolist() == ["33049910100100199"]
