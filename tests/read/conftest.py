"""Most tests read in this process, which is quicker; those marked so use the real reader."""

import json

import pytest

from gridplan.read import child, process


def attempt_here(files, options, place):
    result = child.read_job(process.job_of(files, options), place)
    return process.Outcome(**json.loads(json.dumps(result))), "", ""


@pytest.fixture(autouse=True)
def reader(request, monkeypatch):
    if request.node.get_closest_marker("real_reader") is None:
        monkeypatch.setattr(process, "attempt", attempt_here)
