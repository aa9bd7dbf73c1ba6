"""What every border move would change, and what would bring a zone into band."""

import numpy as np
import pytest
from hypothesis import given, settings

from gridplan.partition.explain import border_moves, set_scene
from gridplan.partition.remedy import Pieces, remedies
from gridplan.text import LANGUAGES, say
from tests.partition.test_properties import SETTINGS, towns
from tests.partition.worlds import lattice, n_pieces, plan, problem


def row(households, labels, **options):
    """Units in a row, 10 m apart, in given zones."""
    n = len(households)
    pairs = np.column_stack([np.arange(n - 1), np.arange(1, n)])
    xy = np.column_stack([np.arange(n) * 10.0, np.zeros(n)])
    return set_scene(problem(xy, households, pairs, **options), np.array(labels))


def reasons(scene, zone):
    return {(move.kind, move.units): move.reason for move in border_moves(scene, zone)}


def fixes(scene, zone):
    found = reversed(
        remedies(scene, Pieces(scene.problem), zone)
    )  # of two alike, the first is kept
    return {fix.key.removeprefix("partition.fix_"): dict(fix.values) for fix in found}


def test_a_house_on_the_wrong_side_is_seen():
    scene = row([30, 30, 30, 30], [0, 1, 1, 1])
    best = border_moves(scene, 0)[0]
    assert (best.kind, best.units, best.reason) == ("take", (1,), "better")
    assert (best.load, best.other_load, best.off_change) == (60, 60, -30)
    assert best.household_m_change == pytest.approx(0.0)  # 30 walk 10 m here, no longer there


def test_a_better_border_is_offered_as_a_remedy():
    assert fixes(row([30, 30, 30, 30], [0, 1, 1, 1]), 0)["take"]["other_load"] == 60


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "off"),  # 50 and 70 leave 20 and 100
        ({"band": (10, 200)}, "longer"),
        ({"band": (10, 200), "n_zones": 2}, "longer"),
        ({"band": (10, 200), "cannot_link": [(1, 2)]}, "apart"),
        ({"band": (10, 200), "initial": [0, 0, 1, 1], "fixed": [False, True, False, False]},
         "fixed"),
    ],
)  # fmt: skip
def test_why_a_house_stays(options, expected):
    scene = row([40, 30, 40, 40], [0, 0, 1, 1], **options)
    assert reasons(scene, 0)["give", (1,)] == expected


def test_a_house_in_the_middle_tears_its_zone():
    xy, pairs = lattice(2, 3)
    scene = set_scene(problem(xy, [20] * 6, pairs, band=(20, 100)), np.array([0, 0, 0, 1, 1, 1]))
    assert reasons(scene, 0)["give", (1,)] == "tears"


def test_a_house_stays_in_the_zone_above():
    xy, pairs = lattice(1, 4)
    found = set_scene(
        problem(xy, [30] * 4, pairs, band=(20, 100)), np.array([0, 1, 1, 1]), np.array([0, 1, 1, 1])
    )
    assert reasons(found, 0)["take", (1,)] == "leaves"


def test_a_move_that_changes_the_zone_above_is_offered_last():
    xy, pairs = lattice(1, 4)
    labels = np.array([0, 1, 1, 1])
    scene = set_scene(problem(xy, [30] * 4, pairs), labels, parent=labels)
    assert list(fixes(scene, 0)) == ["take_above"]


def test_a_merge_changes_a_given_number():
    assert reasons(row([30, 30], [0, 1], n_zones=2), 0)["merge", (1,)] == "count"


def test_to_merge_is_offered_where_it_helps():
    assert fixes(row([30, 30], [0, 1]), 0)["merge"]["load"] == 60


@pytest.mark.parametrize(
    ("households", "fix", "values"),
    [
        ([128], "split", {"own": 128, "n_parts": 2, "each": 64}),
        ([95], "split_off", {"own": 95, "spare": 15}),
        ([45, 45], "relax", {"low": 45, "high": 90}),
        ([20, 10], "relax_low", {"low": 30}),
        ([70, 35], "split_lumpy", {"own": 70}),
        ([42] * 5, "relax", {"low": 42, "high": 126}),
    ],
)
def test_what_would_help(households, fix, values):
    found = fixes(row(households, [0] * len(households)), 0)
    assert values.items() <= found[fix].items()


def test_the_nearest_bank_with_which_the_numbers_work_out_is_named():
    xy = [(0, 0), (10, 0), (40, 0), (200, 0)]
    scene = set_scene(problem(xy, [30, 15, 35, 20], [(0, 1)]), np.array([0, 0, 1, 2]))
    assert fixes(scene, 0)["join"] == {
        "unit": 1, "there": 2, "length_m": 30, "added": 35, "total": 80,
    }  # fmt: skip
    assert "join" in fixes(scene, 2)


def test_without_adjacency_all_land_is_one_piece():
    asked = problem([(0, 0), (10, 0), (20, 0)], [30, 120, 15], None)
    found = remedies(set_scene(asked, np.array([0, 1, 0])), Pieces(asked), 0)
    assert [dict(fix.values) for fix in found] == [{"low": 45}]


def test_other_numbers_of_zones_are_named():
    scene = row([30, 30, 30, 30], [0, 1, 2, 3], n_zones=4)
    assert fixes(scene, 0)["count"] == {"wished": 4, "least": 2, "most": 2}


def test_a_zone_in_band_needs_nothing():
    assert fixes(row([30, 30], [0, 0]), 0) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "households", [[128], [95], [45, 45], [20, 10], [70, 35], [44, 56, 44], [30, 30, 30, 30]]
)
def test_every_remedy_and_reason_can_be_said(language, households):
    scene = row(households, list(range(len(households))))
    for zone in range(len(households)):
        for fix in remedies(scene, Pieces(scene.problem), zone):
            assert "{" not in say(language, fix.key, **fix.values)
        for move in border_moves(scene, zone):
            assert say(language, f"partition.reason_{move.reason}", off=move.off_change)


@settings(SETTINGS, max_examples=15)
@given(towns(4))
def test_moves_change_what_they_say(town):
    xy, households, pairs = town
    asked = problem(xy, households, pairs, effort=0.2)
    found = plan(xy, households, pairs, effort=0.2)
    scene = set_scene(asked, found.labels.astype(np.int64))
    ways = _household_m(xy, households, scene.labels)
    for zone in range(found.n_zones):
        for move in border_moves(scene, zone):
            after = scene.labels.copy()
            after[list(move.units)] = zone if move.kind != "give" else move.other
            is_torn = n_pieces(after, pairs) > len(set(after.tolist()))
            assert is_torn == (move.reason == "tears")
            assert move.load == households[after == zone].sum()
            assert _household_m(xy, households, after) - ways == pytest.approx(
                move.household_m_change, abs=1e-6
            )


def _household_m(xy, households, labels):
    total = 0.0
    for zone in set(labels.tolist()):
        own = np.flatnonzero(labels == zone)
        away = np.hypot(*(xy[own][:, None] - xy[own]).transpose(2, 0, 1))
        total += (away * households[own]).sum(axis=1).min()
    return total
