"""Files of waivers: TOML or CSV, every fault told at once."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from gridplan.errors import InputError, ParamError
from gridplan.model import Note, Report, Waiver

MAX_BYTES = 1_000_000
FIELDS = ("rule", "zone", "reason", "signer", "date")
NAMES = {
    "规则": "rule", "单元": "zone", "编码": "zone", "网格编码": "zone", "code": "zone",
    "理由": "reason", "原因": "reason", "签批人": "signer", "签字人": "signer", "日期": "date",
    "签批日期": "date",
}  # fmt: skip


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Read a file of waivers.

    TOML holds ``[[waiver]]`` tables, CSV one row each, both with rule, zone, reason, signer and
    date; zone may be empty for a finding on the whole area.

    Raises
    ------
    InputError
        The file cannot be read, or a waiver lacks something; one sentence for each fault.
    """
    rows = list(_rows(path))
    faults = [fault for number, row in rows for fault in _faults(path.name, number, row)]
    keys = [(row.get("rule"), _code(row)) for _, row in rows]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            values = {"file": path.name, "row": rows[number][0], "rule": key[0], "code": key[1]}
            faults.append(Note("fault", "waivers.twice", values))
    if faults:
        raise _error(faults)
    return tuple(
        Waiver(row["rule"], _code(row), row["reason"], row["signer"], row["date"])
        for _, row in rows
    )


def _error(faults: Sequence[Note]) -> InputError:
    return InputError("\n".join(fault.text("en") for fault in faults), tuple(faults))


def _code(row: Mapping[str, str]) -> str:
    return "".join(row.get("zone", "").split())


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number and the fields of each waiver."""
    text = _text(path)
    if path.suffix.lower() == ".toml":
        try:
            tables = tomllib.loads(text).get("waiver", [])
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            values = {"file": path.name, "why": str(error)}
            raise _error([Note("fault", "waivers.unreadable", values)]) from error
        rows: Sequence[object] = tables if isinstance(tables, list) else [tables]
        for number, table in enumerate(rows, 1):
            yield number, _fields(table if isinstance(table, Mapping) else {})
        return
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), 1):
        yield number, _fields({str(name): value for name, value in row.items() if name})


def _fields(row: Mapping[str, object]) -> dict[str, str]:
    named = {name.strip(): value for name, value in row.items()}
    return {NAMES.get(name, name): str(value or "").strip() for name, value in named.items()}


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise ParamError(f"{path.name} is larger than {MAX_BYTES:,} bytes: no waivers.")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return raw.decode("gb18030")
    except (OSError, UnicodeDecodeError) as error:
        values = {"file": path.name, "why": str(error)}
        raise _error([Note("fault", "waivers.unreadable", values)]) from error


def _faults(file: str, number: int, row: Mapping[str, str]) -> Iterator[Note]:
    where = {"file": file, "row": number}
    unknown = sorted(set(row) - set(FIELDS))
    if unknown:
        yield Note("fault", "waivers.unknown_field", {**where, "field": unknown[0]})
    for field in ("rule", "reason", "signer", "date"):
        if not row.get(field):
            yield Note("fault", "waivers.missing", {**where, "field": field})
    day = row.get("date", "")
    if day and not _is_date(day):
        yield Note("fault", "waivers.bad_date", {**where, "value": day})


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def with_waivers(report: Report, waivers: Sequence[Waiver]) -> Report:
    """Return *report* with *waivers*; what they do not settle is said in its notes.

    Raises
    ------
    InputError
        A waiver names a rule that the report does not know.
    """
    known = {verdict.rule for verdict in report.verdicts} | {v.rule for v in report.violations}
    faults = [
        Note("fault", "waivers.unknown_rule", {"rule": w.rule, "known": ", ".join(sorted(known))})
        for w in waivers
        if w.rule not in known
    ]
    if faults:
        raise _error(faults)
    signed = replace(report, waivers=tuple(waivers))
    return replace(signed, notes=(*report.notes, *_open(signed)))


def _open(report: Report) -> Iterator[Note]:
    """Yield a note for every waiver without a finding, or of a rule that allows no exception."""
    found = {(v.rule, v.code): v for v in report.violations}
    for waiver in report.waivers:
        violation = found.get((waiver.rule, waiver.code))
        values = {"rule": waiver.rule, "code": waiver.code or "-", "signer": waiver.signer}
        if violation is None:
            yield Note("info", "waivers.no_finding", values)
        elif not report.is_waived(violation):
            yield Note("warning", "waivers.must", values)
