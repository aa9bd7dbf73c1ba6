"""What is told of a plan at a revision, as JSON; parts that edits leave alone are kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely

from gridplan.export import FORMATS
from gridplan.policy.bands import band_for
from gridplan.render.payload.pack import pack_deltas
from gridplan.review.bodies import MAX_FILE
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
        self._kinds: list[str] = units.communities["kind"].tolist()
        self._area = np.asarray(shapely.area(desk.base.land.cells))
        self._is_building = (~units.is_land).astype(np.int64)
        self._kept: dict[tuple[int, str], tuple[object, str]] = {}
        self._lock = threading.Lock()

    def state(self, scenario: str, revision: Revision, language: Language, *, user: str) -> str:
        """Return a state as JSON, with what was found when it was last checked."""
        state = self._desk.state(revision)
        checked_rev, checked = self._findings.latest(scenario, revision)
        head = {
            **self._head(scenario, revision, language, user),
            **self.remarks(scenario),
            "findings_rev": checked_rev,
            "formats": (*FORMATS, "log"),
            "base_maps": self._base_maps,
            "max_file": MAX_FILE,
        }
        depths = range(len(state.levels))
        levels = ",".join(self._level(state, depth, language) for depth in depths)
        findings = "[]" if checked is None else self._rows(checked, language)
        opening = json.dumps(head, ensure_ascii=False)[:-1]
        return f'{opening}, "levels": [{levels}], "findings": {findings}}}'

    def changes(
        self, scenario: str, revision: Revision, language: Language, *, user: str, since: Revision
    ) -> str:
        """Return as JSON what of a state is unlike that at *since*: units, and zones by column.

        What edits leave alone, the comments among it, is not told.
        """
        before, state = self._desk.state(since), self._desk.state(revision)
        head = self._head(scenario, revision, language, user)
        depths = range(len(state.levels))
        levels = [self._changed(before, state, depth, language) for depth in depths]
        return json.dumps({**head, "levels": levels}, ensure_ascii=False)

    def _head(
        self, scenario: str, revision: Revision, language: Language, user: str
    ) -> dict[str, Any]:
        state = self._desk.state(revision)
        return {
            "rev": revision.rev,
            "head": self._desk.scenario(scenario).head.rev,
            "scenario": scenario,
            "scenarios": self._scenarios(language),
            "can_undo": revision.can_undo,
            "can_redo": revision.can_redo,
            "is_frozen": revision.is_frozen,
            "passed_over": self._passed_over(scenario, revision),
            "user": user,
            "locked_units": sorted(state.locked_units),
            "links": [{"id": x.id, "kind": x.kind, "units": x.units} for x in state.links],
        }

    def _passed_over(self, scenario: str, revision: Revision) -> list[dict[str, Any]]:
        """Return the revisions that the edit which made this one had not seen, nor met."""
        if not revision.seq:
            return []
        first = self._desk.entry(revision).base_rev + 1
        passed = self._desk.scenario(scenario).revisions[first : revision.rev]
        return [{"rev": one.rev, "author": self._desk.entry(one).author} for one in passed]

    def remarks(self, scenario: str) -> dict[str, Any]:
        """Return the comments of a scenario, oldest first, and how often something was said."""
        said = self._desk.scenario(scenario).said  # first: what is said meanwhile stays news
        every = tuple(self._desk.comments.values())
        return {
            "said": said,
            "comments": [one.to_json() for one in every if one.scenario == scenario],
        }

    def findings(self, revision: Revision, language: Language, since: Revision | None) -> str:
        """Return the findings at a revision, checked if nobody did yet.

        Those who know the findings at *since* are told what is unlike them, where it is still
        known here.
        """
        found = self._findings.at(revision)
        known = None if since is None else self._findings.known(since)
        if since is None or known is None:
            return f'{{"rev": {revision.rev}, "findings": {self._rows(found, language)}}}'
        parts = self._findings.changes(known, found, language)
        return f'{{"rev": {revision.rev}, "since": {since.rev}, "parts": {parts}}}'

    def _rows(self, checked: Any, language: Language) -> str:
        return self._remembered(
            (id(checked), language),
            checked,
            lambda: self._findings.rows(checked, language),
        )

    def _scenarios(self, language: Language) -> list[dict[str, str]]:
        return [
            {"id": one.id, "name": one.name or say(language, "review.main_scenario")}
            for one in tuple(self._desk.scenarios.values())
        ]

    def _level(self, state: PlanState, depth: int, language: Language) -> str:
        level = state.levels[depth]
        above = state.levels[depth - 1].zones if depth else ()
        named = self._remembered(
            (id(level.zones), f"{id(above)} {language}"),
            (level.zones, above),
            lambda: json.dumps(self._columns(state, depth, language), ensure_ascii=False)[:-1],
        )
        labels = self._remembered(
            (id(level.labels), ""), level.labels, lambda: json.dumps(pack_deltas(level.labels))
        )
        sums = json.dumps(self._sums(level.labels, len(level.zones)))[1:]
        head = json.dumps({"level": level.level, "is_held": level.is_held})[:-1]
        return f'{head}, "zones": {named}, {sums}, "labels": {labels}}}'

    def _changed(
        self, before: PlanState, state: PlanState, depth: int, language: Language
    ) -> dict[str, Any]:
        """Return the units that changed zone, and the columns of the zones that did (``at``)."""
        was, now = before.levels[depth], state.levels[depth]
        changes = _changes(was, now)
        zones = set(was.labels[changes["units"]].tolist()) | set(changes["zones"])
        if was.zones is not now.zones:
            zones |= {k for k, one in enumerate(now.zones) if one is not _at(was.zones, k)}
        at = np.array(sorted(zones), dtype=np.int64)
        return {
            "level": now.level,
            "zones": {
                "at": at.tolist(),
                **self._columns(state, depth, language, at.tolist()),
                **self._sums(*_renumbered(now, at)),
            },
            "changes": changes,
        }

    def _sums(self, labels: Any, k: int, units: Any = slice(None)) -> dict[str, list[int]]:
        def total(weight: Any) -> list[int]:
            sums = np.bincount(labels, weight[units], minlength=k)
            return [int(value) for value in np.rint(sums)]

        return {
            "households": total(self._desk.base.units.households),
            "n_units": total(self._is_building),
            "area_m2": total(self._area),
            "is_gone": (np.bincount(labels, minlength=k) == 0).astype(int).tolist(),
        }

    def _columns(
        self,
        state: PlanState,
        depth: int,
        language: Language,
        chosen: Sequence[int] | None = None,
    ) -> dict[str, Any]:
        level = state.levels[depth]
        above = state.levels[depth - 1].zones if depth else ()
        at = range(len(level.zones)) if chosen is None else chosen
        zones = [level.zones[k] for k in at]
        bands = self._bands(level.level, zones)
        return {
            "id": [level.zone_id(k) for k in at],
            "code": [zone.code for zone in zones],
            "short": [_short(level.level, zone, above) for zone in zones],
            "name": [zone_name(level.level, zone, above, language) for zone in zones],
            "parent": [zone.parent for zone in zones],
            "is_special": [int(zone.kind == "special") for zone in zones],
            "min": [low for low, _ in bands],
            "max": [high for _, high in bands],
            "is_locked": [zone.is_locked for zone in zones],
            "color": [zone.color for zone in zones],
            "approval": [_approval(zone) for zone in zones],
        }

    def _bands(self, level: str, zones: Sequence[ZoneState]) -> list[tuple[int, int | None]]:
        """Return the band of each zone, (0, None) where no bound applies."""
        base = self._desk.base
        overrides = base.params.partition.bands
        ordinary = {zone.community for zone in zones if zone.kind != "special"}
        kinds = {self._kinds[community] for community in ordinary}
        of = {kind: band_for(base.profile, level, kind, overrides).band for kind in kinds}
        own = [of[self._kinds[x.community]] if x.kind != "special" else None for x in zones]
        return [
            (0, None) if one is None else (one.min_households, one.max_households) for one in own
        ]

    def _remembered(self, key: tuple[int, str], owner: object, make: Callable[[], str]) -> str:
        """Return what was made of *owner* before; the key holds its identity, so it is kept."""
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = (owner, make())
            with self._lock:
                if len(self._kept) >= MAX_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = found
        return found[1]


def _changes(was: LevelState, now: LevelState) -> dict[str, list[int]]:
    units = np.flatnonzero(was.labels != now.labels)
    return {"units": units.tolist(), "zones": now.labels[units].tolist()}


def _at(zones: Sequence[ZoneState], position: int) -> ZoneState | None:
    return zones[position] if position < len(zones) else None


def _renumbered(level: LevelState, zones: Any) -> tuple[Any, int, Any]:
    """Return the labels of the units in *zones* as 0.., how many zones, and those units."""
    is_asked = np.zeros(len(level.zones), dtype=np.bool_)
    is_asked[zones] = True
    units = np.flatnonzero(is_asked[level.labels])
    return np.searchsorted(zones, level.labels[units]), len(zones), units


def _approval(zone: ZoneState) -> dict[str, str] | None:
    if zone.approval is None:
        return None
    return {
        "state": zone.approval.state,
        "reason": zone.approval.reason,
        "by": zone.approval.by,
    }


def zone_name(level: str, zone: ZoneState, above: Sequence[ZoneState], language: Language) -> str:
    """Return the name of a zone: its own, or one made from its number."""
    if zone.name:
        return zone.name
    holder = above[zone.parent].number if zone.parent >= 0 else 0
    return say(language, f"frames.{level}_{zone.kind}", number=zone.number, parent=holder)


def _short(level: str, zone: ZoneState, above: Sequence[ZoneState]) -> str:
    if zone.is_foreign and not zone.number:
        return zone.code
    if level != "microgrid" or zone.parent < 0:
        return str(zone.number)
    return f"{above[zone.parent].number}-{zone.number}"
