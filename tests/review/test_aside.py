"""The check is done in another process, which ends with the one that asks."""

import os
import signal
import subprocess
import sys
import time

import pytest

from gridplan.check import check_zones
from gridplan.review.aside import Aside
from gridplan.review.findings import Findings
from tests.review.desks import edit, open_desk
from tests.small import small_result

ASKER = """
import time
from gridplan.review.aside import Aside
own = Aside()
own.start()
print(own.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def aside():
    own = Aside()
    yield own
    own.close()


def subject():
    town = small_result()
    return town.units, town.land, town.plans, town.profile, town.params


def told(violations):
    return [(one.rule, one.code, one.text("en")) for one in violations]


def has_ended(pid):
    """Wait until a process that is not a child of this one has ended."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_it_finds_what_is_found_here(aside, tmp_path):
    coverage = small_result().coverage
    found = aside(*subject(), coverage=coverage)
    assert aside.pid is not None
    assert told(found) == told(check_zones(*subject(), coverage=coverage))
    desk = open_desk(tmp_path)
    edit(desk, {"op": "merge", "level": 2, "zones": [0, 1], "into": 1})
    head = desk.revision("main")
    assert told(Findings(desk, aside).at(head).violations) == told(
        Findings(desk).at(head).violations
    )
    desk.store.close()


def test_where_the_helper_is_ended_the_check_is_done_here_and_the_next_has_another(aside):
    aside.start()
    first = aside.pid
    os.kill(first, signal.SIGTERM)
    assert told(aside(*subject())) == told(check_zones(*subject()))
    assert aside.pid is None
    aside(*subject())
    assert aside.pid not in (None, first)


def test_a_fault_of_the_check_is_raised_here(aside):
    with pytest.raises(AttributeError, match="communities"):
        aside(None, *subject()[1:])


@pytest.mark.skipif(os.name == "nt", reason="processes end otherwise there")
def test_however_the_server_ends_its_helper_ends_too():
    with subprocess.Popen([sys.executable, "-c", ASKER], stdout=subprocess.PIPE) as asker:
        pid = int(asker.stdout.readline())
        asker.kill()
    assert has_ended(pid)


def test_a_helper_that_is_closed_has_ended():
    own = Aside()
    own.start()
    pid = own.pid
    own.close()
    assert own.pid is None
    assert has_ended(pid)
