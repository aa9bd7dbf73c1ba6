import geopandas
import pandas as pd
import pytest
import shapely

from gridplan.model import TABLES
from gridplan.model.area import conform
from gridplan.testing import lattice_area


def test_absent_tables_are_empty_with_all_columns():
    area = lattice_area(1, 2)
    for name, table in TABLES.items():
        assert set(table.columns) <= set(getattr(area, name).columns)
    assert len(area.roads) == 0


def test_rows_are_sorted_by_their_key():
    frame = geopandas.GeoDataFrame(
        {"building_id": ["b", "a"]}, geometry=[shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]
    )
    made = conform(frame, TABLES["buildings"], crs="EPSG:4549", name="buildings")
    assert made["building_id"].tolist() == ["a", "b"]
    assert made.geometry[0].bounds == (2, 0, 3, 1)


def test_unknown_is_nan_for_numbers_and_empty_for_texts():
    frame = geopandas.GeoDataFrame({"building_id": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)])
    made = conform(frame, TABLES["buildings"], crs="EPSG:4549", name="buildings")
    assert pd.isna(made["households"][0])
    assert made["compound"][0] == ""


def test_a_repeated_key_is_a_mistake():
    frame = geopandas.GeoDataFrame(
        {"building_id": ["a", "a"]}, geometry=[shapely.box(0, 0, 1, 1)] * 2
    )
    with pytest.raises(ValueError, match="repeats"):
        conform(frame, TABLES["buildings"], crs="EPSG:4549", name="buildings")


def test_a_wrong_geometry_type_is_a_mistake():
    frame = geopandas.GeoDataFrame({"building_id": ["a"]}, geometry=[shapely.Point(0, 0)])
    with pytest.raises(ValueError, match="Point"):
        conform(frame, TABLES["buildings"], crs="EPSG:4549", name="buildings")
