"""Bad data at the command line: one clear message, exit code 1, and nothing written."""

import json

import geopandas
import pytest
import shapely
from click.testing import CliRunner

from gridplan.cli.program import build_program

X, Y = 500_000.0, 3_400_000.0


def houses(**columns):
    squares = [shapely.box(X + 40 * i, Y, X + 40 * i + 20, Y + 20) for i in range(6)]
    base = {"building_id": [f"B{i:02d}" for i in range(6)], "households": [30] * 6}
    return geopandas.GeoDataFrame({**base, **columns}, geometry=squares, crs="EPSG:4549")


def no_crs(folder):
    houses().rename(columns={"building_id": "id"}).to_file(folder / "buildings.shp")
    (folder / "buildings.prj").unlink()


def text_households(folder):
    counts = ["30", "十二", "30", "-3", "2.5", "30"]
    houses(households=counts).to_file(folder / "buildings.gpkg")


def repeated_ids(folder):
    houses(building_id=["0044", "0044", "B1", "B2", "B3", "B4"]).to_file(folder / "buildings.gpkg")


def points(folder):
    frame = houses()
    frame.set_geometry(frame.centroid).to_file(folder / "buildings.gpkg")


def empty_geometry(folder):
    frame = houses()
    frame.loc[2, "geometry"] = shapely.Polygon()
    frame.to_file(folder / "buildings.gpkg")


def extreme(folder):
    content = json.loads(houses().to_crs("EPSG:4326").to_json())
    ring = [[1e300, 0], [0, 1e-300], [-1e300, 5], [1e300, 0]]
    content["features"][0]["geometry"]["coordinates"] = [ring]
    (folder / "buildings.geojson").write_text(json.dumps(content))


def disguised_vrt(folder):
    source = "/etc/passwd"
    (folder / "buildings.geojson").write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{source}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def overlapping_communities(folder):
    houses().to_file(folder / "buildings.gpkg")
    box = shapely.box(X - 50, Y - 50, X + 400, Y + 100)
    geopandas.GeoDataFrame(
        {"community_code": ["330411001001", "330411001002"]}, geometry=[box, box], crs="EPSG:4549"
    ).to_file(folder / "communities.gpkg")


def no_counts(folder):
    houses().drop(columns="households").to_file(folder / "buildings.gpkg")


def nothing(folder):
    (folder / "notes.txt").write_text("no layer here")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (no_crs, ["buildings.shp", "--crs"]),
        (text_households, ["buildings.gpkg", "households", "B01", "B03", "B04", "十二"]),
        (repeated_ids, ["building_id", "0044"]),
        (points, ["buildings.gpkg"]),
        (empty_geometry, ["B02"]),
        (extreme, ["buildings.geojson", "B00"]),
        (disguised_vrt, ["buildings.geojson"]),
        (overlapping_communities, ["330411001001", "330411001002"]),
        (no_counts, ["--estimate-households"]),
        (nothing, ["nothing to read here"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_bad_data_get_a_message_and_nothing_is_written(make, words, tmp_path):
    source = tmp_path / "town"
    source.mkdir()
    make(source)
    arguments = ["plan", str(source), "-o", str(tmp_path / "out")]
    found = CliRunner().invoke(build_program("en"), arguments)
    assert found.exit_code == 1, found.output
    assert [word for word in words if word not in found.stderr] == [], found.stderr
    assert "Traceback" not in found.output
    assert "root:" not in found.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["town"]


def test_markup_in_a_name_is_text_everywhere(tmp_path):
    source = tmp_path / "town"
    source.mkdir()
    names = ["<img src=x onerror=alert(1)>"] * 6
    houses(name=names, compound=names).to_file(source / "buildings.gpkg")
    arguments = ["plan", str(source), "-o", str(tmp_path / "out")]
    found = CliRunner().invoke(build_program("en"), arguments)
    assert found.exit_code == 0, found.output
    for page in ("map.html", "report.html"):
        assert "<img src=x" not in (tmp_path / "out" / page).read_text(encoding="utf-8")
