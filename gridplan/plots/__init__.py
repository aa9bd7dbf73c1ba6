"""Plots of coverage and siting as PNG and SVG, in Chinese on a machine without any font."""

from gridplan.plots.coverage import coverage_figures
from gridplan.plots.siting import siting_figure
from gridplan.plots.style import new_figure, save_figures

__all__ = ["coverage_figures", "new_figure", "save_figures", "siting_figure"]
