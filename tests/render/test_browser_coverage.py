"""Coverage on the map in a real browser: slider, walkers, gaps, and routes as measured."""

import numpy as np
import pytest

from gridplan.coverage import answer_coverage
from gridplan.export import buildings_json
from gridplan.render import map_html
from tests.places import IS_COMPLETE
from tests.render.walking import proposal, walking_result
from tests.render.worlds import bare_result, small_result

if not IS_COMPLETE:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect  # noqa: E402

pytestmark = pytest.mark.browser

TOLERANCE_MINUTES = 0.01
ALL_ROUTES = """() => {
    const { model, routesOf } = window.gridplan;
    const found = [];
    for (let unit = 0; unit < model.units.n; unit++) {
        found.push(routesOf(unit).map((route) => route && {
            metres: route.metres,
            street: route.street,
            legs: route.legs,
        }));
    }
    return found;
}"""


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """Write the town to walk in once, by language."""
    folder = tmp_path_factory.mktemp("walks")
    found = {}
    for language in ("zh", "en"):
        found[language] = folder / f"walking_{language}.html"
        found[language].write_text(map_html(walking_result(), language), encoding="utf-8")
    return found


def open_coverage(visit, path):
    page = visit.open(path)
    page.locator("#gp-tab-coverage").click()
    return page


def share_in_list(page, category):
    row = page.locator("label", has=page.locator(f"input[data-id={category}]"))
    return row.locator(".gp-share").inner_text()


def percent(share):
    """Round halves up, as browsers do."""
    return f"{share + 1e-9:.1%}"


def drawn_m(route):
    """Return the length of a drawn route in metres on the ground, from steps of Mercator."""
    parts = [route["street"], *route["legs"]]
    steps = sum(np.hypot(*np.diff(np.reshape(part, (-1, 2)), axis=0).T).sum() for part in parts)
    return steps * 0.1


def test_routes_of_the_page_are_as_long_as_the_walks_measured(town, visit):
    page = visit.open(town["en"])
    coverage = walking_result().coverage
    found = page.evaluate(ALL_ROUTES)
    metres = np.array(
        [[np.inf if route is None else route["metres"] for route in routes] for routes in found]
    )
    expected = np.where(np.isnan(coverage.metres), np.inf, coverage.metres)
    assert np.isfinite(expected).sum() > 100
    assert (np.isfinite(metres) == np.isfinite(expected)).all()
    is_reached = np.isfinite(expected)
    apart_m = np.abs(metres[is_reached] - expected[is_reached])
    assert apart_m.max() / coverage.walk_m_per_min < TOLERANCE_MINUTES


def test_a_route_is_drawn_as_long_as_it_is_from_the_door_to_the_service(town, visit):
    page = visit.open(town["en"])
    routes = [route for routes in page.evaluate(ALL_ROUTES) for route in routes if route]
    by_gate = [route for route in routes if len(route["legs"][0]) > 4]
    straight = [route for route in routes if len(route["legs"][0]) == 4]
    assert by_gate
    # Mercator stretches by one over the cosine of the latitude, everywhere alike
    stretch = np.array([drawn_m(route) / route["metres"] for route in straight])
    assert np.ptp(stretch) < 0.02
    # nobody knows the paths inside a wall: the walk to its gate may be longer than drawn
    assert max(drawn_m(route) / route["metres"] for route in by_gate) < stretch.max() + 0.01
    for route in routes:
        assert route["legs"][0][-2:] == route["street"][:2]
        assert route["legs"][1][:2] == route["street"][-2:]


def test_the_share_at_the_limit_is_that_of_the_run(town, visit):
    page = open_coverage(visit, town["en"])
    for found in walking_result().coverage.categories:
        if found.n_services and found.category != "market":
            assert share_in_list(page, found.category) == percent(found.shares[15.0])


def test_the_slider_changes_shares_sentence_and_map_as_it_moves(town, visit):
    page = open_coverage(visit, town["en"])
    page.locator("input[data-id=pharmacy]").check()
    slider = page.get_by_role("slider", name="Minutes on foot")
    assert share_in_list(page, "pharmacy") == "100.0%"
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "3 min")
    walks = walking_result().coverage
    metres = walks.metres[:, walks.ids.index("pharmacy")]
    households = walking_result().units.households
    share, slow = (households[metres <= 3 * speed].sum() / 960 for speed in (66, 40))
    assert 0 < slow < share < 1
    assert share_in_list(page, "pharmacy") == percent(share)
    expect(page.locator(".gp-sentence")).to_contain_text(
        f"{percent(share)} of households reach one within 3 minutes"
    )
    page.locator("#gp-speed").select_option("40")
    assert share_in_list(page, "pharmacy") == percent(slow)


def test_categories_stand_by_tier_and_those_without_data_are_said(town, visit):
    page = open_coverage(visit, town["zh"])
    expect(page.locator(".gp-tiers h3").first).to_have_text("基本保障类")
    expect(page.locator(".gp-tiers")).to_contain_text("无数据：")
    page = open_coverage(visit, town["en"])
    page.locator("input[data-id=market]").check()
    assert share_in_list(page, "market") == "0.0%"


