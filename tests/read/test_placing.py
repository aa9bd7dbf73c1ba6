"""Which zones of a file hold some places: two grids side by side, the eastern one of two parts.

```
     0      10     20     30
  10 +------+------+------+
     |  A 1 |  B 1 |  B 2 |     grid and micro-grid
   0 +------+------+------+
```
"""

import geopandas
import numpy as np
import pytest
import shapely

from gridplan.errors import InputError
from gridplan.geo import WGS84, transform_xy
from gridplan.read import find_zones
from gridplan.testing.worlds import CRS, ORIGIN

X, Y = ORIGIN
PLACES = transform_xy(
    [[X + dx, Y + 5] for dx in (5, 15, 25, 99)], source=CRS, target=WGS84
)  # A 1, B 1, B 2, nowhere


def squares(*starts):
    return [shapely.box(X + one, Y, X + one + 10, Y + 10) for one in starts]


def write(folder, columns, shapes=None, name="zones", crs=WGS84):
    frame = geopandas.GeoDataFrame(columns, geometry=shapes or squares(0, 10, 20), crs=CRS)
    frame = frame if crs is None else frame.to_crs(crs)
    path = folder / f"{name}.geojson"
    frame.to_file(path, driver="GeoJSON")
    return path


def found(path):
    table = find_zones(path, PLACES)
    return [f"{row.grid_code}/{row.microgrid_code}" for row in table.itertuples()]


def test_each_place_is_in_the_zone_around_it(tmp_path):
    path = write(tmp_path, {"grid_code": ["A", "B", "B"], "微网格编码": ["A1", "B1", "B2"]})
    assert found(path) == ["A/A1", "B/B1", "B/B2", "/"]


def test_codes_of_micro_grids_are_told_by_the_row_or_else_the_name(tmp_path):
    ours = {"code": ["A1", "B1", "B2"], "level": "microgrid", "parent_code": ["A", "B", "B"]}
    assert found(write(tmp_path, ours)) == ["A/A1", "B/B1", "B/B2", "/"]
    plain = {"编码": ["A1", "B1", "B2"]}
    assert found(write(tmp_path, plain, name="南街微网格")) == ["/A1", "/B1", "/B2", "/"]
    assert found(write(tmp_path, plain, name="南街网格")) == ["A1/", "B1/", "B2/", "/"]


def test_grids_and_micro_grids_may_lie_upon_each_other(tmp_path):
    both = {"code": ["A", "B", "B1"], "level": ["grid", "grid", "microgrid"],
            "parent_code": ["", "", "B"]}  # fmt: skip
    path = write(tmp_path, both, squares(0, 10, 10))
    assert found(path) == ["A/", "B/B1", "/", "/"]


def test_without_codes_each_polygon_is_called_by_its_name(tmp_path):
    path = write(tmp_path, {"网格名称": ["东", "东", "西"], "网格长": ["张三", "李四", "王五"]})
    assert sorted(found(path)) == ["/", "东-2/", "东/", "西/"]
    assert not {"张三", "李四", "王五"} & set(find_zones(path, PLACES).to_numpy().ravel())


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:3857", "EPSG:4548"])
def test_a_file_may_be_in_another_system(tmp_path, crs):
    path = write(tmp_path, {"code": ["A", "B", "C"]}, crs=crs)
    assert '"crs"' in path.read_text(encoding="utf-8")
    assert found(path) == ["A/", "B/", "C/", "/"]


@pytest.mark.parametrize(
    ("columns", "shapes", "key"),
    [
        ({"height": [1, 2, 3]}, None, "no_zone_codes"),
        ({"code": ["A"]}, [shapely.LineString([(X, Y), (X + 9, Y + 9)])], "no_zones"),
        ({"code": ["A"]}, [shapely.Point(X, Y)], "geometry_point_not_polygon"),
    ],
)
def test_what_is_no_zone_is_a_fault(tmp_path, columns, shapes, key):
    with pytest.raises(InputError) as error:
        found(write(tmp_path, columns, shapes))
    assert [fault.key for fault in error.value.faults][0] == f"read.{key}"


@pytest.mark.real_reader
def test_places_go_to_the_reader_process_and_codes_come_back(tmp_path):
    assert found(write(tmp_path, {"code": ["A", "B", "C"]})) == ["A/", "B/", "C/", "/"]


@pytest.mark.real_reader
def test_zones_that_lie_upon_each_other_without_end_stop_the_reader(tmp_path, monkeypatch):
    """The pairs of places and zones would take more time, and then memory, than there is."""
    monkeypatch.setattr("gridplan.read.process._CPU_S", 4)
    monkeypatch.setattr("gridplan.read.process._CPU_S_PER_MB", 0.0)
    path = write(tmp_path, {"code": [str(k) for k in range(20_000)]}, squares(*[0] * 20_000))
    with pytest.raises(InputError, match=r"zones\.geojson"):
        find_zones(path, np.repeat(PLACES[:1], 20_000, axis=0))
