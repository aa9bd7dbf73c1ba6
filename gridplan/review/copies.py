"""Copies of the log beside it: taken while it is written to, each verified, the oldest dropped.

SQLite's online backup reads the log as one moment shows it. A copy gets its name only when its
hash chain is whole and it is safe on the disk, so that any file with such a name can be restored.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from gridplan.errors import InputError
from gridplan.export.atomic import flush
from gridplan.review.holding import hold
from gridplan.review.store import LOCK, EditStore, Verdict, verify_copy

FOLDER = ".copies"
ENDING = ".sqlite"
EVERY = 500  # entries of the log between two copies
KEPT = 10
KEPT_DAYS = 14
_STAMP = "%Y-%m-%dT%H-%M-%S-%fZ"
_LOG = logging.getLogger(__name__)


class Copies:
    """The copies of a log that is open for writing.

    Parameters
    ----------
    store
        The log.
    """

    def __init__(self, store: EditStore) -> None:
        self._store = store
        self._n_copied = 0
        self._lock = threading.Lock()

    def take(self) -> Path | None:
        """Copy the log and return the copy; None where nothing is new, or no copy can be made.

        A review goes on without: what failed is told to the log of the program.
        """
        with self._lock:
            if self._store.n_entries == self._n_copied:
                return None
            try:
                made, verdict = copy_log(self._store.path)
            except (OSError, sqlite3.Error, InputError) as error:
                _LOG.warning("%s: no copy of the log could be made (%s)", self._store.path, error)
                return None
            self._n_copied = verdict.n_entries
            return made

    def note(self) -> None:
        """Hear that something was written; every so often that is copied, and nobody waits."""
        is_due = self._store.n_entries - self._n_copied >= EVERY
        if is_due and not self._lock.locked():
            threading.Thread(target=self.take, name="copy of the log", daemon=True).start()


def copy_log(log: Path) -> tuple[Path, Verdict]:
    """Copy a log into the folder of its copies, drop what is too old; return what was made.

    Raises
    ------
    OSError, sqlite3.Error
        The copy cannot be written.
    InputError
        The log is not whole.
    """
    folder = folder_of(log)
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.glob("*.part"):  # of a copy that was killed
        left.unlink()
    made = folder / (datetime.now(UTC).strftime(_STAMP) + ENDING)
    waiting = made.with_suffix(".part")
    os.close(os.open(waiting, os.O_CREAT | os.O_WRONLY, 0o600))
    try:
        _back_up(log, waiting)
        verdict = require_whole(waiting)
        flush(waiting)
        os.replace(waiting, made)
    finally:
        waiting.unlink(missing_ok=True)
    flush(folder)
    for name in superseded([path.name for path in copies_of(log)]):
        (folder / name).unlink(missing_ok=True)
    return made, verdict


def _back_up(source: Path, target: Path) -> None:
    """Copy a log page by page; the copy is one file, without a journal beside it."""
    with closing(sqlite3.connect(source)) as log, closing(sqlite3.connect(target)) as copy:
        log.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def folder_of(log: Path) -> Path:
    """Return the folder of the copies of a log."""
    return log.with_name(log.name + FOLDER)


def copies_of(log: Path) -> list[Path]:
    """Return the copies of a log, the oldest first."""
    return sorted(folder_of(log).glob(f"*{ENDING}"))


def superseded(names: Sequence[str]) -> list[str]:
    """Return which copies to drop: all but the newest ten, and the last of each of 14 days.

    Examples
    --------
    >>> superseded([f"2026-03-01T{hour:02}.sqlite" for hour in range(12)])
    ['2026-03-01T00.sqlite', '2026-03-01T01.sqlite']
    """
    last = {name.partition("T")[0]: name for name in sorted(names)}
    days = sorted(last)[-KEPT_DAYS:]
    kept = {*sorted(names)[-KEPT:], *(last[day] for day in days)}
    return sorted(set(names) - kept)


def require_whole(copy: Path) -> Verdict:
    """Return the verdict on a copy.

    Raises
    ------
    InputError
        It is no log, or an entry does not fit the one before.
    """
    found = verify_copy(copy)
    if found.broken_at is not None:
        raise InputError(
            f"{copy}: entry {found.broken_at} does not fit the one before. Choose another copy."
        )
    return found


def restore(log: Path, copy: Path) -> tuple[Verdict, Path | None]:
    """Put a copy in the place of a log, which is moved aside; return its verdict and where to.

    Raises
    ------
    InputError
        The copy is not whole, or the log is in use.
    """
    verdict = require_whole(copy)
    with closing(hold(log.with_name(log.name + LOCK))):
        waiting = log.with_name(log.name + ".part")
        try:
            _back_up(copy, waiting)
            flush(waiting)
            aside = _put_aside(log)
            os.replace(waiting, log)
        finally:
            waiting.unlink(missing_ok=True)
        flush(log.parent)
    return verdict, aside


def _put_aside(log: Path) -> Path | None:
    """Move a log, and what SQLite keeps beside it, to another name."""
    if not log.exists():
        return None
    aside = log.with_name(f"{log.name}.before-{datetime.now(UTC).strftime(_STAMP)}")
    for tail in ("-wal", "-shm", ""):
        part = log.with_name(log.name + tail)
        if part.exists():
            os.replace(part, aside.with_name(aside.name + tail))
    return aside
