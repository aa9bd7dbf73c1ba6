"""What tests in a real browser expect with; where there is no playwright they are skipped."""

import pytest

from tests.places import IS_COMPLETE

if not IS_COMPLETE:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

__all__ = ["expect"]
