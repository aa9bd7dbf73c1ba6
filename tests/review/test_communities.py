"""Findings community by community: the same as those of a full check, whatever was edited."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridplan.check import check_zones
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


def told(violations):
    return sorted((v.rule, v.level, v.code, v.text("en")) for v in violations)


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
    quick = findings.of(state)
    assert told(quick) == told(checked(desk.base, state).report.violations)


def rejoined(known, parts):
    """Return findings of which most are known, as the page does."""
    return [
        one for part in parts for one in (known[slice(*part)] if isinstance(part, list) else [part])
    ]


def test_who_knows_the_findings_before_is_told_what_changed(desk):
    own = Findings(desk)
    first = desk.revision("main", 0)
    inside = np.flatnonzero(desk.base.units.community == 0)
    zones = desk.base.plans[2].labels[inside]
    other = int(zones[zones != zones[0]][0])
    edit(desk, {"op": "move", "level": 2, "units": [int(inside[0])], "zone": other})
    known, found = own.at(first), own.at(desk.revision("main"))
    parts = json.loads(own.changes(known, found, "en"))
    whole = json.loads(own.rows(found, "en"))
    assert rejoined(json.loads(own.rows(known, "en")), parts) == whole
    assert sum(isinstance(part, dict) for part in parts) < len(whole)


def test_a_community_that_was_not_edited_is_not_checked_again(desk):
    asked = []

    def check(units, *rest, **more):
        asked.append(len(units))
        return check_zones(units, *rest, **more)

    own = Findings(desk, check)
    state = desk.state(desk.revision("main", 0))
    own.of(state)
    assert asked == []
    inside = np.flatnonzero(desk.base.units.community == 0)
    zones = state.levels[2].labels[inside]
    other = int(zones[zones != zones[0]][0])
    own.of(OPERATIONS["move"](desk.base, state, {"level": 2, "units": [int(inside[0])],
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
