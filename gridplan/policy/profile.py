"""The dataclasses of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gridplan.params import Band

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class SizeRule:
    """How many households a zone of a level may hold, and where the policy says so.

    Parameters
    ----------
    rule
        Id in the table of rules, such as ``XZ-05``.
    band
        The bounds.
    kinds
        Kinds of community it applies to, such as ``("merged", "complex")``; empty for all others.
    clause
        Clause of the document.
    strength
        ``must``, ``principle``, ``general``, ``about``, ``encourage``, ``goal`` or ``context``.
    severity
        What breaking it means.
    derived
        Keys whose number is ours and not the document's.
    """

    rule: str
    band: Band
    kinds: tuple[str, ...]
    clause: str
    strength: str
    severity: Severity
    derived: tuple[str, ...] = ()


@dataclass(frozen=True)
class LevelRule:
    """What a profile says of one level; `sizes` is empty where it gives no number."""

    level: str
    name_zh: str
    parent: str
    sizes: tuple[SizeRule, ...]


@dataclass(frozen=True)
class Citation:
    """Where a document says something: the clause, and a short exact phrase of it if known."""

    clause: str
    anchor: str


@dataclass(frozen=True)
class Derived:
    """A number of a rule that is ours and not the document's; `table` is where the rule stands."""

    table: str
    rule: str
    key: str
    value: str


@dataclass(frozen=True)
class Profile:
    """A locality's policy.

    Parameters
    ----------
    id, name_zh, name_en
        Names.
    levels
        Rules by level: ``community``, ``grid``, ``microgrid`` and others.
    content
        The whole TOML as plain values, for rules read elsewhere.
    source_text
        The TOML text itself, so that a plan document can carry its profile.
    """

    id: str
    name_zh: str
    name_en: str
    levels: tuple[LevelRule, ...]
    content: Mapping[str, Any] = field(repr=False)
    source_text: str = field(repr=False)

    def level(self, level: str) -> LevelRule | None:
        """Return the rules of a level, None where the profile does not name it."""
        return next((rule for rule in self.levels if rule.level == level), None)

    def size_rule(self, level: str, community_kind: str = "ordinary") -> SizeRule | None:
        """Return the size rule of a level for a kind of community, None where there is none.

        Examples
        --------
        >>> from gridplan.policy import load_profile
        >>> str(load_profile("xiuzhou-2023").size_rule("grid", "merged").band)
        '200:300:250'
        """
        named = self.level(level)
        sizes = named.sizes if named else ()
        special = next((size for size in sizes if community_kind in size.kinds), None)
        return special or next((size for size in sizes if not size.kinds), None)

    def tables(self, *path: str) -> tuple[Mapping[str, Any], ...]:
        """Return the tables of *content* of one name, in the order of the file.

        *path* is that name, or ``"level"``, a level and the name of a table in it.

        Examples
        --------
        >>> from gridplan.policy import load_profile
        >>> [rule["rule"] for rule in load_profile("xiuzhou-2023").tables("level", "grid", "size")]
        ['XZ-02', 'XZ-03']
        """
        if path[0] != "level":
            return tuple(self.content.get(path[0], ()))
        levels = [level for level in self.content["level"] if level["id"] == path[1]]
        return tuple(table for level in levels for table in level.get(path[2], ()))

    def severity(self, strength: str) -> Severity:
        """Return what breaking a rule of this strength means; a draft never binds."""
        if self.is_draft:
            return "info"
        word = str(self.content["strength_severity"][strength])
        return "error" if word.startswith("error") else "warning" if word == "warning" else "info"

    def severity_of(self, rule: Mapping[str, Any]) -> Severity:
        """Return what breaking the rule of a table means: its own word, else its strength's."""
        if "severity" not in rule or self.is_draft:
            return self.severity(rule["strength"])
        own: Severity = rule["severity"]
        return own

    def citation(self, cite: str) -> Citation:
        """Return the clause and its anchor by the id of the citation."""
        found = next(item for item in self.content["citation"] if item["id"] == cite)
        return Citation(found["clause"], found.get("anchor", ""))

    @property
    def is_draft(self) -> bool:
        """The document is a draft for comment."""
        return bool(self.content["source"]["status"] == "draft")

    @property
    def household_basis(self) -> str:
        """What a household of the document is, as far as it says so."""
        return str(self.content.get("options", {}).get("household_basis", "unspecified"))
