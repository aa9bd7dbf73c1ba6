"""The files a user named: existing regular files on this machine, nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridplan.read.log import Log

SUFFIXES = frozenset(
    {
        ".gpkg", ".shp", ".geojson", ".json", ".fgb", ".gdb", ".pbf", ".osm", ".parquet",
        ".geoparquet", ".csv", ".xlsx", ".zip",
    }
)  # fmt: skip
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_OWN_FILES = frozenset({"plan.gpkg", "report.json"})
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Found:
    """One file to read; `is_explicit` when named itself, not found in a folder."""

    path: Path
    is_explicit: bool


def as_list(sources: str | Path | Sequence[str | Path]) -> list[str | Path]:
    """Return one or several sources as list."""
    return [sources] if isinstance(sources, str | Path) else list(sources)


def find_files(sources: str | Path | Sequence[str | Path], log: Log) -> list[Found]:
    """Return the files to read, in the order of their names within each source."""
    found: dict[Path, Found] = {}
    for source in as_list(sources):
        for one in _expand(source, log):
            found.setdefault(one.path, one)
    if not found and not log.has_faults:
        log.fault("nothing_to_read", where=", ".join(str(one) for one in as_list(sources)))
    return list(found.values())


def _expand(source: str | Path, log: Log) -> Iterable[Found]:
    text = str(source)
    # a Windows drive is one letter; a longer word before a colon is a driver or a protocol
    scheme = text.partition(":")[0] if ":" in text else ""
    if text.startswith(("/vsi", "\\\\")) or "://" in text or _looks_inline(text) or (
        len(scheme) > 1 and scheme.isalnum() and not Path(text).exists()
    ):  # fmt: skip
        log.fault("not_a_local_file", where=text[:80])
        return []
    path = Path(text).expanduser()
    try:
        path = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        log.fault("no_such_file", where=text[:200])
        return []
    if path.is_dir() and path.suffix.lower() != ".gdb":
        return _in_folder(path)
    return _checked(path, log)


def _looks_inline(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[", "<") or "\n" in text or "\0" in text


def _checked(path: Path, log: Log) -> list[Found]:
    if not (path.is_file() or path.is_dir()):
        log.fault("not_a_local_file", where=path.name)
        return []
    if path.suffix.lower() not in SUFFIXES:
        log.fault("unknown_format", where=path.name, formats=", ".join(sorted(SUFFIXES)))
        return []
    return [Found(path, True)]


def _in_folder(folder: Path) -> list[Found]:
    entries = sorted(folder.iterdir(), key=lambda one: one.name)
    return [
        Found(one, False)
        for one in entries
        if one.suffix.lower() in SUFFIXES
        and one.name not in _OWN_FILES
        and not one.name.startswith((".", "~$"))
        and (one.is_file() or (one.suffix.lower() == ".gdb" and one.is_dir()))
    ]


def parts(path: Path) -> list[Path]:
    """Return the files that make up a source: the members of a shapefile or FileGDB folder."""
    if path.is_dir():
        return sorted((one for one in path.iterdir() if one.is_file()), key=lambda one: one.name)
    if path.suffix.lower() == ".shp":
        names = {path.with_suffix(suffix) for suffix in _SHAPEFILE_PARTS}
        names |= {path.with_suffix(suffix.upper()) for suffix in _SHAPEFILE_PARTS}
        return sorted(one for one in names if one.is_file())
    return [path]


def size_bytes(path: Path) -> int:
    """Return the bytes of all parts of a source."""
    return sum(one.stat().st_size for one in parts(path))


def digest(path: Path) -> str:
    """Return the SHA-256 of all parts of a source, in the order of their names."""
    total = hashlib.sha256()
    for one in parts(path):
        with one.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                total.update(chunk)
    return total.hexdigest()
