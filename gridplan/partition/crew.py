"""Several problems at once: other processes help, the answers are the same.

The helpers are started as programs of their own and spoken to through pipes. The standard pools
of processes would run a user's script again in each of them, and threads wait for one another
between the many short calls of the kernels.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import IO, Any

from gridplan.params import Band
from gridplan.partition.api import nest
from gridplan.partition.engine import forward
from gridplan.partition.problem import Problem
from gridplan.partition.solution import Nesting

Job = tuple[Problem, Sequence[Band] | None]

MIN_UNITS = 600  # less work than this is done before a helper has started
WAIT_S = 0.1  # between looks at helpers that still work
HELPER = "import sys; sys.path[:] = {path!r}; from gridplan.partition.crew import serve; serve()"


def nest_all(
    jobs: Sequence[Job],
    *,
    n_processes: int = 1,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> list[Nesting]:
    """Plan every job as `nest` does; the answers do not depend on *n_processes*.

    Parameters
    ----------
    jobs
        Problem and bands of each, as `nest` takes them.
    n_processes
        Processes that work, this one included.
    progress, cancel
        Hear 0..1, in this thread; say True to stop with the best plans so far.
    """
    answers: list[Nesting | None] = [None] * len(jobs)
    sizes = [max(len(problem), 1) for problem, _ in jobs]
    todo = deque(sorted(range(len(jobs)), key=lambda i: (-sizes[i], i)))
    n_helpers = min(n_processes, len(jobs)) - 1 if sum(sizes) >= MIN_UNITS else 0
    helpers = [_Helper(jobs, todo, answers) for _ in range(n_helpers)]
    hear = forward(progress)

    def tell(within: float = 0.0) -> None:
        if hear is not None:
            done = sum(size for size, found in zip(sizes, answers, strict=True) if found)
            hear(min(1.0, (done + within) / sum(sizes)))

    try:
        while todo or any(helper.is_alive() for helper in helpers):
            number = _take(todo)
            if number is None:
                _wait(helpers, cancel)
            else:
                size = sizes[number]
                own = None if hear is None else lambda share, size=size: tell(share * size)
                answers[number] = nest(*jobs[number], progress=own, cancel=cancel)
            tell()
    finally:
        for helper in helpers:
            helper.stop()
    return [answer for answer in answers if answer is not None]


def _take(todo: deque[int]) -> int | None:
    try:
        return todo.popleft()
    except IndexError:
        return None


def _wait(helpers: Sequence[_Helper], cancel: Callable[[], bool] | None) -> None:
    """Wait a little for the helpers; when all is to stop, leave what they do to this process."""
    for helper in helpers:
        if cancel is not None and cancel():
            helper.stop()
        helper.join(WAIT_S)


class _Helper(threading.Thread):
    """One other process and the thread that feeds it; a job that fails there is put back."""

    def __init__(self, jobs: Sequence[Job], todo: deque[int], answers: list[Nesting | None]):
        super().__init__(daemon=True)
        self.jobs, self.todo, self.answers = jobs, todo, answers
        self.process = subprocess.Popen(
            [sys.executable, "-c", HELPER.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what fails there is done again here
            start_new_session=True,
        )
        self.start()

    def run(self) -> None:
        """Hand out jobs until none is left."""
        # what a dead helper has not read breaks the pipe once more when it is closed
        with contextlib.suppress(BrokenPipeError), self.process as process:
            while (number := _take(self.todo)) is not None:
                try:
                    _send(process.stdin, self.jobs[number])
                    self.answers[number] = pickle.load(_stream(process.stdout))
                except (EOFError, OSError, pickle.UnpicklingError):
                    self.todo.append(number)
                    return

    def stop(self) -> None:
        """End the process, whatever it is doing, and the thread with it."""
        self.process.kill()
        self.join()


class _Pickler(pickle.Pickler):
    """Pickles read-only views of dictionaries, which findings hold."""

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
    """Answer jobs from standard input until it ends."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            problem, bands = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _send(answers, nest(problem, bands))
