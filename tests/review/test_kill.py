"""The server is killed in the middle of bursts of edits; two people edit at the same moment."""

import json
import os
import subprocess
import sys
import threading
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


def test_of_two_edits_at_the_same_moment_one_is_made_and_one_is_told(tmp_path):
    desk = open_desk(tmp_path)
    both = threading.Barrier(2)
    outcomes = []

    def person(own):
        for turn in range(N_PAIRS):
            both.wait()
            rev = desk.revision("main").rev
            both.wait()
            asked = {"op": "lock_units", "units": [own], "is_locked": turn % 2 == 0}
            try:
                made = desk.edit(Wish("main", rev), asked, f"person {own}")
                outcomes.append((turn, "made", made.rev))
            except Refused as refused:
                outcomes.append((turn, refused.code, refused.more["rev"]))
            both.wait()

    people = [threading.Thread(target=person, args=(own,)) for own in (0, 1)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    for turn in range(N_PAIRS):
        pair = sorted((code, rev) for at, code, rev in outcomes if at == turn)
        assert pair == [("made", turn + 1), ("stale", turn + 1)]
    desk.store.close()
    again = open_desk(tmp_path)
    assert again.revision("main").rev == N_PAIRS
    again.store.close()


def test_two_edits_at_the_same_moment_in_two_communities_are_both_made(tmp_path):
    desk = open_desk(tmp_path, halves_result())
    both = threading.Barrier(2)
    made = []

    def person(own):
        for turn in range(N_PAIRS):
            both.wait()
            rev = desk.revision("main").rev
            both.wait()
            asked = {"op": "lock_units", "units": [own], "is_locked": turn % 2 == 0}
            found = desk.edit(Wish("main", rev), asked, f"person {own}")
            made.append((turn, own, found.rev))
            both.wait()

    community = halves_result().units.community
    people = [
        threading.Thread(target=person, args=(int(np.flatnonzero(community == k)[0]),))
        for k in (0, 1)
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    for turn in range(N_PAIRS):
        revs = sorted(rev for at, _, rev in made if at == turn)
        assert revs == [2 * turn + 1, 2 * turn + 2]
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

    people = [threading.Thread(target=send) for _ in range(5)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert {one.rev for one in made} == {1}
    assert len(made) == 5
    assert sum(entry.op == "lock_units" for entry in desk.entries()) == 1
    desk.store.close()
