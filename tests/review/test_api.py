"""The answers of the server, as the page reads them."""

import base64
import json
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridplan.document import read_document, write_document
from gridplan.geo import WGS84, transform_xy
from gridplan.params import Params
from gridplan.pipeline import run
from gridplan.policy import load_profile
from gridplan.review.operations import ASKED
from gridplan.review.routes import WAYS
from gridplan.testing.worlds import CRS
from tests.review.desks import client_of, open_room
from tests.small import small_area, small_result


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    room = open_room(tmp_path_factory.mktemp("fuzz"))
    yield client_of(room)
    room.desk.store.close()


def unpack_deltas(text):
    numbers, value, shift = [], 0, 0
    for byte in base64.b64decode(text):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append((value >> 1) ^ -(value & 1))
            value = shift = 0
    return np.cumsum(numbers)


def write(client, rev, op, **body):
    return client.post(
        "/api/edits?lang=en", json={"base_rev": rev, "scenario": "main", "op": op, **body}
    )


def test_the_state_is_the_plan(client):
    state = client.get("/api/state?lang=zh").json()
    assert (state["rev"], state["user"], state["scenarios"][0]["name"]) == (0, "wang", "主方案")
    for level, plan in zip(state["levels"], small_result().plans, strict=True):
        assert (unpack_deltas(level["labels"]) == plan.labels).all()
        assert tuple(level["zones"]["code"]) == plan.codes
        assert level["zones"]["households"] == plan.sums(small_result().units.households).tolist()
        assert {len(column) for column in level["zones"].values()} == {plan.n_zones}


def test_an_edit_answers_with_the_new_state_or_with_what_changed(client):
    labels = small_result().plans[2].labels
    target = int(labels[-1])
    unit = int(np.flatnonzero(labels != target)[0])
    found = write(client, 0, "move", level=2, zone=target, units=[unit])
    assert (found.status_code, found.json()["rev"]) == (200, 1)
    assert unpack_deltas(found.json()["levels"][2]["labels"])[unit] == target
    back = client.post("/api/undo?answer=changes", json={"base_rev": 1, "scenario": "main"}).json()
    assert back["levels"][2]["changes"] == {"units": [unit], "zones": [int(labels[unit])]}
    assert (back["can_undo"], back["can_redo"]) == (False, True)


def test_changes_are_told_with_the_zones_they_touch(client):
    labels = small_result().plans[2].labels
    target = int(labels[-1])
    unit = int(np.flatnonzero(labels != target)[0])
    body = {"base_rev": 0, "scenario": "main", "op": "move", "level": 2, "zone": target}
    told = client.post("/api/edits?answer=changes", json={**body, "units": [unit]}).json()
    full = client.get("/api/state").json()["levels"][2]["zones"]
    changed = told["levels"][2]["zones"]
    assert changed["at"] == sorted({target, int(labels[unit])})
    assert told["levels"][2]["changes"] == {"units": [unit], "zones": [target]}
    assert "findings" not in told
    for name, column in full.items():
        assert changed[name] == [column[k] for k in changed["at"]]


def test_a_new_zone_is_told_among_the_changes(client):
    zone = int(np.flatnonzero(~small_result().plans[2].is_special)[0])
    body = {"base_rev": 0, "scenario": "main", "op": "split", "level": 2, "zone": zone, "parts": 2}
    made = client.post("/api/edits?answer=changes", json=body).json()["levels"][2]["zones"]
    assert made["at"] == [zone, small_result().plans[2].n_zones]
    assert sum(made["households"]) == int(
        small_result().plans[2].sums(small_result().units.households)[zone]
    )


def test_findings_are_worked_out_when_asked_for(client):
    plan = small_result().plans[2]
    ordinary = np.flatnonzero(~plan.is_special)[:2].tolist()
    state = write(client, 0, "merge", level=2, zones=ordinary, into=ordinary[0]).json()
    assert state["findings_rev"] == 0
    found = client.get("/api/findings?lang=en").json()
    assert found["rev"] == 1
    assert ordinary[0] in {row["zone"] for row in found["findings"] if row["level"] == plan.level}
    assert client.get("/api/state").json()["findings_rev"] == 1
    same = client.get("/api/findings?lang=en&since=1").json()
    assert same == {"rev": 1, "since": 1, "parts": [[0, len(found["findings"])]]}
    assert client.get("/api/findings?since=9").status_code == 404


