"""What is checked, and what several families of rules ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.check.limits import Limit, limits_for
from gridplan.model import Coverage, Land, Plan, PlanningArea, Units
from gridplan.params import Params
from gridplan.policy import Profile


@dataclass(frozen=True, eq=False)
class Subject:
    """A plan with all it stands on; `area` and `coverage` are what the office knows besides.

    Without `is_advised` nothing is proven or proposed for zones out of band, which takes longest by
    far.
    """

    units: Units
    land: Land
    plans: tuple[Plan, ...]
    profile: Profile
    params: Params
    area: PlanningArea | None = None
    coverage: Coverage | None = None
    is_advised: bool = True

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kind of each community."""
        return tuple(str(kind) or "ordinary" for kind in self.units.communities["kind"])

    @cached_property
    def is_ordinary(self) -> NDArray[np.bool_]:
        """Units outside special land, bool (n,)."""
        return self.units.special < 0

    def limits(self, level: str) -> dict[str, tuple[Limit, ...]]:
        """Return the bands of a level by kind of community."""
        return {
            kind: limits_for(self.profile, level, kind, self.params)
            for kind in sorted(set(self.kinds))
        }

    def kind_of(self, plan: Plan) -> NDArray[Any]:
        """Return the kind of community of each zone, object (k,)."""
        return np.array([self.kinds[zone.community] for zone in plan.zones], dtype=object)

    def plan(self, level: str) -> Plan | None:
        """Return the plan of a level, None where there is none."""
        return next((plan for plan in self.plans if plan.level == level), None)

    def above(self, plan: Plan) -> Plan | None:
        """Return the level that holds a level, None at the top."""
        position = self.plans.index(plan)
        return self.plans[position - 1] if position else None
