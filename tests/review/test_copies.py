"""Copies of the log: whole, few, taken by themselves, and brought back."""

import sqlite3
import threading

import pytest

from gridplan.errors import InputError
from gridplan.review import copies
from gridplan.review.copies import Copies, copies_of, copy_log, restore, superseded
from gridplan.review.desk import Wish
from gridplan.review.store import EditStore, open_database, verify_copy, verify_log
from tests.review.desks import edit, open_desk
from tests.review.test_store import entry, filled

N_CYCLES = 20


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plan.gpkg.review.sqlite"


def spoil(path):
    with open_database(path) as database:
        database.executescript("DROP TRIGGER edit_stays; UPDATE edit SET author = 'li';")
    database.close()


def test_a_copy_is_whole_private_and_one_file(path):
    head = filled(path).head
    made, verdict = copy_log(path)
    assert (verdict.n_entries, verdict.head) == (5, head)
    assert [one.name for one in made.parent.iterdir()] == [made.name]
    assert (made.stat().st_mode & 0o077, made.parent.stat().st_mode & 0o077) == (0, 0)
    before = made.read_bytes()
    assert verify_copy(made) == verify_log(path)
    assert made.read_bytes() == before


def test_what_a_killed_copy_left_is_swept_away(path):
    filled(path)
    made, _ = copy_log(path)
    (made.parent / "2026-01-01T00-00-00-0Z.part").write_bytes(b"half")
    again, _ = copy_log(path)
    assert sorted(made.parent.iterdir()) == [made, again]


def test_a_log_that_was_changed_is_not_copied(path):
    filled(path)
    spoil(path)
    with pytest.raises(InputError, match="entry 1"):
        copy_log(path)
    assert list(copies.folder_of(path).iterdir()) == []


def test_the_newest_and_the_last_of_each_day_stay():
    names = [
        f"2026-03-{day:02}T{hour:02}-00-00-000000Z.sqlite"
        for day in range(1, 21)
        for hour in range(3)
    ]
    kept = sorted(set(names) - set(superseded(names)))
    assert kept[-10:] == names[-10:]
    assert kept[:-10] == [f"2026-03-{day:02}T02-00-00-000000Z.sqlite" for day in range(7, 17)]
    assert superseded(names[:10]) == []


def test_old_copies_go_when_a_new_one_is_made(path, monkeypatch):
    monkeypatch.setattr(copies, "KEPT", 3)
    filled(path)
    made = [copy_log(path)[0] for _ in range(5)]
    assert copies_of(path) == made[-3:]


def test_a_copy_is_taken_of_what_is_new_alone(path):
    store = EditStore(path)
    store.append(entry(1))
    keeper = Copies(store)
    assert keeper.take() is not None
    assert keeper.take() is None
    store.append(entry(2))
    assert verify_copy(keeper.take()).n_entries == 2
    store.close()


def test_a_copy_is_taken_every_so_often_while_people_work(tmp_path, monkeypatch):
    monkeypatch.setattr(copies, "EVERY", 10)
    desk = open_desk(tmp_path)
    desk.listeners.append(Copies(desk.store).note)
    for turn in range(25):
        edit(desk, {"op": "lock_units", "units": [0], "is_locked": turn % 2 == 0})
        for one in threading.enumerate():
            if one.name == "copy of the log":
                one.join()
    assert [verify_copy(one).n_entries for one in copies_of(desk.store.path)] == [10, 20]
    desk.store.close()


def test_a_copy_of_a_log_that_is_written_to_is_one_moment_of_it(tmp_path):
    desk = open_desk(tmp_path)
    is_over = threading.Event()

    def work():
        for turn in range(200):
            asked = {"op": "lock_units", "units": [0], "is_locked": turn % 2 == 0}
            desk.edit(Wish("main", turn), asked)
        is_over.set()

    worker = threading.Thread(target=work)
    worker.start()
    found = []
    while not is_over.is_set():
        found.append(copy_log(desk.store.path)[1])
    worker.join()
    desk.store.close()
    assert all(one.broken_at is None for one in found)
    assert [one.n_entries for one in found] == sorted(one.n_entries for one in found)


def test_a_review_goes_on_where_no_copy_can_be_made(path, caplog):
    store = EditStore(path)
    store.append(entry(1))
    copies.folder_of(path).write_text("in the way")
    assert Copies(store).take() is None
    assert "no copy of the log" in caplog.text
    assert store.append(entry(2)).seq == 2
    store.close()


def test_what_is_restored_is_what_was_there_whatever_became_of_the_log(tmp_path):
    desk = open_desk(tmp_path)
    path = desk.store.path
    for cycle in range(N_CYCLES):
        edit(desk, {"op": "lock_units", "units": [cycle], "is_locked": True})
        made, _ = copy_log(path)
        head, locked = desk.store.head, desk.state(desk.revision("main")).locked_units
        edit(desk, {"op": "lock_units", "units": [40], "is_locked": True})
        desk.store.close()
        ruin(path, cycle)
        verdict, aside = restore(path, made)
        assert (verdict.head, verify_log(path).head) == (head, head)
        assert (aside is None) == (cycle % 3 == 2)
        desk = open_desk(tmp_path)
        assert desk.state(desk.revision("main")).locked_units == locked
    desk.store.close()


def ruin(path, way):
    """Change an entry, write over the file, or delete it."""
    if way % 3 == 0:
        spoil(path)
    elif way % 3 == 1:
        path.write_bytes(b"no log")
    else:
        for tail in ("", "-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)


def test_a_log_in_use_is_not_replaced(path):
    filled(path)
    made, _ = copy_log(path)
    store = EditStore(path)
    with pytest.raises(InputError, match="is open"):
        restore(path, made)
    assert store.append(entry(6)).seq == 6
    store.close()


def test_what_is_no_whole_copy_replaces_nothing(path):
    filled(path)
    made, _ = copy_log(path)
    before = path.read_bytes()
    with sqlite3.connect(made) as database:
        database.executescript("DROP TRIGGER edit_stays; UPDATE edit SET rev = 9 WHERE seq = 3;")
    database.close()
    with pytest.raises(InputError, match="entry 3"):
        restore(path, made)
    made.write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match="no whole copy"):
        restore(path, made)
    assert path.read_bytes() == before
