"""Units and land -> plans: the engine called once per community, zones numbered and coded.

Special land is set apart first: each school, park or factory is a zone of its own at every
level. What is left of a community is handed to the engine as plain arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Adjacency, Land, Plan, Units, Zone
from gridplan.params import Params
from gridplan.partition import LevelSpec, Problem, nest
from gridplan.policy import Profile, band_for, levels_to_plan

FIRST_SPECIAL = 901  # special grids have a block of numbers of their own
Progress = Callable[[float], None]
