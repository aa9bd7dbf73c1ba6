"""The public face of a run: plan an area, write everything about it into a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from gridplan.check import check_plan
from gridplan.coverage import (
    Surface,
    WalkModel,
    answer_coverage,
    measure_walks,
    walk_surface,
)
from gridplan.document import is_document, read_document, write_document
from gridplan.export import (
    measured_json,
    publish,
    report_json,
    staging_folder,
    write_coverage,
    write_geojson,
)
from gridplan.model import Coverage, CoverageAnswers, Note, Plan, PlanningArea, Result, Units
from gridplan.params import Params
from gridplan.pipeline import run as run_stages
from gridplan.plots import coverage_figures, save_figures
from gridplan.policy import Catalog, Profile, load_profile
from gridplan.progress import Progress, StageClock, silent
from gridplan.read import ReadOptions, load
from gridplan.render import CoverageView, coverage_html, map_html, report_html
from gridplan.studies import Dossier, dossier_of
from gridplan.text import Language, default_language, say
from gridplan.units import build_units
from gridplan.version import __version__
from gridplan.waivers import with_waivers

DEFAULT_PROFILE = "xiuzhou-2023"


class Run(Result):
    """A result that can write itself."""

    def to_folder(self, folder: str | Path, *, language: Language | None = None) -> Path:
        """Write every output of the run into *folder*, as `write_folder` does."""
        return write_folder(self, Path(folder), language=language or default_language())


def plan(
    area: PlanningArea,
    *,
    profile: str | Profile = DEFAULT_PROFILE,
    seed: int | None = None,
    params: Params | None = None,
    catalog: Catalog | None = None,
    progress: Progress = silent,
    foretell: Callable[[tuple[Note, ...]], None] = lambda notes: None,
    load_s: float = 0.0,
) -> Run:
    """Plan an area under a policy profile.

    Parameters
    ----------
    area
        What `gridplan.load` gives.
    profile
        Id of a shipped profile, path of a TOML file, or a `Profile`.
    seed
        Start of every random choice; default that of *params*.
    params
        All numbers of the run; default `Params()`.
    catalog
        Facilities to look for; default those gridplan ships.
    progress
        Called with the stage and the share of it that is done.
    foretell
        Called before the search with what the numbers rule out.
    load_s
        Seconds that loading took, for the report.

    Returns
    -------
    Run
        Plans, report, coverage; ``to_folder`` writes them.

    Raises
    ------
    InputError, ParamError
        The data or a parameter rules a plan out.
    """
    chosen = profile if isinstance(profile, Profile) else load_profile(profile)
    numbers = params or Params()
    if seed is not None:
        numbers = replace(numbers, seed=seed)
    result = run_stages(
        area,
        chosen,
        numbers,
        version=__version__,
        catalog=catalog,
        progress=progress,
        foretell=foretell,
        timings_s={"load": load_s},
    )
    return Run(**{field.name: getattr(result, field.name) for field in fields(result)})


@dataclass(frozen=True, eq=False)
class Measured:
    """Coverage of an area, planned or not.

    Parameters
    ----------
    area, units
        What was measured.
    plans
        Its zones, where it was planned.
    coverage, answers
        What was found, and what it answers.
    model
        The network it was found on.
    result
        The plan with this coverage in place of its own; None for a town never planned.
    """

    area: PlanningArea
    units: Units
    plans: tuple[Plan, ...]
    coverage: Coverage
    answers: CoverageAnswers
    model: WalkModel
    result: Result | None = None


def measure(
    sources: Sequence[Path],
    *,
    options: ReadOptions,
    params: Params,
    profile: str | None = None,
    catalog: Catalog | None = None,
) -> Measured:
    """Measure coverage of a plan document, or of sources that were never planned.

    Parameters
    ----------
    sources
        One plan document (or its folder), or what `gridplan.load` takes.
    options
        How sources are read.
    params
        Walking and estimation numbers.
    profile
        The policy that asks for categories and floor; that of the document, or the default.
    catalog
        Facilities to look for; those of the document, or the shipped ones.
    """
    document: Result | None = None
    chosen = load_profile(profile) if profile else None
    if len(sources) == 1 and is_document(sources[0]):
        document = read_document(sources[0])
        area, units = document.area, document.units
        chosen = chosen or document.profile
        catalog = catalog or document.coverage.catalog
    else:
        area = load(sources, options=options)
        units = build_units(area, params)
    chosen = chosen or load_profile(DEFAULT_PROFILE)
    coverage, model = measure_walks(area, units, params, profile=chosen, catalog=catalog)
    plans = document.plans if document else ()
    answers = answer_coverage(area, units, coverage, plans=plans, profile=chosen)
    result = _judged_anew(document, coverage, chosen, params) if document else None
    return Measured(area, units, plans, coverage, answers, model, result)


def _judged_anew(document: Result, coverage: Coverage, profile: Profile, params: Params) -> Result:
    """Put other coverage into a plan and judge it by that; waivers stay granted."""
    numbers = replace(document.params, coverage=params.coverage)
    area, units, land, plans = document.area, document.units, document.land, document.plans
    report = check_plan(area, units, land, plans, profile, numbers, coverage=coverage)
    return replace(
        document,
        report=with_waivers(report, document.report.waivers),
        coverage=coverage,
        profile=profile,
        params=numbers,
    )


def write_measured(measured: Measured, folder: Path, *, language: Language) -> tuple[Path, ...]:
    """Write coverage into *folder*, all files or none.

    The files: ``coverage.geojson``, ``service_areas.geojson``, ``coverage.json``,
    ``coverage.html`` and the plots as PNG and SVG; for a plan also its ``map.html``,
    ``report.html`` and ``report.json`` with this coverage.
    """
    area, units, coverage, answers = (
        measured.area,
        measured.units,
        measured.coverage,
        measured.answers,
    )
    with staging_folder(folder) as staging:
        write_coverage(area, units, coverage, measured.model, staging)
        figures = coverage_figures(
            area, units, coverage, answers, language, surface=_surface(measured)
        )
        save_figures(figures, staging)
        drawings = {
            say(language, f"plots.{name}"): (staging / f"{name}.svg").read_bytes()
            for name in figures
        }
        view = CoverageView(area, units, coverage, answers, measured.plans, language)
        _write_text(staging / "coverage.html", coverage_html(view, plots=drawings))
        values = measured_json(area, units, coverage, answers, language)
        _write_json(staging / "coverage.json", values)
        if measured.result is not None:
            _write_pages(measured.result, staging, language)
        return publish(staging, folder)


def _write_pages(result: Result, folder: Path, language: Language) -> None:
    dossier = dossier_of(result)
    _write_text(folder / "map.html", map_html(result, language))
    _write_text(folder / "report.html", report_html(result, language, dossier=dossier))
    _write_json(folder / "report.json", report_json(result, language, dossier))


def _surface(measured: Measured) -> Surface | None:
    judged = set(measured.answers.judged)
    columns = np.flatnonzero([name in judged for name in measured.coverage.ids])
    if not len(columns):
        return None
    limit_m = measured.coverage.search_limit_m
    return walk_surface(measured.area, measured.units, measured.model, columns, limit_m=limit_m)


def write_folder(
    result: Result,
    folder: Path,
    *,
    language: Language,
    progress: Progress = silent,
    dossier: Dossier | None = None,
) -> Path:
    """Write every output of a run into *folder*, all of them or none.

    The files: ``plan.gpkg``, ``units.geojson``, ``grids.geojson``, ``microgrids.geojson``,
    ``coverage.geojson``, ``map.html``, ``report.html``, ``report.json``. *dossier* is what was
    studied beside the plan; made where it is not given.

    Returns
    -------
    Path
        The folder.
    """
    clock = StageClock(progress)
    with staging_folder(folder) as staging:
        with clock("render"):
            _write_text(staging / "map.html", map_html(result, language))
        spent = {**result.timings_s, **clock.seconds}
        timed = replace(result, timings_s={**spent, "total": sum(spent.values())})
        with clock("export"):
            studied = dossier or dossier_of(timed)
            _write_text(staging / "report.html", report_html(timed, language, dossier=studied))
            write_geojson(timed, staging, language)
            write_document(timed, staging / "plan.gpkg", language=language)
            _write_json(staging / "report.json", report_json(timed, language, studied))
        publish(staging, folder)
    return folder


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_json(path: Path, value: Any) -> None:
    _write_text(path, json.dumps(value, ensure_ascii=False, indent=1))
