"""Units + WalkNetwork + services -> Coverage: who reaches what on foot, and how soon."""

from gridplan.coverage.answer import answer_coverage
from gridplan.coverage.catalog import catalog
from gridplan.coverage.choice import choose_categories
from gridplan.coverage.classify import Classification, classify
from gridplan.coverage.judge import Verdict, is_within, judge
from gridplan.coverage.measure import measure_coverage, measure_walks
from gridplan.coverage.reach import service_lines
from gridplan.coverage.scores import building_completeness
from gridplan.coverage.surface import Surface, walk_surface
from gridplan.coverage.walks import WalkModel, prepare_walks, search_limit_m

__all__ = [
    "Classification",
    "Surface",
    "Verdict",
    "WalkModel",
    "answer_coverage",
    "building_completeness",
    "catalog",
    "choose_categories",
    "classify",
    "is_within",
    "judge",
    "measure_coverage",
    "measure_walks",
    "prepare_walks",
    "search_limit_m",
    "service_lines",
    "walk_surface",
]
