"""What the reader has to say, gathered while it reads: plain values, written as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["fault", "repair", "warning", "assumption", "info"]
_MAX_IDS = 1000


@dataclass
class Log:
    """Faults, repairs and remarks on an input, in the order they were found."""

    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: Kind, key: str, ids: Iterable[object] = (), **values: Any) -> None:
        """Note *key* (of the catalog ``read``) about *ids*, with what fills the sentence."""
        texts = [str(one) for one in ids]
        values = {"n": len(texts), **values} if texts else values
        entry = {"kind": kind, "key": f"read.{key}", "ids": texts[:_MAX_IDS], "values": values}
        if entry not in self.entries:
            self.entries.append(entry)

    def fault(self, key: str, ids: Iterable[object] = (), **values: Any) -> None:
        """Note what stops planning."""
        self.add("fault", key, ids, **values)

    def repair(self, key: str, ids: Iterable[object] = (), **values: Any) -> None:
        """Note what was mended."""
        self.add("repair", key, ids, **values)

    def warn(self, key: str, ids: Iterable[object] = (), **values: Any) -> None:
        """Note what needs a look."""
        self.add("warning", key, ids, **values)

    def assume(self, key: str, ids: Iterable[object] = (), **values: Any) -> None:
        """Note what the program chose."""
        self.add("assumption", key, ids, **values)

    def info(self, key: str, ids: Iterable[object] = (), **values: Any) -> None:
        """Note what is worth knowing."""
        self.add("info", key, ids, **values)

    @property
    def has_faults(self) -> bool:
        """Whether anything stops planning."""
        return any(entry["kind"] == "fault" for entry in self.entries)


def strict(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Turn repairs and warnings into faults."""
    return [
        {**entry, "kind": "fault"} if entry["kind"] in ("repair", "warning") else dict(entry)
        for entry in entries
    ]
