"""Studies -> plain values: the same plan by other counts."""

from __future__ import annotations

from typing import Any

from gridplan.studies import BasisStudy
from gridplan.studies.readings import Reading, RuleChange
from gridplan.text import Language


def bases_json(study: BasisStudy, language: Language) -> dict[str, Any]:
    """Return what changes with the household basis; the basis of the run stands first."""
    return {
        "bases": [_reading(one) for one in study.readings],
        "zones": [
            {
                "level": zone.level,
                "code": zone.code,
                "households": dict(zone.households),
                "is_in_band": dict(zone.is_in_band),
            }
            for zone in study.zones
        ],
        "rules": [_rule(rule, language) for rule in study.rules],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    levels = reading.report.levels
    return {
        "basis": reading.name,
        "households": reading.total,
        "levels": {
            name: {"n_in_band": level.n_in_band, "n_out_of_band": level.n_out_of_band}
            for name, level in levels.items()
        },
        "n_broken": reading.n_broken,
    }


def _rule(rule: RuleChange, language: Language) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "source": rule.source,
        "clause": rule.clause,
        "title": rule.title[language],
        "status": dict(rule.status),
        "n_broken": dict(rule.n_broken),
    }
