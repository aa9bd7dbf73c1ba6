"""The offline map and the printable report, one self-contained file each."""

from gridplan.render.coverage_page import coverage_html
from gridplan.render.coverage_view import CoverageView
from gridplan.render.imprint import Imprint
from gridplan.render.pages import map_html, report_html

__all__ = ["CoverageView", "Imprint", "coverage_html", "map_html", "report_html"]
