"""Result -> files for other systems."""

from gridplan.export.atomic import publish, publish_text, require_writable, staging_folder
from gridplan.export.coverage import buildings_json, coverage_json, measured_json
from gridplan.export.findings import report_json, rule_json
from gridplan.export.geojson import write_coverage, write_geojson
from gridplan.export.handover import FORMATS, export_formats
from gridplan.export.siting import siting_json
from gridplan.export.siting_files import sitings_json, write_sitings
from gridplan.export.studies import dossier_json, staffing_json, stages_json

__all__ = [
    "FORMATS",
    "buildings_json",
    "coverage_json",
    "dossier_json",
    "export_formats",
    "measured_json",
    "publish",
    "publish_text",
    "report_json",
    "require_writable",
    "rule_json",
    "siting_json",
    "sitings_json",
    "staffing_json",
    "stages_json",
    "staging_folder",
    "write_coverage",
    "write_geojson",
    "write_sitings",
]
