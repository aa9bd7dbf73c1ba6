"""Compliance: a plan against a policy profile, one module per family of rules."""

from gridplan.check.report import check_plan

__all__ = ["check_plan"]
