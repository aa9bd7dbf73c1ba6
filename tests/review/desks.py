"""Desks, rooms and clients of the small town, each with a log of its own."""

import warnings

from gridplan.render import Imprint
from gridplan.review.app import build_app
from gridplan.review.asking import Room
from gridplan.review.bell import Bell
from gridplan.review.desk import Desk, Wish
from gridplan.review.facts import Facts
from gridplan.review.findings import Findings
from gridplan.review.guard import Rules
from gridplan.review.jobs import Jobs
from gridplan.review.store import EditStore
from tests.small import small_result

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have the successor of httpx
    from starlette.testclient import TestClient

HOST = "127.0.0.1:8765"
TOKEN = "a-token-of-this-test"
RULES = Rules(hosts=frozenset({HOST}), token=TOKEN, language="en", delay_s=0.0)


def open_desk(folder, base=None):
    store = EditStore(folder / "plan.gpkg.review.sqlite")
    return Desk(base or small_result(), store, plan_id="the small town", author="wang")


def open_room(folder, base=None):
    desk = open_desk(folder, base)
    findings, bell = Findings(desk), Bell()
    desk.listeners.append(bell.ring)
    return Room(desk, findings, Facts(desk, findings, []), bell, Jobs(desk), Imprint(), "en")


def client_of(room, rules=RULES):
    headers = {"X-Gridplan-Token": rules.token}
    return TestClient(build_app(room, rules), base_url=f"http://{HOST}", headers=headers)


def edit(desk, asked, scenario="main", **more):
    rev = desk.scenario(scenario).head.rev
    return desk.edit(Wish(scenario, rev, **more), asked)


def labels(desk, level=-1, scenario="main", rev=None):
    return desk.state(desk.revision(scenario, rev)).levels[level].labels
