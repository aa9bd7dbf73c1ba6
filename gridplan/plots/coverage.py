"""The three plots of coverage: curves by category, equity, and a map of what is in reach."""

from __future__ import annotations

from collections.abc import Mapping

from gridplan.coverage import Surface
from gridplan.model import Coverage, CoverageAnswers, PlanningArea, Units
from gridplan.plots.curves import curves_figure
from gridplan.plots.equity import equity_figure
from gridplan.plots.heat import heat_figure
from gridplan.plots.style import Figure, plot_style
from gridplan.plots.subject import Subject
from gridplan.text import Language


def coverage_figures(
    area: PlanningArea,
    units: Units,
    coverage: Coverage,
    answers: CoverageAnswers,
    language: Language,
    *,
    surface: Surface | None = None,
) -> Mapping[str, Figure]:
    """Draw the plots of coverage, by the stem of their files.

    ``coverage_curves``: how many households are within any walk, by category.
    ``coverage_equity``: how evenly categories in reach are shared out.
    ``coverage_map``: how many judged categories are in reach from where; needs a surface.

    Parameters
    ----------
    area, units, coverage, answers
        What was measured and what it answers.
    language
        Language of every word.
    surface
        Walks from every pixel to the judged categories, in their order.
    """
    subject = Subject(area, units, coverage, answers, surface, language)
    with plot_style():
        figures = {
            "coverage_curves": curves_figure(subject),
            "coverage_equity": equity_figure(subject),
        }
        if surface is not None and answers.judged:
            figures["coverage_map"] = heat_figure(subject, surface)
    return figures
