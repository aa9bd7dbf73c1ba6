"""Policy profiles: the rules of a locality as TOML, each with its clause."""

from gridplan.policy.bands import (
    ASSUMED_BANDS,
    PLANNED_LEVELS,
    PlannedBand,
    band_for,
    levels_to_plan,
)
from gridplan.policy.formula import Formula, read_formula
from gridplan.policy.profile import Citation, Derived, LevelRule, Profile, Severity, SizeRule
from gridplan.policy.reader import derived_numbers, load_profile, profile_ids, read_profile

__all__ = [
    "ASSUMED_BANDS",
    "PLANNED_LEVELS",
    "Citation",
    "Derived",
    "Formula",
    "LevelRule",
    "PlannedBand",
    "Profile",
    "Severity",
    "SizeRule",
    "band_for",
    "derived_numbers",
    "levels_to_plan",
    "load_profile",
    "profile_ids",
    "read_formula",
    "read_profile",
]
