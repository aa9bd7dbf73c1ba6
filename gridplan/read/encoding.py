"""Which encoding a text file has, told from its bytes."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

# Shapefiles cut texts at this many bytes, in the middle of a character if need be.
DBF_TEXT_BYTES = 254
_SOUND_SHARE = 0.9


class EncodingUnknownError(ValueError):
    """No encoding fits the bytes."""


def is_known(encoding: str) -> bool:
    """Tell whether Python knows an encoding of this name."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def decode(raw: bytes, encoding: str) -> str:
    """Decode one text strictly, less an incomplete last character of a cut text."""
    text, used = codecs.getincrementaldecoder(encoding)(), raw
    result = text.decode(used)
    if len(raw) < DBF_TEXT_BYTES and text.getstate()[0]:
        raise UnicodeDecodeError(encoding, raw, len(raw) - 1, len(raw), "incomplete character")
    return result


def _decodes(sample: Iterable[bytes], encoding: str) -> bool:
    try:
        for raw in sample:
            decode(raw, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(text: str) -> bool:
    # every character of the national standard set of 1980: almost all that people write
    foreign = [c for c in text if ord(c) > 127]
    sound = sum(1 for c in foreign if _encodes(c, "gb2312") or _encodes(c, "big5"))
    return bool(foreign) and sound >= _SOUND_SHARE * len(foreign)


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def detect(texts: Iterable[bytes], *, declared: str | None = None) -> str:
    """Return the encoding of some texts: UTF-8, GB18030, what is declared, or Windows-1252.

    UTF-8 is tried strictly; then GB18030, whose result must read as Chinese. A declared
    encoding (a ``.cpg`` file) is believed unless the bytes contradict it.

    Examples
    --------
    >>> detect(["梅园小区".encode("gbk")]), detect(["梅园小区".encode()]), detect([b"abc"])
    ('GB18030', 'UTF-8', 'UTF-8')

    Raises
    ------
    EncodingUnknownError
        Nothing fits.
    """
    sample = [raw for raw in texts if not raw.isascii()]
    if not sample:
        return "UTF-8"
    joined = b"\n".join(sample)
    if _decodes(sample, "utf-8"):
        wide = any(ord(c) >= 0x800 for c in joined.decode("utf-8", "ignore"))
        if wide or not _reads_as_gb(sample, joined):
            return "UTF-8"
    candidates = [name for name in (declared,) if name and is_known(name)]
    for name in candidates:
        is_utf8 = codecs.lookup(name).name == "utf-8"
        if not is_utf8 and _decodes(sample, name):
            return name
    if _reads_as_gb(sample, joined):
        return "GB18030"
    if _decodes(sample, "cp1252"):
        return "cp1252"
    raise EncodingUnknownError


def _reads_as_gb(sample: Iterable[bytes], joined: bytes) -> bool:
    return _decodes(sample, "gb18030") and _is_chinese(joined.decode("gb18030", "ignore"))
