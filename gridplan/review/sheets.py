"""Tables that spreadsheets read: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Write a table as CSV in UTF-8 with its mark; a text is never taken for a formula.

    Examples
    --------
    >>> csv_bytes(["a"], [["=1+1"], [-2]]).decode("utf-8-sig").split()
    ['a', "'=1+1", '-2']
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(titles)
    writer.writerows([[_plain(value) for value in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(_RISKY) else value


def xlsx_bytes(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Write a table as XLSX; every text cell is of the type of texts."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.freeze_panes = "A2"
    for number, row in enumerate([titles, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
