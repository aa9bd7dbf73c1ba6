"""One server for each log: a lock that ends with the process, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from gridplan.errors import InputError


def hold(path: Path) -> IO[bytes]:
    """Take the lock at *path* and return the open file; the lock is given back when it is closed.

    Raises
    ------
    InputError
        Another process has it.
    """
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    try:
        _lock(file)
    except OSError as error:
        file.close()
        raise InputError(
            f"{path}: another review of this plan is open. Use its address, or end it first."
        ) from error
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
