"""Result -> one plain dictionary that the page draws: `map_payload`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from gridplan.model import Result
from gridplan.model.siting import Siting
from gridplan.render.imprint import Imprint
from gridplan.render.names import basis_name, place_name, profile_name
from gridplan.render.payload.answers import pack_answers
from gridplan.render.payload.coverage import pack_coverage
from gridplan.render.payload.edges import pack_edges
from gridplan.render.payload.findings import pack_findings, pack_levels
from gridplan.render.payload.frame import Frame
from gridplan.render.payload.ground import pack_ground, pack_services
from gridplan.render.payload.pack import pack_shapes, pack_unsigned
from gridplan.render.payload.sites import pack_sitings
from gridplan.render.payload.units import pack_units
from gridplan.render.payload.walks import pack_walks
from gridplan.render.payload.zones import level_polygons, pack_zones
from gridplan.render.style import sheet
from gridplan.text import Language, catalog

__all__ = ["app_payload", "map_payload", "page_texts"]


def map_payload(
    result: Result, language: Language, imprint: Imprint, sitings: Sequence[Siting] = ()
) -> dict[str, Any]:
    """Return everything the map page shows, as plain JSON values."""
    polygons = level_polygons(result)
    bounds = np.array(shapely.total_bounds(next(iter(polygons.values()))))
    frame = Frame.around(bounds, result.area.crs)
    return {
        "language": language,
        "text": page_texts(language),
        "style": sheet(),
        "meta": _meta(result, language, imprint),
        "frame": frame.to_dict(),
        "levels": pack_zones(result, polygons, frame, language),
        "units": pack_units(result, frame),
        "ground": pack_ground(result, bounds, frame),
        "services": pack_services(result, frame, language),
        "coverage": pack_coverage(result, language),
        "answers": pack_answers(result, language),
        "walks": pack_walks(result, frame),
        "sitings": pack_sitings(result, sitings, frame),
        "summary": pack_levels(result),
        "findings": pack_findings(result, language),
    }


def app_payload(result: Result, language: Language, imprint: Imprint) -> dict[str, Any]:
    """Return what the review app draws and no edit changes.

    Zones are left out: the app draws them from the cells of their units and the edges between.
    """
    bounds = np.array(shapely.total_bounds(result.land.cells))
    frame = Frame.around(bounds, result.area.crs)
    cells, adjacency = result.land.cells, result.land.adjacency
    return {
        "language": language,
        "style": sheet(),
        "meta": _meta(result, language, imprint),
        "frame": frame.to_dict(),
        "units": {**pack_units(result, frame), "cells": pack_shapes(cells, frame)},
        "edges": pack_edges(cells, frame),
        "adjacency": {
            "degree": pack_unsigned(np.diff(adjacency.indptr)),
            "indices": pack_unsigned(adjacency.indices),
        },
        "ground": pack_ground(result, bounds, frame),
        "services": pack_services(result, frame, language),
        "coverage": pack_coverage(result, language),
        "answers": pack_answers(result, language),
        "walks": pack_walks(result, frame),
        "sitings": pack_sitings(result, (), frame),
    }


def page_texts(language: Language) -> dict[str, str]:
    """Return the sentences of the page by their name."""
    return {
        key.removeprefix("map."): sentence
        for key, sentence in catalog(language).items()
        if key.startswith("map.")
    }


def _meta(result: Result, language: Language, imprint: Imprint) -> dict[str, Any]:
    report = result.report
    return {
        "place": place_name(result, language),
        "profile": profile_name(result.profile, language),
        "households": report.households_total,
        "unplaced": report.households_unplaced,
        "basis": basis_name(report.household_basis, language),
        "is_estimated": result.units.is_estimated,
        "attribution": imprint.attribution,
        "approval_number": imprint.approval_number,
        "is_internal": imprint.is_internal,
        "version": result.version,
    }
