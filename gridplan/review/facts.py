"""What is told of a plan at a revision, as JSON; parts that edits leave alone are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from gridplan.export import FORMATS
from gridplan.model import Result
from gridplan.policy.bands import band_for
from gridplan.render.payload.pack import pack_deltas
from gridplan.review.desk import Desk
from gridplan.review.findings import Findings
from gridplan.review.history import Revision
from gridplan.review.state import LevelState, PlanState, ZoneState
from gridplan.text import Language, say

MAX_KEPT = 64


class Facts:
    """Writes states of a desk as JSON.

    Parameters
    ----------
    desk, findings
        What is told of.
    base_maps
        Background maps that may be chosen.
    """

    def __init__(self, desk: Desk, findings: Findings, base_maps: Sequence[dict[str, Any]]) -> None:
        self._desk = desk
        self._findings = findings
        self._base_maps = list(base_maps)
        units = desk.base.units
        self._area = np.asarray(shapely.area(desk.base.land.cells))
        self._is_building = (~units.is_land).astype(np.int64)
        self._kept: dict[tuple[int, str], tuple[object, str]] = {}
        self._findings_kept: dict[tuple[int, str], tuple[object, str]] = {}

    def state(
        self,
        scenario: str,
        revision: Revision,
        language: Language,
        *,
        user: str,
        since: Revision | None = None,
    ) -> str:
        """Return a state as JSON; with *since*, labels as changes since that revision."""
        state = self._desk.state(revision)
        before = None if since is None else self._desk.state(since)
        checked_rev, checked = self._findings.latest(scenario, revision)
        findings = "[]" if checked is None else self._rows(checked, language)
        head = {
            "rev": revision.rev,
            "head": self._desk.scenario(scenario).head.rev,
            "scenario": scenario,
            "scenarios": self._scenarios(language),
            "can_undo": revision.can_undo,
            "can_redo": revision.can_redo,
            "is_frozen": revision.is_frozen,
            "user": user,
            "locked_units": sorted(state.locked_units),
            "links": [{"id": x.id, "kind": x.kind, "units": x.units} for x in state.links],
            "comments": [comment.to_json() for comment in self.comments(scenario)],
            "formats": (*FORMATS, "log"),
            "base_maps": self._base_maps,
            "findings_rev": checked_rev,
        }
        levels = ",".join(self._level(state, k, before, language) for k in range(len(state.levels)))
        opening = json.dumps(head, ensure_ascii=False)[:-1]
        return f'{opening}, "levels": [{levels}], "findings": {findings}}}'

    def comments(self, scenario: str) -> list[Any]:
        """Return the comments of a scenario, oldest first."""
        return [one for one in tuple(self._desk.comments.values()) if one.scenario == scenario]

    def findings(self, scenario: str, revision: Revision, language: Language) -> str:
        """Return the findings at a revision, checked if nobody did yet."""
        del scenario
        rows = self._rows(self._findings.at(revision), language)
        return f'{{"rev": {revision.rev}, "findings": {rows}}}'

    def _rows(self, checked: Any, language: Language) -> str:
        return _remembered(
            self._findings_kept,
            (id(checked), language),
            checked,
            lambda: json.dumps(checked.rows(language), ensure_ascii=False),
        )

    def _scenarios(self, language: Language) -> list[dict[str, str]]:
        return [
            {"id": one.id, "name": one.name or say(language, "review.main_scenario")}
            for one in tuple(self._desk.scenarios.values())
        ]

    def _level(
        self, state: PlanState, depth: int, before: PlanState | None, language: Language
    ) -> str:
        level = state.levels[depth]
        above = state.levels[depth - 1].zones if depth else ()
        named = _remembered(
            self._kept,
            (id(level.zones), f"{id(above)} {language}"),
            (level.zones, above),
            lambda: json.dumps(self._columns(state, depth, language), ensure_ascii=False)[:-1],
        )
        sums = json.dumps(self._sums(level))[1:]
        labels = self._labels(level, None if before is None else before.levels[depth])
        return f'{{"level": "{level.level}", "zones": {named}, {sums}, {labels}}}'

    def _labels(self, level: LevelState, before: LevelState | None) -> str:
        if before is None:
            text = _remembered(
                self._kept,
                (id(level.labels), ""),
                level.labels,
                lambda: json.dumps(pack_deltas(level.labels)),
            )
            return f'"labels": {text}'
        changed = np.flatnonzero(level.labels != before.labels)
        zones = level.labels[changed].tolist()
        return f'"changes": {json.dumps({"units": changed.tolist(), "zones": zones})}'

    def _sums(self, level: LevelState) -> dict[str, list[int]]:
        k = len(level.zones)
        units = self._desk.base.units

        def total(weight: Any) -> list[int]:
            sums = np.bincount(level.labels, weight, minlength=k)
            return [int(value) for value in np.rint(sums)]

        return {
            "households": total(units.households),
            "n_units": total(self._is_building),
            "area_m2": total(self._area),
            "is_gone": (np.bincount(level.labels, minlength=k) == 0).astype(int).tolist(),
        }

    def _columns(self, state: PlanState, depth: int, language: Language) -> dict[str, Any]:
        level = state.levels[depth]
        above = state.levels[depth - 1].zones if depth else ()
        bands = zone_bands(self._desk.base, level)
        return {
            "id": [f"{level.level}-{k}" for k in range(len(level.zones))],
            "code": [zone.code for zone in level.zones],
            "short": [_short(level.level, zone, above) for zone in level.zones],
            "name": [zone_name(level.level, zone, above, language) for zone in level.zones],
            "parent": [zone.parent for zone in level.zones],
            "is_special": [int(zone.kind == "special") for zone in level.zones],
            "min": [low for low, _ in bands],
            "max": [high for _, high in bands],
            "is_locked": [zone.is_locked for zone in level.zones],
            "color": [zone.color for zone in level.zones],
            "approval": [_approval(zone) for zone in level.zones],
        }


def _approval(zone: ZoneState) -> dict[str, str] | None:
    if zone.approval is None:
        return None
    return {
        "state": zone.approval.state,
        "reason": zone.approval.reason,
        "by": zone.approval.by,
    }


def _remembered(kept: dict[Any, tuple[object, str]], key: Any, owner: object, make: Any) -> str:
    """Return what was made of *owner* before; the key holds its identity, which owners keep."""
    found = kept.get(key)
    if found is None:
        if len(kept) >= MAX_KEPT:
            kept.pop(next(iter(kept)))
        found = kept[key] = (owner, make())
    return found[1]


def zone_name(level: str, zone: ZoneState, above: Sequence[ZoneState], language: Language) -> str:
    """Return the name of a zone: its own, or one made from its number."""
    if zone.name:
        return zone.name
    holder = above[zone.parent].number if zone.parent >= 0 else 0
    return say(language, f"frames.{level}_{zone.kind}", number=zone.number, parent=holder)


def _short(level: str, zone: ZoneState, above: Sequence[ZoneState]) -> str:
    if level != "microgrid" or zone.parent < 0:
        return str(zone.number)
    return f"{above[zone.parent].number}-{zone.number}"


def zone_bands(base: Result, level: LevelState) -> list[tuple[int, int | None]]:
    """Return the band of each zone, (0, None) where no bound applies."""
    kinds = base.units.communities["kind"].tolist()
    overrides = base.params.partition.bands
    bands = {kind: band_for(base.profile, level.level, kind, overrides).band for kind in set(kinds)}
    return [
        (0, None)
        if zone.kind == "special"
        else (
            bands[kinds[zone.community]].min_households,
            bands[kinds[zone.community]].max_households,
        )
        for zone in level.zones
    ]
