"""A power cut at 1,000 points in time: what was acknowledged is there, the log is whole.

The control without syncs must fail; so the test can see a sync that is missing.
"""

import os
import sqlite3
import tempfile
from pathlib import Path

import pytest

from gridplan.errors import InputError
from gridplan.review.store import EditStore, open_database, verify_log
from tests.review.recorder import Recorder, cuts
from tests.review.test_store import entry

N_EDITS = 120
N_POINTS = 1000
NAME = "plan.gpkg.review.sqlite"


def without_syncs(path):
    database = open_database(path)
    database.execute("PRAGMA synchronous = OFF")
    return database


def recorded(folder, connect):
    """Return what happens to the files while edits are made one after the other."""
    recorder = Recorder()
    with recorder.installed():
        store = EditStore(folder / NAME, connect=connect)
        recorder.mark("ready", 0)
        for number in range(1, N_EDITS + 1):
            store.append(entry(number))
            recorder.mark("acknowledged", number)
            if number % 40 == 0:  # so that the log is carried over into the file now and then
                with sqlite3.connect(folder / NAME) as database:
                    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                database.close()
        store.close()
    return recorder.events


def outcomes(folder, events):
    """Return how many points leave a damaged log, and how many lose an acknowledged edit."""
    n_damaged = n_lost = 0
    for acknowledged, files in cuts(events, N_POINTS):
        for name in os.listdir(folder):
            os.unlink(folder / name)
        for name, content in files.items():
            if not name.endswith("-shm"):
                (folder / name).write_bytes(content)
        try:
            verdict = verify_log(folder / NAME)
        except InputError:
            n_damaged += 1
            continue
        n_damaged += verdict.broken_at is not None
        n_lost += verdict.n_entries < acknowledged
    return n_damaged, n_lost


@pytest.fixture
def folders(tmp_path):
    if os.name == "nt":
        pytest.skip("the functions of files are those of Unix")
    made = tmp_path / "made"
    made.mkdir()
    memory = Path("/dev/shm")  # what is left is only read: no need to wait for a disk
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as left:
        yield made, Path(left)


def test_no_acknowledged_edit_is_lost_in_a_power_cut(folders):
    made, left = folders
    events = recorded(made, open_database)
    assert sum(event.kind == "sync" for event in events) >= N_EDITS
    assert outcomes(left, events) == (0, 0)


def test_without_syncs_the_same_cuts_do_harm(folders):
    made, left = folders
    events = recorded(made, without_syncs)
    n_damaged, n_lost = outcomes(left, events)
    assert n_damaged + n_lost > 0.1 * N_POINTS
