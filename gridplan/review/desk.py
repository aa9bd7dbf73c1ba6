"""Where a plan and its log meet: edits in, revisions out."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gridplan.errors import InputError
from gridplan.model import Result
from gridplan.review.chain import canonical, digest
from gridplan.review.comments import Comment
from gridplan.review.courtesy import Courtesy
from gridplan.review.history import Revision, Scenario, States
from gridplan.review.meeting import Change, do_meet
from gridplan.review.operations import OPERATIONS
from gridplan.review.records import MAIN, Records
from gridplan.review.refusal import Refused
from gridplan.review.resolving import carry_out, resolve
from gridplan.review.state import PlanState, first_state
from gridplan.review.store import EditStore, Entry

MAX_SINCE = 50  # edits that may be passed over, and that are told of
MAX_SCENARIOS = 200
MAX_COMMENTS = 20_000


@dataclass(frozen=True)
class Wish:
    """Where an edit is to go: which scenario, upon which revision, under which id."""

    scenario: str
    base_rev: int
    edit_id: str | None = None


class Desk(Records):
    """A plan under review.

    Parameters
    ----------
    base
        The plan document.
    store
        The log of its edits.
    plan_id
        Hash of the document, so that a log is never laid upon another plan.
    author
        Who sits at this desk where nothing else is said.

    Raises
    ------
    InputError
        The log belongs to another plan.
    """

    def __init__(self, base: Result, store: EditStore, *, plan_id: str, author: str) -> None:
        super().__init__(first_state(base))
        self.base = base
        self.store = store
        self.author = author
        self.plan_id = plan_id
        self.listeners: list[Callable[[], None]] = []
        self.courtesy = Courtesy()
        self._lock = threading.RLock()
        self._states = States(lambda state, body: OPERATIONS[body["op"]](base, state, body))
        self._open()

    def _open(self) -> None:
        for entry in self.store.entries():
            if entry.op == "open" and json.loads(entry.body)["plan"] != self.plan_id:
                raise InputError(
                    f"{self.store.path}: the log belongs to another plan document. Restore the "
                    "document it was made for, or move the log away to begin a new one."
                )
            self.take(entry)
        if not self._entries:
            self._write("open", MAIN, 0, 0, {"plan": self.plan_id}, asked="", edit_id=None)

    def state(self, revision: Revision) -> PlanState:
        """Return the plan at a revision."""
        with self._lock:
            return self._states.of(revision.step)

    def edit(self, wish: Wish, asked: Mapping[str, Any], author: str = "") -> Revision:
        """Carry out an edit and return the revision it makes.

        An edit upon a revision that is not the newest is taken where it meets none of those since
        (`gridplan.review.meeting`).

        Raises
        ------
        Refused
            The revision is stale, or the edit cannot be done.
        """
        who = author or self.author
        request = digest({"scenario": wish.scenario, "base_rev": wish.base_rev, "asked": asked})
        known = self._known(wish, request)
        if known is not None:
            return known
        self.require_own(wish.scenario)
        with self._as_seen(wish) as head:
            _require_possible(head, asked)
            body = self._in_full(head, asked, who)  # a search may take its time: nobody waits
        with self._lock:
            known = self._known(wish, request)
            if known is not None:
                return known
            with self._as_seen(wish) as head:
                _require_possible(head, asked)
                after = self._after(wish, head, body)
            made = head.follow(body, 0)
            if after is not None:
                self._states.keep(made.step, after)
            entry = self._write(
                body["op"], wish.scenario, made.rev, wish.base_rev, body,
                asked=request, edit_id=wish.edit_id, author=who, made=made,
            )  # fmt: skip
            return self.revision(entry.scenario, entry.rev)

    def _in_full(self, before: Revision, asked: Mapping[str, Any], who: str) -> dict[str, Any]:
        if asked["op"] not in OPERATIONS or asked["op"] == "accept":
            return dict(asked)
        return resolve(self.base, self.state(before), asked, who)

    def _after(self, wish: Wish, head: Revision, body: Mapping[str, Any]) -> PlanState | None:
        """Return the plan after an edit of the newest revision, None for one that makes no step.

        Raises
        ------
        Refused
            It meets an edit that its author has not seen.
        """
        if body["op"] not in OPERATIONS:
            self.require_fresh(wish)
            return None
        before = self.state(head)
        change = Change(body, before, carry_out(self.base, before, body))
        if any(do_meet(change, theirs) for theirs in self._unseen(wish)):
            raise self._stale(wish)
        return change.after

    def _unseen(self, wish: Wish) -> Iterator[Change]:
        """Yield what was done since the revision a wish stands on.

        Raises
        ------
        Refused
            It is too much to look through.
        """
        since = self.since(wish.scenario, wish.base_rev)
        if len(since) > MAX_SINCE:
            raise self._stale(wish)
        before = self.revision(wish.scenario, wish.base_rev)
        for revision in since:
            body = json.loads(self.entry(revision).body)
            yield Change(body, self.state(before), self.state(revision))
            before = revision

    def _known(self, wish: Wish, request: str) -> Revision | None:
        entry = self._by_id.get(wish.edit_id) if wish.edit_id else None
        if entry is None:
            return None
        if entry.asked != request:
            raise Refused(409, "edit_id_used", edit_id=str(wish.edit_id)[:80])
        return self.revision(entry.scenario, entry.rev)

    def require_fresh(self, wish: Wish) -> Revision:
        """Return the newest revision; refuse where it is not the one that the wish saw."""
        head = self.scenario(wish.scenario).head
        if wish.base_rev != head.rev:
            raise self._stale(wish)
        return head

    @contextmanager
    def _as_seen(self, wish: Wish) -> Iterator[Revision]:
        """Give the newest revision; what it refuses is news to who has not seen it."""
        head = self.scenario(wish.scenario).head
        if wish.base_rev > head.rev:
            raise self._stale(wish)
        try:
            yield head
        except Refused as refused:
            if wish.base_rev == head.rev or refused.code == "stale":
                raise
            raise self._stale(wish) from refused

    def _stale(self, wish: Wish) -> Refused:
        since = [self.entry(one) for one in self.since(wish.scenario, wish.base_rev)]
        head = self.scenario(wish.scenario).head
        more = {
            "rev": head.rev,
            "author": since[-1].author if since else "",
            "since": [
                {"rev": e.rev, "author": e.author, "time": e.time, "op": e.op}
                for e in since[-MAX_SINCE:]
            ],
        }
        return Refused(409, "stale", more=more, rev=head.rev)

    def show_beside(self, name: str, state: PlanState) -> Scenario:
        """Enter another plan to compare with; it takes no edit and is in no log."""
        with self._lock:
            return super().show_beside(name, state)

    def branch(self, name: str, scenario: str, rev: int | None, author: str = "") -> Scenario:
        """Make a scenario that begins at a revision of another one."""
        with self._lock:
            at = self.revision(scenario, rev)
            self.require_own(scenario)
            if len(self.scenarios) >= MAX_SCENARIOS:
                raise Refused(422, "too_many_scenarios", limit=MAX_SCENARIOS)
            made = f"s{sum(one.startswith('s') for one in self.scenarios) + 2}"
            body = {"name": name, "from": scenario, "rev": at.rev}
            self._write("branch", made, at.rev, at.rev, body, author=author or self.author)
            return self.scenarios[made]

    def name(self, scenario: str, name: str, author: str = "") -> Scenario:
        """Give a scenario another name."""
        with self._lock:
            rev = self.scenario(scenario).head.rev
            self.require_own(scenario)
            self._write("name", scenario, rev, rev, {"name": name}, author=author or self.author)
            return self.scenarios[scenario]

    def comment(self, scenario: str, body: Mapping[str, Any], author: str = "") -> None:
        """Keep a comment."""
        with self._lock:
            rev = self.scenario(scenario).head.rev
            self.require_own(scenario)
            if len(self.comments) >= MAX_COMMENTS:
                raise Refused(422, "too_many_comments", limit=MAX_COMMENTS)
            self._write("comment", scenario, rev, rev, body, author=author or self.author)

    def settle(self, number: int, is_resolved: bool, author: str = "") -> Comment:
        """Mark a comment as resolved, or as open again, and return it."""
        with self._lock:
            if number not in self.comments:
                raise Refused(404, "no_comment", id=number)
            scenario = self.comments[number].scenario
            rev = self.scenario(scenario).head.rev
            body = {"id": number, "is_resolved": is_resolved}
            self._write("settle", scenario, rev, rev, body, author=author or self.author)
            return self.comments[number]

    def note_export(self, scenario: str, body: Mapping[str, Any], author: str = "") -> None:
        """Keep in the log who was handed what."""
        with self._lock:
            rev = self.scenario(scenario).head.rev
            self.require_own(scenario)
            self._write("export", scenario, rev, rev, body, author=author or self.author)

    def _write(
        self,
        op: str,
        scenario: str,
        rev: int,
        base_rev: int,
        body: Mapping[str, Any],
        *,
        asked: str = "",
        edit_id: str | None = None,
        author: str = "",
        made: Revision | None = None,
    ) -> Entry:
        entry = Entry(
            edit_id=edit_id or uuid.uuid4().hex,
            scenario=scenario,
            rev=rev,
            base_rev=base_rev,
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            author=author or self.author,
            op=op,
            asked=asked,
            body=canonical(body),
        )
        placed = self.store.append(entry)
        self.take(placed, made)
        for listener in tuple(self.listeners):
            listener()
        return placed


def _require_possible(before: Revision, asked: Mapping[str, Any]) -> None:
    if before.is_frozen and asked["op"] != "freeze":
        raise Refused(423, "frozen")
    if asked["op"] == "undo" and not before.can_undo:
        raise Refused(422, "nothing_to_undo")
    if asked["op"] == "redo" and not before.can_redo:
        raise Refused(422, "nothing_to_redo")
