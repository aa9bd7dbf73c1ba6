"""Whatever stands in the columns, reading ends with an area or with faults, never otherwise."""

import geopandas
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridplan.read import inspect
from gridplan.read.names import COLUMN_NAMES
from tests.read.towns import CRS, X, Y, buildings, communities, house, put

ROLES = sorted(set(COLUMN_NAMES) - {"households", "boundary"})
WORDS = st.one_of(
    st.none(),
    st.sampled_from(["yes", "no", "1", "-1", "0044", "住宅", "1e9", "12 m", "1号楼", "school"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
)
NEAR = st.floats(-200, 200, allow_nan=False)
SHAPES = st.one_of(
    st.none(),
    st.builds(lambda a, b: shapely.Point(X + a, Y + b), NEAR, NEAR),
    st.lists(st.tuples(NEAR, NEAR), min_size=2, max_size=6).map(
        lambda points: shapely.LineString([(X + a, Y + b) for a, b in points])
    ),
    st.lists(st.tuples(NEAR, NEAR), min_size=3, max_size=8).map(
        lambda points: shapely.Polygon([(X + a, Y + b) for a, b in points])
    ),
    st.just(shapely.Polygon()),
)


@st.composite
def layers(draw):
    role = draw(st.sampled_from(ROLES))
    names = draw(st.lists(st.sampled_from(sorted(COLUMN_NAMES[role])), max_size=6, unique=True))
    n = draw(st.integers(1, 4))
    columns = {
        COLUMN_NAMES[role][name][0]: draw(st.lists(WORDS, min_size=n, max_size=n)) for name in names
    }
    shapes = draw(st.lists(SHAPES, min_size=n, max_size=n))
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=CRS, index=range(n))
    return role, frame


@settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(layers())
def test_reading_ends_with_an_area_or_with_faults(tmp_path_factory, layer):
    folder = tmp_path_factory.mktemp("any")
    role, frame = layer
    frame.to_parquet(folder / f"{role}.parquet")
    if role != "buildings":
        put(folder, buildings=buildings())
    found = inspect(folder)
    assert (found.area is None) == found.has_faults
    assert all(note.text(language) for note in found.notes for language in ("zh", "en"))
    if found.area is not None and role != "buildings":
        assert found.n_households == 33


@pytest.mark.parametrize("role", ROLES)
def test_an_empty_layer_is_said(tmp_path, role):
    frame = geopandas.GeoDataFrame({"name": [], "kind": []}, geometry=[], crs=CRS)
    if role != "buildings":
        put(tmp_path, buildings=buildings())
    frame.to_parquet(tmp_path / f"{role}.parquet")
    found = inspect(tmp_path)
    said = {note.key: note.kind for note in found.notes}
    is_needed = role in ("buildings", "communities")
    assert said["read.empty"] == ("fault" if is_needed else "warning")
    assert found.has_faults == is_needed


def test_a_layer_whose_rows_all_fall_away_is_no_end(tmp_path):
    points = geopandas.GeoDataFrame(geometry=[shapely.Point(X, Y)], crs=CRS)
    put(tmp_path, buildings=buildings(), roads=points, water=points, communities=communities())
    area = inspect(tmp_path).area
    assert (len(area.roads), len(area.barriers)) == (0, 0)
    assert house(0).equals(area.buildings.geometry[0])
