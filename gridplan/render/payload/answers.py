"""What a run answered of its coverage, as folds of the map: one question, one narrow table each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gridplan.coverage import answer_coverage
from gridplan.model import Result
from gridplan.render.coverage import coverage_section
from gridplan.render.coverage_view import CoverageView
from gridplan.text import Language

Row = dict[str, Any]


def pack_answers(result: Result, language: Language) -> dict[str, Any]:
    """Return the test of the run, its key figures, and the folds; a row may lead to its place.

    A place is ``["unit", position]`` or ``["zone", position of the level, position]``.
    """
    answers = answer_coverage(
        result.area, result.units, result.coverage, plans=result.plans, profile=result.profile
    )
    view = CoverageView(result.area, result.units, result.coverage, answers, result.plans, language)
    section = coverage_section(view)
    if not section["has_services"]:
        return {"test": "", "keys": [], "folds": []}
    folds = [
        _walks(section),
        *_zones(section, result),
        _worst(section, result),
        _farthest(section),
        _people(section),
        *_sensitivity(section),
        _floors(section),
        _network(section),
    ]
    return {
        "test": section["test"],
        "keys": section["keys"],
        "folds": [fold for fold in folds if fold["rows"]],
    }


def _fold(title: str, heads: Iterable[str], rows: Iterable[Row], note: str = "") -> dict[str, Any]:
    return {"title": title, "heads": list(heads), "rows": list(rows), "note": note}


def _row(name: str, *cells: str, quiet: str = "", place: list[Any] | None = None) -> Row:
    return {"name": name, "quiet": quiet, "cells": list(cells), "place": place}


def _walks(section: Mapping[str, Any]) -> dict[str, Any]:
    """Tell how far people walk, and how many are left out by reason."""
    c = section["c"]
    rows = [
        _row(
            row["name"],
            row["mean"],
            row["p95"],
            row["unmet"]["n"] if row["unmet"] else "",
            quiet=row["unmet"]["parts"] if row["unmet"] else "",
        )
        for group in section["time_groups"]
        for row in group["rows"]
    ]
    note = f"{c['c_unmet']}: {c['c_unmet_note']}"
    return _fold(c["h_time"], (c["c_category"], c["c_mean"], c["c_p95"], c["c_unmet"]), rows, note)


def _zones(section: Mapping[str, Any], result: Result) -> list[dict[str, Any]]:
    c, levels = section["c"], {plan.level: k for k, plan in enumerate(result.plans)}
    codes = [{code: zone for zone, code in enumerate(plan.codes)} for plan in result.plans]
    return [
        _fold(
            c["fold_zones"].format(level=table["name"]),
            (table["name"], c["c_completeness"], c["c_all"]),
            [
                _row(
                    row["name"],
                    row["completeness"],
                    row["all"],
                    quiet=row["weakest"],
                    place=[
                        "zone",
                        levels[table["level"]],
                        codes[levels[table["level"]]][row["code"]],
                    ],
                )
                for row in table["rows"]
            ],
            c["zones_note"].format(n=section["most_zones"]),
        )
        for table in section["zones"]
        if section["keys"] and table["level"] in levels
    ]


def _worst(section: Mapping[str, Any], result: Result) -> dict[str, Any]:
    c = section["c"]
    position = {code: k for k, code in enumerate(result.area.buildings["building_id"])}
    unit_of = {
        building: unit for unit, building in reversed(list(enumerate(result.units.building)))
    }
    rows = [
        _row(
            row["name"],
            row["households"],
            row["met"],
            quiet=row["community"],
            place=["unit", unit_of[position[row["building_id"]]]],
        )
        for row in section["worst"]
    ]
    return _fold(
        c["h_worst"], (c["c_building"], c["c_households"], c["c_met"]), rows, c["worst_note"]
    )


def _farthest(section: Mapping[str, Any]) -> dict[str, Any]:
    c = section["c"]
    rows = [_row(row["name"], quiet=row["text"]) for row in section["farthest"]]
    return _fold(c["h_farthest"], (c["c_category"],), rows, c["farthest_note"])


def _people(section: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what the old have less than adults, for every category that is judged."""
    c, people = section["c"], section["people"]
    rows = [_row(row["name"], row["gap"]) for row in people["rows"]] if section["keys"] else []
    title = c["fold_people"].format(minutes=section["minutes"])
    return _fold(title, (c["c_category"], f"{c['c_gap']} ({c['c_gap_note']})"), rows)


def _sensitivity(section: Mapping[str, Any]) -> list[dict[str, Any]]:
    c = section["c"]
    groups = section["sensitivity"] if section["keys"] else []
    rows = [
        _row(row["name"], row["all"], row["completeness"], row["changed"])
        for group in groups
        for row in group["rows"]
    ]
    heads = (c["c_assumption"], c["c_all"], c["c_completeness"], c["c_changed_short"])
    return [_fold(c["h_sensitivity"], heads, rows, c["sensitivity_note"])]


def _floors(section: Mapping[str, Any]) -> dict[str, Any]:
    c = section["c"]
    rows = [
        _row(row["name"], row["per_100"], row["verdict"], quiet=row["place"])
        for row in section["floors"]
    ]
    return _fold(c["h_floors"], (c["c_what"], c["c_per_100"], c["c_verdict"]), rows)


def _network(section: Mapping[str, Any]) -> dict[str, Any]:
    rows = [_row(row["name"], quiet=row["text"]) for row in section["network"]]
    return _fold(section["c"]["h_network"], (), rows)
