"""What coverage plots are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage import Surface
from gridplan.model import Coverage, CoverageAnswers, PlanningArea, Units
from gridplan.text import Language, say


@dataclass(frozen=True, eq=False)
class Subject:
    """Everything a plot of coverage needs.

    Parameters
    ----------
    area, units, coverage, answers
        What was measured and what it answers.
    surface
        Walks from every pixel to the judged categories, in their order; None draws no map.
    language
        Language of every word.
    """

    area: PlanningArea
    units: Units
    coverage: Coverage
    answers: CoverageAnswers
    surface: Surface | None
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the plots."""
        return say(self.language, f"plots.{key}", **values)

    def name(self, category: str) -> str:
        """Return the name of a category."""
        facility = self.coverage.catalog.facility(category)
        return category if facility is None else facility.name(self.language)

    def short_name(self, category: str) -> str:
        """Return the first of the names of a category."""
        return self.name(category).split("、")[0].split(",")[0]

    @property
    def columns(self) -> NDArray[np.int64]:
        """Positions of the judged categories."""
        judged = set(self.answers.judged)
        return np.flatnonzero([name in judged for name in self.coverage.ids])

    @property
    def households(self) -> int:
        """All households."""
        return int(self.units.households.sum())

    @property
    def test(self) -> str:
        """The test of the run, as a sentence."""
        coverage = self.coverage
        basis = self.say("estimated") if self.units.is_estimated else ""
        return basis + self.say(
            f"test_{coverage.mode}",
            minutes=f"{coverage.limit_minutes:g}",
            speed=f"{coverage.walk_m_per_min:g}",
            households=f"{self.households:,}",
        )
