"""Several problems at once: other processes help, the answers are the same.

Helpers are processes: threads wait for one another between the many short calls of the kernels.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from gridplan.helper import LOST, Helper, answer_all
from gridplan.params import Band
from gridplan.partition.api import nest
from gridplan.partition.engine import forward
from gridplan.partition.problem import Problem
from gridplan.partition.solution import Nesting

Job = tuple[Problem, Sequence[Band] | None]

MAX_RECOMBINED = 20_000  # units of all jobs, above which zones are not put together anew
MIN_UNITS = 600  # less work than this is done before a helper has started
WAIT_S = 0.1  # between looks at helpers that still work


def nest_all(
    jobs: Sequence[Job],
    *,
    n_processes: int = 1,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> list[Nesting]:
    """Plan every job as `nest` does; the answers do not depend on *n_processes*.

    Towns of very many units are planned without recombining, which takes ten times as long as the
    search.

    Parameters
    ----------
    jobs
        Problem and bands of each, as `nest` takes them.
    n_processes
        Processes that work, this one included.
    progress, cancel
        Hear 0..1, in this thread; say True to stop with the best plans so far.
    """
    jobs = _affordable(jobs)
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


def _affordable(jobs: Sequence[Job]) -> Sequence[Job]:
    """Return the jobs, without recombining where all together are too many for it."""
    if sum(len(problem) for problem, _ in jobs) <= MAX_RECOMBINED:
        return jobs
    return [(replace(problem, is_recombined=False), bands) for problem, bands in jobs]


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
        self.helper = Helper(__name__)
        self.start()

    def run(self) -> None:
        """Hand out jobs until none is left."""
        while (number := _take(self.todo)) is not None:
            try:
                self.answers[number] = self.helper.ask(self.jobs[number])
            except LOST:
                self.todo.append(number)
                break
        self.helper.close()

    def stop(self) -> None:
        """End the process, whatever it is doing, and the thread with it."""
        self.helper.kill()
        self.join()


def serve() -> None:
    """Plan what is asked for on standard input, in a helper."""
    answer_all(lambda job: nest(*job))
