"""The same plan under other counts, other policies and other stages of moving in.

The rooms: `bases` (registered, resident, dwelling, planned households), `policies` (all profiles
side by side, and where their documents conflict), `stages` (what holds while an estate fills, from
who is `moving_in`, and what falls due), `staffing` (posts and money), `dossier` (all of it).
"""

from gridplan.studies.bases import BasisStudy, study_bases
from gridplan.studies.dossier import Dossier, dossier_of
from gridplan.studies.policies import PolicyStudy, study_policies
from gridplan.studies.staffing import StaffingSheet, staffing_sheet
from gridplan.studies.stages import StageStudy, plan_for_stages, study_stages

__all__ = [
    "BasisStudy",
    "Dossier",
    "PolicyStudy",
    "StaffingSheet",
    "StageStudy",
    "dossier_of",
    "plan_for_stages",
    "staffing_sheet",
    "study_bases",
    "study_policies",
    "study_stages",
]
