"""What a report says beside its findings, gathered once for page, file and terminal."""

from __future__ import annotations

from dataclasses import dataclass

from gridplan.model import Result
from gridplan.studies.bases import BasisStudy, study_bases
from gridplan.studies.policies import PolicyStudy, study_policies
from gridplan.studies.staffing import StaffingSheet, staffing_sheet
from gridplan.studies.stages import StageStudy, study_stages


@dataclass(frozen=True, eq=False)
class Dossier:
    """The studies of one plan.

    Parameters
    ----------
    staffing, stages
        Posts and money; what holds while an estate fills.
    bases, policies
        Other household bases and other policies; None where nobody asked for the comparison.
    """

    staffing: StaffingSheet
    stages: StageStudy
    bases: BasisStudy | None = None
    policies: PolicyStudy | None = None


def dossier_of(result: Result, *, has_bases: bool = False, has_policies: bool = False) -> Dossier:
    """Study a plan; comparisons check it again and again, so they are made on request."""
    return Dossier(
        staffing=staffing_sheet(result),
        stages=study_stages(result),
        bases=study_bases(result) if has_bases else None,
        policies=study_policies(result) if has_policies else None,
    )
