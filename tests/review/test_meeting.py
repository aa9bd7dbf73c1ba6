"""Edits that meet and edits that do not: those that do not give the same plan in either order.

The town has two communities, west and east: units, zones and links are of one or of the other.
"""

import json
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gridplan.review.desk import MAX_SINCE, Wish
from gridplan.review.meeting import Change, do_meet
from gridplan.review.optimising import Scope
from gridplan.review.refusal import Refused
from gridplan.review.resolving import carry_out, resolve
from gridplan.review.state import first_state
from tests.review.desks import client_of, edit, labels, open_desk, open_room
from tests.small import halves_result

TOWN = halves_result()
FIRST = first_state(TOWN)
WEST, EAST = (np.flatnonzero(TOWN.units.community == k).tolist() for k in (0, 1))
N_UNITS = len(TOWN.units)


def zones_of(units, level=2):
    """Return the zones of some units, ordinary ones first."""
    own = np.unique(FIRST.levels[level].labels[units]).tolist()
    return sorted(own, key=lambda zone: FIRST.levels[level].zones[zone].kind)


def move_in(units):
    """Return a move of the last house of the first zone into the second."""
    zone, into = zones_of(units)[:2]
    return {"op": "move", "level": 2, "units": [members(zone)[-1]], "zone": into}


def members(zone, level=2):
    return FIRST.levels[level].members(zone).tolist()


def done(state, asked):
    body = asked if asked["op"] == "accept" else resolve(TOWN, state, asked, "wang")
    return Change(body, state, carry_out(TOWN, state, body))


def plain(state):
    return (
        [level.labels.tolist() for level in state.levels],
        [level.zones for level in state.levels],
        state.locked_units,
        state.by_hand,
        state.links,
        state.n_links,
    )


NOTHING = {"name": None, "code": None, "color": None}


def lock(units):
    return {"op": "lock_units", "units": units, "is_locked": True}


def across(op, **more):
    """Return one edit in the west and its like in the east."""
    return [{"op": op, **{k: v[side] for k, v in more.items()}} for side in (0, 1)]


FINEST = (2, 2)
APART = {
    "moves": [move_in(WEST), move_in(EAST)],
    "locks": [lock(WEST[:1]), lock(EAST[:1])],
    "names": across(
        "rename", level=FINEST, zone=(zones_of(WEST)[0], zones_of(EAST)[0]),
        name=("甲", "乙"), code=(None, None), color=(None, 2),
    ),
    "a lock and a move": [lock(WEST[:1]), move_in(EAST)],
    "a new zone and a move": [
        {"op": "new_zone", "level": 2, "units": WEST[:1], "name": "", "is_special": False},
        move_in(EAST),
    ],
}  # fmt: skip
MEETING = {
    "the same unit": [lock(WEST[:1]), lock(WEST[:1])],
    "the zone left": [move_in(WEST), lock(members(zones_of(WEST)[0])[:1])],
    "the zone entered": [
        move_in(WEST),
        {"op": "lock_zones", "level": 2, "zones": zones_of(WEST)[1:2], "is_locked": True},
    ],
    "the parent": [
        move_in(WEST),
        {"op": "approve", "level": 1, "zone": zones_of(WEST, 1)[0], "state": "open", "reason": ""},
    ],
    "the community": [move_in(WEST), lock(members(zones_of(WEST)[-1])[:1])],
    "a community entered": [
        {"op": "move", "level": 2, "units": WEST[:1], "zone": zones_of(EAST)[0]},
        lock(EAST[-1:]),
    ],
    "new zones": across(
        "new_zone", level=FINEST, units=(WEST[:1], EAST[:1]), name=("", ""),
        is_special=(False, False),
    ),
    "new links": across("link", units=(WEST[:2], EAST[:2]), kind=("must", "must")),
    "codes": across(
        "rename", level=FINEST, zone=(zones_of(WEST)[0], zones_of(EAST)[0]),
        name=(None, None), code=("7", "7"), color=(None, None),
    ),
    "nothing new": [lock(WEST[:1]), {**lock(WEST[1:2]), "is_locked": False}],
    "a whole merge": [
        {"op": "merge", "level": 2, "zones": zones_of(WEST)[:2], "into": zones_of(WEST)[0]},
        {"op": "split", "level": 2, "zone": zones_of(WEST)[0], "parts": 2},
    ],
}  # fmt: skip


SWEPT = {"op": "merge", "level": 2, "zones": zones_of(EAST)[:2], "into": zones_of(EAST)[1]}


@pytest.mark.parametrize("name", APART)
def test_edits_in_two_communities_do_not_meet(name):
    one, other = (done(FIRST, asked) for asked in APART[name])
    assert not do_meet(one, other)
    assert not do_meet(other, one)


