"""Findings community by community: the same as those of a full check, whatever was edited."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridplan.review.findings import Findings, checked
from gridplan.review.operations import OPERATIONS
from gridplan.review.state import first_state
from tests.review.desks import edit, open_desk
from tests.small import halves_result


@pytest.fixture(scope="module")
def town():
    return halves_result()


@pytest.fixture(scope="module")
def desk(town, tmp_path_factory):
    opened = open_desk(tmp_path_factory.mktemp("town"), town)
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def findings(desk):
    return Findings(desk)


def told(report):
    return sorted((v.rule, v.level, v.code, v.text("en")) for v in report.violations)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2]), st.sets(st.integers(0, 47), min_size=1, max_size=9),
                  st.integers(0, 47)),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_parts_find_what_the_whole_finds(desk, findings, moves):
    state = first_state(desk.base)
    for level, units, like in moves:
        body = {
            "level": level,
            "units": sorted(units),
            "zone": int(state.levels[level].labels[like]),
        }
        state = OPERATIONS["move"](desk.base, state, body)
    quick = findings._quick(state).result.report
    assert told(quick) == told(checked(desk.base, state).result.report)


def test_a_community_that_was_not_edited_is_not_checked_again(desk, monkeypatch):
    from gridplan.review import communities

    own = Findings(desk)
    state = first_state(desk.base)
    own._quick(state)
    asked = []
    check = communities.check_zones
    monkeypatch.setattr(
        communities, "check_zones", lambda units, *rest, **more: asked.append(len(units)) or
        check(units, *rest, **more)
    )  # fmt: skip
    inside = np.flatnonzero(desk.base.units.community == 0)
    zones = state.levels[2].labels[inside]
    other = int(zones[zones != zones[0]][0])
    own._quick(OPERATIONS["move"](desk.base, state, {"level": 2, "units": [int(inside[0])],
                                                      "zone": other}))  # fmt: skip
    assert asked == [len(inside)] * 2, "as it is, and as it was in the document"


def test_names_codes_and_colors_are_left_where_nothing_is_given(tmp_path, town):
    desk = open_desk(tmp_path, town)
    was = desk.state(desk.revision("main")).levels[1].zones[0]
    none = {"name": None, "code": None, "color": None}
    edit(desk, {"op": "rename", "level": 1, "zone": 0, **none, "color": 4})
    now = desk.state(desk.revision("main")).levels[1].zones[0]
    assert (now.name, now.code, now.color) == (was.name, was.code, 4)
    edit(desk, {"op": "set_special", "level": 1, "zone": 0, "is_special": True})
    assert desk.state(desk.revision("main")).levels[1].zones[0].kind == "special"
    desk.store.close()


def test_what_was_approved_keeps_its_name(tmp_path, town):
    from gridplan.review.refusal import Refused

    desk = open_desk(tmp_path, town)
    edit(desk, {"op": "approve", "level": 1, "zone": 0, "state": "approved", "reason": ""})
    with pytest.raises(Refused, match="approved_zone"):
        edit(desk, {"op": "set_special", "level": 1, "zone": 0, "is_special": True})
    desk.store.close()
