"""The zones of another plan in the places of ours that they are, so that the two compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gridplan.compare import same_zones
from gridplan.review.state import Labels, LevelState, Positions, ZoneState

NOWHERE = ZoneState("", "special", 0, -1, 0, "—", is_foreign=True)  # no band, and not counted


def aligned(
    now: LevelState,
    labels: Labels,
    zones: Sequence[ZoneState],
    *,
    households: Positions,
    community: Positions,
    above: LevelState | None,
) -> LevelState:
    """Return the zones of another plan at one level, as a level of ours.

    A zone is one of ours if it shares the most with it (`gridplan.compare.same_zones`): it stands
    in its place, and goes by its number where it has none. The others come after ours.

    Parameters
    ----------
    now
        The level as it is here.
    labels
        Zone of each unit in the other plan, -1 for none, ints (n,).
    zones
        The zones there; their communities and parents are found anew.
    households, community
        Of each unit, int64 (n,).
    above
        The level above, aligned; None at the top.
    """
    known = np.flatnonzero(labels >= 0)
    same = same_zones(labels[known], now.labels[known], households[known])
    homes = _most(community[known], labels[known], len(zones))
    parents = None if above is None else _most(above.labels[known], labels[known], len(zones))
    made, place = list(now.zones), np.empty(len(zones) + 1, dtype=np.int64)
    for k, zone in enumerate(zones):
        parent = -1 if parents is None else int(parents[k])
        own = replace(zone, community=int(homes[k]), parent=parent)
        place[k] = same.get(k, len(made))
        if k not in same:
            made.append(replace(own, is_foreign=True))
        elif zone.number:
            made[place[k]] = own
        else:
            ours = now.zones[place[k]]
            made[place[k]] = replace(ours, code=zone.code, is_locked=False, approval=None)
    place[-1] = len(made)
    if len(known) < len(labels):
        made.append(NOWHERE)
    found = place[labels].astype(np.int32)
    found.flags.writeable = False
    return LevelState(now.level, found, tuple(made))


def _most(values: Labels, labels: Labels, k: int) -> Positions:
    """Return the value that most units of each zone have, int64 (k,); 0 where there are none."""
    pairs, counts = np.unique(np.column_stack([labels, values]), axis=0, return_counts=True)
    order = np.argsort(counts, kind="stable")
    found = np.zeros(k, dtype=np.int64)
    found[pairs[order, 0]] = pairs[order, 1]  # what most have is written last
    return found
