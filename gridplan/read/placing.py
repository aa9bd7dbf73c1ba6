"""Where places lie in the zones of a file: codes go back to who asks, shapes do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridplan import geo
from gridplan.read.log import Log

MAX_CODE = 80  # characters; a longer text is no code, and there may be one for each place
LEVELS = {"grid": "grid_code", "microgrid": "microgrid_code"}


def asked_places(files: Sequence[Mapping[str, Any]]) -> NDArray[np.float64] | None:
    """Return the places asked about, longitude and latitude (n, 2); None where none are."""
    named = [one["places"] for one in files if "places" in one]
    return np.load(named[0], allow_pickle=False) if named else None


def place_in_zones(
    tables: Mapping[str, pd.DataFrame], crs: str, places: NDArray[np.float64], log: Log, where: str
) -> dict[str, pd.DataFrame]:
    """Return the table ``places``: for each place the code of its zone at each level.

    The first polygon with a code is what holds a place; "" is in no zone. Where no polygon has a
    code, each is a zone of its own that is called by its name.

    Parameters
    ----------
    tables
        Tables of a planning area, with the zones in ``grids``.
    crs
        Their CRS.
    places
        Longitude and latitude, WGS 84, degrees, (n, 2).
    log
        Gets a fault where the zones have no polygons, or neither codes nor names, or too long ones.
    where
        What messages call the file.
    """
    zones = tables.get("grids", pd.DataFrame())
    if "geometry" not in zones or not len(zones):
        log.fault("no_zones", where=where)
        return {}
    codes = zones[list(LEVELS.values())]
    if not (codes != "").to_numpy().any():
        codes = codes.assign(grid_code=_numbered(zones["name"]))
    texts = codes.to_numpy().ravel()
    longest = max(map(len, texts))
    if longest == 0:
        log.fault("no_zone_codes", where=where)
        return {}
    if longest > MAX_CODE:
        log.fault("long_zone_codes", where=where, value=longest, limit=MAX_CODE)
        return {}
    xy = geo.transform_xy(places, source=geo.WGS84, target=crs)
    shapes = zones["geometry"].to_numpy()
    return {"places": pd.DataFrame({name: _held(codes[name], shapes, xy) for name in codes})}


def _held(codes: pd.Series, shapes: NDArray[Any], xy: NDArray[np.float64]) -> NDArray[Any]:
    own = (codes != "").to_numpy()
    found = geo.first_holding(shapes[own], xy)
    return np.where(found < 0, "", np.append(codes.to_numpy()[own], "")[found])


def _numbered(names: pd.Series) -> pd.Series:
    """Tell apart zones that share a name, as those of two communities may."""
    number = names.groupby(names).cumcount()
    return names.where((number == 0) | (names == ""), names + "-" + (number + 1).astype(str))


def places_file(folder: Path, places: NDArray[np.float64]) -> str:
    """Write places for `asked_places` to read, and return the path."""
    path = folder / "places.npy"
    np.save(path, places, allow_pickle=False)
    return str(path)
