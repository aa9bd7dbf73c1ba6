"""Policy profiles: the rules of a locality as TOML, each with its clause."""

from gridplan.policy.bands import (
    ASSUMED_BANDS,
    PLANNED_LEVELS,
    PlannedBand,
    band_for,
    levels_to_plan,
)
from gridplan.policy.catalog import (
    Catalog,
    Demand,
    Facility,
    Quota,
    TextSource,
    Verified,
    WalkSpeed,
)
from gridplan.policy.catalog_reader import load_catalog, read_catalog, shipped_catalog
from gridplan.policy.formula import Formula, read_formula
from gridplan.policy.profile import Citation, Derived, LevelRule, Profile, Severity, SizeRule
from gridplan.policy.reader import derived_numbers, load_profile, profile_ids, read_profile
from gridplan.policy.rules import Rule, RuleBlock, rules_of
from gridplan.policy.writer import new_profile

__all__ = [
    "ASSUMED_BANDS",
    "PLANNED_LEVELS",
    "Catalog",
    "Citation",
    "Demand",
    "Derived",
    "Facility",
    "Formula",
    "LevelRule",
    "PlannedBand",
    "Profile",
    "Quota",
    "Rule",
    "RuleBlock",
    "Severity",
    "SizeRule",
    "TextSource",
    "Verified",
    "WalkSpeed",
    "band_for",
    "derived_numbers",
    "levels_to_plan",
    "load_catalog",
    "load_profile",
    "new_profile",
    "profile_ids",
    "read_catalog",
    "read_formula",
    "read_profile",
    "rules_of",
    "shipped_catalog",
]
