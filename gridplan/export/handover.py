"""The hand-over package: the files of one format each, in the CRS the office asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from gridplan.document import write_layers
from gridplan.errors import ParamError
from gridplan.export.atomic import publish, staging_folder
from gridplan.export.geojson import write_geojson
from gridplan.model import Result
from gridplan.text import Language

Writer = Callable[[Result, Path, Language, str], tuple[Path, ...]]


def export_formats(
    result: Result, formats: Sequence[str], folder: Path, *, language: Language, crs: str
) -> tuple[Path, ...]:
    """Write the plan into *folder* in each of *formats*; all files or none.

    Parameters
    ----------
    result
        The plan.
    formats
        Some of `FORMATS`.
    folder
        Made when absent; other files in it stay.
    language
        Language of names.
    crs
        CRS of formats that carry one (GeoJSON is always WGS 84), as authority code or WKT.

    Raises
    ------
    ParamError
        An unknown format, or a folder that cannot be written to.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise ParamError(f"'{unknown[0]}' is no export format; choose {', '.join(FORMATS)}.")
    with staging_folder(folder) as staging:
        for name in formats:
            FORMATS[name](result, staging, language, crs)
        return publish(staging, folder)


def _geojson(result: Result, folder: Path, language: Language, crs: str) -> tuple[Path, ...]:
    del crs  # RFC 7946 knows only WGS 84
    return write_geojson(result, folder, language)


def _geopackage(result: Result, folder: Path, language: Language, crs: str) -> tuple[Path, ...]:
    path = folder / "grids.gpkg"
    write_layers(result, path, language=language, crs=crs)
    return (path,)


FORMATS: dict[str, Writer] = {"geojson": _geojson, "gpkg": _geopackage}
