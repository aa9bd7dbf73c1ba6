"""Revisions of the scenarios of a plan, as a log tells them: undo, redo, branches.

A *step* is an edit upon the step before it; undo goes back along the steps, redo forth again.
A revision points at a step, so a state that was left by undo is never lost.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gridplan.review.state import PlanState

Apply = Callable[[PlanState, Mapping[str, Any]], PlanState]
EVERY = 64  # steps whose state is kept for good
RECENT = 64


@dataclass(frozen=True, eq=False)
class Step:
    """An edit upon another one; a first step has a state of its own in their place."""

    body: Mapping[str, Any]
    before: Step | None
    depth: int
    state: PlanState | None = None


@dataclass(frozen=True, eq=False)
class Trail:
    """Steps that were undone, the next to redo first."""

    step: Step
    then: Trail | None


@dataclass(frozen=True, eq=False)
class Revision:
    """What a scenario is at one revision.

    Parameters
    ----------
    rev
        Its number.
    step
        Last edit that is in force.
    undone
        What redo would bring back.
    is_frozen
        No edit is taken.
    seq
        Entry of the log that made it; 0 for the document.
    """

    rev: int
    step: Step
    undone: Trail | None = None
    is_frozen: bool = False
    seq: int = 0

    @property
    def can_undo(self) -> bool:
        """There is an edit to take back."""
        return self.step.before is not None

    @property
    def can_redo(self) -> bool:
        """There is an edit to bring back."""
        return self.undone is not None

    def follow(self, body: Mapping[str, Any], seq: int) -> Revision:
        """Return the revision that an entry makes of this one."""
        rev, step, undone = self.rev + 1, self.step, self.undone
        if body["op"] == "undo" and step.before is not None:
            return Revision(rev, step.before, Trail(step, undone), self.is_frozen, seq)
        if body["op"] == "redo" and undone is not None:
            return Revision(rev, undone.step, undone.then, self.is_frozen, seq)
        if body["op"] == "freeze":
            return Revision(rev, step, undone, body["is_frozen"], seq)
        return Revision(rev, Step(body, step, step.depth + 1), None, self.is_frozen, seq)


@dataclass
class Scenario:
    """A plan that is worked on beside others.

    Parameters
    ----------
    id, name
        What it is called by programs and by people.
    revisions
        From 0 on.
    said
        How many times a comment on it was made, settled or opened again.
    """

    id: str
    name: str
    revisions: list[Revision]
    said: int = 0

    @property
    def head(self) -> Revision:
        """The newest revision."""
        return self.revisions[-1]


class States:
    """States of steps, worked out when asked for; some are kept."""

    def __init__(self, apply: Apply) -> None:
        self._apply = apply
        self._kept: dict[Step, PlanState] = {}
        self._recent: OrderedDict[Step, PlanState] = OrderedDict()

    def of(self, step: Step) -> PlanState:
        """Return the state after a step."""
        waiting: list[Step] = []
        at = step
        while (state := self._known(at)) is None:
            assert at.before is not None, "a first step has a state"
            waiting.append(at)
            at = at.before
        for one in reversed(waiting):
            state = self._apply(state, one.body)
            self.keep(one, state)
        return state

    def keep(self, step: Step, state: PlanState) -> None:
        """Remember the state after a step."""
        if step.depth % EVERY == 0:
            self._kept[step] = state
        self._recent[step] = state
        self._recent.move_to_end(step)
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def _known(self, step: Step) -> PlanState | None:
        if step.state is not None:
            return step.state
        if step in self._recent:
            self._recent.move_to_end(step)
            return self._recent[step]
        return self._kept.get(step)
