"""What a family of rules found: zones measured against a limit, and what could not be measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gridplan.check.limits import shown_zone
from gridplan.model import Note, VerdictStatus, Violation, shown_value
from gridplan.model.verdicts import both, measured
from gridplan.policy import Rule

# a rule of several parts is what its worst part is; what is open is never a pass
_ORDER: tuple[VerdictStatus, ...] = (
    "broken", "not_checkable", "met", "informational", "not_applicable",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One zone measured against a limit.

    Parameters
    ----------
    code, name
        Which zone; empty for the whole area.
    value, limit
        What was found and what the rule allows.
    margin
        How far inside the limit it is, as a share of it; negative outside.
    how
        ``min``, ``max``, ``range``, ``items`` or ``plain``: how the sentence compares the two.
    values
        What else fills the sentence.
    """

    code: str
    name: str
    value: float | str
    limit: float | str
    margin: float
    how: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_met(self) -> bool:
        """It is inside the limit."""
        return self.margin >= 0


def at_least(code: str, name: str, value: float, limit: float, **values: Any) -> Item:
    """Measure a value that may not be below a limit.

    Examples
    --------
    >>> at_least("1", "", 49, 50).is_met, at_least("1", "", 50, 50).is_met
    (False, True)
    """
    return Item(code, name, value, limit, (value - limit) / max(abs(limit), 1e-9), "min", values)


def at_most(code: str, name: str, value: float, limit: float) -> Item:
    """Measure a value that may not be above a limit.

    Examples
    --------
    >>> at_most("1", "", 2024, 2023).is_met, at_most("1", "", 2023, 2023).is_met
    (False, True)
    """
    return Item(code, name, value, limit, (limit - value) / max(abs(limit), 1e-9), "max")


def within(code: str, name: str, value: float, low: float, high: float | None) -> Item:
    """Measure a value that must lie in a band, both ends included.

    Examples
    --------
    >>> [within("1", "", n, 51, 101).is_met for n in (50, 51, 101, 102)]
    [False, True, True, False]
    >>> within("1", "", 0, 0, 500).limit  # no minimum is no limit
    500
    """
    below = (value - low) / max(low, 1.0) if low > 0 else float("inf")
    above = float("inf") if high is None else (high - value) / max(high, 1.0)
    limit = low if high is None or below <= above else high
    how = "min" if high is None else "max" if low == 0 else "range"
    band = {} if how != "range" else {"band": f"{shown_value(low, '')}-{shown_value(high, '')}"}
    return Item(code, name, value, limit, min(below, above), how, band)


def listed(code: str, name: str, items: Sequence[str], present: Iterable[str]) -> Item:
    """Measure which of a list of items are there: all must be."""
    missing = [item for item in items if item not in set(present)]
    values = {"missing": "、".join(missing)}
    n = len(items)
    return Item(code, name, n - len(missing), n, -len(missing) / max(n, 1), "items", values)


@dataclass(frozen=True)
class Outcome:
    """What is true of a rule, or of a part of it; as in `gridplan.model.Verdict`."""

    status: VerdictStatus
    level: str
    key: str
    value: float | str | None = None
    limit: float | str | None = None
    unit: str = ""
    n_judged: int = 0
    n_broken: int = 0
    n_unavoidable: int = 0
    codes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()


def not_checkable(level: str, needs: Iterable[str]) -> Outcome:
    """Say that a rule cannot be judged from these data."""
    return Outcome("not_checkable", level, "rules.not_checkable", needs=tuple(dict.fromkeys(needs)))


def not_applicable(level: str, key: str = "not_applicable") -> Outcome:
    """Say that nothing here is of the kind a rule speaks of."""
    return Outcome("not_applicable", level, f"rules.{key}")


def informational(level: str) -> Outcome:
    """Say that a rule states no limit."""
    return Outcome("informational", level, "rules.informational")


def conclude(
    level: str,
    items: Sequence[Item],
    unit: str,
    *,
    open_needs: Sequence[str] = (),
    is_open: bool = False,
) -> Outcome:
    """Return what items say together; *open_needs* is what zones that are left open would need.

    Parameters
    ----------
    level
        Level of the zones.
    items
        The zones that were measured.
    unit
        What values are counted in.
    open_needs
        Data that are missing for other zones.
    is_open
        There are such zones.
    """
    if not items:
        return not_checkable(level, open_needs) if is_open else not_applicable(level)
    broken = [item for item in items if not item.is_met]
    worst = min(items, key=lambda item: item.margin)
    status: VerdictStatus = "broken" if broken else "not_checkable" if is_open else "met"
    return Outcome(
        status=status,
        level=level,
        key=f"rules.{'met_rest' if status == 'not_checkable' else status}_value",
        value=worst.value,
        limit=worst.limit,
        unit=unit,
        n_judged=len(items),
        n_broken=len(broken),
        codes=tuple(item.code for item in broken if item.code),
        needs=tuple(open_needs) if is_open else (),
    )


def with_violations(outcome: Outcome, rule: Rule, items: Sequence[Item]) -> Outcome:
    """Add a violation for every item that breaks the rule."""
    found = tuple(_violation(rule, outcome, item) for item in items if not item.is_met)
    return replace(outcome, violations=found)


def _violation(rule: Rule, outcome: Outcome, item: Item) -> Violation:
    return Violation(
        rule=rule.id,
        clause=rule.clause,
        severity=rule.severity,
        level=outcome.level,
        code=item.code,
        value=item.value,
        limit=item.limit,
        is_unavoidable=False,
        key=f"rules.broken_{item.how}",
        values={
            "place": _place(outcome.level, shown_zone(item.code, item.name)),
            "title": dict(rule.title),
            "found": measured(item.value, outcome.unit),
            "wanted": measured(item.values.get("band", item.limit), outcome.unit),
            "source": f"{rule.id} {rule.clause}".strip(),
            **item.values,
        },
        remedies=(Note("info", f"rules.fix_{rule.family}"),),
    )


def _place(level: str, zone: str) -> dict[str, str]:
    """Name a zone with its level, in both languages."""
    return {language: f"{word} {zone}".strip() for language, word in both("zone", level).items()}


def merge(outcomes: Sequence[Outcome]) -> Outcome:
    """Return what the parts of a rule say together: the worst of them, with the sums."""
    worst = min(outcomes, key=lambda outcome: _ORDER.index(outcome.status))
    return replace(
        worst,
        n_judged=sum(outcome.n_judged for outcome in outcomes),
        n_broken=sum(outcome.n_broken for outcome in outcomes),
        n_unavoidable=sum(outcome.n_unavoidable for outcome in outcomes),
        codes=tuple(dict.fromkeys(code for outcome in outcomes for code in outcome.codes)),
        needs=tuple(dict.fromkeys(need for outcome in outcomes for need in outcome.needs)),
        violations=tuple(found for outcome in outcomes for found in outcome.violations),
    )