def test_history_says_what_was_done_and_what_was_undone(client):
    write(client, 0, "lock_units", units=[1, 2], is_locked=True)
    client.post("/api/undo", json={"base_rev": 1, "scenario": "main"})
    rows = client.get("/api/history?lang=en").json()
    assert [(row["rev"], row["op"], row["is_undone"]) for row in rows] == [
        (2, "undo", False),
        (1, "lock_units", True),
    ]
    assert rows[1]["text"] == "Locked 2 units"


def test_comments_are_kept_with_their_place(client):
    place = {"level": 1, "zone": 0, "unit": -1, "base_rev": 0, "scenario": "main"}
    kept = client.post("/api/comments", json={**place, "text": "<b>边界</b>"}).json()
    (found,) = kept["comments"]
    assert (found["text"], found["author"]) == ("<b>边界</b>", "wang")
    settled = {"is_resolved": True, "base_rev": 0, "scenario": "main"}
    assert client.post("/api/comments/1", json=settled).json()["comments"][0]["is_resolved"]
    assert client.get("/api/state").json()["rev"] == 0
    for wrong in ({"level": 9}, {"zone": 9999}, {"unit": 9999}):
        found = client.post("/api/comments", json={**place, "text": "x", **wrong})
        assert found.status_code == 422


def ground_point():
    """Return a place in the town, as longitude and latitude."""
    return transform_xy([small_result().units.xy_m[0]], source=CRS, target=WGS84)[0].tolist()


def test_a_comment_may_be_at_a_point_which_the_log_keeps_in_degrees(client):
    lon, lat = ground_point()
    nowhere = {"level": -1, "zone": -1, "unit": -1, "text": "缺一条路"}
    there = {**nowhere, "point": [lon, lat]}
    (found,) = client.post("/api/comments", json=there).json()["comments"]
    assert found["point"] == [round(lon, 7), round(lat, 7)]
    assert client.get("/api/state").json()["comments"][0]["point"] == found["point"]
    assert client.post("/api/comments", json=nowhere).json()["comments"][1]["point"] is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"point": [30.75, 120.75]}, "field_lon_lat"),
        ({"point": [0, 0]}, "point_far"),
        ({"point": [120.75]}, "field_lon_lat"),
        ({"point": [True, 30.0]}, "field_lon_lat"),
        ({"point": ["120", "30"]}, "field_lon_lat"),
        ({"point": None}, "field_lon_lat"),
        ({"unit": 0}, "point_alone"),
        ({"zone": 0, "level": 1}, "point_alone"),
    ],
)
def test_a_point_that_is_none_or_far_away_is_refused(client, more, code):
    nowhere = {"level": -1, "zone": -1, "unit": -1, "text": "x", "point": ground_point()}
    for language in ("zh", "en"):
        found = client.post(f"/api/comments?lang={language}", json={**nowhere, **more})
        assert (found.status_code, found.json()["error"]["code"]) == (422, code)


def test_a_point_outlives_a_restart(tmp_path):
    room = open_room(tmp_path)
    body = {"level": -1, "zone": -1, "unit": -1, "text": "x", "point": ground_point()}
    kept = client_of(room).post("/api/comments", json=body).json()["comments"]
    room.desk.store.close()
    again = open_room(tmp_path)
    assert client_of(again).get("/api/state").json()["comments"] == kept
    again.desk.store.close()


def test_scenarios_are_branched_and_named(client):
    write(client, 0, "lock_units", units=[1], is_locked=True)
    made = client.post("/api/scenarios", json={"name": "甲", "from": "main", "rev": 0}).json()
    assert (made["rev"], made["scenario"]) == (0, "s2")
    named = client.post("/api/scenarios/s2", json={"name": "乙"}).json()
    assert named["scenarios"][1]["name"] == "乙"
    assert client.get("/api/state?scenario=s2").json()["locked_units"] == []
    assert client.get("/api/state?scenario=none").status_code == 404


def test_events_answer_at_once_where_there_is_news(client):
    write(client, 0, "lock_units", units=[1], is_locked=True)
    assert client.get("/api/events?rev=0").json() == {"rev": 1, "author": "wang", "said": 0}


