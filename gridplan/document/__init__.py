"""The plan document ``plan.gpkg``: a GeoPackage that QGIS opens with styles and that holds all.

Everything a run found can be made again from it: maps, reports, exports, later edits.
"""

from gridplan.document.layers import write_layers
from gridplan.document.reading import find_document, is_document, read_document
from gridplan.document.writing import write_document

__all__ = ["find_document", "is_document", "read_document", "write_document", "write_layers"]
