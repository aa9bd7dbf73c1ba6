"""Several problems at once."""

import numpy as np
import pytest

from gridplan import helper
from gridplan.params import Band
from gridplan.partition import crew, nest_all
from tests.partition.worlds import lattice, problem

BANDS = (Band(200, 300), Band(50, 80))


def jobs():
    xy, pairs = lattice(6, 6)
    weights = np.random.default_rng(4)
    return [(problem(xy, weights.choice([0, 12, 30, 95], 36), pairs), BANDS) for _ in range(3)]


def labels(nestings):
    return [[level.labels.tolist() for level in nesting.levels] for nesting in nestings]


@pytest.fixture
def helped(monkeypatch):
    """Let a helper start for any work, however small."""
    monkeypatch.setattr(crew, "MIN_UNITS", 0)


def test_helpers_change_nothing(helped):
    alone, together = nest_all(jobs()), nest_all(jobs(), n_processes=2)
    assert labels(alone) == labels(together)
    faults = [[level.violations for level in nesting.levels] for nesting in alone]
    assert faults == [[level.violations for level in nesting.levels] for nesting in together]


def test_what_a_helper_cannot_do_is_done_here(helped, monkeypatch):
    monkeypatch.setattr(helper, "PROGRAM", "raise SystemExit(1) # {path} {room}")
    assert labels(nest_all(jobs(), n_processes=3)) == labels(nest_all(jobs()))


def test_a_helper_answers_from_its_own_process(helped, monkeypatch):
    monkeypatch.setattr(crew, "nest", lambda *job, **options: pytest.fail("done here"))
    monkeypatch.setattr(crew, "_take", taken_by_helpers_only(crew._take))
    assert len(nest_all(jobs(), n_processes=2)) == 3


def taken_by_helpers_only(take):
    import threading

    def taken(todo):
        return None if threading.current_thread() is threading.main_thread() else take(todo)

    return taken


def test_progress_rises_to_the_end(helped):
    told = []
    nest_all(jobs(), n_processes=2, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_cancel_gives_a_plan_of_every_job(helped):
    found = nest_all(jobs(), n_processes=2, cancel=lambda: True)
    assert len(found) == 3
    assert all(len(nesting.levels) == 2 for nesting in found)


def test_no_job_has_no_answer():
    assert nest_all([]) == []


def test_towns_of_very_many_units_are_not_recombined(monkeypatch):
    asked = []
    monkeypatch.setattr(crew, "nest", lambda job, bands, **_: asked.append(job.is_recombined))
    monkeypatch.setattr(crew, "MAX_RECOMBINED", 3 * 36)
    nest_all(jobs())
    nest_all([*jobs(), *jobs()[:1]])
    assert asked == [True] * 3 + [False] * 4