@pytest.mark.parametrize("name", MEETING)
def test_edits_that_share_anything_meet(name):
    one, other = (done(FIRST, asked) for asked in MEETING[name])
    assert do_meet(one, other)
    assert do_meet(other, one)


@pytest.mark.parametrize("name", ["new zones", "new links", "a community entered"])
def test_the_order_shows_in_what_meets(name):
    """The control: without the criterion the same edits give two plans, or one is refused."""
    asked = MEETING[name] if name != "a community entered" else [MEETING[name][0], SWEPT]
    plans = []
    for one, other in (asked, asked[::-1]):
        then = tried(done(FIRST, one).after, other)
        plans.append(then and plain(then.after))
    assert plans[0] != plans[1]


@pytest.mark.parametrize("op", ["undo", "redo", "freeze"])
def test_what_is_about_the_whole_plan_meets_everything(op):
    whole = Change({"op": op}, FIRST, FIRST)
    assert do_meet(done(FIRST, move_in(EAST)), whole)
    assert do_meet(whole, done(FIRST, move_in(EAST)))


def test_a_link_over_the_border_ties_both_sides():
    tied = done(FIRST, {"op": "link", "units": [WEST[0], EAST[0]], "kind": "cannot"}).after
    one, other = done(tied, lock(WEST[:1])), done(tied, lock(EAST[-1:]))
    assert do_meet(one, other)
    assert do_meet(done(tied, lock(WEST[-1:])), other)
    free = done(tied, {"op": "unlink", "id": 1})
    assert do_meet(free, done(tied, lock(EAST[-1:])))


def test_a_proposal_meets_what_is_made_where_it_makes_zones():
    parent = FIRST.levels[2].zones[zones_of(WEST)[0]].parent
    new = len(FIRST.levels[2].zones)
    moves = [{"level": 2, "units": WEST[:1], "zones": [new]}]
    proposed = done(FIRST, {"op": "accept", "new": [[2, parent]], "moves": moves})
    assert not do_meet(proposed, done(FIRST, move_in(EAST)))
    assert do_meet(proposed, done(FIRST, APART["a new zone and a move"][0]))
    assert do_meet(proposed, done(FIRST, move_in(WEST)))


units = st.lists(st.integers(0, N_UNITS - 1), min_size=1, max_size=5, unique=True)
levels = st.sampled_from([1, 2])
zones = st.integers(0, min(len(level.zones) for level in FIRST.levels[1:]) - 1)
asked_edits = st.one_of(
    st.fixed_dictionaries({"op": st.just("move"), "level": levels, "units": units, "zone": zones}),
    st.fixed_dictionaries(
        {"op": st.just("new_zone"), "level": levels, "units": units, "name": st.just(""),
         "is_special": st.booleans()}
    ),
    st.fixed_dictionaries(
        {"op": st.just("merge"), "level": levels, "zones": st.lists(zones, min_size=1, max_size=2),
         "into": zones}
    ),
    st.fixed_dictionaries(
        {"op": st.just("split"), "level": st.just(2), "zone": zones, "parts": st.just(2)}
    ),
    st.fixed_dictionaries(
        {"op": st.just("rename"), "level": levels, "zone": zones, "name": st.just("甲"),
         "code": st.sampled_from([None, "9"]), "color": st.none()}
    ),
    st.fixed_dictionaries(
        {"op": st.just("lock_zones"), "level": levels, "zones": st.lists(zones, min_size=1),
         "is_locked": st.booleans()}
    ),
    st.fixed_dictionaries(
        {"op": st.just("approve"), "level": levels, "zone": zones,
         "state": st.sampled_from(["approved", "open"]), "reason": st.just("")}
    ),
    st.fixed_dictionaries(
        {"op": st.just("lock_units"), "units": units, "is_locked": st.booleans()}
    ),
    st.fixed_dictionaries(
        {"op": st.just("link"), "kind": st.sampled_from(["must", "cannot"]),
         "units": st.lists(st.integers(0, N_UNITS - 1), min_size=2, max_size=3, unique=True)}
    ),
)  # fmt: skip


def tried(state, asked):
    try:
        return done(state, asked)
    except Refused:
        return None


