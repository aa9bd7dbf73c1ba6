"""Edits of a large plan: how long until one is acknowledged, answer included.

The units of a plan are laid side by side until there are enough of them; moves go to and fro
between two zones. Prints one line of JSON for each size: the median and the 99th percentile of
the edit, with the answer of what changed, and with the answer with everything.
"""

import argparse
import json
import math
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:] = [path for path in sys.path if Path(path) != HERE]

import numpy as np
import pandas as pd
import shapely

from gridplan.document import read_document
from gridplan.model import Adjacency, Land, Plan, Units
from gridplan.review.desk import Desk, Wish
from gridplan.review.facts import Facts
from gridplan.review.findings import Findings
from gridplan.review.store import EditStore

STEP_M = 3000.0


def spread(values, n, step):
    return (np.asarray(values)[None, :] + np.arange(n)[:, None] * step).ravel()


def shifted(shapes, n):
    side = math.ceil(n**0.5)
    parts = [
        shapely.transform(shapes, lambda xy, k=k: xy + [STEP_M * (k % side), STEP_M * (k // side)])
        for k in range(n)
    ]
    return np.concatenate(parts)


def tiled(base, n):
    """Return *n* copies of a plan beside each other as one plan."""
    units, land, n_units = base.units, base.land, len(base.units)
    ids = np.concatenate([[f"{k:04}/{one}" for one in units.ids] for k in range(n)])
    pairs = np.concatenate([land.adjacency.pairs() + k * n_units for k in range(n)])
    many = Units(
        ids=ids,
        kind=np.tile(units.kind, n),
        footprint=shifted(units.footprint, n),
        xy_m=np.tile(units.xy_m, (n, 1)),
        households=np.tile(units.households, n),
        building=np.tile(units.building, n),
        compound=np.tile(units.compound, n),
        community=spread(units.community, n, len(units.communities)),
        special=np.tile(units.special, n),
        compounds=units.compounds,
        communities=pd.concat([units.communities] * n, ignore_index=True),
    )
    ground = Land(
        cells=shifted(land.cells, n),
        adjacency=Adjacency.from_pairs(n * n_units, pairs),
        piece=spread(land.piece, n, int(land.piece.max()) + 1),
        side=np.tile(land.side, n),
    )
    plans = []
    for depth, plan in enumerate(base.plans):
        above = base.plans[depth - 1].n_zones if depth else 0
        zones = tuple(
            replace(
                zone,
                code=f"{k:03}{zone.code}",
                community=zone.community + k * len(units.communities),
                parent=zone.parent + k * above if depth else -1,
            )
            for k in range(n)
            for zone in plan.zones
        )
        labels = spread(plan.labels, n, plan.n_zones)
        plans.append(Plan(plan.level, labels, zones, plans[-1] if plans else None))
    return replace(base, units=many, land=ground, plans=tuple(plans))


def run(base, n_edits, folder):
    desk = Desk(base, EditStore(folder / "log.sqlite"), plan_id="x", author="bench")
    facts = Facts(desk, Findings(desk), [])
    rng = random.Random(0)
    labels = base.plans[-1].labels
    spent = {"edit": [], "changes": [], "everything": []}
    for number in range(n_edits):
        unit = rng.randrange(len(base.units))
        level = desk.state(desk.revision("main")).levels[-1]
        near = base.land.adjacency.neighbors(unit)
        target = int(level.labels[near[0]]) if len(near) else int(labels[unit])
        units = np.unique(np.append(near, unit))[:20].tolist()
        start = time.perf_counter()
        before = desk.revision("main")
        asked = {"op": "move", "level": len(base.plans) - 1, "zone": target, "units": units}
        made = desk.edit(Wish("main", before.rev), asked)
        edited = time.perf_counter()
        facts.changes("main", made, "zh", user="bench", since=before)
        told = time.perf_counter()
        spent["edit"].append(edited - start)
        spent["changes"].append(told - start)
        if number % 10 == 0:
            facts.state("main", made, "zh", user="bench")
            spent["everything"].append(edited - start + time.perf_counter() - told)
    desk.store.close()
    return spent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plan", type=Path)
    parser.add_argument("--units", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--edits", type=int, default=300)
    flags = parser.parse_args()
    base = read_document(flags.plan)
    for wanted in flags.units:
        many = tiled(base, max(1, round(wanted / len(base.units))))
        with tempfile.TemporaryDirectory(dir=flags.plan) as folder:
            spent = run(many, flags.edits, Path(folder))
        found = {"units": len(many.units), "zones": many.plans[-1].n_zones}
        for name, values in spent.items():
            for share in (50, 99):
                found[f"{name}_p{share}_ms"] = round(float(np.percentile(values, share)) * 1e3, 1)
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
