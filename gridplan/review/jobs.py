"""Searches that run beside the server, each until it is done, stopped or taken over."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gridplan.errors import GridplanError
from gridplan.review.desk import Desk, Wish
from gridplan.review.history import Revision
from gridplan.review.measures import Measure, gains, measure
from gridplan.review.operations import OPERATIONS
from gridplan.review.optimising import Scope, propose
from gridplan.review.refusal import Refused
from gridplan.review.state import PlanState
from gridplan.text import Language, say

MAX_RUNNING = 2
MAX_KEPT = 20
RETRY_S = 5


@dataclass(eq=False)
class Job:
    """A search and what it found.

    Parameters
    ----------
    id, wish
        Its name, and the revision it is to be laid upon.
    state
        ``running``, ``done``, ``cancelled``, ``failed``, ``accepted`` or ``rejected``.
    """

    id: str
    wish: Wish
    state: str = "running"
    share: float = 0.0
    fault: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    moves: list[dict[str, Any]] = field(default_factory=list)
    before: tuple[Measure, ...] = ()
    after: tuple[Measure, ...] = ()
    stop: threading.Event = field(default_factory=threading.Event)

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return plain values."""
        message = say(language, f"review.job_{self.state}", fault=self.fault)
        return {
            "job": self.id,
            "base_rev": self.wish.base_rev,
            "state": self.state,
            "share": round(self.share, 3),
            "message": message,
            "moves": self.moves,
            "gains": gains(self.before, self.after, language),
        }


class Jobs:
    """The searches of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, wish: Wish, scope: Scope) -> Job:
        """Begin a search in a thread of its own.

        Raises
        ------
        Refused
            The revision is stale, or enough searches run already.
        """
        revision = self._desk.require_fresh(wish)
        if revision.is_frozen:
            raise Refused(423, "frozen")
        job = Job(secrets.token_hex(8), wish)
        with self._lock:
            if sum(one.state == "running" for one in self._jobs.values()) >= MAX_RUNNING:
                more = {"retry_s": RETRY_S}
                raise Refused(429, "searches_run", more=more, limit=MAX_RUNNING)
            self._jobs[job.id] = job
            while len(self._jobs) > MAX_KEPT:
                oldest = next(one for one in self._jobs.values() if one.state != "running")
                del self._jobs[oldest.id]
        state = self._desk.state(revision)
        name = f"search {job.id}"
        threading.Thread(target=self._run, args=(job, state, scope), name=name, daemon=True).start()
        return job

    def _run(self, job: Job, state: PlanState, scope: Scope) -> None:
        def advance(share: float) -> None:
            job.share = share

        base = self._desk.base
        try:
            body = propose(base, state, scope, progress=advance, cancel=job.stop.is_set)
            after = OPERATIONS["accept"](base, state, body)
            job.before, job.after = measure(base, state), measure(base, after)
            job.body, job.moves = body, _moves(state, after)
        except GridplanError as error:
            job.fault = str(error)
        except Exception as error:  # a search must not take the server with it
            job.fault = f"{type(error).__name__}: {error}"
        if job.fault:
            job.state = "failed"
        else:
            job.share = 1.0
            job.state = "cancelled" if job.stop.is_set() else "done"

    def job(self, name: str) -> Job:
        """Return a search by its name."""
        found = self._jobs.get(name)
        if found is None:
            raise Refused(404, "no_job", job=name[:80])
        return found

    def stop(self, name: str) -> Job:
        """Ask a search to stop; what it found so far is dropped."""
        job = self.job(name)
        job.stop.set()
        return job

    def reject(self, name: str) -> Job:
        """Drop what a search found."""
        job = self._found(name)
        job.state = "rejected"
        return job

    def accept(self, name: str, wish: Wish, author: str) -> Revision:
        """Take over what a search found, as one revision."""
        job = self._found(name)
        if (wish.scenario, wish.base_rev) != (job.wish.scenario, job.wish.base_rev):
            self._desk.require_fresh(Wish(job.wish.scenario, job.wish.base_rev))
            raise Refused(409, "other_revision", rev=job.wish.base_rev)
        made = self._desk.edit(wish, job.body, author)
        job.state = "accepted"
        return made

    def _found(self, name: str) -> Job:
        job = self.job(name)
        if job.state != "done":
            raise Refused(409, "job_not_done", state=job.state)
        return job

    def close(self) -> None:
        """Stop all searches."""
        for job in tuple(self._jobs.values()):
            job.stop.set()


def _moves(before: PlanState, after: PlanState) -> list[dict[str, Any]]:
    """Return what moves at each level: units and the zones they come to."""
    rows = []
    for depth, (was, now) in enumerate(zip(before.levels, after.levels, strict=True)):
        changed = np.flatnonzero(was.labels != now.labels)
        zones = now.labels[changed].tolist()
        rows.append({"level": depth, "units": changed.tolist(), "zones": zones})
    return rows
