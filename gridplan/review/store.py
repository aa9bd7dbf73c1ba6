"""The log of edits: a SQLite file beside the plan that only ever grows.

Every entry is tied to the one before by a hash over all of its columns. One thread writes; who
asks for an entry hears of it when it is on the disk. Entries that wait share one commit, each
within a savepoint of its own, so that one that fails leaves its neighbors alone.
"""

from __future__ import annotations

import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridplan.errors import InputError
from gridplan.export.atomic import flush
from gridplan.review.chain import START, link
from gridplan.review.holding import hold

SUFFIX = ".review.sqlite"
LOCK = ".lock"
MAX_GROUP = 64
COLUMNS = (
    "seq", "edit_id", "scenario", "rev", "base_rev", "time", "author", "op", "asked", "body",
)  # fmt: skip

_SCHEMA = """
CREATE TABLE IF NOT EXISTS edit (
  seq INTEGER PRIMARY KEY,
  edit_id TEXT NOT NULL UNIQUE,
  scenario TEXT NOT NULL,
  rev INTEGER NOT NULL,
  base_rev INTEGER NOT NULL,
  time TEXT NOT NULL,
  author TEXT NOT NULL,
  op TEXT NOT NULL,
  asked TEXT NOT NULL,
  body TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER IF NOT EXISTS edit_stays BEFORE UPDATE ON edit
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER IF NOT EXISTS edit_remains BEFORE DELETE ON edit
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
"""


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Parameters
    ----------
    edit_id
        Made by the client or for it; an entry that is asked for twice is made once.
    scenario, rev, base_rev
        Which plan, its revision afterwards, and the one that the author saw; the same where no
        revision is made.
    time
        UTC, ISO 8601.
    author
        Who asked.
    op
        What was done.
    asked
        Hash of what the client sent.
    body
        What was done in full, as canonical JSON: enough to do it again.
    seq
        Place in the log, from 1; 0 as long as it is not written.
    """

    edit_id: str
    scenario: str
    rev: int
    base_rev: int
    time: str
    author: str
    op: str
    asked: str
    body: str
    seq: int = 0


@dataclass(frozen=True)
class Verdict:
    """Whether a log is whole: how many entries, the last hash, the first that does not fit."""

    n_entries: int
    head: str
    broken_at: int | None


Job = tuple[Entry, "Future[Entry]"]


class EditStore:
    """A log of edits that is open for writing.

    Parameters
    ----------
    path
        The file; made when absent.
    connect
        Opens a connection; the default is SQLite's own.

    Raises
    ------
    InputError
        The file is no log, was changed by other means, cannot be written, or is in use.
    """

    def __init__(
        self, path: Path, *, connect: Callable[[Path], sqlite3.Connection] | None = None
    ) -> None:
        self.path = path
        self._connect = connect or open_database
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._head = START
        self._seq = 0
        self._is_closed = False
        self._hold = hold(path.with_name(path.name + LOCK))
        try:
            self._create()
        except sqlite3.Error as error:
            self._hold.close()
            raise InputError(_unusable(path, error)) from error
        self._writer = threading.Thread(target=self._write_on, name="edit log", daemon=True)
        self._writer.start()

    def _create(self) -> None:
        is_new = not self.path.exists()
        if is_new:
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(self._connect(self.path)) as database:
            database.executescript(_SCHEMA)
            verdict = _verify(database)
        if verdict.broken_at is not None:
            raise sqlite3.DatabaseError(f"entry {verdict.broken_at} does not fit the one before")
        self._seq, self._head = verdict.n_entries, verdict.head
        if is_new:
            flush(self.path.parent)

    def append(self, entry: Entry) -> Entry:
        """Write an entry and return it with its place, when it is safe on the disk."""
        if self._is_closed:
            raise InputError(f"{self.path}: the log is closed.")
        future: Future[Entry] = Future()
        self._jobs.put((entry, future))
        return future.result()

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Yield the entries in order, those after a place."""
        query = f"SELECT {', '.join(COLUMNS)} FROM edit WHERE seq > ? ORDER BY seq"
        with closing(self._connect(self.path)) as database:
            for row in database.execute(query, (after,)):
                yield Entry(**dict(zip(COLUMNS, row, strict=True)))

    @property
    def n_entries(self) -> int:
        """How many entries there are."""
        return self._seq

    @property
    def head(self) -> str:
        """Hash of the last entry."""
        return self._head

    def close(self) -> None:
        """Write what waits, then stop."""
        if not self._is_closed:
            self._is_closed = True
            self._jobs.put(None)
            self._writer.join()
            self._hold.close()

    def _write_on(self) -> None:
        with closing(self._connect(self.path)) as database:
            while (job := self._jobs.get()) is not None:
                group = [job]
                is_last = False
                while len(group) < MAX_GROUP and not self._jobs.empty():
                    following = self._jobs.get()
                    if following is None:
                        is_last = True
                        break
                    group.append(following)
                self._commit(database, group)
                if is_last:
                    return

    def _commit(self, database: sqlite3.Connection, group: Sequence[Job]) -> None:
        head, seq = self._head, self._seq
        written: list[tuple[Future[Entry], Entry]] = []
        try:
            database.execute("BEGIN IMMEDIATE")
            for entry, future in group:
                placed = self._insert(database, entry, future)
                if placed is not None:
                    written.append((future, placed))
            database.execute("COMMIT")
        except sqlite3.Error as error:
            self._head, self._seq = head, seq
            if database.in_transaction:
                database.execute("ROLLBACK")
            for future, _ in written:
                future.set_exception(InputError(_unusable(self.path, error)))
            for _, future in group:
                if not future.done():
                    future.set_exception(InputError(_unusable(self.path, error)))
            return
        for future, placed in written:
            future.set_result(placed)

    def _insert(
        self, database: sqlite3.Connection, entry: Entry, future: Future[Entry]
    ) -> Entry | None:
        """Write one entry within a savepoint; a fault of its own is told to its author alone."""
        placed = Entry(**{**_columns(entry), "seq": self._seq + 1})
        columns = _columns(placed)
        found = link(self._head, columns)
        row = (*columns.values(), self._head, found)
        database.execute("SAVEPOINT entry")
        try:
            marks = ", ".join("?" * len(row))
            database.execute(
                f"INSERT INTO edit ({', '.join(columns)}, previous, hash) VALUES ({marks})", row
            )
        except sqlite3.IntegrityError as error:
            database.execute("ROLLBACK TO entry")
            future.set_exception(InputError(_unusable(self.path, error)))
            return None
        finally:
            database.execute("RELEASE entry")
        self._head, self._seq = found, placed.seq
        return placed


