"""Units + WalkNetwork + services -> Coverage: who reaches what on foot, and how soon."""

from gridplan.coverage.answer import answer_coverage
from gridplan.coverage.catalog import catalog
from gridplan.coverage.choice import choose_categories
from gridplan.coverage.classify import Classification, classify
from gridplan.coverage.measure import measure_coverage, measure_walks
from gridplan.coverage.walks import WalkModel, prepare_walks, search_limit_m

__all__ = [
    "Classification",
    "WalkModel",
    "answer_coverage",
    "catalog",
    "choose_categories",
    "classify",
    "measure_coverage",
    "measure_walks",
    "prepare_walks",
    "search_limit_m",
]
