"""Gates that nobody knows: an open compound, or one with its only gate at the far side."""

import numpy as np
import pytest

from gridplan.coverage import measure_coverage
from gridplan.params import Params
from tests.coverage.test_walls import GATE_PATH, RING_PATH, STREETS, WALL, world

SHOP = [(205, 400)]


def pharmacy(area, units):
    coverage = measure_coverage(area, units, Params())
    column = coverage.ids.index("pharmacy")
    worst = coverage.pessimistic_m
    return coverage, coverage.metres[:, column], None if worst is None else worst[:, column]


def test_a_wall_without_gates_is_open_at_best_and_has_the_farthest_gate_at_worst():
    """At worst the gate is in the south wall: around the block from there."""
    area, units = world([(205, 372)], SHOP, lines=STREETS, walls=[WALL])
    coverage, best, worst = pharmacy(area, units)
    assert best[0] == pytest.approx(28.0)
    inside, around = 1.3 * np.hypot(0, 352) + 20, 205 + 400 + 205
    assert worst[0] == pytest.approx(inside + around, abs=25)
    assert [one.gates for one in coverage.network.compounds] == ["unknown"]
    assert coverage.network.to_survey[0].households_at_stake == 10


def test_a_compound_known_by_name_alone_is_listed_too():
    area, units = world([(205, 372), (100, 200)], SHOP, lines=STREETS, compound="锦园")
    coverage, best, worst = pharmacy(area, units)
    (one,) = coverage.network.compounds
    assert (one.name, one.has_wall, one.gates, one.households) == ("锦园", False, "unknown", 20)
    assert (worst >= best).all()


def test_with_known_gates_there_is_no_bracket():
    lines = [*STREETS, RING_PATH, GATE_PATH]
    for options in ({"lines": lines}, {"lines": STREETS, "gates": [(200, 20)]}):
        coverage, _, worst = pharmacy(*world([(205, 372)], SHOP, walls=[WALL], **options))
        assert worst is None
        assert coverage.network.n_compounds("unknown") == 0
        assert "network.survey" not in {note.key for note in coverage.notes}


def test_a_service_inside_the_same_compound_stays_as_near():
    lines = [*STREETS, RING_PATH]
    area, units = world([(205, 345)], [(150, 335)], lines=lines, compound="锦园", walls=[WALL])
    _, best, worst = pharmacy(area, units)
    assert worst.tolist() == best.tolist()


def test_the_quality_of_the_network_comes_with_every_run():
    lines = [*STREETS, RING_PATH, [(3000, 0), (3100, 0)]]
    area, units = world(
        [(205, 372), (3050, 10)], SHOP, lines=lines, walls=[WALL], gates=[(200, 20), (193, 380)]
    )
    quality = pharmacy(area, units)[0].network
    assert quality.length_m == pytest.approx(12 * 2000 + 1120 + 100 + 2 * (20 + 40), abs=1)
    assert [(island.households, island.ids) for island in quality.islands] == [(10, ("B1",))]
    assert quality.walls_m == pytest.approx(1440)
    (one,) = quality.compounds
    assert (one.gates, one.n_gates_known, one.n_gates_derived, one.name) == ("known", 2, 0, "B0")
    assert quality.unit_legs.n_off_network == 0
    assert quality.unit_legs.mean_m == pytest.approx((12 + 10) / 2)


def test_roads_left_out_are_listed_by_reason():
    area, units = world([(205, 372)], SHOP, lines=STREETS)
    roads = area.roads.assign(
        is_walkable=[False, False, *[True] * 10], unwalkable=["class", "", *[""] * 10]
    )
    tables = {name: getattr(area, name) for name in ("buildings", "services", "barriers", "gates")}
    rest = dict.fromkeys(("households", "communities", "special", "grids"))
    bare = type(area)(crs=area.crs, roads=roads, **tables, **rest)
    quality = pharmacy(bare, units)[0].network
    assert dict(quality.unwalkable_m) == {"class": 2000.0, "other": 2000.0}


def test_notes_on_gates_can_be_read_in_both_languages():
    area, units = world([(205, 372)], SHOP, lines=STREETS, walls=[WALL])
    notes = [note for note in pharmacy(area, units)[0].notes if note.key.startswith("network.")]
    assert {"network.gates", "network.survey"} <= {note.key for note in notes}
    assert all(note.text("zh") and note.text("en") for note in notes)
