"""Kill the review server in the middle of a burst of edits, again and again, and look what is left.

Prints one line of JSON: cycles, edits acknowledged, lost, logs that are not whole, restarts.
An exit code other than 0 says that something was lost.
"""

import argparse
import http.client
import json
import random
import sys
import threading
import time
import uuid
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:] = [path for path in sys.path if Path(path) != HERE]

from gridplan.document import find_document, read_document
from gridplan.review.desk import Desk
from gridplan.review.server import log_path, plan_id
from gridplan.review.store import EditStore, verify_log

sys.path.append(str(HERE))  # last, since a benchmark here is called like a package

from review_server import Client, Server

N_CLIENTS = 4


def burst(port, n_units, acknowledged, seed):
    rng = random.Random(seed)
    client = Client(port)
    try:
        rev = client.wait()["rev"]
        while True:
            edit_id = uuid.uuid4().hex
            lock = {"op": "lock_units", "units": [rng.randrange(n_units)], "is_locked": True}
            status, rev, _ = client.edit(rev, lock, edit_id)
            if status == 200:
                acknowledged.append(edit_id)
    except (OSError, http.client.HTTPException, ValueError, TimeoutError):
        return  # it was killed


def cycle(base, plan, rng):
    server = Server(base, plan)
    acknowledged = []
    clients = [
        threading.Thread(
            target=burst, args=(server.port, len(base.units), acknowledged, rng.random())
        )
        for _ in range(N_CLIENTS)
    ]
    try:
        Client(server.port).wait()
        for client in clients:
            client.start()
        time.sleep(rng.uniform(0.02, 0.4))
    finally:
        server.kill()
    for client in clients:
        client.join()
    return acknowledged


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plan", type=Path)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    flags = parser.parse_args()
    file = find_document(flags.plan)
    base = read_document(file)
    rng = random.Random(flags.seed)
    acknowledged, n_broken, start = set(), 0, time.perf_counter()
    for _ in range(flags.cycles):
        acknowledged.update(cycle(base, file, rng))
        n_broken += verify_log(log_path(file)).broken_at is not None
    store = EditStore(log_path(file))
    desk = Desk(base, store, plan_id=plan_id(file), author="bench")
    there = {entry.edit_id for entry in desk.entries()}
    locked = desk.state(desk.revision("main")).locked_units
    asked = {u for e in desk.entries() if e.op == "lock_units" for u in json.loads(e.body)["units"]}
    store.close()
    lost = len(acknowledged - there)
    found = {
        "cycles": flags.cycles,
        "acknowledged": len(acknowledged),
        "written": len(there),
        "lost": lost,
        "broken": n_broken,
        "is_replay_whole": locked == asked,
        "seconds": round(time.perf_counter() - start, 1),
    }
    print(json.dumps(found))
    return int(bool(lost or n_broken or locked != asked))


if __name__ == "__main__":
    sys.exit(main())
