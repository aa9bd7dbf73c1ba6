"""Where data outside the project lies, and what to do without it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
SHARED = ROOT.parent / "shared"
TOWNS = SHARED / "data" / "towns"
IS_COMPLETE = os.environ.get("GRIDPLAN_REQUIRE_ALL") == "1"

needs_towns = pytest.mark.skipif(
    not TOWNS.is_dir() and not IS_COMPLETE,
    reason="the four real towns are not beside the project (../shared/data/towns)",
)
