"""The account of one zone: what is wrong with it, what would help, which moves were considered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridplan.check.advice import considered
from gridplan.check.subject import Subject
from gridplan.errors import ParamError
from gridplan.model import Land, Note, Plan, Report, Units, Violation
from gridplan.params import Band, Params
from gridplan.policy import Profile


@dataclass(frozen=True)
class ZoneAccount:
    """Why a zone is as it is.

    Parameters
    ----------
    level, code
        Which zone.
    households
        Households of the zone.
    band
        Households it may hold.
    violations
        The rules it breaks, each with what would help.
    moves
        Every move across its border: what that would change, and why it is not made.
    """

    level: str
    code: str
    households: int
    band: Band
    violations: tuple[Violation, ...]
    moves: tuple[tuple[Note, Note], ...]


def explain_zone(
    units: Units,
    land: Land,
    plans: Sequence[Plan],
    report: Report,
    profile: Profile,
    params: Params,
    *,
    code: str,
) -> ZoneAccount:
    """Explain the grid or micro-grid *code*.

    Parameters
    ----------
    units, land, plans
        What was planned; *plans* from coarse to fine.
    report
        What `check_plan` found.
    profile, params
        What it was planned under.
    code
        Code of a zone of a planned level; blanks do not matter.

    Raises
    ------
    ParamError
        No zone of a planned level has this code.
    """
    subject = Subject(units, land, tuple(plans), profile, params)
    plan, zone = _find(plans, "".join(code.split()))
    own = plan.zones[zone]
    kind = subject.kinds[own.community]
    band = next((x.band for x in subject.limits(plan.level)[kind] if x.is_planned), Band())
    is_ordinary = own.kind != "special"
    return ZoneAccount(
        level=plan.level,
        code=own.code,
        households=int(plan.sums(units.households)[zone]),
        band=band,
        violations=tuple(
            v for v in report.violations if (v.level, v.code) == (plan.level, own.code)
        ),
        moves=considered(subject, plan, band, zone) if is_ordinary else (),
    )


def _find(plans: Sequence[Plan], code: str) -> tuple[Plan, int]:
    for plan in plans:
        if plan.level != "community" and code in plan.codes:
            return plan, plan.codes.index(code)
    known = [code for plan in plans[-1:] for code in plan.codes[:5]]
    raise ParamError(
        f"The plan has no grid or micro-grid with the code {code}. Codes look like "
        f"{', '.join(known)}; the map and the report show all of them."
    )
