"""A file of zones beside the plan: what the plan hands over, what an office has, what is broken."""

import json
from itertools import count

import geopandas
import numpy as np
import pytest
import shapely

from gridplan.export import export_formats
from gridplan.geo import WGS84, wgs84_to_gcj02
from gridplan.read import process
from gridplan.review.pace import Paces
from gridplan.review.refusal import Refused
from gridplan.review.state import PlanState, first_state
from gridplan.review.zonefiles import zone_file_state
from gridplan.testing.worlds import CRS, ORIGIN
from tests.read.inside import attempt_here
from tests.review.desks import edit, labels
from tests.review.test_uploading import upload
from tests.small import COLUMNS, ROWS, STEP_M, small_result

X, Y = ORIGIN
WIDTH, HEIGHT = COLUMNS * STEP_M, ROWS * STEP_M


@pytest.fixture(autouse=True)
def reader(request, monkeypatch):
    if request.node.get_closest_marker("real_reader") is None:
        monkeypatch.setattr(process, "attempt", attempt_here)


@pytest.fixture
def client(client):
    """Give who asks as often as he likes."""
    client.app.paces = Paces(clock=count(0.0, 3600.0).__next__)
    return client


@pytest.fixture(scope="module")
def handed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handed")
    export_formats(small_result(), ["geojson"], folder, language="zh", crs=CRS)
    return folder


def halves(*codes, crs=WGS84, **columns):
    """Draw zones of half the town each, west to east, over the houses alone."""
    shapes = [
        shapely.box(X + k * WIDTH / 2, Y, X + (k + 1) * WIDTH / 2, Y + HEIGHT)
        for k in range(len(codes))
    ]
    frame = geopandas.GeoDataFrame({"网格编码": codes, **columns}, geometry=shapes, crs=CRS)
    return frame.to_crs(crs).to_json(drop_id=True).encode()


def moves(client, scenario, level):
    return client.get(f"/api/diff?other_scenario={scenario}&other_rev=0&level={level}&lang=en")


def shown(client, content, name="zones.geojson"):
    answer = upload(client, content, name=name)
    assert answer.status_code == 200, answer.text
    return answer.json()["scenario"]


def levels(client, scenario):
    return client.get(f"/api/state?scenario={scenario}&lang=en").json()["levels"]


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("grids.geojson", [False, True, False]),
        ("microgrids.geojson", [False, True, True]),
        ("units.geojson", [False, True, True]),
    ],
)
def test_what_the_plan_hands_over_has_its_zones(client, handed, name, held):
    made = shown(client, (handed / name).read_bytes(), name)
    assert [level["is_held"] for level in levels(client, made)] == held
    for level in np.flatnonzero(held):
        assert moves(client, made, level).json()["n_units"] == 0


def test_it_is_compared_with_the_plan_as_it_is_now(room, client, handed):
    zone = int(np.flatnonzero(~small_result().plans[2].is_special)[0])
    edit(room.desk, {"op": "split", "level": 2, "zone": zone, "parts": 2})
    made = shown(client, (handed / "microgrids.geojson").read_bytes(), "microgrids.geojson")
    was = small_result().plans[2].labels
    n_split_off = int((labels(room.desk) != was).sum())
    assert 0 < moves(client, made, 2).json()["n_units"] <= n_split_off
    assert client.get("/api/diff?rev=0&other_scenario=" + made).json()["n_units"] == 0


def test_a_foreign_file_has_codes_of_its_own(room, client):
    made = shown(client, halves("西01", "东01"))
    grid = levels(client, made)[1]
    xy, homes = small_result().units.xy_m, ~small_result().units.is_land
    expected = np.where(xy[:, 0] < X + WIDTH / 2, "西01", "东01")
    found = np.array(grid["zones"]["code"])[labels(room.desk, 1, made)]
    assert (found[homes] == expected[homes]).all()
    ours = labels(room.desk, 1)
    for row in moves(client, made, 1).json()["moves"]:
        assert row["from_code"] in ("西01", "东01")
    assert (labels(room.desk, 1, made)[~homes] == ours[~homes]).all()


def test_houses_in_no_zone_are_told(room, client):
    made = shown(client, halves("西01"))
    zones = levels(client, made)[1]["zones"]
    nowhere = zones["id"].index("grid:")
    east = small_result().units.xy_m[:, 0] > X + WIDTH / 2
    homes = ~small_result().units.is_land
    assert ((labels(room.desk, 1, made) == nowhere) == (east & homes)).all()
    assert zones["is_special"][nowhere] == 1


def test_a_level_that_the_file_does_not_hold_is_not_compared(room, client):
    made = shown(client, halves("西01", "东01"))
    assert (labels(room.desk, 2, made) == labels(room.desk, 2)).all()
    answer = moves(client, made, 2)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "level_not_held")


def test_a_file_of_other_levels_than_the_plan_is_refused(tmp_path):
    base, file = small_result(), tmp_path / "plan.gpkg"
    file.write_bytes(halves("", "", 微网格编码=["西01", "东01"]))
    now = PlanState(first_state(base).levels[:2])
    with pytest.raises(Refused) as refused:
        zone_file_state(base, now, file, "zones.geojson")
    assert "zones.geojson holds no level" in refused.value.to_json("en")["error"]["message"]


