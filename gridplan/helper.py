"""A process of its own that answers what it is asked.

It is started as a program and spoken to through pipes. The standard pools of processes would run a
user's script again in each of theirs. It ends when its pipe does, and the system closes that with
the process that asks, however this ends.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from types import MappingProxyType
from typing import IO, Any, TextIO, cast

PROGRAM = (  # what is printed there is no answer
    "import sys; sys.path[:] = {path!r}; sys.stdout = sys.stderr; from {room} import serve; serve()"
)
LOST = (EOFError, OSError, pickle.PickleError)  # what asking raises where the helper is no more


class Helper:
    """One other process.

    Parameters
    ----------
    room
        Name of the module whose function ``serve()`` it runs; that calls `answer_all`.
    """

    def __init__(self, room: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(path=sys.path, room=room)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # who asks does again what fails there
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ask(self, question: Any) -> Any:
        """Return the answer; waits for it.

        Raises
        ------
        EOFError, OSError, pickle.PickleError
            The helper is no more; see `LOST`.
        """
        _send(cast(IO[bytes], self._process.stdin), question)
        return pickle.load(cast(IO[bytes], self._process.stdout))

    def kill(self) -> None:
        """End the process, whatever it is doing; who waits for its answer gets none."""
        self._process.kill()

    def close(self) -> None:
        """End the process and take leave of it."""
        self.kill()
        self._process.communicate()  # a pipe that breaks when it is closed is no fault there


def answer_all(answer: Callable[[Any], Any]) -> None:
    """Answer questions from standard input until it ends."""
    answers = cast(TextIO, sys.__stdout__).buffer
    while True:
        try:
            question = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _send(answers, answer(question))


class _Pickler(pickle.Pickler):
    """Pickles read-only views of dictionaries, which profiles and findings hold."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, MappingProxyType):
            return _view, (dict(value),)
        return NotImplemented


def _view(values: dict[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(values)


def _send(stream: IO[bytes], value: Any) -> None:
    _Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    stream.flush()
