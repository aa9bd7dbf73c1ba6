"""A plan of a file beside this one: shown, compared with, kept nowhere."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from gridplan.document import write_document
from gridplan.errors import InputError
from gridplan.review import uploading
from gridplan.review.importing import imported_state, unlikeness
from gridplan.review.pace import Paces
from gridplan.review.state import first_state
from tests.review.desks import edit, labels
from tests.small import small_result

BYTES = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("other") / "plan.gpkg"
    write_document(small_result(), path, language="zh")
    return path.read_bytes()


def upload(client, content, name="一稿.gpkg", language="en"):
    return client.post(f"/api/plans?name={name}&lang={language}", content=content, headers=BYTES)


def test_a_plan_is_shown_and_compared_with(room, client, document, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    desk = room.desk
    zone = int(next(z for z in labels(desk) if z != labels(desk)[0]))
    edit(desk, {"op": "move", "level": 2, "zone": zone, "units": [0]})
    made = upload(client, document).json()["scenario"]
    assert (labels(desk, scenario=made) == small_result().plans[2].labels).all()
    assert {"id": made, "name": "一稿.gpkg"} in client.get("/api/state").json()["scenarios"]
    found = client.get(f"/api/diff?other_scenario={made}&other_rev=0&level=2").json()
    assert found["n_units"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert [entry.op for entry in desk.entries()] == ["open", "move"]


def test_it_takes_no_edit(client, document):
    made = upload(client, document).json()["scenario"]
    lock = {"base_rev": 0, "scenario": made, "op": "lock_units", "units": [0], "is_locked": True}
    assert client.post("/api/edits", json=lock).json()["error"]["code"] == "only_shown"


def test_plans_are_alike_that_share_levels_and_a_unit():
    town = small_result()
    ids = np.array([f"x{k}" for k in range(len(town.units))])
    strange = replace(town, units=replace(town.units, ids=ids))
    assert unlikeness(town, strange) == "units"
    ids[3] = town.units.ids[3]
    assert unlikeness(town, replace(town, units=replace(town.units, ids=ids))) is None
    assert unlikeness(town, replace(town, plans=town.plans[:-1])) == "levels"
    for other, told in ((strange, "no unit"), (replace(town, plans=town.plans[:-1]), "levels")):
        with pytest.raises(InputError, match=told):
            imported_state(town, first_state(town), other, "other")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unlike", ["levels", "units"])
def test_plans_that_cannot_be_compared_are_told_apart(
    client, document, monkeypatch, unlike, language
):
    monkeypatch.setattr(uploading, "unlikeness", lambda base, other: unlike)
    found = upload(client, document, language=language)
    assert (found.status_code, found.json()["error"]["code"]) == (422, f"plan_{unlike}")
    name, _, sentence = found.json()["error"]["message"].partition(".gpkg")
    assert name == "一稿"
    assert sentence.count("。" if language == "zh" else ".") == 1


def test_damaged_documents_are_refused_and_break_nothing(client, document):
    client.app.paces = Paces(clock=count(0.0, 3600.0).__next__)
    rng = np.random.default_rng(0)
    for turn in range(30):
        broken = bytearray(document)
        for at in rng.integers(100, len(broken), 400):
            broken[at] = int(rng.integers(256))
        content = bytes(broken) if turn % 2 else document[: int(rng.integers(len(document)))]
        assert upload(client, content).status_code in (200, 422)


def test_there_is_an_end_to_plans(client, document, monkeypatch):
    monkeypatch.setattr(uploading, "MAX_SHOWN", 1)
    assert upload(client, document).status_code == 200
    assert upload(client, document).json()["error"]["code"] == "too_many_shown"


@pytest.mark.parametrize("name", ["", "%00%0A", "%E2%80%AE"])
def test_a_plan_without_a_name_has_that_of_documents(room, client, document, name):
    made = upload(client, document, name=name).json()["scenario"]
    assert room.desk.scenarios[made].name == "plan.gpkg"
