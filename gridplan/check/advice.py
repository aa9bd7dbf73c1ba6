"""What would bring a zone into band: the engine's remedies, in ids and codes.

A grid changes by whole micro-grids, a micro-grid by stairwells or buildings within its grid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.check.limits import shown_zone
from gridplan.check.subject import Subject
from gridplan.model import Note, Plan
from gridplan.params import Band
from gridplan.partition.explain import Move, Scene, border_moves, set_scene
from gridplan.partition.remedy import Pieces, remedies
from gridplan.problems import problem_of, tied

Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Setting:
    """The ordinary units of one community, as the engine sees them.

    Parameters
    ----------
    subject, plan
        What is explained.
    units
        Positions of the units.
    zones
        Zone of the plan by number in `scene`.
    scene, pieces
        What the engine explains from.
    """

    subject: Subject
    plan: Plan
    units: Labels
    zones: Labels
    scene: Scene
    pieces: Pieces

    def number(self, zone: int) -> int:
        """Return the number of a zone in the scene."""
        return int(np.searchsorted(self.zones, zone))

    def said(self, values: Mapping[str, Any], *, is_moved: bool) -> dict[str, Any]:
        """Put ids and codes where the engine has positions.

        What is moved is named by the finest zone it is, where the level consists of such.
        """
        said = dict(values)
        for name in {"unit", "there"} & set(said):
            said[name] = self._unit_name(int(self.units[said[name]]), is_moved=is_moved)
        if "other" in said:
            said["other"] = self._zone_name(self.plan, int(self.zones[said["other"]]))
        return said

    def _unit_name(self, unit: int, *, is_moved: bool) -> str:
        below = _below(self.subject, self.plan)
        if is_moved and below is not None:
            return self._zone_name(below, int(below.labels[unit]))
        return str(self.subject.units.ids[unit])

    @staticmethod
    def _zone_name(plan: Plan, zone: int) -> str:
        return shown_zone(plan.zones[zone].code, plan.zones[zone].name)


def advise(
    subject: Subject, plan: Plan, band: Band, zones: Sequence[int]
) -> dict[int, tuple[Note, ...]]:
    """Return what would bring each of the ordinary *zones* into *band*."""
    settings: dict[int, Setting] = {}
    found: dict[int, tuple[Note, ...]] = {}
    for zone in zones:
        community = plan.zones[zone].community
        if community not in settings:
            settings[community] = set_community(subject, plan, band, community)
        setting = settings[community]
        if zone in setting.zones:
            own = remedies(setting.scene, setting.pieces, setting.number(zone))
            found[zone] = tuple(_note(setting, remedy.key, remedy.values) for remedy in own)
    return found


def considered(
    subject: Subject, plan: Plan, band: Band, zone: int
) -> tuple[tuple[Note, Note], ...]:
    """Return every move across the border of an ordinary zone: what it changes, why it is not made.

    Those that may be made come first, the best of them at the head.
    """
    setting = set_community(subject, plan, band, plan.zones[zone].community)
    found = border_moves(setting.scene, setting.number(zone))
    return tuple(
        (
            _note(setting, move.key, _move_values(setting.scene, move)),
            Note("info", f"partition.reason_{move.reason}", {"off": move.off_change}),
        )
        for move in found
    )


def _move_values(scene: Scene, move: Move) -> dict[str, Any]:
    return {
        "unit": max(move.units, key=lambda unit: int(scene.problem.households[unit])),
        "other": move.other,
        "households": move.households,
        "load": move.load,
        "other_load": move.other_load,
        "ways": f"{move.household_m_change:+,.0f}",
        "soft": f"{move.soft_change:+,.0f}",
    }


def _note(setting: Setting, key: str, values: Mapping[str, Any]) -> Note:
    name = key.partition(".")[2]
    is_moved = name.startswith(("move_", "fix_give", "fix_take"))
    return Note("info", key, setting.said(values, is_moved=is_moved))


def _below(subject: Subject, plan: Plan) -> Plan | None:
    """Return the level that a level consists of, None at the finest."""
    position = subject.plans.index(plan)
    return subject.plans[position + 1] if position + 1 < len(subject.plans) else None


def set_community(subject: Subject, plan: Plan, band: Band, community: int) -> Setting:
    """Set the scene of the ordinary units of one community."""
    units = np.flatnonzero(subject.is_ordinary & (subject.units.community == community))
    zones, labels = np.unique(plan.labels[units], return_inverse=True)
    above, below = subject.above(plan), _below(subject, plan)
    problem = problem_of(subject.units, subject.land, subject.params, units, band)
    if below is not None:
        problem = replace(problem, must_link=tied(below.labels[units]))
    scene = set_scene(
        problem,
        labels.astype(np.int64),
        None if above is None else above.labels[units].astype(np.int64),
    )
    return Setting(subject, plan, units, zones, scene, Pieces(scene.problem))
