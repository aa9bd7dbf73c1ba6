"""Zones of another plan, in the places of ours: four units in a row, two zones of ours."""

import numpy as np

from gridplan.review.aligning import NOWHERE, aligned
from gridplan.review.state import LevelState, ZoneState

HOUSEHOLDS = np.array([20, 20, 20, 0])
OURS = LevelState(
    "grid",
    np.array([0, 0, 1, 1], dtype=np.int32),
    (ZoneState("a", "ordinary", 0, 0, 1), ZoneState("b", "ordinary", 0, 0, 2, is_locked=True)),
)


def theirs(code, number=0):
    return ZoneState(code, "ordinary", 0, -1, number)


def ids(labels, *zones):
    one = np.zeros(4, dtype=np.int64)
    made = aligned(OURS, np.array(labels), zones, households=HOUSEHOLDS, community=one, above=None)
    return [made.zone_id(label) for label in made.labels], made.zones


def test_the_same_zones_in_another_order_are_the_same():
    names, zones = ids([1, 1, 0, 0], theirs("x", 7), theirs("y", 8))
    assert names == ["grid-0", "grid-0", "grid-1", "grid-1"]
    assert [(zone.code, zone.number) for zone in zones] == [("y", 8), ("x", 7)]


def test_a_zone_without_a_number_goes_by_that_of_ours_and_is_open():
    _, zones = ids([0, 0, 1, 1], theirs("x"), theirs("y"))
    assert [(zone.code, zone.number, zone.is_locked) for zone in zones] == [
        ("x", 1, False),
        ("y", 2, False),
    ]


def test_a_zone_that_is_none_of_ours_is_known_by_its_code():
    names, _ = ids([0, 1, 2, 2], *map(theirs, "xyz"))
    assert names == ["grid-0", "grid:y", "grid-1", "grid-1"]


def test_what_is_in_no_zone_is_together():
    names, zones = ids([0, -1, -1, 0], theirs("x"))
    assert names == ["grid-0", "grid:", "grid:", "grid-0"]
    assert zones[-1] == NOWHERE
