"""What the report stands on: data and their repairs, assumptions, inputs, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridplan.model import Note, Result
from gridplan.render.numbers import count_text
from gridplan.studies import Dossier
from gridplan.text import Language, catalog, say

ORDER = ("fault", "warning", "repair", "info")


def sources_section(result: Result, dossier: Dossier, language: Language) -> dict[str, Any]:
    """Return data quality, assumptions, inputs and parameters."""
    return {
        "notes": _note_rows(result, language),
        "assumptions": _assumptions(result, dossier, language),
        "unplaced": _unplaced_rows(result, language),
        "sources": _source_rows(result, language),
        "params": _param_rows(result.params.to_dict(), language),
    }


def _all_notes(result: Result) -> list[Note]:
    """Return every note of the run once, in the order of the stages."""
    stages = (result.area, result.units, result.land, result.coverage, result.report)
    unique: dict[str, Note] = {}
    for note in (note for stage in stages for note in stage.notes):
        unique.setdefault(repr((note.kind, note.key, dict(note.values), note.ids)), note)
    return list(unique.values())


def _note_rows(result: Result, language: Language) -> list[dict[str, str]]:
    notes = [note for note in _all_notes(result) if note.kind in ORDER]
    notes.sort(key=lambda note: ORDER.index(note.kind))
    return [
        {"word": say(language, f"report.note_{note.kind}"), "text": note.text(language)}
        for note in notes
    ]


def _assumptions(result: Result, dossier: Dossier, language: Language) -> list[str]:
    """Return what was assumed, in the run and in the sheet of posts."""
    found = [note for note in _all_notes(result) if note.kind == "assumption"]
    texts = [note.text(language) for note in (*found, *dossier.staffing.notes)]
    if result.units.is_estimated:
        texts.insert(0, say(language, "report.estimated"))
    return texts


def _unplaced_rows(result: Result, language: Language) -> list[dict[str, str]]:
    return [
        {
            "community": entry.community_code or say(language, "report.unknown"),
            "households": count_text(entry.households),
            "reason": say(language, entry.reason, n=len(entry.ids), ids=", ".join(entry.ids[:5])),
        }
        for entry in (*result.area.unplaced, *result.units.unplaced)
    ]


def _source_rows(result: Result, language: Language) -> list[dict[str, str]]:
    words = catalog(language)
    return [
        {
            "path": source.path,
            "layer": source.layer,
            "role": words.get(f"report.role_{source.role}", source.role),
            "n": count_text(source.n_features),
            "crs": source.crs,
            "sha256": source.sha256,
        }
        for source in result.area.sources
    ]


def _param_rows(
    values: Mapping[str, Any], language: Language, prefix: str = ""
) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            rows += _param_rows(value, language, f"{prefix}{key}.")
        else:
            rows.append((prefix + key, _param_text(value, language)))
    return rows


def _param_text(value: Any, language: Language) -> str:
    if value is None:
        return say(language, "report.dash")
    if isinstance(value, bool):
        return say(language, "report.yes" if value else "report.no")
    if isinstance(value, list):
        return ", ".join(_param_text(item, language) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
