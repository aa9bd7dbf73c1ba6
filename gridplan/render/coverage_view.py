"""What the coverage section of a page is written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridplan.model import Coverage, CoverageAnswers, Plan, PlanningArea, Units
from gridplan.policy import Facility
from gridplan.render.numbers import share_text
from gridplan.text import Language, say

ROOM = "coverage_report."


@dataclass(frozen=True, eq=False)
class CoverageView:
    """What the coverage section is written from.

    Parameters
    ----------
    area, units, coverage, answers
        What was measured and what it answers.
    plans
        Levels whose zones have names; none for a town that was never planned.
    language
        Language of every word.
    """

    area: PlanningArea
    units: Units
    coverage: Coverage
    answers: CoverageAnswers
    plans: Sequence[Plan]
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the section."""
        return say(self.language, ROOM + key, **values)

    def facility(self, category: str) -> Facility | None:
        """Return what the catalog says of a category."""
        return self.coverage.catalog.facility(category)

    def name(self, category: str) -> str:
        """Return the name of a category."""
        facility = self.facility(category)
        return category if facility is None else facility.name(self.language)

    def names(self, categories: Sequence[str]) -> str:
        """Return the short names of categories as one text."""
        short = (self.name(category).split("、")[0] for category in categories)
        return self.say("list_comma").join(short)

    def share(self, share: float | None) -> str:
        """Return a share as percent, "no data" for None."""
        return share_text(share, self.language)
