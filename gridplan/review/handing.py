"""Handlers that hand the plan over: files, the log, the list of who moves."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from starlette.responses import Response

from gridplan.export import FORMATS, export_formats
from gridplan.review.asking import Asked
from gridplan.review.moving import COLUMNS, move_rows
from gridplan.review.reading import answer
from gridplan.review.refusal import Refused
from gridplan.review.remarks import comment_files
from gridplan.review.sheets import csv_bytes, xlsx_bytes
from gridplan.review.store import open_database

LOG = "log"
EXPORTS = (*FORMATS, LOG)
PUBLIC_FILES = frozenset({"grids.geojson", "microgrids.geojson"})
FEWEST_HOUSEHOLDS = 10  # no smaller number is published; a common choice, no law that we know of
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOG_COLUMNS = (
    "seq", "edit_id", "scenario", "rev", "base_rev", "time", "author", "op", "asked", "body",
    "previous", "hash",
)  # fmt: skip


def export(asked: Asked) -> Response:
    """Answer with a zip of the plan at its newest revision; the log keeps who was given what."""
    room, body = asked.room, asked.body
    unknown = sorted(set(body["formats"]) - set(EXPORTS))
    if unknown:
        raise Refused(422, "field_choice", field="formats", names=", ".join(EXPORTS))
    is_public = body["audience"] == "public"
    if is_public and set(body["formats"]) != {"geojson"}:
        raise Refused(422, "public_formats")
    revision = room.desk.revision(asked.scenario)
    result = room.findings.full(revision)
    with tempfile.TemporaryDirectory(prefix="gridplan-export-") as name:
        folder = Path(name) / "export"
        formats = [one for one in FORMATS if one in body["formats"]]
        if formats:
            export_formats(result, formats, folder, language=asked.language, crs=result.area.crs)
        if is_public:
            keep_public(folder)
        content = _zipped(folder, _log_files(asked) if LOG in body["formats"] else {})
    _note(asked, content, revision.rev)
    file = f"gridplan-{asked.scenario}-{revision.rev}.zip"
    return _download(content, "application/zip", file)


def _note(asked: Asked, content: bytes, rev: int) -> None:
    asked.room.desk.note_export(
        asked.scenario,
        {
            "formats": sorted(set(asked.body["formats"])),
            "audience": asked.body["audience"],
            "rev": rev,
            "sha256": hashlib.sha256(content).hexdigest(),
        },
        asked.author,
    )


def _download(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def _zipped(folder: Path, more: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*")) if folder.is_dir() else []:
            archive.write(path, path.name)
        for name, content in more.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def keep_public(folder: Path) -> None:
    """Leave zones alone in an export, and no number of households that is too small to publish.

    With one zone of a parent another one, the smallest left, is blanked as well: else the sum
    would tell the number.
    """
    for path in folder.iterdir():
        if path.name not in PUBLIC_FILES:
            path.unlink()
            continue
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = [feature["properties"] for feature in content["features"]]
        for parent in {row["parent_code"] for row in rows}:
            _blank([row for row in rows if row["parent_code"] == parent])
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _blank(rows: list[dict[str, Any]]) -> None:
    small = [row for row in rows if 0 < row["households"] < FEWEST_HOUSEHOLDS]
    if len(small) == 1:
        others = [row for row in rows if row["households"] >= FEWEST_HOUSEHOLDS]
        small += sorted(others, key=lambda row: int(row["households"]))[:1]
    for row in small:
        row["households"] = None


def _log_files(asked: Asked) -> dict[str, bytes]:
    """Return the log line by line, its last hash, and the comments."""
    desk = asked.room.desk
    with closing(open_database(desk.store.path)) as database:
        lines = list(_log_lines(database))
    head = {"plan": desk.plan_id, "n_entries": len(lines), "head": desk.store.head}
    return {
        "edits.jsonl": ("\n".join(lines) + "\n").encode("utf-8"),
        "edits-head.json": json.dumps(head, indent=1).encode("utf-8"),
        **comment_files(desk),
    }


def _log_lines(database: sqlite3.Connection) -> Any:
    for row in database.execute(f"SELECT {', '.join(LOG_COLUMNS)} FROM edit ORDER BY seq"):
        yield json.dumps(dict(zip(LOG_COLUMNS, row, strict=True)), ensure_ascii=False)


def diff(asked: Asked) -> Response:
    """Answer with the units that move from one plan to another, as JSON, CSV or XLSX."""
    desk, level = asked.room.desk, asked.number("level")
    after = desk.state(asked.revision())
    other = asked.query.get("other_scenario", asked.scenario)
    before = desk.state(desk.revision(other, asked.number("other_rev")))
    depth = len(after.levels) - 1 if level is None else level
    if depth >= len(after.levels):
        raise Refused(422, "no_level", level=depth)
    if not (before.levels[depth].is_held and after.levels[depth].is_held):
        raise Refused(422, "level_not_held", level=depth)
    rows = move_rows(desk.base, before, after, depth, asked.language)
    kind = asked.query.get("format", "json")
    if kind == "csv":
        return _download(csv_bytes(COLUMNS[asked.language], rows), "text/csv", "moves.csv")
    if kind == "xlsx":
        return _download(xlsx_bytes(COLUMNS[asked.language], rows), XLSX, "moves.xlsx")
    if kind != "json":
        raise Refused(422, "field_choice", field="format", names="json, csv, xlsx")
    names = ("id", "building", "households", "from_code", "from", "to_code", "to")
    moves = [dict(zip(names, row, strict=True)) for row in rows]
    n_households = sum(row["households"] for row in moves)
    return answer(
        {"level": depth, "n_units": len(moves), "households": n_households, "moves": moves}
    )


def why(asked: Asked) -> Response:
    """Answer why a zone is as it is: its faults, and every move across its border."""
    from gridplan.check import explain_zone

    level, zone = asked.number("level"), asked.number("zone")
    revision = asked.revision()
    state = asked.room.desk.state(revision)
    if not level or level >= len(state.levels):
        raise Refused(422, "no_level", level=-1 if level is None else level)
    if zone is None or zone >= len(state.levels[level].zones):
        raise Refused(422, "no_zone", zone=-1 if zone is None else zone)
    if not (state.levels[level].labels == zone).any():
        raise Refused(422, "zone_gone", zone=state.levels[level].zones[zone].code)
    result = asked.room.findings.result(revision)
    account = explain_zone(
        result.units, result.land, result.plans, result.report, result.profile, result.params,
        code=state.levels[level].zones[zone].code,
    )  # fmt: skip
    moves = [
        {"text": what.text(asked.language), "reason": reason.text(asked.language)}
        for what, reason in account.moves
    ]
    return answer({"moves": moves, "text": [f"{m['text']} {m['reason']}" for m in moves]})
