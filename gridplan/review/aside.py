"""The check in a process of its own, so that it never holds the interpreter that edits need.

The helper is started as a program of its own and spoken to through pipes, like those of
`gridplan.partition.crew`. It ends when its pipe does, and the system closes that with the server,
however the server ends.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from types import MappingProxyType
from typing import IO, Any

from gridplan.check import check_zones
from gridplan.model import Violation

NICENESS = 5  # findings may be late where edits want the processor
HELPER = "import sys; sys.path[:] = {path!r}; from gridplan.review.aside import serve; serve()"


class Aside:
    """Checks zones as `gridplan.check.check_zones` does, one community at a time, elsewhere.

    What the helper cannot do is done here, where its error is raised; so is what it was at when
    it was ended from outside. The next check then has a new helper.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process that helps, None between two of them."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the helper, so that it is ready when it is needed."""
        with self._lock:
            self._process = self._process or _helper()

    def __call__(self, *subject: Any, **more: Any) -> tuple[Violation, ...]:
        """Return what the zones of some communities break."""
        with self._lock:
            try:
                self._process = self._process or _helper()
                _send(self._process.stdin, (subject, more))
                found: tuple[Violation, ...] = pickle.load(_stream(self._process.stdout))
            except (EOFError, OSError, pickle.PickleError):
                self._end()
            else:
                return found
        return check_zones(*subject, **more)

    def close(self) -> None:
        """End the helper, whatever it is doing."""
        if self._process is not None:
            self._process.kill()  # who waits for its answer gets none, and lets go of the lock
        with self._lock:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _helper() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", HELPER.format(path=sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what fails there is done again here
        start_new_session=True,
    )


class _Pickler(pickle.Pickler):
    """Pickles read-only views of dictionaries, which profiles and findings hold."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, MappingProxyType):
            return _view, (dict(value),)
        return NotImplemented


def _view(values: dict[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(values)


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe


def _send(pipe: IO[bytes] | None, value: Any) -> None:
    stream = _stream(pipe)
    _Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    stream.flush()


def serve() -> None:
    """Answer what is asked on standard input until that ends."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    while True:
        try:
            subject, more = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _send(answers, check_zones(*subject, **more))
