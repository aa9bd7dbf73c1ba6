"""Verdicts: what is true of each rule of a profile, whether it is met, broken or open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gridplan.model.findings import Severity, frozen_values
from gridplan.text import Language, say

VerdictStatus = Literal["broken", "met", "not_checkable", "not_applicable", "informational"]


@dataclass(frozen=True)
class Verdict:
    """What is true of one rule.

    Parameters
    ----------
    rule
        Its id, such as ``XZ-02``; for a rule of plain geometry its name, such as ``nesting``.
    source
        Profile that states it, which may be the baseline beside the profile of the run;
        ``gridplan`` for a rule of plain geometry.
    clause, anchor
        Where the document says it, and an exact phrase of it; empty where there is none.
    title
        What it says, by language.
    strength, severity
        The word of the document, and what breaking the rule means.
    status
        ``met``, ``broken``; ``not_applicable`` where nothing here is of its kind;
        ``not_checkable`` where data are missing; ``informational`` where it states no limit.
    family
        Kind of rule, as the profile names its table: ``size``, ``facility_area``, ...
    level
        ``community``, ``grid``, ``microgrid``, or ``area`` for the whole.
    value, limit
        The value nearest to the limit or farthest beyond it, and that limit.
    unit
        What both are counted in: ``household``, ``m2``, ``share``, ``person``, ``yuan``,
        ``zone``, ``item``, ``building``, ``minute`` or empty.
    n_judged, n_broken, n_unavoidable
        Zones (or buildings, for a rule of them) that were judged, that break the rule, and that
        no plan could help.
    codes
        Codes of the zones that break it, in order; its violations have the same.
    needs
        What would be needed to judge it, as ``layer.column`` or the name of a record; for a rule
        that is judged, what would be needed to judge the zones that are left open.
    key, values
        Sentence in the text catalog and what fills it.
    """

    rule: str
    source: str
    clause: str
    anchor: str
    title: Mapping[str, str]
    strength: str
    severity: Severity
    status: VerdictStatus
    family: str
    level: str
    value: float | str | None = None
    limit: float | str | None = None
    unit: str = ""
    n_judged: int = 0
    n_broken: int = 0
    n_unavoidable: int = 0
    codes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    key: str = "rules.met"
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", frozen_values(self.title))
        object.__setattr__(self, "values", frozen_values(self.values))

    def text(self, language: Language) -> str:
        """Return the sentence a planner reads."""
        own = {
            "value": measured(self.value, self.unit),
            "limit": measured(self.limit, self.unit),
            "zones": both("zones", self.level if self.level in _LEVELS else "area"),
            "n": self.n_judged,
            "broken": self.n_broken,
            "unavoidable": self.n_unavoidable,
            "needs": say(language, "rules.list_comma").join(self.needs_text(language)),
        }
        return say(language, self.key, **{**own, **self.values})

    def needs_text(self, language: Language) -> tuple[str, ...]:
        """Return what is missing, one phrase each."""
        return tuple(need_text(need, language) for need in self.needs)


_LEVELS = ("community", "grid", "microgrid")


def need_text(need: str, language: Language) -> str:
    """Name data that are missing: a column of a layer, or a record that no layer holds.

    Examples
    --------
    >>> need_text("services.area_m2", "en")
    'column area_m2 of the layer services'
    >>> need_text("meetings", "en")
    'records of meetings'
    """
    layer, _, column = need.partition(".")
    if not column:
        return say(language, f"rules.record_{need}")
    return say(language, "rules.need_column", layer=layer, column=column)


def both(kind: str, name: str) -> dict[str, str]:
    """Return a word of the catalog of rules in both languages."""
    return {
        "zh": say("zh", f"rules.{kind}_{name}"),
        "en": say("en", f"rules.{kind}_{name}"),
    }


def measured(value: float | str | None, unit: str) -> dict[str, str]:
    """Write a value with its unit in both languages.

    Examples
    --------
    >>> measured(500, "household"), measured(0.6, "share")["en"]
    ({'zh': '500户', 'en': '500 households'}, '60%')
    """
    shown, name = shown_value(value, unit), both("unit", unit or "none")
    return {"zh": f"{shown}{name['zh']}", "en": f"{shown} {name['en']}".rstrip()}


def shown_value(value: float | str | None, unit: str) -> str:
    """Write a value as a person does: a share in percent, a number with its thousands.

    Examples
    --------
    >>> shown_value(0.598, "share"), shown_value(1250.0, "m2"), shown_value("51-101", "person")
    ('59.8%', '1,250', '51-101')
    """
    if isinstance(value, str) or value is None:
        return value or "–"
    if unit == "share":
        return f"{100 * value:.1f}".removesuffix(".0") + "%"
    return f"{value:,.1f}".removesuffix(".0")