@settings(
    max_examples=400, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(st.lists(asked_edits, max_size=2), asked_edits, asked_edits)
def test_edits_that_do_not_meet_give_the_same_plan_in_either_order(past, first, second):
    state = FIRST
    for asked in past:
        change = tried(state, asked)
        state = change.after if change else state
    one = tried(state, first)
    assume(one is not None)
    upon = tried(one.after, second)
    assume(upon is not None)
    if do_meet(upon, one):
        return
    other = tried(state, second)
    assert other is not None, "what does not meet can be done in either order"
    assert not do_meet(other, one)
    again = tried(other.after, first)
    assert again is not None
    assert plain(again.after) == plain(upon.after)


@pytest.fixture
def desk(tmp_path):
    found = open_desk(tmp_path, TOWN)
    yield found
    found.store.close()


def test_a_stale_edit_that_meets_nothing_is_taken_and_both_stay(desk):
    west, east = move_in(WEST), move_in(EAST)
    edit(desk, west)
    made = desk.edit(Wish("main", 0), east, "li")
    assert made.rev == 2
    assert labels(desk)[west["units"]] == west["zone"]
    assert labels(desk)[east["units"]] == east["zone"]
    entry = desk.entry(made)
    assert (entry.base_rev, entry.rev, entry.author) == (0, 2, "li")


def test_one_that_meets_is_refused_though_others_in_between_do_not(desk):
    edit(desk, move_in(WEST))
    edit(desk, lock(EAST[:1]))
    with pytest.raises(Refused, match="stale") as found:
        desk.edit(Wish("main", 0), move_in(WEST), "li")
    assert [one["rev"] for one in found.value.more["since"]] == [1, 2]
    assert desk.revision("main").rev == 2


def test_what_somebody_else_made_impossible_is_told_as_stale(desk):
    zone, into = zones_of(WEST)[:2]
    edit(desk, {"op": "merge", "level": 2, "zones": [zone, into], "into": into})
    with pytest.raises(Refused, match="stale"):
        desk.edit(Wish("main", 0), {"op": "split", "level": 2, "zone": zone, "parts": 2})
    edit(desk, {"op": "freeze", "is_frozen": True})
    with pytest.raises(Refused, match="stale"):
        desk.edit(Wish("main", 1), move_in(EAST))
    with pytest.raises(Refused, match="frozen"):
        desk.edit(Wish("main", 2), move_in(EAST))


def test_an_undo_is_never_done_upon_what_was_not_seen(desk):
    edit(desk, move_in(WEST))
    edit(desk, move_in(EAST))
    for op in ("undo", "redo", "freeze"):
        with pytest.raises(Refused, match="stale"):
            desk.edit(Wish("main", 1), {"op": op, "is_frozen": True})


def test_a_revision_of_the_future_is_stale(desk):
    with pytest.raises(Refused, match="stale"):
        desk.edit(Wish("main", 5), move_in(WEST))


def test_too_much_to_look_through_is_stale(desk):
    for turn in range(MAX_SINCE + 1):
        edit(desk, {**lock(WEST[:1]), "is_locked": turn % 2 == 0})
    with pytest.raises(Refused, match="stale"):
        desk.edit(Wish("main", 0), move_in(EAST))
    assert desk.edit(Wish("main", 1), move_in(EAST)).rev == MAX_SINCE + 2


def test_a_plan_with_passed_over_edits_is_the_same_after_a_restart(tmp_path):
    desk = open_desk(tmp_path, TOWN)
    edit(desk, move_in(WEST))
    desk.edit(Wish("main", 0), move_in(EAST))
    desk.edit(Wish("main", 1), lock(WEST[:1]))
    before = plain(desk.state(desk.revision("main")))
    desk.store.close()
    again = open_desk(tmp_path, TOWN)
    assert plain(again.state(again.revision("main"))) == before
    edit(again, {"op": "undo"})
    edit(again, {"op": "undo"})
    assert labels(again)[move_in(WEST)["units"]] == move_in(WEST)["zone"]
    again.store.close()


def test_the_answer_says_what_was_passed_over_and_tells_both_changes(tmp_path):
    room = open_room(tmp_path, TOWN)
    client = client_of(room)
    west, east = move_in(WEST), move_in(EAST)
    upon = {"base_rev": 0, "scenario": "main"}
    assert client.post("/api/edits", json={**upon, **west}).json()["passed_over"] == []
    found = client.post("/api/edits?answer=changes", json={**upon, **east})
    assert found.json()["passed_over"] == [{"rev": 1, "author": "wang"}]
    assert found.json()["levels"][2]["changes"]["units"] == sorted(west["units"] + east["units"])
    assert client.post("/api/edits", json={**upon, **east}).status_code == 409
    room.desk.store.close()


def test_a_proposal_is_taken_over_beside_edits_elsewhere(tmp_path):
    room = open_room(tmp_path, TOWN)
    wish = Wish("main", 0)
    job = room.jobs.start(wish, Scope("community", 2, community=0))
    while job.state == "running":
        time.sleep(0.01)
    zone = members(zones_of(WEST)[0])
    moves = [{"level": 2, "units": zone[:1], "zones": zones_of(WEST)[1:2]}]
    job.body = {"op": "accept", "new": [], "moves": moves}
    room.desk.edit(wish, move_in(EAST), "li")
    assert room.jobs.accept(job.id, wish, "wang").rev == 2
    assert json.loads(room.desk.entry(room.desk.revision("main")).body) == job.body
    room.desk.store.close()
