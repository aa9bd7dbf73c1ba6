"""Siting proposals as files: the report and the map of the plan with them, layers and plots."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gridplan.export.atomic import publish, staging_folder
from gridplan.export.findings import report_json
from gridplan.export.geojson import write_frame
from gridplan.export.siting import candidate_frame, gained_frame, site_frame, siting_json
from gridplan.model import Result
from gridplan.model.siting import Siting
from gridplan.plots import save_figures, siting_figure
from gridplan.plots.style import Figure
from gridplan.render import map_html, report_html
from gridplan.studies import dossier_of
from gridplan.text import Language


def sitings_json(sitings: Sequence[Siting], language: Language) -> dict[str, Any]:
    """Return one proposal as it is, several as the list ``sitings``."""
    values = [siting_json(siting, language) for siting in sitings]
    return values[0] if len(values) == 1 else {"sitings": values}


def write_sitings(
    result: Result, sitings: Sequence[Siting], folder: Path, *, language: Language
) -> tuple[Path, ...]:
    """Write proposals, one a category, into *folder*, all files or none.

    ``siting.json``; ``sites.geojson``, ``sites_gain.geojson`` (who gains) and
    ``sites_candidates.geojson``; ``siting_gain_CATEGORY.png`` and ``.svg``; ``map.html``,
    ``report.html`` and ``report.json`` of the plan, with the sites.
    """
    crs = result.area.crs
    with staging_folder(folder) as staging:
        _write_json(staging / "siting.json", sitings_json(sitings, language))
        write_frame(site_frame(sitings, crs), staging / "sites.geojson")
        write_frame(gained_frame(result, sitings), staging / "sites_gain.geojson")
        write_frame(candidate_frame(sitings, crs), staging / "sites_candidates.geojson")
        save_figures(_figures(result, sitings, language), staging)
        _write_text(staging / "map.html", map_html(result, language, sitings=sitings))
        dossier = dossier_of(result)
        report = report_html(result, language, dossier=dossier, sitings=sitings)
        _write_text(staging / "report.html", report)
        values = report_json(result, language, dossier, sitings=sitings)
        _write_json(staging / "report.json", values)
        return publish(staging, folder)


def _figures(result: Result, sitings: Sequence[Siting], language: Language) -> dict[str, Figure]:
    facility = result.coverage.catalog.facility
    names = {f.id: f.name(language) for s in sitings if (f := facility(s.category)) is not None}
    return {
        f"siting_gain_{siting.category}": siting_figure(
            siting, names.get(siting.category, siting.category), language
        )
        for siting in sitings
    }


def _write_json(path: Path, value: Any) -> None:
    _write_text(path, json.dumps(value, ensure_ascii=False, indent=1))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
