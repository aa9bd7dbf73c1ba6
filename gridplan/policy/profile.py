"""The dataclasses of a profile and the reader of its TOML."""

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
        Id in the table of rules, such as ``XZ-05``; else ``<level>-size-<variant>``.
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
        """Return the size rule of a level for a kind of community, None where there is none."""
        raise NotImplementedError


def profile_ids() -> tuple[str, ...]:
    """Return the ids of the shipped profiles, sorted."""
    raise NotImplementedError


def load_profile(name: str) -> Profile:
    """Load a shipped profile by id, or a TOML file by path.

    Raises
    ------
    ParamError
        No such profile (the message lists those there are), or the file breaks the schema.
    """
    raise NotImplementedError
