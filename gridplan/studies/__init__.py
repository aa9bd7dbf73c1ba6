"""The same plan under other counts, other policies and other stages of moving in.

The rooms: `bases` (registered, resident, dwelling, planned households), `policies` (all profiles
side by side, and where their documents conflict), `stages` (who has moved in, what falls due).
"""

from gridplan.studies.bases import BasisStudy, study_bases

__all__ = ["BasisStudy", "study_bases"]
