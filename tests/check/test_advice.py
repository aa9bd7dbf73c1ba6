"""What would help is said with ids and codes."""

from gridplan.check import check_plan
from gridplan.check.advice import considered
from gridplan.params import Band, Params
from gridplan.policy import load_profile
from gridplan.testing.worlds import lattice_area
from gridplan.text import LANGUAGES
from tests.check.worlds import check_row, row_land, row_plans, row_units, subject_of


def remedies(report, level):
    """Remedies of the first zone out of band of a level, by name."""
    sizes = (v for v in report.violations if v.level == level and v.key.startswith("check.size"))
    return {r.key.removeprefix("partition.fix_"): dict(r.values) for r in next(sizes).remedies}


def test_a_house_moves_within_its_grid():
    units = row_units([30, 30, 30, 30, 60])
    found = remedies(check_row(units, row_plans([0] * 5, [0, 1, 1, 1, 2])), "microgrid")
    assert found["take"]["unit"] == units.ids[1]
    assert found["take"]["other"].endswith("02")


def test_a_grid_changes_by_whole_microgrids():
    units = row_units([60, 60, 60, 60, 60, 60, 80], kind="complex")
    plans = row_plans([0, 0, 0, 1, 1, 1, 1], range(7))
    found = remedies(check_row(units, plans), "grid")
    assert found["take"]["unit"] == "330411001001002 04"
    assert (found["take"]["load"], found["take"]["other_load"]) == (240, 200)


def test_the_far_bank_is_named_by_its_houses():
    units = row_units([30, 30])
    report = check_row(units, row_plans([0, 0], [0, 1]), land=row_land(2, gaps=[0]))
    join = remedies(report, "microgrid")["join"]
    assert {join["unit"], join["there"]} == set(units.ids)


def test_every_move_across_a_border_is_accounted_for():
    units = row_units([30, 30, 30, 30])
    plans = row_plans([0, 0, 0, 0], [0, 0, 1, 1])
    moves = considered(subject_of(units, plans), plans[-1], Band(50, 80), 0)
    for language in LANGUAGES:
        texts = [f"{what.text(language)} {why.text(language)}" for what, why in moves]
        assert len(texts) == 3  # give a house, take one, merge
        assert all("{" not in text for text in texts)


def test_a_comparison_does_without_advice():
    units, plans = row_units([30, 30]), row_plans([0, 0], [0, 1])
    area = lattice_area(1, 2, households=[30, 30])
    subject = (area, units, row_land(2), plans, load_profile("xiuzhou-2023"), Params())
    advised, plain = check_plan(*subject), check_plan(*subject, is_advised=False)
    assert any(violation.remedies for violation in advised.violations)
    assert not any(violation.remedies for violation in plain.violations)
    pairs = zip(advised.verdicts, plain.verdicts, strict=True)
    assert all((a.status, a.n_broken) == (b.status, b.n_broken) for a, b in pairs)
