"""Re-optimising within the review app: seconds until a proposal is there.

The plan is spoilt first: micro-grids of each grid are lumped together in pairs. Prints one line of
JSON for each community, and one for all of them.
"""

import argparse
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:] = [path for path in sys.path if Path(path) != HERE]

import numpy as np

from gridplan.document import read_document
from gridplan.review.measures import measure
from gridplan.review.operations import OPERATIONS
from gridplan.review.optimising import Scope, propose
from gridplan.review.state import first_state


def spoilt(base):
    state = first_state(base)
    for parent in range(len(state.levels[1].zones)):
        level = state.levels[2]
        own = [k for k in np.unique(level.labels) if level.zones[k].parent == parent]
        for first, second in zip(own[::2], own[1::2], strict=False):
            body = {"level": 2, "zones": [int(first), int(second)], "into": int(first)}
            state = OPERATIONS["merge"](base, state, body)
    return state


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plan", type=Path)
    flags = parser.parse_args()
    base = read_document(flags.plan)
    state = spoilt(base)
    off = sum(one.n_off for one in measure(base, state))
    households = np.bincount(state.levels[0].labels, base.units.households).astype(int)
    scopes = [(Scope("community", 2, community=k), int(n)) for k, n in enumerate(households)]
    propose(base, state, scopes[0][0])  # machine code is loaded at the first call
    for scope, n in [*scopes, (Scope("all", 2), int(households.sum()))]:
        start = time.perf_counter()
        body = propose(base, state, scope)
        spent = time.perf_counter() - start
        after = OPERATIONS["accept"](base, state, body)
        found = {
            "scope": scope.kind,
            "households": n,
            "seconds": round(spent, 2),
            "households_off_before": off,
            "households_off_after": sum(one.n_off for one in measure(base, after)),
        }
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
