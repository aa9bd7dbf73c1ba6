"""Nobody stumbles over the pages: axe-core finds nothing serious on any of them."""

import pytest

from gridplan.coverage import answer_coverage
from gridplan.render import CoverageView, coverage_html, map_html, report_html
from gridplan.text import LANGUAGES
from tests.accessibility import grave_faults
from tests.places import IS_COMPLETE
from tests.render.walking import proposal, walking_result

if not IS_COMPLETE:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request, tmp_path_factory):
    """Write the three pages of a town with a proposal, in each language."""
    language, result = request.param, walking_result()
    answers = answer_coverage(
        result.area, result.units, result.coverage, plans=result.plans, profile=result.profile
    )
    view = CoverageView(result.area, result.units, result.coverage, answers, result.plans, language)
    texts = {
        "map": map_html(result, language, sitings=(proposal(),)),
        "report": report_html(result, language, sitings=(proposal(),)),
        "coverage": coverage_html(view),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["report", "coverage"])
def test_a_printable_page_has_no_serious_fault(pages, visit, name):
    visit.page.goto((pages / f"{name}.html").as_uri())
    assert grave_faults(visit.page) == []


@pytest.mark.parametrize("tab", ["map", "coverage", "figures", "findings"])
def test_no_tab_of_the_map_has_a_serious_fault(pages, visit, tab):
    page = visit.open(pages / "map.html")
    page.locator(f"#gp-tab-{tab}").click()
    for fold in page.locator("details").all():
        fold.evaluate("(element) => (element.open = true)")
    assert grave_faults(page) == []


def test_the_card_of_a_building_has_no_serious_fault(pages, visit):
    page = visit.open(pages / "map.html", tail="#coverage=pharmacy&building=B00")
    page.locator(".gp-card-title").wait_for()
    assert grave_faults(page) == []
