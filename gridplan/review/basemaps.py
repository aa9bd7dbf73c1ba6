"""What may lie under the plan: a PMTiles file, or tiles of a server the office names."""

from __future__ import annotations

import gzip
import mmap
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pmtiles.reader import Reader
from pmtiles.tile import Compression, TileType

from gridplan.errors import InputError, ParamError

MAX_ZOOM = 22
MAX_TILE = 4_000_000
IMAGES = {
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}


class TileFile:
    """A PMTiles archive of images, read in place."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            self._reader = Reader(self._bytes)
            self.header = self._reader.header()
        except Exception as error:  # the reader raises whatever a broken file leads to
            raise InputError(
                f"{path}: this is no PMTiles file ({error}). Give a .pmtiles archive of images."
            ) from error
        self.kind = IMAGES.get(self.header["tile_type"], "")
        if not self.kind:
            raise InputError(
                f"{path}: its tiles are no images ({self.header['tile_type'].name}). "
                "Give an archive of PNG, JPEG, WebP or AVIF tiles."
            )
        self._lock = threading.Lock()

    def _bytes(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return one tile, None where the archive has none."""
        with self._lock:
            data: bytes | None = self._reader.get(z, x, y)
        if data is not None and self.header["tile_compression"] == Compression.GZIP:
            data = gzip.decompress(data)
        return data if data is None or len(data) <= MAX_TILE else None


class BaseMaps:
    """The base maps of a server; none to begin with.

    Parameters
    ----------
    file
        A PMTiles archive, or None.
    tiles
        Address of tiles with ``{z}``, ``{x}`` and ``{y}``, or empty.
    attribution
        Where they come from, as the map must say.
    """

    def __init__(self, file: Path | None = None, *, tiles: str = "", attribution: str = "") -> None:
        self.file = None if file is None else TileFile(file)
        self._name = "" if file is None else file.stem
        self.tiles = _checked(tiles, attribution) if tiles else ""
        self._attribution = attribution

    @property
    def image_hosts(self) -> tuple[str, ...]:
        """Foreign hosts that images may come from, as sources of the content policy."""
        parts = urlsplit(self.tiles)
        return (f"{parts.scheme}://{parts.netloc}",) if self.tiles else ()

    def to_list(self) -> list[dict[str, Any]]:
        """Return the base maps as the browser reads them."""
        return [*self._of_file(), *self._of_server()]

    def _of_file(self) -> list[dict[str, Any]]:
        if self.file is None:
            return []
        header = self.file.header
        return [
            {
                "id": "pmtiles",
                "name": self._name,
                "kind": "raster",
                "url": "/api/tiles/{z}/{x}/{y}",
                "attribution": self._attribution,
                "min_zoom": header["min_zoom"],
                "max_zoom": header["max_zoom"],
            }
        ]

    def _of_server(self) -> list[dict[str, Any]]:
        if not self.tiles:
            return []
        return [
            {
                "id": "tiles",
                "name": urlsplit(self.tiles).hostname,
                "kind": "raster",
                "url": self.tiles,
                "attribution": self._attribution,
                "min_zoom": 0,
                "max_zoom": MAX_ZOOM,
            }
        ]


def _checked(tiles: str, attribution: str) -> str:
    parts = urlsplit(tiles)
    is_plain = all(sign.isprintable() and sign not in " ;,'\"" for sign in parts.netloc)
    has_places = all(place in tiles for place in ("{z}", "{x}", "{y}"))
    if parts.scheme not in ("http", "https") or not parts.netloc or not is_plain or not has_places:
        raise ParamError(
            f"--tiles is '{tiles}', which is no address of tiles. Write it like "
            "https://host/path/{z}/{x}/{y}.png."
        )
    if not attribution:
        raise ParamError("--tiles needs --attribution TEXT: a map must say where its tiles are of.")
    return tiles
