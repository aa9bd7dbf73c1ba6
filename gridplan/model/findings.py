"""What a run has to say: notes on the data, violations of rules, the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from gridplan.text import Language, say

if TYPE_CHECKING:
    from gridplan.model.verdicts import Verdict
    from gridplan.model.waivers import Waiver

Severity = Literal["error", "warning", "info"]
NoteKind = Literal["fault", "repair", "warning", "assumption", "info"]


def frozen_values(values: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return a read-only copy of *values*."""
    return MappingProxyType(dict(values))


@dataclass(frozen=True)
class Note:
    """One sentence about the data or the run.

    Parameters
    ----------
    kind
        ``fault`` stops planning, ``repair`` was mended, ``warning`` needs a look,
        ``assumption`` was chosen by the program, ``info`` is worth knowing.
    key
        Sentence in the text catalog, such as ``read.duplicate_ids``.
    values
        What fills the sentence; plain JSON values.
    ids
        All ids or row numbers concerned, as text, in order; the sentence shows the first five.
    """

    kind: NoteKind
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", frozen_values(self.values))

    def text(self, language: Language) -> str:
        """Return the sentence; ``{ids}`` are the first five ids, ``{n}`` is their number."""
        shown = ", ".join(self.ids[:5]) + (" …" if len(self.ids) > 5 else "")
        return say(language, self.key, **{"ids": shown, "n": len(self.ids), **self.values})


@dataclass(frozen=True)
class Violation:
    """A rule that the plan breaks, and where.

    Parameters
    ----------
    rule
        Id of the rule, such as ``XZ-05`` or ``contiguity``.
    clause
        Where the policy says it, such as ``二(三)5``; empty for a rule of plain geometry.
    severity
        ``error``, ``warning`` or ``info``.
    level
        ``community``, ``grid``, ``microgrid``, or ``area`` for the whole.
    code
        Code of the zone, or empty.
    value, limit
        What was found and what the rule allows, with units in the sentence.
    is_unavoidable
        No plan at all can avoid it; the sentence says why.
    key, values
        Sentence in the text catalog and what fills it.
    remedies
        What would help, with the numbers, the least trouble first.
    """

    rule: str
    clause: str
    severity: Severity
    level: str
    code: str
    value: float | str | None
    limit: float | str | None
    is_unavoidable: bool
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    remedies: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", frozen_values(self.values))

    def text(self, language: Language) -> str:
        """Return the sentence a planner reads."""
        own = {"code": self.code, "value": self.value, "limit": self.limit}
        return say(language, self.key, **{**own, **self.values})


@dataclass(frozen=True)
class LevelSummary:
    """Counts over the ordinary zones of one level; names as in ``report.json``.

    Every zone is held to the band of its own kind of community; where kinds differ,
    `min_households` and `max_households` are those of the narrowest band around all of them.
    """

    n_zones: int
    min_households: int
    max_households: int | None
    n_in_band: int
    n_out_of_band: int
    n_unavoidable: int
    n_not_contiguous: int
    n_compounds_split: int
    objective_household_m: float
    lower_bound_household_m: float | None
    gap: float | None


@dataclass(frozen=True)
class Report:
    """The findings of a run.

    Parameters
    ----------
    profile
        Id of the policy profile.
    households_total, households_unplaced
        Households planned, and read but without a place.
    household_basis
        What a household is, one of `gridplan.params.HOUSEHOLD_BASES`.
    levels
        Summary by level.
    violations
        Everything that breaks a rule, worst first.
    notes
        Data quality, repairs, assumptions.
    verdicts
        What is true of every rule of the profile, of its baseline and of plain geometry.
    waivers
        Findings that somebody has signed for; they stay findings.
    """

    profile: str
    households_total: int
    households_unplaced: int
    household_basis: str
    levels: Mapping[str, LevelSummary]
    violations: tuple[Violation, ...]
    notes: tuple[Note, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", frozen_values(self.levels))

    def worst(self, level: str, code: str) -> Severity | None:
        """Return the worst severity among the violations of one zone, None without any."""
        order: tuple[Severity, ...] = ("error", "warning", "info")
        found = {v.severity for v in self.violations if v.level == level and v.code == code}
        return next((severity for severity in order if severity in found), None)

    def waiver(self, violation: Violation) -> Waiver | None:
        """Return who has signed for a violation, None for nobody."""
        wanted = (violation.rule, violation.code)
        return next((w for w in self.waivers if (w.rule, w.code) == wanted), None)

    def is_waived(self, violation: Violation) -> bool:
        """Tell whether somebody has signed for a violation whose rule allows exceptions.

        A rule that a document states as a must allows none.
        """
        musts = {v.rule for v in self.verdicts if v.strength == "must" and v.source != "gridplan"}
        return violation.rule not in musts and self.waiver(violation) is not None

    @property
    def n_errors(self) -> int:
        """Violations of severity error that nobody has signed for."""
        return sum(v.severity == "error" and not self.is_waived(v) for v in self.violations)