def test_a_gap_leads_to_its_place(town, visit):
    page = open_coverage(visit, town["en"])
    page.locator("input[data-id=kindergarten]").check()
    page.locator("#gp-minutes").fill("2")
    gap = page.locator(".gp-gaps button").first
    name = gap.inner_text()
    gap.click()
    expect(page.locator(".gp-card-title")).to_have_text(name)
    expect(page.locator(".gp-reach")).to_contain_text("0.0% of households within 2 min")
    expect(page.locator(".gp-complete")).to_contain_text("kinds asked for, reached within 2 min")
    assert page.evaluate("window.gridplan.state.get().mode") == "coverage"


def unit_on_screen(page, unit):
    return page.evaluate(
        """(unit) => {
            const { model, map, placeOf } = window.gridplan;
            const box = model.units.footprints.box;
            const place = placeOf((box[4 * unit] + box[4 * unit + 2]) / 2,
                                  (box[4 * unit + 1] + box[4 * unit + 3]) / 2);
            const point = map.latLngToContainerPoint(place);
            return [point.x, point.y];
        }""",
        unit,
    )


def test_a_click_on_a_building_lists_the_nearest_and_draws_the_way(town, visit):
    page = open_coverage(visit, town["en"])
    page.locator("input[data-id=pharmacy]").check()
    page.mouse.click(*unit_on_screen(page, 0))
    card = page.locator(".gp-card")
    chosen = card.locator(".gp-walk[aria-pressed=true]")
    expect(chosen).to_contain_text("the pharmacy")
    metres = walking_result().coverage.metres[0]
    ids = walking_result().coverage.ids
    row = card.locator("tr", has=page.locator("[aria-pressed=true]"))
    expect(row.locator("td").last).to_have_text(str(round(metres[ids.index("pharmacy")])))
    before = page.evaluate("document.querySelector('.gp-overlay').toDataURL()")
    other = card.locator(".gp-walk", has_text="convenience")
    other.hover()
    assert page.evaluate("document.querySelector('.gp-overlay').toDataURL()") != before
    other.focus()
    page.keyboard.press("Enter")
    expect(other).to_have_attribute("aria-pressed", "true")
    expect(chosen).to_have_count(1)


def test_what_is_not_reached_says_why(town, visit):
    page = open_coverage(visit, town["en"])
    page.mouse.click(*unit_on_screen(page, 0))
    expect(page.locator(".gp-card tr", has_text="cut off")).to_have_count(1)


def test_without_services_the_panel_says_so(visit, tmp_path):
    path = tmp_path / "bare.html"
    path.write_text(map_html(bare_result(), "en"), encoding="utf-8")
    page = open_coverage(visit, path)
    expect(page.locator("#gp-page-coverage")).to_contain_text("coverage was not measured")


def test_a_link_opens_the_coverage_of_a_category(visit, tmp_path):
    path = tmp_path / "small.html"
    path.write_text(map_html(small_result(), "en"), encoding="utf-8")
    page = visit.open(path, tail="#coverage=convenience")
    expect(page.locator("#gp-page-coverage")).to_be_visible()
    expect(page.locator("input[data-id=convenience]")).to_be_checked()


def test_proposed_sites_are_listed_drawn_and_counted(visit, tmp_path):
    path = tmp_path / "sites.html"
    page_text = map_html(walking_result(), "en", sitings=(proposal(),))
    path.write_text(page_text, encoding="utf-8")
    page = open_coverage(visit, path)
    page.locator("#gp-minutes").fill("2")
    before = share_in_list(page, "pharmacy")
    assert float(share_in_list(page, "sited-pharmacy")[:-1]) > float(before[:-1])
    page.locator("input[data-id=sited-pharmacy]").check()
    expect(page.locator(".gp-sentence")).to_contain_text("would reach one")
    expect(page.locator(".gp-sites li")).to_contain_text("+480 households")
    expect(page.locator(".gp-legend").nth(1)).to_contain_text("A proposed site")
    drawn = page.evaluate("document.querySelector('.gp-overlay').toDataURL()")
    page.locator("#gp-tab-map").click()
    page.locator("#gp-layer-sites").uncheck()
    page.locator("#gp-tab-coverage").click()
    assert page.evaluate("document.querySelector('.gp-overlay').toDataURL()") != drawn


def test_the_answers_of_the_run_are_folds_that_lead_to_their_place(town, visit):
    page = open_coverage(visit, town["en"])
    answers = page.locator(".gp-answers")
    for words in ("Buildings most in need", "Completeness: Micro-grids", "Elderly gap",
                  "other assumptions", "Quality of the walking network"):  # fmt: skip
        expect(answers.locator("summary", has_text=words)).to_have_count(1)
    answers.locator("summary", has_text="Buildings most in need").click()
    building = answers.locator("details[open] .gp-link").first
    name = building.inner_text()
    building.click()
    expect(page.locator(".gp-card-title")).to_contain_text(name)
    assert page.evaluate("window.gridplan.state.get().mode") == "coverage"


def test_completeness_of_a_building_is_that_of_the_run(town, visit):
    result = walking_result()
    answers = answer_coverage(result.area, result.units, result.coverage, plans=result.plans)
    scores = buildings_json(result.area, result.units, answers)
    page = visit.open(town["en"], tail="#coverage=pharmacy&building=B00")
    words = f"Completeness {percent(scores['B00'])}: of the {len(answers.judged)} kinds asked for"
    expect(page.locator(".gp-card .gp-complete")).to_contain_text(words)
