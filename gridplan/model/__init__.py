"""Frozen types that cross stages.

Types hold frames and arrays, copied in and set read-only. Outside, things are known by ids;
from `Units` on they are positions ``0..n-1``. Coordinates are metres in one projected CRS.
"""

from gridplan.model.answers import (
    CategoryAnswer,
    CoverageAnswers,
    FarBuilding,
    FloorAnswer,
    Scenario,
    ZoneScore,
)
from gridplan.model.area import BASIS_COLUMNS, TABLES, PlanningArea, Source, Table, Unplaced
from gridplan.model.coverage import Applied, CategoryCoverage, Coverage
from gridplan.model.findings import (
    LevelSummary,
    Note,
    Report,
    Severity,
    Violation,
)
from gridplan.model.land import Adjacency, Land
from gridplan.model.network import CompoundAccess, GateSource, Island, Legs, NetworkQuality
from gridplan.model.plan import Plan, Zone, ZoneKind
from gridplan.model.result import Result
from gridplan.model.units import Units
from gridplan.model.verdicts import Verdict, VerdictStatus, shown_value
from gridplan.model.waivers import Waiver

__all__ = [
    "BASIS_COLUMNS",
    "TABLES",
    "Adjacency",
    "Applied",
    "CategoryAnswer",
    "CategoryCoverage",
    "CompoundAccess",
    "Coverage",
    "CoverageAnswers",
    "FarBuilding",
    "FloorAnswer",
    "GateSource",
    "Island",
    "Land",
    "Legs",
    "LevelSummary",
    "NetworkQuality",
    "Note",
    "Plan",
    "PlanningArea",
    "Report",
    "Result",
    "Scenario",
    "Severity",
    "Source",
    "Table",
    "Units",
    "Unplaced",
    "Verdict",
    "VerdictStatus",
    "Violation",
    "Waiver",
    "Zone",
    "ZoneKind",
    "ZoneScore",
    "shown_value",
]
