"""GeoJSON before GDAL reads it: encoding, and characters that GDAL would silently cut at."""

from __future__ import annotations

import re
from pathlib import Path

from gridplan.read import encoding as encodings
from gridplan.read.errors import UnreadableError

_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_HIGH = rb"\\u[dD][89abAB][0-9a-fA-F]{2}"
_LOW = rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_LONE_SURROGATE = re.compile(
    rb"(?<!\\)(?:\\\\)*" + _HIGH + rb"(?!" + _LOW + rb")"
    rb"|(?<!" + rb"\\u[dD][89abAB]..)" + _LOW
)  # fmt: skip


_CRS_MEMBER = re.compile(rb'"crs"\s*:\s*\{')


def check_geojson(path: Path, folder: Path) -> tuple[Path, str, bool]:
    """Return the file to read, its encoding, and whether it names no CRS.

    The file is transcoded into *folder* if need be.

    Raises
    ------
    UnreadableError
        The text is empty, holds characters that cannot be kept, or is in no known encoding.
    """
    raw = path.read_bytes()
    if not raw.strip():
        raise UnreadableError("empty")
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n\x1e")[:1] not in (b"{", b"["):
        raise UnreadableError("unreadable", reason="it does not begin as JSON does")
    if b"\0" in raw or _ESCAPED_NUL.search(raw):
        raise UnreadableError("nul_in_text", row=_feature_at(raw, _ESCAPED_NUL))
    if _LONE_SURROGATE.search(raw):
        raise UnreadableError("lone_surrogate", row=_feature_at(raw, _LONE_SURROGATE))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return *_transcoded(raw, path, folder), not _CRS_MEMBER.search(raw)
    return path, "UTF-8", not _CRS_MEMBER.search(raw)


def _feature_at(raw: bytes, pattern: re.Pattern[bytes]) -> int:
    match = pattern.search(raw)
    before = raw[: match.start()] if match else raw
    return max(len(re.findall(rb'"type"\s*:\s*"Feature"', before)), 1)


def _transcoded(raw: bytes, path: Path, folder: Path) -> tuple[Path, str]:
    try:
        used = encodings.detect([raw])
        text = raw.decode(used)
    except (encodings.EncodingUnknownError, UnicodeDecodeError) as error:
        raise UnreadableError("encoding_unknown", encoding="UTF-8") from error
    target = folder / f"{used}-{len(list(folder.iterdir()))}"
    target.mkdir()
    (target / path.name).write_text(text, encoding="utf-8")
    return target / path.name, used
