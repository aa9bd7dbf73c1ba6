"""Compliance: a plan against a policy profile, one module per family of rules."""

from gridplan.check.account import ZoneAccount, explain_zone
from gridplan.check.drawn import Drawn, read_drawn
from gridplan.check.foresight import foresee
from gridplan.check.report import check_plan, check_zones, worst_first

__all__ = [
    "Drawn",
    "ZoneAccount",
    "check_plan",
    "check_zones",
    "explain_zone",
    "foresee",
    "read_drawn",
    "worst_first",
]
