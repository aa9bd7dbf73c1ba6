"""What a log tells of a plan: its scenarios with their revisions, its comments, every entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from gridplan.review.comments import Comment, say_more
from gridplan.review.history import Revision, Scenario, Step
from gridplan.review.refusal import Refused
from gridplan.review.state import PlanState
from gridplan.review.store import Entry

MAIN = "main"
SHOWN = "plan"  # begins the id of a scenario that is there to compare with
BESIDE = frozenset({"open", "branch", "name", "comment", "settle", "export"})  # make no revision


class Records:
    """The entries of a log, taken one by one, and what they add up to.

    Parameters
    ----------
    first
        The plan before any edit.
    """

    def __init__(self, first: PlanState) -> None:
        self.scenarios: dict[str, Scenario] = {}
        self.comments: dict[int, Comment] = {}
        self._entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        root = Step({}, None, 0, first)
        self.scenarios[MAIN] = Scenario(MAIN, "", [Revision(0, root)])

    def scenario(self, name: str) -> Scenario:
        """Return a scenario by its id."""
        found = self.scenarios.get(name)
        if found is None:
            raise Refused(404, "no_scenario", scenario=name[:80])
        return found

    def require_own(self, name: str) -> Scenario:
        """Return a scenario that can be written to; refuse one that is there to compare with."""
        found = self.scenario(name)
        if found.id.startswith(SHOWN):
            raise Refused(422, "only_shown", scenario=found.name)
        return found

    def revision(self, scenario: str, rev: int | None = None) -> Revision:
        """Return a revision of a scenario, the newest if none is named."""
        found = self.scenario(scenario).revisions
        if rev is None:
            return found[-1]
        if not 0 <= rev < len(found):
            raise Refused(404, "no_revision", rev=rev, head=len(found) - 1)
        return found[rev]

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
        made = f"{SHOWN}{sum(one.startswith(SHOWN) for one in self.scenarios) + 1}"
        only = Revision(0, Step({}, None, 0, state), is_frozen=True)
        self.scenarios[made] = Scenario(made, name, [only])
        return self.scenarios[made]

    def take(self, entry: Entry, made: Revision | None = None) -> None:
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
            self.scenarios[entry.scenario].said += 1
        elif entry.op not in BESIDE:
            scenario = self.scenarios[entry.scenario]
            following = made or scenario.head.follow(body, entry.seq)
            scenario.revisions.append(replace(following, seq=entry.seq))
