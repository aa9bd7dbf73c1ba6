"""A real browser for the tests that need one, and properties tried the same way every time."""

import os
import shutil

import pytest
from hypothesis import settings

from tests.places import IS_COMPLETE
from tests.watch import Visit

# The suite gives the same verdict every time; `--hypothesis-profile=default` looks for new cases.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items):
    """Begin with the longest, so that no core waits for the other at the end."""
    items.sort(key=lambda item: item.get_closest_marker("towns") is None)


def missing(reason):
    """Skip, or fail where everything is to be run."""
    if IS_COMPLETE:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium: that of GRIDPLAN_CHROMIUM, else the first one on the path."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    found = os.environ.get("GRIDPLAN_CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), None
    )
    if not found:
        missing("no Chromium on this machine; install one or set GRIDPLAN_CHROMIUM")
    as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=[*FLAGS, *as_root])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """Give a `Visit` in a fresh window; at the end nothing may have gone wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    found = Visit(context.new_page())
    found.page.set_default_timeout(15_000)
    yield found
    context.close()
    assert found.foreign == []
    assert found.faults == []
