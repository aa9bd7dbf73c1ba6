"""The server is killed in the middle of bursts of edits; two people edit at the same moment."""

import json
import os
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from gridplan.document import write_document
from gridplan.review.desk import Wish
from gridplan.review.refusal import Refused
from tests.review.desks import open_desk
from tests.small import halves_result, small_result

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "review_kill.py"
N_CYCLES = 20
N_PAIRS = 500


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the server is killed in a fork")
def test_no_acknowledged_edit_is_lost_when_the_server_is_killed(tmp_path):
    write_document(small_result(), tmp_path / "plan.gpkg", language="en")
    command = [sys.executable, str(SCRIPT), str(tmp_path), "--cycles", str(N_CYCLES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["acknowledged"] > N_CYCLES
    assert (found["lost"], found["broken"], found["is_replay_whole"]) == (0, 0, True)


def side_by_side(*deeds):
    """Do things in threads of their own until all are done."""
    people = [threading.Thread(target=deed) for deed in deeds]
    for one in people:
        one.start()
    for one in people:
        one.join()


def pairs_of(desk, units):
    """Let two people lock and unlock a unit each, always both at once; give what came of it."""
    both = threading.Barrier(2)
    outcomes = [[] for _ in range(N_PAIRS)]

    def person(unit):
        for turn in range(N_PAIRS):
            both.wait()
            rev = desk.revision("main").rev
            both.wait()
            asked = {"op": "lock_units", "units": [unit], "is_locked": turn % 2 == 0}
            try:
                made = desk.edit(Wish("main", rev), asked, f"person {unit}")
                outcomes[turn].append(("made", made.rev))
            except Refused as refused:
                outcomes[turn].append((refused.code, refused.more["rev"]))
            both.wait()

    side_by_side(*(partial(person, unit) for unit in units))
    return [sorted(pair) for pair in outcomes]


def test_of_two_edits_at_the_same_moment_one_is_made_and_one_is_told(tmp_path):
    desk = open_desk(tmp_path)
    for turn, pair in enumerate(pairs_of(desk, (0, 1)), start=1):
        assert pair == [("made", turn), ("stale", turn)]
    desk.store.close()
    again = open_desk(tmp_path)
    assert again.revision("main").rev == N_PAIRS
    again.store.close()


def test_two_edits_at_the_same_moment_in_two_communities_are_both_made(tmp_path):
    desk = open_desk(tmp_path, halves_result())
    community = halves_result().units.community
    units = [int(np.flatnonzero(community == k)[0]) for k in (0, 1)]
    for turn, pair in enumerate(pairs_of(desk, units)):
        assert pair == [("made", 2 * turn + 1), ("made", 2 * turn + 2)]
    assert desk.state(desk.revision("main")).locked_units == frozenset()
    before = desk.revision("main", 2 * N_PAIRS - 2)
    assert len(desk.state(before).locked_units) == 2
    desk.store.close()
    again = open_desk(tmp_path, halves_result())
    assert again.revision("main").rev == 2 * N_PAIRS
    again.store.close()


def test_an_edit_that_is_sent_five_times_at_once_is_one_revision(tmp_path):
    desk = open_desk(tmp_path)
    together = threading.Barrier(5)
    made = []

    def send():
        together.wait()
        asked = {"op": "lock_units", "units": [3], "is_locked": True}
        made.append(desk.edit(Wish("main", 0, "the-same-edit"), asked))

    side_by_side(*[send] * 5)
    assert {one.rev for one in made} == {1}
    assert len(made) == 5
    assert sum(entry.op == "lock_units" for entry in desk.entries()) == 1
    desk.store.close()
