"""Which band a zone is held to, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

from gridplan.params import Band, Params
from gridplan.policy import Profile, Severity, SizeRule, band_for


@dataclass(frozen=True)
class Limit:
    """A band for the zones of one level in communities of one kind.

    Parameters
    ----------
    band
        Households a zone may hold.
    rule, clause, severity
        As in a violation.
    source
        What the sentence names as the origin: rule and clause, the flag, or this program.
    is_planned
        The run was to meet this band: it decides what counts as in band.
    """

    band: Band
    rule: str
    clause: str
    severity: Severity
    source: str
    is_planned: bool = True


def limits_for(profile: Profile, level: str, kind: str, params: Params) -> tuple[Limit, ...]:
    """Return the bands that hold: the planned one, then the policy's where a flag replaced it.

    A band set by flag binds as a warning: nobody's clause says it. An assumed one only informs.
    """
    band, rule, is_assumed = band_for(profile, level, kind, params.partition.bands)
    if rule is not None:
        return (_of_policy(rule, is_planned=True),)
    own = f"{level}-size"
    if is_assumed:
        return (Limit(band, own, "", "info", "gridplan"),)
    if level not in params.partition.bands:
        return ()
    flag = Limit(band, own, "", "warning", f"--level {level}={band}")
    policy = profile.size_rule(level, kind)
    return (flag,) if policy is None else (flag, _of_policy(policy, is_planned=False))


def _of_policy(rule: SizeRule, *, is_planned: bool) -> Limit:
    source = f"{rule.rule} {rule.clause}"
    return Limit(rule.band, rule.rule, rule.clause, rule.severity, source, is_planned)


def shown_band(band: Band) -> str:
    """Write a band as a person does: ``50-80``, ``<= 500`` as ``≤ 500``.

    Examples
    --------
    >>> shown_band(Band(50, 80)), shown_band(Band(0, 500)), shown_band(Band(1000))
    ('50-80', '≤ 500', '≥ 1000')
    """
    if band.max_households is None:
        return f"≥ {band.min_households}"
    if band.min_households == 0:
        return f"≤ {band.max_households}"
    return f"{band.min_households}-{band.max_households}"


def shown_zone(code: str, name: str = "") -> str:
    """Write the code of a micro-grid in two groups, grid and number; then its name, if any.

    Examples
    --------
    >>> shown_zone("33041100100100102"), shown_zone("330411001001", "石臼社区")
    ('330411001001001 02', '330411001001 石臼社区')
    """
    is_nested = len(code) == 17 and code.isdigit()
    return f"{code[:15]} {code[15:]} {name}".strip() if is_nested else f"{code} {name}".strip()
