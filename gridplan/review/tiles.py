"""The handler of tiles."""

from __future__ import annotations

from starlette.responses import Response

from gridplan.review.archive import DamagedTileError
from gridplan.review.asking import Asked
from gridplan.review.basemaps import MAX_ZOOM
from gridplan.review.refusal import Refused


def tile(asked: Asked) -> Response:
    """Answer with a tile of the PMTiles file; one that is missing is no error."""
    file = asked.room.base_maps.file
    z, x, y = (int(asked.path[name]) for name in "zxy")
    if file is None or z > MAX_ZOOM or max(x, y) >= 2**z:
        raise Refused(404, "no_page")
    try:
        data = file.tile(z, x, y)
    except DamagedTileError as error:
        raise Refused(422, "tile_broken", z=z, x=x, y=y) from error
    return Response(status_code=204) if data is None else Response(data, media_type=file.kind)
