"""A search proposes, people decide: what is held stays, what is accepted is one revision."""

import time

import numpy as np
import pytest

from gridplan.review.measures import measure
from gridplan.review.operations import OPERATIONS
from gridplan.review.optimising import Scope, free_units, propose
from tests.review.desks import client_of, edit
from tests.small import small_result

BASE = small_result()


def spoilt(desk):
    """Lump three micro-grids of a grid together, which puts them far out of band."""
    level = desk.state(desk.revision("main")).levels[2]
    parents = [zone.parent if zone.kind == "ordinary" else -1 for zone in level.zones]
    parent = max(set(parents), key=parents.count)
    zones = [k for k, one in enumerate(parents) if one == parent][:3]
    edit(desk, {"op": "merge", "level": 2, "zones": zones, "into": zones[0]})
    return zones


def proposed(desk, scope):
    state = desk.state(desk.revision("main"))
    return state, OPERATIONS["accept"](BASE, state, propose(BASE, state, scope))


def n_off(state):
    return sum(one.n_off for one in measure(BASE, state))


@pytest.mark.parametrize(
    "kind", [{"kind": "all"}, {"kind": "community", "community": 0}, {"kind": "zone"}]
)
def test_a_spoilt_plan_gets_better_and_stays_whole(room, kind):
    zones = spoilt(room.desk)
    state, after = proposed(room.desk, Scope(level=2, zone=zones[0], **kind))
    assert n_off(after) < n_off(state)
    assert all(one.n_apart == 0 for one in measure(BASE, after))
    for upper, lower in zip(after.levels, after.levels[1:], strict=False):
        parent = np.array([zone.parent for zone in lower.zones])
        assert (parent[lower.labels] == upper.labels).all()


def test_what_is_locked_approved_or_put_by_hand_stays(room):
    zones = spoilt(room.desk)
    level = room.desk.state(room.desk.revision("main")).levels[2]
    own = level.members(zones[0]).tolist()
    other = next(
        k for k, z in enumerate(level.zones)
        if z.kind == "ordinary" and k not in zones and len(level.members(k))
    )  # fmt: skip
    edit(room.desk, {"op": "lock_units", "units": own[:2], "is_locked": True})
    edit(room.desk, {"op": "lock_zones", "level": 2, "zones": [other], "is_locked": True})
    state, after = proposed(room.desk, Scope("all", 2))
    held = ~free_units(BASE, state)
    assert set(own[:2]) | set(level.members(other).tolist()) <= set(np.flatnonzero(held).tolist())
    assert (state.levels[2].labels[held] == after.levels[2].labels[held]).all()
    assert (state.levels[1].labels[held] == after.levels[1].labels[held]).all()


def test_links_hold_in_what_is_proposed(room):
    zones = spoilt(room.desk)
    own = room.desk.state(room.desk.revision("main")).levels[2].members(zones[0]).tolist()
    edit(room.desk, {"op": "link", "kind": "must", "units": [own[0], own[-1]]})
    edit(room.desk, {"op": "link", "kind": "cannot", "units": [own[0], own[1]]})
    _, after = proposed(room.desk, Scope("zone", 2, zone=zones[0]))
    labels = after.levels[2].labels
    assert labels[own[0]] == labels[own[-1]]
    assert labels[own[0]] != labels[own[1]]


def wait(client, job):
    for _ in range(600):
        found = client.get(f"/api/solve/{job}?lang=en").json()
        if found["state"] != "running":
            return found
        time.sleep(0.02)
    raise AssertionError("the search does not end")


def begin(client, rev, **scope):
    body = {"base_rev": rev, "scenario": "main", "level": 2, "zone": -1, "units": [], **scope}
    return client.post("/api/solve?lang=en", json=body)


def decide(client, job, deed, rev):
    body = {"do": deed, "base_rev": rev, "scenario": "main"}
    return client.post(f"/api/solve/{job}", json=body)


def test_a_proposal_is_accepted_as_one_revision_and_undone_as_one(room):
    client = client_of(room)
    spoilt(room.desk)
    before = room.desk.state(room.desk.revision("main"))
    found = wait(client, begin(client, 1, scope="community:community-0").json()["job"])
    assert (found["state"], found["share"]) == ("done", 1.0)
    assert any(float(row["after"]) < float(row["before"]) for row in found["gains"])
    state = decide(client, found["job"], "accept", 1).json()
    assert state["rev"] == 2
    now = room.desk.state(room.desk.revision("main"))
    for part in found["moves"]:
        assert now.levels[part["level"]].labels[part["units"]].tolist() == part["zones"]
    assert decide(client, found["job"], "accept", 2).status_code == 409
    client.post("/api/undo", json={"base_rev": 2, "scenario": "main"})
    again = room.desk.state(room.desk.revision("main"))
    assert (again.levels[2].labels == before.levels[2].labels).all()


def test_a_proposal_upon_an_older_revision_is_stale(room):
    client = client_of(room)
    spoilt(room.desk)
    found = wait(client, begin(client, 1, scope="all").json()["job"])
    edit(room.desk, {"op": "lock_units", "units": [0], "is_locked": True})
    for rev in (1, 2):
        assert decide(client, found["job"], "accept", rev).json()["error"]["code"] == "stale"
    assert decide(client, found["job"], "reject", 2).json()["state"] == "rejected"


def test_a_search_can_be_cancelled(room):
    client = client_of(room)
    job = begin(client, 0, scope="all").json()["job"]
    decide(client, job, "cancel", 0)
    assert wait(client, job)["state"] in ("cancelled", "done")
    assert room.desk.revision("main").rev == 0


def test_a_cancelled_search_proposes_nothing():
    from gridplan.review.state import first_state

    body = propose(BASE, first_state(BASE), Scope("all", 2), cancel=lambda: True)
    assert body["moves"] == []


@pytest.mark.parametrize(
    "scope",
    [
        {"scope": "zone", "zone": 9999},
        {"scope": "community:9"},
        {"scope": "community:x"},
        {"scope": "everything"},
        {"scope": "units", "units": [9999]},
        {"scope": "all", "level": 9},
    ],
)
def test_a_scope_that_there_is_not_is_told(room, scope):
    assert begin(client_of(room), 0, **scope).status_code == 422
