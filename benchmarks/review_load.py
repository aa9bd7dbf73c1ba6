"""Reviewers who edit one plan at once: how long until each edit is acknowledged.

All are on one scenario: an edit in a community that somebody else has just edited is stale once and
sent again, and each sending counts.
Prints one line of JSON with the median and the 99th percentile.
"""

import argparse
import json
import random
import sys
import threading
import time
import uuid
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:] = [path for path in sys.path if Path(path) != HERE]

from gridplan.document import find_document, read_document

sys.path.append(str(HERE))  # last, since a benchmark here is called like a package

from review_server import Client, Server


def reviewer(port, n_units, seconds, per_s, seed, spent, faults):
    rng = random.Random(seed)
    client = Client(port)
    rev = client.wait()["rev"]
    next_s = time.monotonic() + rng.random() / per_s
    end = time.monotonic() + seconds
    while next_s < end:
        time.sleep(max(0.0, next_s - time.monotonic()))
        next_s += 1 / per_s
        body = {
            "op": "lock_units",
            "units": [rng.randrange(n_units)],
            "is_locked": rng.random() < 0.5,
        }
        start = time.perf_counter()
        status, rev, one = client.edit(rev, body, uuid.uuid4().hex)
        spent.append((one, time.perf_counter() - start))
        if status != 200:
            faults.append(status)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plan", type=Path)
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--per-s", type=float, default=1.0)
    flags = parser.parse_args()
    file = find_document(flags.plan)
    base = read_document(file)
    server = Server(base, file)
    spent, faults = [], []
    people = [
        threading.Thread(
            target=reviewer,
            args=(server.port, len(base.units), flags.seconds, flags.per_s, seed, spent, faults),
        )
        for seed in range(flags.reviewers)
    ]
    try:
        Client(server.port).wait()
        for one in people:
            one.start()
        for one in people:
            one.join()
    finally:
        server.kill()
    single, whole = (np.array(column) * 1000 for column in zip(*spent, strict=True))
    found = {
        "reviewers": flags.reviewers,
        "edits": len(spent),
        "errors": len(faults),
        "request_p50_ms": round(float(np.percentile(single, 50)), 1),
        "request_p99_ms": round(float(np.percentile(single, 99)), 1),
        "edit_with_conflicts_p50_ms": round(float(np.percentile(whole, 50)), 1),
        "edit_with_conflicts_p99_ms": round(float(np.percentile(whole, 99)), 1),
    }
    print(json.dumps(found))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
