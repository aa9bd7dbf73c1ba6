"""Figures that follow edits, what an edit would do, the sheet of a zone; nothing personal there."""

import json

import numpy as np
import pytest

from gridplan.document import read_document, write_document
from gridplan.params import Params
from gridplan.pipeline import run
from gridplan.policy import load_profile
from gridplan.review.figures import Ground
from gridplan.review.operations import OPERATIONS
from gridplan.review.routes import WAYS
from gridplan.review.state import first_state
from tests.review.desks import client_of, open_room
from tests.small import small_area, small_result

FINEST = 2


@pytest.fixture
def client(tmp_path):
    room = open_room(tmp_path)
    yield client_of(room)
    room.desk.store.close()


def border():
    """Return a unit and the zone of a unit beside it."""
    town = small_result()
    labels = town.plans[FINEST].labels
    pairs = town.land.adjacency.pairs()
    one, other = pairs[labels[pairs[:, 0]] != labels[pairs[:, 1]]][0].tolist()
    return one, int(labels[other])


def test_figures_are_counted_from_the_units():
    town = small_result()
    state = first_state(town)
    zones = np.arange(len(state.levels[FINEST].zones))
    found = Ground.of(town).figures(state, FINEST, zones)
    assert found["households"] == town.plans[FINEST].sums(town.units.households).tolist()
    assert set(found["n_parts"]) == {1}
    assert set(found["change"]) == {0}


def test_a_zone_that_is_torn_has_two_parts_and_one_that_is_gone_has_none():
    town = small_result()
    state = first_state(town)
    labels = state.levels[FINEST].labels
    far = int(labels[-1])
    lone = next(
        unit
        for unit in np.flatnonzero(labels != far).tolist()
        if far not in labels[town.land.adjacency.neighbors(unit)]
    )
    zones = np.arange(len(state.levels[FINEST].zones))
    torn = OPERATIONS["move"](town, state, {"level": FINEST, "units": [lone], "zone": far})
    assert Ground.of(town).figures(torn, FINEST, zones)["n_parts"][far] == 2
    own = np.flatnonzero(labels == labels[lone]).tolist()
    gone = OPERATIONS["move"](town, state, {"level": FINEST, "units": own, "zone": far})
    assert Ground.of(town).figures(gone, FINEST, zones)["n_parts"][int(labels[lone])] == 0


def test_a_compound_in_two_zones_is_cut_in_both():
    area = small_area(buildings_columns={"compound": ["东苑"] * 4 + [""] * 44})
    town = run(area, load_profile("xiuzhou-2023"), Params(), version="test")
    state = first_state(town)
    labels = np.array(state.levels[FINEST].labels)
    own = np.flatnonzero(town.units.compound >= 0)
    body = {"level": FINEST, "units": own.tolist(), "zone": int(labels[own[0]])}
    whole = OPERATIONS["move"](town, state, body)
    zones = np.arange(len(state.levels[FINEST].zones))
    assert sum(Ground.of(town).figures(whole, FINEST, zones)["n_compounds_cut"]) == 0
    other = int(next(z for z in labels if z != labels[own[0]]))
    cut = OPERATIONS["move"](town, whole, {"level": FINEST, "units": [int(own[0])], "zone": other})
    counts = Ground.of(town).figures(cut, FINEST, zones)["n_compounds_cut"]
    assert {zone for zone, n in enumerate(counts) if n} == {int(labels[own[0]]), other}


def test_a_preview_foretells_what_the_edit_then_does_and_writes_nothing(client):
    unit, zone = border()
    asked = {"base_rev": 0, "scenario": "main", "op": "move", "level": FINEST, "units": [unit],
             "zone": zone}  # fmt: skip
    shown = client.post("/api/preview", json=asked).json()
    assert client.get("/api/state").json()["rev"] == 0
    fine = next(level for level in shown["levels"] if level["level"] == "microgrid")
    assert client.post("/api/edits", json=asked).status_code == 200
    now = client.get(f"/api/figures?level={FINEST}").json()
    for row, one in enumerate(fine["after"]["zone"]):
        at = now["zone"].index(one)
        for name in ("households", "n_parts", "share_covered", "change"):
            assert fine["after"][name][row] == now[name][at]
    assert sum(fine["after"]["change"]) == 0
    assert client.post("/api/preview", json=asked).status_code == 409


def test_a_preview_refuses_what_the_edit_would_refuse(client):
    unit, zone = border()
    upon = {"base_rev": 0, "scenario": "main"}
    lock = {**upon, "op": "lock_units", "units": [unit], "is_locked": True}
    assert client.post("/api/preview", json=lock).json()["levels"] == []
    client.post("/api/edits", json=lock)
    move = {"op": "move", "level": FINEST, "units": [unit], "zone": zone}
    assert client.post("/api/preview", json={**upon, **move, "base_rev": 1}).status_code == 423


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_tells_everything_of_a_zone(client, language):
    client.post("/api/comments", json={"level": FINEST, "zone": 0, "unit": -1, "text": "看"})
    sheet = client.get(f"/api/sheet?level={FINEST}&zone=0&lang={language}").json()
    assert sheet["code"] == small_result().plans[FINEST].codes[0]
    assert {"households", "band", "n_parts", "change"} <= {f["key"] for f in sheet["facts"]}
    assert all(fact["name"] and fact["text"] for fact in sheet["facts"])
    assert [one["text"] for one in sheet["comments"]] == ["看"]
    assert all(0 <= row["share"] <= 1 and row["name"] for row in sheet["coverage"])


@pytest.mark.parametrize("path", ["sheet?level=2&zone=99", "sheet?level=2", "figures?level=7"])
def test_what_is_not_there_has_no_sheet(client, path):
    assert client.get(f"/api/{path}").status_code == 422


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
