"""The offline map and the printable report, one self-contained file each."""

from gridplan.render.imprint import Imprint
from gridplan.render.pages import map_html, report_html

__all__ = ["Imprint", "map_html", "report_html"]
