"""The public face of a run: plan an area, write everything about it into a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from gridplan.coverage import measure_coverage
from gridplan.document import is_document, read_document, write_document
from gridplan.export import publish, report_json, staging_folder, write_geojson
from gridplan.model import Coverage, PlanningArea, Result, Units
from gridplan.params import Params
from gridplan.pipeline import run as run_stages
from gridplan.policy import Profile, load_profile
from gridplan.progress import Progress, StageClock, silent
from gridplan.read import ReadOptions, load
from gridplan.render import map_html, report_html
from gridplan.text import Language, default_language
from gridplan.units import build_units
from gridplan.version import __version__

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
    progress: Progress = silent,
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
    progress
        Called with the stage and the share of it that is done.
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
        progress=progress,
        timings_s={"load": load_s},
    )
    return Run(**{field.name: getattr(result, field.name) for field in fields(result)})


def measure(
    sources: Sequence[Path], *, options: ReadOptions, params: Params
) -> tuple[PlanningArea, Units, Coverage]:
    """Measure coverage of a plan document, or of sources that were never planned.

    Parameters
    ----------
    sources
        One plan document (or its folder), or what `gridplan.load` takes.
    options
        How sources are read.
    params
        Walking and estimation numbers.
    """
    if len(sources) == 1 and is_document(sources[0]):
        document = read_document(sources[0])
        area, units = document.area, document.units
    else:
        area = load(sources, options=options)
        units = build_units(area, params)
    return area, units, measure_coverage(area, units, params)


def write_folder(
    result: Result, folder: Path, *, language: Language, progress: Progress = silent
) -> Path:
    """Write every output of a run into *folder*, all of them or none.

    The files: ``plan.gpkg``, ``units.geojson``, ``grids.geojson``, ``microgrids.geojson``,
    ``coverage.geojson``, ``map.html``, ``report.html``, ``report.json``.

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
            _write_text(staging / "report.html", report_html(timed, language))
            write_geojson(timed, staging, language)
            write_document(timed, staging / "plan.gpkg", language=language)
            findings = report_json(timed, language)
            _write_text(staging / "report.json", json.dumps(findings, ensure_ascii=False, indent=1))
        publish(staging, folder)
    return folder


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