def test_events_tell_what_was_said_and_settled_scenario_by_scenario(client):
    client.post("/api/scenarios", json={"name": "甲", "from": "main"})
    place = {"level": -1, "zone": -1, "unit": -1, "scenario": "s2", "text": "x"}
    client.post("/api/comments", json=place)
    assert client.get("/api/events?scenario=s2&rev=0&said=0").json()["said"] == 1
    settled = client.post("/api/comments/1", json={"is_resolved": True}).json()
    assert settled == client.get("/api/comments?scenario=s2").json()
    assert (settled["said"], settled["comments"][0]["is_resolved"]) == (2, True)
    assert client.get("/api/comments").json() == {"said": 0, "comments": []}


def test_the_ground_is_one_binary(client):
    content = client.get("/api/plan.bin?lang=en").content
    magic, length = struct.unpack("<4sI", content[:8])
    head = json.loads(content[8 : 8 + length])
    start, size = head["adjacency"]["degree"]["$b"]
    assert (magic, length % 4) == (b"GPB1", 0)
    assert len(content) >= 8 + length + start + size
    assert not {"levels", "findings", "text"} & set(head)


def test_the_sentences_of_the_page_come_in_either_language(client):
    texts = [client.get(f"/api/text?lang={language}").json() for language in ("zh", "en")]
    assert set(texts[0]) == set(texts[1])
    assert texts[0]["layers"] != texts[1]["layers"]
    assert client.get("/api/text?lang=fr").status_code == 422


def test_files_come_from_the_shelves_alone(client):
    assert client.get("/static/map/dom.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/static/leaflet/images/layers.png").status_code == 200
    assert "--" in client.get("/static/theme.css").text
    for name in ("map/..%2f..%2ftext.py", "map/nothing.js", "etc/passwd", "app/../guard.py"):
        assert client.get(f"/static/{name}").status_code in (404, 401)


def test_what_is_not_there_has_the_same_shape(client):
    assert client.get("/api/none").json()["error"]["code"] == "no_page"
    assert client.get("/api/edits").json()["error"]["code"] == "no_method"


SECRETS = ("13800138000", "330402199001011234", "张三丰")


def test_nothing_personal_is_served_whatever_the_data_hold(tmp_path):
    """Columns of owners, phones and identity cards: the name of a house is served, they are not."""
    columns = {
        "name": ["和平楼"] * 48,
        "owner": [SECRETS[2]] * 48,
        "phone": [SECRETS[0]] * 48,
        "身份证号": [SECRETS[1]] * 48,
    }
    town = run(small_area(buildings_columns=columns), load_profile("xiuzhou-2023"), Params(),
               version="test")  # fmt: skip
    write_document(town, tmp_path / "plan.gpkg", language="zh")
    room = open_room(tmp_path, read_document(tmp_path / "plan.gpkg"))
    client = client_of(room)
    served = [
        client.get(way.path + "?level=2&zone=0&rev=0").content
        for way in WAYS
        if way.method == "GET" and "{" not in way.path and way.path != "/api/events"
    ]
    asked = {"formats": ["geojson", "log"], "audience": "internal", "scenario": "main",
             "base_rev": 0}  # fmt: skip
    served.append(client.post("/api/export", json=asked).content)
    everything = b"".join(served)
    assert json.dumps("和平楼", ensure_ascii=False).encode() in everything
    assert not [secret for secret in SECRETS if secret.encode() in everything]
    room.desk.store.close()


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**64) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
names = sorted({field for fields in ASKED.values() for field in fields} | {"zone", "zones"})
values = st.one_of(
    anything,
    st.integers(-1, 60),
    st.lists(st.integers(-1, 60), max_size=4),
    st.sampled_from(["must", "approved", "open", "x", "1"]),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(ASKED)), st.dictionaries(st.sampled_from(names), values), st.booleans()
)
def test_no_edit_whatever_it_holds_breaks_the_server(lasting, op, body, is_fresh):
    rev = lasting.get("/api/state").json()["rev"] if is_fresh else 0
    known = {name: body.get(name, 1) for name in ASKED[op]} | body
    sent = json.dumps({"op": op, "base_rev": rev, "scenario": "main", **known})
    headers = {"content-type": "application/json"}
    found = lasting.post("/api/edits", content=sent.encode("utf-8"), headers=headers)
    assert found.status_code < 500


@settings(max_examples=200)
@given(
    st.sampled_from(["/api/undo", "/api/scenarios", "/api/comments", "/api/comments/1"]), anything
)
def test_no_other_body_breaks_the_server(lasting, path, body):
    sent = json.dumps(body).encode("utf-8")
    found = lasting.post(path, content=sent, headers={"content-type": "application/json"})
    assert found.status_code < 500
