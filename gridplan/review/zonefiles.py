"""A file of zones as a GIS office has it, to compare with: polygons of grids or micro-grids."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gridplan.errors import InputError
from gridplan.geo import WGS84, transform_xy
from gridplan.model import Note, Result
from gridplan.read import ReadOptions, find_zones
from gridplan.read.placing import LEVELS
from gridplan.review.aligning import aligned
from gridplan.review.refusal import Refused
from gridplan.review.state import LevelState, PlanState, ZoneState
from gridplan.text import LANGUAGES

_OPENINGS = (b"{", b"[")
_BLANK = b"\xef\xbb\xbf \t\r\n\x1e"
# what the reader says of these is for a command line, or holds the words of another program
_OWN_WORDS = {"read.encoding_unknown": "zones_encoding", "read.unreadable": "zones_unreadable"}


def is_zone_file(file: Path) -> bool:
    """Tell whether a file begins as GeoJSON does, whatever it is called."""
    with file.open("rb") as stream:
        return stream.read(4096).lstrip(_BLANK)[:1] in _OPENINGS


def zone_file_state(base: Result, now: PlanState, file: Path, name: str) -> PlanState:
    """Return the zones of a file for the units of *base*, each by the place it stands for.

    A level that the file does not hold is as it is *now*, and marked so. A unit that lies in no
    zone is in one without a code; bare land there stays where it is now, since files of buildings
    do not draw it.

    Parameters
    ----------
    base, now
        The plan under review, as it was opened and as it is.
    file
        What was sent; it is read in a process of its own.
    name
        What messages call it.

    Raises
    ------
    Refused
        The file cannot be read or compared with; the sentence says how to mend it.
    """
    codes = _codes(base, file, name)
    found = {level: codes[column].to_numpy(str) for level, column in LEVELS.items()}
    held = {level for level, own in found.items() if (own != "").any()}
    if not held.intersection(one.level for one in now.levels):
        raise Refused(422, "zones_level" if held else "zones_elsewhere", name=name)
    levels: list[LevelState] = []
    for here in now.levels:
        if here.level in held:
            levels.append(_level(base, here, found[here.level], levels[-1]))
        else:
            levels.append(replace(here, is_held=False))
    return PlanState(tuple(levels))


def _codes(base: Result, file: Path, name: str) -> Any:
    """Return the codes of the zones that hold the units, by level."""
    given = file.with_name(re.sub(r"[^\w-]+", "_", Path(name).stem) + ".geojson")
    file.rename(given)
    places = transform_xy(base.units.xy_m, source=base.area.crs, target=WGS84)
    try:
        # a file in metres that does not say its CRS is taken to be in that of the plan
        return find_zones(given, places, options=ReadOptions(crs=base.area.crs))
    except InputError as error:
        raise _refusal(error, name) from error


def _refusal(error: InputError, name: str) -> Refused:
    fault = next(one for one in error.faults if isinstance(one, Note))
    key = "zones_crs" if fault.key.startswith("read.crs_") else _OWN_WORDS.get(fault.key)
    if key is not None:
        return Refused(422, key, name=name)
    told = replace(fault, values={**fault.values, "where": name})
    return Refused(422, "zones_fault", fault={one: told.text(one) for one in LANGUAGES})


def _level(base: Result, here: LevelState, codes: Any, above: LevelState) -> LevelState:
    names, found = np.unique(codes, return_inverse=True)
    n_none = int((names == "").sum())  # it sorts before all others
    labels = found.astype(np.int64) - n_none
    zones = [ZoneState(one, "ordinary", 0, -1, 0, one) for one in names.tolist()]
    units = base.units
    level = aligned(
        here,
        labels,
        zones[n_none:],
        households=units.households,
        community=units.community,
        above=above,
    )
    return level.labeled(*_bare_land(base, here, labels))


def _bare_land(base: Result, here: LevelState, labels: Any) -> tuple[Any, Any]:
    bare = np.flatnonzero(base.units.is_land & (labels < 0))
    return bare, here.labels[bare]
