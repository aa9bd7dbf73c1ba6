"""Where in a TOML text a key stands: `tomllib` keeps no line numbers, people need them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_ROW = re.compile(r"\s*\{")

TomlPath = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    r"""Return the line (from 1) of a key, else of the table that should hold it, else None.

    Parameters
    ----------
    text
        A TOML text.
    path
        Keys and positions from the root, such as ``("level", 1, "size", 0, "min")``.

    Examples
    --------
    >>> line_of('id = "a"\n[[level]]\nid = "grid"\n', ("level", 0, "id"))
    3
    """
    lines = _lines_by_path(text)
    wanted = tuple(path)
    while wanted and wanted not in lines:
        wanted = wanted[:-1]
    return lines.get(wanted)


def _lines_by_path(text: str) -> dict[TomlPath, int]:
    lines: dict[TomlPath, int] = {}
    counts: dict[TomlPath, int] = {}
    here: TomlPath = ()
    last = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            here = _open(header[2].split("."), header[1] == "[[", counts)
            lines.setdefault(here, number)
            lines.setdefault(tuple(header[2].split(".")), number)
        elif key := _KEY.match(line):
            last = key[1]
            lines.setdefault((*here, last), number)
        elif _ROW.match(line):  # one table of a list that is written row by row
            counts[(*here, last)] = counts.get((*here, last), 0) + 1
            lines[(*here, last, counts[(*here, last)] - 1)] = number
    return lines


def _open(names: Sequence[str], is_array: bool, counts: dict[TomlPath, int]) -> TomlPath:
    here: TomlPath = ()
    for depth, name in enumerate(names, start=1):
        here = (*here, name)
        if is_array and depth == len(names):
            counts[here] = counts.get(here, 0) + 1
        if here in counts:
            here = (*here, counts[here] - 1)
    return here
