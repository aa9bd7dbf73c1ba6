"""Most tests read in this process, which is quicker; those marked so use the real reader."""

import pytest

from gridplan.read import process
from tests.read.inside import attempt_here


@pytest.fixture(autouse=True)
def reader(request, monkeypatch):
    if request.node.get_closest_marker("real_reader") is None:
        monkeypatch.setattr(process, "attempt", attempt_here)
