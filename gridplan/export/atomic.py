"""Complete or absent: files are made aside, flushed to disk, then renamed into place.

A crash leaves the old files as they were. `report.json` is renamed last, so that a folder with a
new report is a folder with everything new.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridplan.errors import ParamError

PREFIX = ".gridplan-tmp-"
LAST = "report.json"


@contextmanager
def staging_folder(target: Path) -> Iterator[Path]:
    """Give a private folder beside *target* on the same disk; it is gone afterwards.

    Raises
    ------
    ParamError
        The place cannot be written to.
    """
    require_writable(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def require_writable(target: Path) -> None:
    """Make sure that the folder *target* can be made or written to; leave nothing behind.

    Raises
    ------
    ParamError
        It cannot, or a file stands in its place.
    """
    try:
        if target.exists() and not target.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "it is a file, not a folder")
        nearest = next(folder for folder in (target, *target.absolute().parents) if folder.is_dir())
        handle, name = tempfile.mkstemp(prefix=PREFIX, dir=nearest)
        os.close(handle)
        os.unlink(name)
    except OSError as error:
        raise _unwritable(target, error) from error


def publish(staging: Path, target: Path) -> tuple[Path, ...]:
    """Move every file of *staging* into *target*, replacing old ones; return the new paths.

    Raises
    ------
    ParamError
        The disk is full or the place cannot be written to; files not yet replaced stay old.
    """
    names = sorted((path.name for path in staging.iterdir()), key=lambda n: (n == LAST, n))
    try:
        for name in names:
            flush(staging / name)
        target.mkdir(exist_ok=True)
        for name in names:
            os.replace(staging / name, target / name)
        flush(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    return tuple(target / name for name in names)


def publish_text(path: Path, text: str) -> Path:
    """Write one text file, whole or not at all, and return its path."""
    with staging_folder(path.parent) as staging:
        (staging / path.name).write_text(text, encoding="utf-8", newline="\n")
        publish(staging, path.parent)
    return path


def flush(path: Path) -> None:
    """Put a file, or the names in a folder, safely on the disk, where the system can."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        return  # it opens no folder
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(target: Path, error: OSError) -> ParamError:
    return ParamError(
        f"{target} cannot be written: {error.strerror or error}. "
        "Choose another folder with -o, or free the disk; nothing was changed there."
    )
