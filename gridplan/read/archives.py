"""Zip archives: looked through before anything comes out of them."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath

from gridplan.read.errors import UnreadableError

MAX_ENTRIES = 1000
MAX_BYTES = 2 << 30
MAX_RATIO = 200
_SMALL_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 20


def check_zip(path: Path) -> list[zipfile.ZipInfo]:
    """Return the entries of an archive that is safe to open.

    Raises
    ------
    UnreadableError
        It is broken, would grow beyond bounds, or names places outside itself.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise UnreadableError("unreadable", reason=str(error)[:200]) from error
    if len(entries) > MAX_ENTRIES:
        raise UnreadableError("zip_too_many", value=len(entries), limit=MAX_ENTRIES)
    for entry in entries:
        _check_entry(entry)
    total = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if total > MAX_BYTES or (total > _SMALL_BYTES and total / packed > MAX_RATIO):
        raise UnreadableError("zip_bomb", value=total >> 20, ratio=total // packed, limit=MAX_RATIO)
    return entries


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    pure = PurePosixPath(name)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if ".." in pure.parts or pure.is_absolute() or ":" in name or is_link or "\0" in name:
        raise UnreadableError("zip_unsafe_name", value=entry.filename[:80])
    if entry.flag_bits & 0x1:
        raise UnreadableError("zip_encrypted")


def extract(path: Path, folder: Path) -> list[Path]:
    """Unpack an archive into *folder*, names flattened to one level; returns the files.

    Raises
    ------
    UnreadableError
        See `check_zip`; also when an entry is larger than it says.
    """
    entries = check_zip(path)
    folder.mkdir(parents=True)
    files = []
    with zipfile.ZipFile(path) as archive:
        for entry in entries:
            if entry.is_dir():
                continue
            inside = PurePosixPath(_decoded(entry).replace("\\", "/"))
            if inside.name.startswith(".") or "__MACOSX" in inside.parts:
                continue
            gdb = next((part for part in inside.parts[:-1] if part.lower().endswith(".gdb")), "")
            target = folder / gdb / inside.name
            target.parent.mkdir(exist_ok=True)
            _copy(archive, entry, target)
            files.append(target)
    gdbs = {one.parent for one in files if one.parent != folder}
    return sorted({*gdbs, *(one for one in files if one.parent == folder)})


def _decoded(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    written = 0
    try:
        with archive.open(entry) as source, target.open("xb") as sink:
            while chunk := source.read(_CHUNK_BYTES):
                written += len(chunk)
                if written > entry.file_size:
                    raise UnreadableError(
                        "zip_bomb", value=written >> 20, ratio="?", limit=MAX_RATIO
                    )
                sink.write(chunk)
    except (OSError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise UnreadableError("unreadable", reason=str(error)[:200]) from error
