"""What may lie under the plan: a PMTiles file, or tiles of a server the office names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gridplan.errors import ParamError
from gridplan.review.archive import TileFile

MAX_ZOOM = 22


class BaseMaps:
    """The base maps of a server; none to begin with.

    Parameters
    ----------
    file
        A PMTiles archive, or None.
    tiles
        Address of tiles with ``{z}``, ``{x}`` and ``{y}``, or empty.
    attribution
        Where they come from, as the map must say; what a file says of itself goes before.
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
                "kind": "vector" if self.file.is_vector else "raster",
                "url": "/api/tiles/{z}/{x}/{y}",
                "attribution": self.file.attribution or self._attribution,
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
