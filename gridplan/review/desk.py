"""Where a plan and its log meet: edits in, revisions out."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from gridplan.errors import InputError
from gridplan.model import Result
from gridplan.review.chain import canonical, digest
from gridplan.review.comments import Comment, say_more
from gridplan.review.history import Revision, Scenario, States, Step
from gridplan.review.operations import OPERATIONS
from gridplan.review.refusal import Refused
from gridplan.review.resolving import carry_out, resolve
from gridplan.review.state import PlanState, first_state
from gridplan.review.store import EditStore, Entry

MAIN = "main"
MOVES_BACK = frozenset({"undo", "redo"})
BESIDE = frozenset({"open", "branch", "name", "comment", "settle", "export"})  # make no revision
MAX_SINCE = 50
MAX_SCENARIOS = 200
MAX_COMMENTS = 20_000


@dataclass(frozen=True)
class Wish:
    """Where an edit is to go: which scenario, upon which revision, under which id."""

    scenario: str
    base_rev: int
    edit_id: str | None = None


class Desk:
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
        self.base = base
        self.store = store
        self.author = author
        self.plan_id = plan_id
        self.scenarios: dict[str, Scenario] = {}
        self.comments: dict[int, Comment] = {}
        self.listeners: list[Callable[[], None]] = []
        self._lock = threading.RLock()
        self._entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._states = States(lambda state, body: OPERATIONS[body["op"]](base, state, body))
        root = Step({}, None, 0, first_state(base))
        self.scenarios[MAIN] = Scenario(MAIN, "", [Revision(0, root)])
        self._open()

    def _open(self) -> None:
        for entry in self.store.entries():
            if entry.op == "open" and json.loads(entry.body)["plan"] != self.plan_id:
                raise InputError(
                    f"{self.store.path}: the log belongs to another plan document. Restore the "
                    "document it was made for, or move the log away to begin a new one."
                )
            self._take(entry)
        if not self._entries:
            self._write("open", MAIN, 0, 0, {"plan": self.plan_id}, asked="", edit_id=None)

    def scenario(self, name: str) -> Scenario:
        """Return a scenario by its id."""
        found = self.scenarios.get(name)
        if found is None:
            raise Refused(404, "no_scenario", scenario=name[:80])
        return found

    def revision(self, scenario: str, rev: int | None = None) -> Revision:
        """Return a revision of a scenario, the newest if none is named."""
        found = self.scenario(scenario).revisions
        if rev is None:
            return found[-1]
        if not 0 <= rev < len(found):
            raise Refused(404, "no_revision", rev=rev, head=len(found) - 1)
        return found[rev]

    def state(self, revision: Revision) -> PlanState:
        """Return the plan at a revision."""
        with self._lock:
            return self._states.of(revision.step)

    def edit(self, wish: Wish, asked: Mapping[str, Any], author: str = "") -> Revision:
        """Carry out an edit and return the revision it makes.

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
        before = self.require_fresh(wish)
        self._require_own(wish.scenario)
        _require_possible(before, asked)
        body = self._in_full(before, asked, who)  # a search may take its time: nobody waits
        with self._lock:
            known = self._known(wish, request)
            if known is not None:
                return known
            self.require_fresh(wish)
            made = before.follow(body, 0)
            if body["op"] in OPERATIONS:
                after = carry_out(self.base, self.state(before), body)
                self._states.keep(made.step, after)
            entry = self._write(
                body["op"], wish.scenario, made.rev, wish.base_rev, body,
                asked=request, edit_id=wish.edit_id, author=who, made=made,
            )  # fmt: skip
            return self.revision(entry.scenario, entry.rev)

    def preview(
        self, wish: Wish, asked: Mapping[str, Any], author: str = ""
    ) -> tuple[PlanState, PlanState]:
        """Return the plan as it is and as an edit would make it; nothing is written.

        Raises
        ------
        Refused
            The revision is stale, or the edit cannot be done.
        """
        head = self.require_fresh(wish)
        _require_possible(head, asked)
        if asked["op"] not in OPERATIONS:
            return (self.state(head),) * 2
        body = self._in_full(head, asked, author or self.author)
        return self.state(head), carry_out(self.base, self.state(head), body)

    def _in_full(self, before: Revision, asked: Mapping[str, Any], who: str) -> dict[str, Any]:
        if asked["op"] not in OPERATIONS or asked["op"] == "accept":
            return dict(asked)
        return resolve(self.base, self.state(before), asked, who)

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
            since = [self.entry(one) for one in self.since(wish.scenario, wish.base_rev)]
            raise Refused(
                409,
                "stale",
                more={
                    "rev": head.rev,
                    "author": since[-1].author if since else "",
                    "since": [
                        {"rev": e.rev, "author": e.author, "time": e.time, "op": e.op}
                        for e in since[-MAX_SINCE:]
                    ],
                },
                rev=head.rev,
            )
        return head

    def since(self, scenario: str, rev: int) -> list[Revision]:
        """Return the revisions of a scenario after one."""
        return self.scenario(scenario).revisions[max(rev, 0) + 1 :]

    def entry(self, revision: Revision) -> Entry:
        """Return the entry of the log that made a revision."""
        return self._entries[revision.seq - 1]

    def entries(self) -> Iterator[Entry]:
        """Yield everything that is in the log."""
        yield from tuple(self._entries)

    def show_beside(self, name: str, state: PlanState) -> Scenario:
        """Enter another plan to compare with; it takes no edit and is in no log."""
        with self._lock:
            made = f"plan{sum(one.startswith('plan') for one in self.scenarios) + 1}"
            only = Revision(0, Step({}, None, 0, state), is_frozen=True)
            self.scenarios[made] = Scenario(made, name, [only])
            return self.scenarios[made]

    def _require_own(self, scenario: str) -> None:
        if self.scenario(scenario).id.startswith("plan"):
            raise Refused(422, "only_shown", scenario=self.scenarios[scenario].name)

    def branch(self, name: str, scenario: str, rev: int | None, author: str = "") -> Scenario:
        """Make a scenario that begins at a revision of another one."""
        with self._lock:
            at = self.revision(scenario, rev)
            self._require_own(scenario)
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
            self._require_own(scenario)
            self._write("name", scenario, rev, rev, {"name": name}, author=author or self.author)
            return self.scenarios[scenario]

    def comment(self, scenario: str, body: Mapping[str, Any], author: str = "") -> None:
        """Keep a comment."""
        with self._lock:
            rev = self.scenario(scenario).head.rev
            self._require_own(scenario)
            if len(self.comments) >= MAX_COMMENTS:
                raise Refused(422, "too_many_comments", limit=MAX_COMMENTS)
            self._write("comment", scenario, rev, rev, body, author=author or self.author)

    def settle(self, number: int, is_resolved: bool, author: str = "") -> None:
        """Mark a comment as resolved, or as open again."""
        with self._lock:
            if number not in self.comments:
                raise Refused(404, "no_comment", id=number)
            scenario = self.comments[number].scenario
            rev = self.scenario(scenario).head.rev
            body = {"id": number, "is_resolved": is_resolved}
            self._write("settle", scenario, rev, rev, body, author=author or self.author)

    def note_export(self, scenario: str, body: Mapping[str, Any], author: str = "") -> None:
        """Keep in the log who was handed what."""
        with self._lock:
            rev = self.scenario(scenario).head.rev
            self._require_own(scenario)
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
        self._take(placed, made)
        for listener in tuple(self.listeners):
            listener()
        return placed

    def _take(self, entry: Entry, made: Revision | None = None) -> None:
        """Enter what the log says; *made* spares what is worked out already."""
        self._entries.append(entry)
        self._by_id[entry.edit_id] = entry
        body = json.loads(entry.body)
        if entry.op == "branch":
            past = self.scenarios[body["from"]].revisions[: body["rev"] + 1]
            past[-1] = replace(past[-1], is_frozen=False)
            self.scenarios[entry.scenario] = Scenario(entry.scenario, body["name"], past)
        elif entry.op == "name":
            self.scenarios[entry.scenario].name = body["name"]
        elif entry.op in ("comment", "settle"):
            say_more(self.comments, entry, body)
        elif entry.op not in BESIDE:
            scenario = self.scenarios[entry.scenario]
            following = made or scenario.head.follow(body, entry.seq)
            scenario.revisions.append(replace(following, seq=entry.seq))


def _require_possible(before: Revision, asked: Mapping[str, Any]) -> None:
    if before.is_frozen and asked["op"] != "freeze":
        raise Refused(423, "frozen")
    if asked["op"] == "undo" and not before.can_undo:
        raise Refused(422, "nothing_to_undo")
    if asked["op"] == "redo" and not before.can_redo:
        raise Refused(422, "nothing_to_redo")
