"""Edits, undo and redo, branches: what they do to a plan, and that a log tells it again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.review.desk import Wish
from gridplan.review.findings import checked
from gridplan.review.refusal import Refused
from tests.review.desks import edit, labels, open_desk
from tests.small import small_result


@pytest.fixture
def desk(tmp_path):
    found = open_desk(tmp_path)
    yield found
    found.store.close()


def nests(state):
    for upper, lower in zip(state.levels, state.levels[1:], strict=False):
        parent = np.array([zone.parent for zone in lower.zones])
        assert (parent[lower.labels] == upper.labels).all()


def two_zones(desk, level=-1):
    """Return two zones of a level under one parent, and the units of the first."""
    found = desk.state(desk.revision("main")).levels[level]
    parents = [zone.parent if zone.kind == "ordinary" else -1 for zone in found.zones]
    parent = max(set(parents), key=parents.count)
    first, second = [k for k, one in enumerate(parents) if one == parent][:2]
    return first, second, found.members(first).tolist()


def refused(code):
    return pytest.raises(Refused, match=code)


def test_a_move_is_one_revision_and_leaves_the_document_alone(desk):
    a, b, units = two_zones(desk)
    made = edit(desk, {"op": "move", "level": 2, "zone": b, "units": units[:1]})
    assert made.rev == 1
    assert labels(desk)[units[0]] == b
    assert labels(desk, rev=0)[units[0]] == a


def test_a_gesture_over_several_zones_is_one_revision(desk):
    a, b, units = two_zones(desk)
    other = desk.state(desk.revision("main")).levels[2].members(b).tolist()
    body = {"op": "move", "level": 2, "units": [units[0], other[0]], "zones": [b, a]}
    assert edit(desk, body).rev == 1
    assert labels(desk)[[units[0], other[0]]].tolist() == [b, a]


def test_zones_stay_nested_when_a_grid_takes_units(desk):
    level = desk.state(desk.revision("main")).levels[1]
    ordinary = [k for k, zone in enumerate(level.zones) if zone.kind == "ordinary"]
    unit = int(level.members(ordinary[0])[0])
    edit(desk, {"op": "move", "level": 1, "zone": ordinary[1], "units": [unit]})
    state = desk.state(desk.revision("main"))
    nests(state)
    assert state.levels[1].labels[unit] == ordinary[1]


def test_a_whole_microgrid_goes_along_with_a_code_of_its_new_grid(desk):
    state = desk.state(desk.revision("main"))
    micro = next(k for k, zone in enumerate(state.levels[2].zones) if zone.kind == "ordinary")
    own = state.levels[2].zones[micro].parent
    other = next(
        k for k, z in enumerate(state.levels[1].zones) if z.kind == "ordinary" and k != own
    )
    units = state.levels[2].members(micro).tolist()
    edit(desk, {"op": "move", "level": 1, "zone": other, "units": units})
    state = desk.state(desk.revision("main"))
    nests(state)
    assert set(state.levels[2].labels[units]) == {micro}
    assert state.levels[2].zones[micro].code.startswith(state.levels[1].zones[other].code)


def test_merged_zones_are_one(desk):
    a, b, units = two_zones(desk)
    edit(desk, {"op": "merge", "level": 2, "zones": [a, b], "into": b})
    assert (labels(desk)[units] == b).all()
    with refused("zone_gone"):
        edit(desk, {"op": "split", "level": 2, "zone": a, "parts": 2})


@pytest.mark.parametrize("level", [1, 2])
def test_a_split_zone_is_in_connected_parts(desk, level):
    a, _, units = two_zones(desk, level)
    edit(desk, {"op": "split", "level": level, "zone": a, "parts": 2})
    state = desk.state(desk.revision("main"))
    nests(state)
    parts = np.unique(state.levels[level].labels[units])
    assert len(parts) == 2
    pieces = small_result().land.adjacency.components(state.levels[level].labels)
    assert all(len(np.unique(pieces[state.levels[level].labels == part])) == 1 for part in parts)


def test_a_new_zone_may_be_special(desk):
    _, _, units = two_zones(desk, 1)
    edit(
        desk, {"op": "new_zone", "level": 1, "units": units[:3], "name": "小学", "is_special": True}
    )
    state = desk.state(desk.revision("main"))
    nests(state)
    zone = state.levels[1].zones[-1]
    assert (zone.name, zone.kind, zone.number > 900) == ("小学", "special", True)


def test_locks_hold_units_and_zones(desk):
    a, b, units = two_zones(desk)
    move = {"op": "move", "level": 2, "zone": b, "units": units[:1]}
    edit(desk, {"op": "lock_units", "units": units[:1], "is_locked": True})
    with refused("locked_unit"):
        edit(desk, move)
    edit(desk, {"op": "lock_units", "units": units[:1], "is_locked": False})
    edit(desk, {"op": "lock_zones", "level": 2, "zones": [b], "is_locked": True})
    with refused("locked_zone"):
        edit(desk, move)
    edit(desk, {"op": "lock_zones", "level": 2, "zones": [b], "is_locked": False})
    assert edit(desk, move).rev == 5


def test_an_approved_zone_and_a_frozen_plan_take_no_edit(desk):
    a, b, units = two_zones(desk)
    move = {"op": "move", "level": 2, "zone": b, "units": units[:1]}
    approve = {"op": "approve", "level": 2, "zone": a, "reason": ""}
    edit(desk, {**approve, "state": "approved"})
    with refused("approved_zone"):
        edit(desk, move)
    edit(desk, {**approve, "state": "open"})
    edit(desk, {"op": "freeze", "is_frozen": True})
    for asked in (move, {"op": "undo"}):
        with refused("frozen"):
            edit(desk, asked)
    edit(desk, {"op": "freeze", "is_frozen": False})
    assert edit(desk, move).rev == 5


def test_links_come_and_go(desk):
    edit(desk, {"op": "link", "kind": "must", "units": [3, 1]})
    assert desk.state(desk.revision("main")).links[0].units == (1, 3)
    edit(desk, {"op": "unlink", "id": 1})
    assert desk.state(desk.revision("main")).links == ()
    with refused("no_link"):
        edit(desk, {"op": "unlink", "id": 1})


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"op": "move", "level": 0, "zone": 0, "units": [0]}, "community_level"),
        ({"op": "move", "level": 3, "zone": 0, "units": [0]}, "no_level"),
        ({"op": "move", "level": 2, "zone": 99999, "units": [0]}, "no_zone"),
        ({"op": "move", "level": 2, "zone": 0, "units": [99999]}, "no_unit"),
        ({"op": "move", "level": 2, "units": [0]}, "one_target"),
        ({"op": "move", "level": 2, "units": [0], "zones": [1, 2]}, "target_each"),
        ({"op": "merge", "level": 2, "zones": [1], "into": 1}, "merge_two"),
        ({"op": "link", "kind": "must", "units": [1, 1]}, "link_two"),
        (
            {"op": "rename", "level": 1, "zone": 0, "name": "", "code": "x", "color": None},
            "code_digits",
        ),
        ({"op": "split", "level": 2, "zone": 0, "parts": 9}, "no_split"),
        ({"op": "undo"}, "nothing_to_undo"),
        ({"op": "redo"}, "nothing_to_redo"),
    ],
)
def test_what_cannot_be_done_is_told_and_makes_no_revision(desk, asked, code):
    with refused(code) as found:
        edit(desk, asked)
    assert all(found.value.to_json(language)["error"]["message"] for language in ("zh", "en"))
    assert desk.revision("main").rev == 0


def test_a_stale_revision_is_refused_with_what_came_since(desk):
    a, b, units = two_zones(desk)
    move = {"op": "move", "level": 2, "zone": b, "units": units[:1]}
    edit(desk, move)
    with refused("stale") as found:
        desk.edit(Wish("main", 0), move, "li")
    error = found.value.to_json("zh")["error"]
    assert (error["rev"], error["author"], len(error["since"])) == (1, "wang", 1)


def test_an_edit_that_is_sent_twice_is_made_once(desk):
    a, b, units = two_zones(desk)
    move = {"op": "move", "level": 2, "zone": b, "units": units[:1]}
    wish = Wish("main", 0, "client-edit-1")
    first = desk.edit(wish, move)
    edit(desk, {"op": "undo"})
    assert desk.edit(wish, move) is first
    with refused("edit_id_used"):
        desk.edit(wish, {**move, "units": units[:2]})


def test_undo_and_redo_survive_a_restart(tmp_path):
    desk = open_desk(tmp_path)
    a, b, units = two_zones(desk)
    for unit in units[:3]:
        edit(desk, {"op": "move", "level": 2, "zone": b, "units": [unit]})
    edit(desk, {"op": "undo"})
    before = labels(desk)
    desk.store.close()
    again = open_desk(tmp_path)
    assert (labels(again) == before).all()
    edit(again, {"op": "redo"})
    assert (labels(again) == labels(again, rev=3)).all()
    for _ in range(3):
        edit(again, {"op": "undo"})
    assert (labels(again) == labels(again, rev=0)).all()
    assert not again.revision("main").can_undo
    again.store.close()


def test_a_branch_goes_its_own_way_and_can_undo_what_it_began_with(desk):
    a, b, units = two_zones(desk)
    for unit in units[:2]:
        edit(desk, {"op": "move", "level": 2, "zone": b, "units": [unit]})
    made = desk.branch("甲", "main", 1)
    assert made.head.rev == 1
    edit(desk, {"op": "undo"}, made.id)
    assert (labels(desk, scenario=made.id) == labels(desk, rev=0)).all()
    assert labels(desk)[units[0]] == b
    assert desk.name(made.id, "乙").name == "乙"


def test_a_log_is_not_laid_upon_another_plan(tmp_path):
    desk = open_desk(tmp_path)
    desk.store.close()
    from gridplan.errors import InputError
    from gridplan.review.desk import Desk
    from gridplan.review.store import EditStore

    store = EditStore(tmp_path / "plan.gpkg.review.sqlite")
    with pytest.raises(InputError, match="another plan"):
        Desk(small_result(), store, plan_id="another", author="wang")
    store.close()


def test_a_broken_rule_is_shown_not_refused(desk):
    base = small_result()
    a, b, _ = two_zones(desk)
    edit(desk, {"op": "merge", "level": 2, "zones": [a, b], "into": b})
    report = checked(base, desk.state(desk.revision("main"))).report
    assert len(report.violations) > len(base.report.violations)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(0, 47), st.integers(0, 4)),
        st.tuples(st.just("grid"), st.integers(0, 47), st.integers(0, 4)),
        st.just(("undo",)),
        st.just(("redo",)),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=30)
@given(steps)
def test_any_way_of_edits_undos_and_redos_is_what_a_plain_stack_says(tmp_path_factory, way):
    folder = tmp_path_factory.mktemp("way")
    desk = open_desk(folder)
    done, undone = [labels(desk)], []
    for kind, *rest in way:
        try:
            if kind in ("undo", "redo"):
                edit(desk, {"op": kind})
            else:
                level = 2 if kind == "move" else 1
                zones = desk.state(desk.revision("main")).levels[level]
                used = np.unique(zones.labels)
                target = int(used[rest[1] % len(used)])
                edit(desk, {"op": "move", "level": level, "zone": target, "units": [rest[0]]})
        except Refused as error:
            told = {"nothing_to_undo": done[1:], "nothing_to_redo": undone}
            assert not told[error.code], "there was something"  # noqa: PT017
            continue
        if kind == "undo":
            undone.append(done.pop())
        elif kind == "redo":
            done.append(undone.pop())
        else:
            done.append(labels(desk))
            undone = []
        assert (labels(desk) == done[-1]).all()
        nests(desk.state(desk.revision("main")))
    desk.store.close()
    again = open_desk(folder)
    assert (labels(again) == done[-1]).all()
    again.store.close()