def _columns(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in COLUMNS}


def open_database(path: Path) -> sqlite3.Connection:
    """Open a log so that what is committed survives a power cut, and triggers hold for all."""
    database = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA recursive_triggers = ON")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    return database


def verify_log(path: Path) -> Verdict:
    """Tell whether the log at *path* is whole: every hash fits what it is a hash of.

    Raises
    ------
    InputError
        The file is no log.
    """
    try:
        with closing(open_database(path)) as database:
            return _verify(database)
    except sqlite3.Error as error:
        raise InputError(_unusable(path, error)) from error


def verify_copy(path: Path) -> Verdict:
    """Tell whether a copy of a log that nobody writes to is whole; it is left as it is.

    Raises
    ------
    InputError
        The file is no log.
    """
    try:
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            return _verify(database)
    except sqlite3.Error as error:
        raise InputError(f"{path}: this is no whole copy of a log ({error}).") from error


def _verify(database: sqlite3.Connection) -> Verdict:
    if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("its pages are damaged")
    head, n = START, 0
    query = f"SELECT {', '.join(COLUMNS)}, previous, hash FROM edit ORDER BY seq"
    for *values, previous, found in database.execute(query):
        columns = dict(zip(COLUMNS, values, strict=True))
        is_next = columns["seq"] == n + 1 and previous == head
        if not is_next or link(head, columns) != found:
            return Verdict(n, head, n + 1)
        head, n = found, n + 1
    return Verdict(n, head, None)


def _unusable(path: Path, error: Exception) -> str:
    return (
        f"{path}: the log of edits cannot be used ({error}). Put a copy of it in its "
        "place with `gridplan review PLAN --restore COPY`, or move it away to begin a new one."
    )
