"""Plain tables: CSV in any usual encoding, and XLSX sheets; every value stays text."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from gridplan.read import encoding as encodings
from gridplan.read.errors import UnreadableError

_MAX_ROWS = 2_000_000
_MAX_CELL_CHARACTERS = 100_000


def read_csv(path: Path, encoding: str | None) -> tuple[dict[str, Any], str]:
    """Read a CSV file: its one table by the stem of the file, and the encoding.

    Raises
    ------
    UnreadableError
        No encoding fits, or the file is not a table.
    """
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        used = encoding or encodings.detect(raw.splitlines())
        text = raw.decode(used)
    except (encodings.EncodingUnknownError, UnicodeDecodeError, LookupError) as error:
        raise UnreadableError("encoding_unknown", encoding=encoding or "?") from error
    if "\0" in text:
        raise UnreadableError("nul_in_text")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableError("unreadable", reason=str(error)) from error
    return {path.stem: _table(rows)}, used


def read_xlsx(path: Path) -> dict[str, Any]:
    """Read the sheets of a workbook; a single sheet goes by the stem of the file.

    Raises
    ------
    UnreadableError
        The file is not a sound workbook.
    """
    import openpyxl  # a quarter of the start of the reader, and few inputs have a workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            sheets = {sheet.title: _rows(sheet) for sheet in book.worksheets}
            book.close()
    except MemoryError:
        raise
    except (OSError, ValueError, KeyError, SyntaxError, AttributeError, TypeError,
            zipfile.BadZipFile) as error:  # fmt: skip
        raise UnreadableError("unreadable", reason=str(error).split("\n")[0][:200]) from error
    filled = {name: _table(rows) for name, rows in sheets.items() if rows}
    if not filled:
        raise UnreadableError("empty")
    return {path.stem: next(iter(filled.values()))} if len(filled) == 1 else filled


def _rows(sheet: Any) -> list[list[str]]:
    rows = []
    for cells in sheet.iter_rows(values_only=True):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            rows.append(texts)
        if len(rows) > _MAX_ROWS:
            raise UnreadableError("too_many_rows", value=len(rows), limit=_MAX_ROWS)
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip()


def _table(rows: Sequence[Sequence[str]]) -> Any:
    full = [row for row in rows if any(one.strip() for one in row)]
    if not full:
        raise UnreadableError("empty")
    names = [name.strip() or f"column {i + 1}" for i, name in enumerate(full[0])]
    while names and names[-1].startswith("column ") and not full[0][len(names) - 1].strip():
        names.pop()
    if len(set(names)) < len(names):
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise UnreadableError("duplicate_columns", column=twice)
    body = full[1:]
    return pa.table({name: _column(body, i) for i, name in enumerate(names)})


def _column(rows: Iterable[Sequence[str]], i: int) -> Any:
    return pa.array([row[i] if i < len(row) else "" for row in rows], pa.string())
