"""What people say of a place, and whether it is settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from gridplan.review.store import Entry

DECIMALS = 7  # of degrees: a centimetre


@dataclass(frozen=True)
class Comment:
    """A remark on a zone or a unit (-1 for none), at a point, or on the whole plan.

    The log keeps points as longitude and latitude, WGS 84, degrees: they mean the same place
    whatever system the plan is worked in.
    """

    id: int
    scenario: str
    author: str
    time: str
    text: str
    level: int
    zone: int
    unit: int
    point: tuple[float, float] | None = None
    is_resolved: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {name: value for name, value in asdict(self).items() if name != "scenario"}


def say_more(comments: dict[int, Comment], entry: Entry, body: Mapping[str, Any]) -> None:
    """Enter a remark, or that one is settled."""
    if entry.op == "settle":
        own = comments[body["id"]]
        comments[own.id] = replace(own, is_resolved=body["is_resolved"])
        return
    number = len(comments) + 1
    point = tuple(body["point"]) if "point" in body else None
    comments[number] = Comment(
        number, entry.scenario, entry.author, entry.time,
        body["text"], body["level"], body["zone"], body["unit"], point,
    )  # fmt: skip
