"""The log only grows, and shows when somebody changed it."""

import sqlite3

import pytest

from gridplan.errors import InputError
from gridplan.review.chain import canonical, digest
from gridplan.review.store import COLUMNS, EditStore, Entry, open_database, verify_log


def entry(number, **more):
    known = {
        "edit_id": f"edit-{number:04}", "scenario": "main", "rev": number, "base_rev": number - 1,
        "time": "2026-01-01T00:00:00+00:00", "author": "wang", "op": "move", "asked": "",
        "body": canonical({"op": "move", "units": [number]}),
    }  # fmt: skip
    return Entry(**{**known, **more})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plan.gpkg.review.sqlite"


def filled(path, n=5):
    store = EditStore(path)
    for number in range(1, n + 1):
        store.append(entry(number))
    store.close()
    return store


def test_entries_are_there_after_the_store_was_opened_again(path):
    head = filled(path).head
    store = EditStore(path)
    assert [one.rev for one in store.entries()] == [1, 2, 3, 4, 5]
    assert store.append(entry(6)).seq == 6
    assert store.head != head
    store.close()
    assert verify_log(path).broken_at is None


def test_a_log_is_safe_and_readable_by_its_owner_only(path):
    filled(path)
    with open_database(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)
        assert database.execute("PRAGMA recursive_triggers").fetchone() == (1,)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE edit SET author = 'li' WHERE seq = 2",
        "DELETE FROM edit WHERE seq = 2",
        "INSERT OR REPLACE INTO edit SELECT * FROM edit WHERE seq = 2",
    ],
)
def test_nothing_in_the_log_can_be_changed(path, sql):
    filled(path)
    with open_database(path) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute(sql)
    assert verify_log(path).broken_at is None


@pytest.mark.parametrize("column", [*COLUMNS[1:], "previous", "hash"])
def test_a_change_of_any_column_past_the_triggers_is_found(path, column):
    filled(path)
    with sqlite3.connect(path) as database:
        database.executescript("DROP TRIGGER edit_stays; DROP TRIGGER edit_remains;")
        was = database.execute(f"SELECT {column} FROM edit WHERE seq = 3").fetchone()[0]
        new = was + 1 if isinstance(was, int) else was + "x"
        database.execute(f"UPDATE edit SET {column} = ? WHERE seq = 3", (new,))
    assert verify_log(path).broken_at == 3
    with pytest.raises(InputError, match="entry 3"):
        EditStore(path)


def test_a_missing_entry_is_found(path):
    filled(path)
    with sqlite3.connect(path) as database:
        database.executescript("DROP TRIGGER edit_remains; DELETE FROM edit WHERE seq = 2;")
    assert verify_log(path).broken_at == 2


def test_an_entry_that_cannot_be_written_leaves_its_neighbors_alone(path):
    store = EditStore(path)
    store.append(entry(1))
    with pytest.raises(InputError):
        store.append(entry(2, edit_id="edit-0001"))
    assert store.append(entry(3)).seq == 2
    store.close()
    assert verify_log(path) == verify_log(path)
    assert verify_log(path).n_entries == 2


def test_a_file_that_is_no_log_is_told(path):
    path.write_bytes(b"no database" * 100)
    with pytest.raises(InputError, match="log of edits"):
        EditStore(path)


def test_columns_cannot_run_into_each_other():
    assert digest({"a": "1", "b": "23"}) != digest({"a": "12", "b": "3"})
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})


def test_a_log_is_open_in_one_server_at_a_time(path):
    first = EditStore(path)
    with pytest.raises(InputError, match="another review"):
        EditStore(path)
    first.close()
    EditStore(path).close()