def test_a_file_in_metres_needs_not_say_its_system(client):
    content = json.loads(halves("西01", "东01", crs=CRS))
    content.pop("crs", None)
    made = shown(client, json.dumps(content).encode())
    zones = levels(client, made)[1]["zones"]
    assert zones["is_gone"][zones["id"].index("grid:")]


def test_nothing_personal_is_served(room, client, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    people = {"网格长": "张三", "联系电话": "13800000000", "name": ["王五", "赵六"]}
    made = shown(client, halves("西01", "东01", **people))
    state = client.get(f"/api/state?scenario={made}&lang=en").text
    assert not any(text in state for text in ("张三", "13800000000", "王五"))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_every_question_about_it_is_answered(client):
    made = shown(client, halves("西01"))
    for path in ("state", "findings", "history", "comments", "why?level=1&zone=0"):
        sign = "&" if "?" in path else "?"
        assert client.get(f"/api/{path}{sign}scenario={made}&lang=zh").status_code in (200, 422)
    body = {"base_rev": 0, "scenario": made, "formats": ["geojson"], "audience": "internal"}
    assert client.post("/api/export", json=body).status_code in (200, 422)


def nulled():
    content = json.loads(halves("A", "B"))
    for feature in content["features"]:
        feature["geometry"] = None
    return content


def far():
    shape = shapely.geometry.mapping(shapely.box(6.1, 46.2, 6.2, 46.3))
    feature = {"type": "Feature", "properties": {"code": "A"}, "geometry": shape}
    return {"type": "FeatureCollection", "features": [feature]}


def uncoded():
    content = json.loads(halves("A", "B"))
    for feature in content["features"]:
        feature["properties"] = {"height": 3}
    return content


BAD = {
    "cut off": (halves("A", "B")[:300], "zones_unreadable"),
    "no features": ({"type": "FeatureCollection", "features": []}, "zones_fault"),
    "no zones at all": ({"a": [1, 2]}, "zones_unreadable"),
    "a list": ([1, 2, 3], "zones_unreadable"),
    "no shapes": (nulled(), "zones_fault"),
    "long codes": (halves("A" * 5000, "B"), "zones_fault"),
    "no codes": (uncoded(), "zones_fault"),
    "elsewhere": (far(), "zones_elsewhere"),
    "beyond the Earth": (
        halves("A", "B", crs=CRS).replace(b'"urn:ogc:def:crs:EPSG::4549"', b'"EPSG:4326"'),
        "zones_crs",
    ),
    "half a character": (halves("A", "B").replace(b'"A"', b'"\\ud800"'), "zones_fault"),
    "no JSON": (b"PK\x03\x04 nor anything else", "plan_unreadable"),
    "nothing": (b"", "plan_unreadable"),
    "spaces": (b" " * 9000, "plan_unreadable"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", sorted(BAD))
def test_a_bad_file_is_refused_in_one_sentence(room, client, tmp_path, case, language):
    content, code = BAD[case]
    before = sorted(path.name for path in tmp_path.iterdir())
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    found = upload(client, content, name="网格(1).geojson", language=language)
    error = found.json()["error"]
    assert (found.status_code, error["code"]) == (422, code), error
    name, _, sentence = error["message"].partition(".geojson")
    assert name == "网格(1)"
    assert ("，" in sentence) if language == "zh" else ("; " in sentence or ". " in sentence)
    assert "zones.geojson" not in sentence
    assert "--" not in sentence
    assert list(room.desk.scenarios) == ["main"]
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["../../etc/passwd", "a,b;c.geojson", "..", "x" * 300, "C:\\网格"])
def test_a_file_may_be_called_anything(client, name):
    assert shown(client, halves("西01", "东01"), name)


def test_damaged_files_are_refused_and_break_nothing(client, handed):
    whole = (handed / "grids.geojson").read_bytes()
    rng = np.random.default_rng(0)
    for turn in range(30):
        broken = bytearray(whole)
        for at in rng.integers(0, len(broken), 1 + 5 * turn):
            broken[at] = int(rng.integers(256))
        broken[0:1] = b"{"
        content = bytes(broken) if turn % 2 else whole[: int(rng.integers(len(whole)))]
        assert upload(client, content).status_code in (200, 422)


def test_files_in_gcj_02_are_taken_as_they_say(client):
    """They lie some hundred metres off, which shows as units in no zone."""
    frame = geopandas.GeoDataFrame.from_features(json.loads(halves("西01", "东01")), crs=WGS84)
    moved = shapely.transform(
        frame.geometry.to_numpy(), lambda xy: np.column_stack(wgs84_to_gcj02(*xy.T))
    )
    content = frame.set_geometry(list(moved), crs=WGS84).to_json().encode()
    assert upload(client, content).json()["error"]["code"] == "zones_elsewhere"


@pytest.mark.real_reader
def test_foreign_files_are_read_in_a_process_of_its_own(client, handed, monkeypatch):
    made = shown(client, (handed / "grids.geojson").read_bytes(), "grids.geojson")
    assert moves(client, made, 1).json()["n_units"] == 0
    monkeypatch.setattr(process, "_CPU_S", 0)
    monkeypatch.setattr(process, "_CPU_S_PER_MB", 0.0)
    found = upload(client, halves("西01"), name="zones.geojson")
    assert found.json()["error"]["message"].startswith("zones.geojson: reading was stopped")
