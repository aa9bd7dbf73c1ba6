"""A PMTiles archive under the plan: what it must be, and one tile of it at a time."""

from __future__ import annotations

import gzip
import html
import json
import mmap
import re
import threading
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.tile import (
    Compression,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from gridplan.errors import InputError
from gridplan.model import Note
from gridplan.text import default_language

HEADER_BYTES = 127
MAX_DEPTH = 4
MAX_DIRECTORIES = 16
MAX_DIRECTORY = 16_000_000
MAX_TILE = 8_000_000
MAX_ATTRIBUTION = 300
GZIP_MAGIC = b"\x1f\x8b"
VECTOR = "application/vnd.mapbox-vector-tile"
KINDS = {
    TileType.MVT: VECTOR,
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
UNSUPPORTED = (Compression.BROTLI, Compression.ZSTD)


class DamagedTileError(Exception):
    """A tile, or the directory that leads to it, cannot be read."""


class TileFile:
    """A PMTiles archive of images or of vector tiles, read in place.

    Parameters
    ----------
    path
        The ``.pmtiles`` file.

    Raises
    ------
    InputError
        It is no PMTiles file, or holds tiles that cannot be shown.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            self.header = deserialize_header(self._data[:HEADER_BYTES])
        except Exception as error:  # reading the header raises whatever a broken one leads to
            raise _fault("tiles_no_archive", path=str(path)) from error
        _check(self.header, path)
        self.kind = KINDS[self.header["tile_type"]]
        self.attribution = _plain(self._metadata().get("attribution"))
        self._lock = threading.Lock()
        self._directory = lru_cache(MAX_DIRECTORIES)(self._read_directory)

    @property
    def is_vector(self) -> bool:
        """Whether the tiles are shapes that the browser draws, not images."""
        return self.kind == VECTOR

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return one tile, unpacked; None where the archive has none.

        Raises
        ------
        DamagedTileError
            It is there, but broken, or larger than `MAX_TILE` bytes.
        """
        try:
            with self._lock:
                packed = self._find(zxy_to_tileid(z, x, y))
            # some writers leave the compression of tiles open, so the tile itself tells
            is_packed = packed is not None and packed.startswith(GZIP_MAGIC)
            return _gunzip(packed, MAX_TILE) if packed is not None and is_packed else packed
        except (EOFError, IndexError, OSError, ValueError, zlib.error) as error:
            raise DamagedTileError from error

    def _find(self, tile_id: int) -> bytes | None:
        offset, length = self.header["root_offset"], self.header["root_length"]
        for _ in range(MAX_DEPTH):
            entry = find_tile(self._directory(offset, length), tile_id)
            if entry is None:
                return None
            if entry.run_length:
                return self._bytes(self.header["tile_data_offset"] + entry.offset, entry.length)
            offset = self.header["leaf_directory_offset"] + entry.offset
            length = entry.length
        raise ValueError("the directories lead on and on")

    def _read_directory(self, offset: int, length: int) -> Any:
        # the library takes directories only as gzip, though a file may hold them plain
        plain = self._unpacked(offset, length)
        return deserialize_directory(gzip.compress(plain, compresslevel=0))

    def _metadata(self) -> dict[str, Any]:
        """Return what the file says of itself; a broken note is no reason to do without the map."""
        try:
            packed = (self.header["metadata_offset"], self.header["metadata_length"])
            found = json.loads(self._unpacked(*packed))
        except (EOFError, OSError, RecursionError, ValueError, zlib.error):
            return {}
        return found if isinstance(found, dict) else {}

    def _unpacked(self, offset: int, length: int) -> bytes:
        data = self._bytes(offset, length)
        is_packed = self.header["internal_compression"] == Compression.GZIP
        return _gunzip(data, MAX_DIRECTORY) if is_packed else data

    def _bytes(self, offset: int, length: int) -> bytes:
        found = self._data[offset : offset + length]
        if len(found) < length:
            raise EOFError
        return found


def _check(header: dict[str, Any], path: Path) -> None:
    """Refuse what neither the server can unpack nor the browser can draw."""
    for name in ("internal_compression", "tile_compression"):
        if header[name] in UNSUPPORTED:
            raise _fault("tiles_compression", path=str(path), found=header[name].name.lower())
    if header["tile_type"] not in KINDS:
        raise _fault("tiles_type", path=str(path), found=header["tile_type"].name)


def _fault(key: str, **values: str) -> InputError:
    note = Note("fault", f"review.{key}", values)
    return InputError(note.text(default_language()), (note,))


def _gunzip(data: bytes, limit: int) -> bytes:
    """Return the content of a gzip stream that must be whole and no longer than *limit* bytes."""
    stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    found = stream.decompress(data, limit)
    if not stream.eof:
        raise EOFError
    return found


def _plain(attribution: object) -> str:
    """Return an attribution as text: files carry it as HTML, with links."""
    if not isinstance(attribution, str):
        return ""
    text = html.unescape(re.sub(r"<[^>]*>", "", attribution))
    return " ".join(text.split())[:MAX_ATTRIBUTION]
