"""Planning area -> units: stairwells, buildings, estimated households, special land.

The rooms: `communities` (who owns which building), `counts` (households by building, counted or
else modeled by `estimate`), `stairwells` (how many, with how many households), `cut` (their
footprints), `special` (land of schools, parks and the like), `build` (all of it together), `bases`
(the same units by every other count of households).
"""

from __future__ import annotations

from gridplan.units.apportion import apportion
from gridplan.units.bases import households_by_basis
from gridplan.units.build import build_units

__all__ = ["apportion", "build_units", "households_by_basis"]
