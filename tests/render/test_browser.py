"""The map in a real browser: nothing foreign, nothing broken, nothing from the data runs."""

import re
import shutil

import pytest

from gridplan.render import map_html, report_html
from tests.places import IS_COMPLETE
from tests.render.worlds import (
    PAYLOADS,
    bare_result,
    hostile_result,
    small_result,
    tower_result,
)

if not IS_COMPLETE:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect  # noqa: E402

pytestmark = pytest.mark.browser

LAYERS = (
    *("buildings", "microgrid", "grid", "community", "labels"),
    *("roads", "ground", "services", "violations"),
)


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """Write the pages once; keys are name and language."""
    folder = tmp_path_factory.mktemp("pages")
    runs = {
        "small": small_result(),
        "tower": tower_result(),
        "hostile": hostile_result(),
        "bare": bare_result(),
    }
    found = {}
    for name, result in runs.items():
        for language in ("zh", "en"):
            path = folder / f"{name}_{language}.html"
            path.write_text(map_html(result, language), encoding="utf-8")
            found[name, language] = path
    report = folder / "report.html"
    report.write_text(report_html(hostile_result(), "en"), encoding="utf-8")
    found["report", "en"] = report
    return found


def pixels(page):
    """Return the drawings of all tiles as text, to tell whether they changed."""
    return page.evaluate(
        "() => [...document.querySelectorAll('.leaflet-tile-pane canvas, .gp-overlay')]"
        ".map((canvas) => canvas.toDataURL()).join()"
    )


def middle_of(page, code):
    """Return where the label point of a zone lies on the screen."""
    return page.evaluate(
        """(code) => {
            const { model, map, placeOf } = window.gridplan;
            for (const level of model.levels) {
                const zone = level.zones.code.indexOf(code);
                if (zone < 0) continue;
                const place = placeOf(level.label[2 * zone], level.label[2 * zone + 1]);
                const point = map.latLngToContainerPoint(place);
                return [point.x, point.y];
            }
        }""",
        code,
    )


def unit_on_screen(page, unit):
    """Return where a unit lies on the screen, close up."""
    return page.evaluate(
        """(unit) => {
            const { model, map, placeOf } = window.gridplan;
            const box = model.units.footprints.box;
            const place = placeOf((box[4 * unit] + box[4 * unit + 2]) / 2,
                                  (box[4 * unit + 1] + box[4 * unit + 3]) / 2);
            map.setView(place, 18, { animate: false });
            const point = map.latLngToContainerPoint(place);
            return [point.x, point.y];
        }""",
        unit,
    )


def show_panel(page, name):
    page.locator(f"#gp-tab-{name}").click()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_opens_with_a_title_and_a_drawn_map(files, visit, language):
    page = visit.open(files["small", language])
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    expect(page.get_by_role("heading", level=1)).to_have_text("南街社区")
    assert page.locator(".leaflet-tile-pane canvas").count() >= 4
    other = {"zh": "Grid plan", "en": "网格划分图"}[language]
    expect(page.get_by_text(other)).to_have_count(0)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_switches_off_and_on_again(files, visit, layer):
    page = visit.open(files["tower", "en"])
    box = page.locator(f"#gp-layer-{layer}")
    if layer in ("microgrid",):
        page.get_by_role("radio", name="Micro-grid", exact=True).check()
    was_on = box.is_checked()
    before = pixels(page)
    box.click()
    assert box.is_checked() is not was_on
    assert pixels(page) != before
    box.click()
    assert pixels(page) == before


def test_the_coloring_switches_between_levels(files, visit):
    page = visit.open(files["small", "zh"])
    before = pixels(page)
    page.get_by_role("radio", name="微网格", exact=True).check()
    assert page.evaluate("window.gridplan.state.get().level") == 2
    assert pixels(page) != before


def test_the_tooltip_tells_the_zone_and_its_size(files, visit):
    page = visit.open(files["tower", "en"])
    page.get_by_role("radio", name="Micro-grid", exact=True).check()
    code = next(v.code for v in tower_result().report.violations if v.level == "microgrid")
    page.mouse.move(*middle_of(page, code))
    tooltip = page.get_by_role("tooltip")
    expect(tooltip).to_contain_text("households: too many")
    expect(tooltip).to_contain_text("Needs a look")


def test_a_click_opens_the_card_and_escape_closes_it(files, visit):
    page = visit.open(files["small", "en"])
    page.locator("#gp-layer-buildings").uncheck()  # one may stand where the label is
    page.mouse.click(*middle_of(page, small_result().plan("grid").codes[0]))
    card = page.locator(".gp-card")
    expect(card).to_contain_text("Grid 1")
    expect(card).to_contain_text("at most 500")
    card.locator(".gp-close").focus()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_building_tells_its_zones_and_walks(files, visit):
    page = visit.open(files["small", "en"])
    page.mouse.click(*unit_on_screen(page, 0))
    card = page.locator(".gp-card")
    expect(card).to_contain_text("Building B00")
    expect(card).to_contain_text("Micro-grid")
    expect(card.get_by_role("heading", level=3)).to_have_text("Nearest services")
    expect(card.locator(".gp-walk")).to_have_count(1)


def test_search_finds_by_keyboard_alone(files, visit):
    page = visit.open(files["small", "en"])
    page.locator("#gp-search").focus()
    page.keyboard.type("B05")
    expect(page.get_by_role("option").first).to_contain_text("B05")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".gp-card")).to_contain_text("Building B05")


def test_search_finds_a_zone_by_name_and_by_code(files, visit):
    page = visit.open(files["small", "zh"])
    page.locator("#gp-search").press_sequentially("第2网")
    expect(page.get_by_role("option").first).to_contain_text("第2网格")
    page.locator("#gp-search").fill("")
    page.locator("#gp-search").press_sequentially("330411001001001")
    page.keyboard.press("Enter")
    expect(page.locator(".gp-card-title")).to_have_text("第1网格")


def test_search_says_when_there_is_nothing(files, visit):
    page = visit.open(files["small", "en"])
    page.locator("#gp-search").press_sequentially("zzz")
    expect(page.locator(".gp-no-hit")).to_have_text("Nothing is called “zzz”.")


def test_a_finding_leads_to_its_place(files, visit):
    page = visit.open(files["tower", "en"])
    show_panel(page, "findings")
    page.evaluate("window.gridplan.map.setZoom(12, { animate: false })")
    page.locator("button.gp-finding", has_text="Micro-grid").first.click()
    expect(page.locator(".gp-card")).to_be_visible()
    page.wait_for_timeout(600)
    assert page.evaluate("window.gridplan.map.getZoom()") > 15
    expect(page.locator(".gp-card")).to_contain_text("unavoidable")
    assert page.evaluate("window.gridplan.state.get().layers.violations") is True


def test_a_link_with_a_code_opens_that_zone(files, visit):
    code = small_result().plan("microgrid").codes[3]
    page = visit.open(files["small", "en"], tail=f"#zone={code}")
    expect(page.locator(".gp-card")).to_contain_text(code)


def test_a_finding_of_the_report_leads_to_its_place_on_the_map(files, visit, tmp_path):
    (tmp_path / "report.html").write_text(report_html(tower_result(), "en"), encoding="utf-8")
    shutil.copy(files["tower", "en"], tmp_path / "map.html")
    page = visit.page
    page.goto((tmp_path / "report.html").as_uri())
    link = page.locator("table.problems a").first
    code = link.get_attribute("href").partition("=")[2]
    link.click()
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(page.locator(".gp-card")).to_contain_text(code[-2:])
    assert page.evaluate("window.gridplan.map.getZoom()") > 16
    selected = page.evaluate(
        "(({selected}) => window.gridplan.model.levels[selected.level].zones.code[selected.index])"
        "(window.gridplan.state.get())"
    )
    assert selected == code


def test_empty_parts_are_said(files, visit):
    page = visit.open(files["bare", "en"])
    show_panel(page, "figures")
    figures = page.locator("#gp-page-figures")
    expect(figures).to_contain_text("No micro-grids")
    expect(figures).to_contain_text("No data")
    assert page.locator("#gp-layer-microgrid").count() == 0


def test_the_panel_folds_on_a_narrow_screen(files, visit):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open(files["small", "zh"])
    expect(page.locator(".gp-panel-content")).to_be_hidden()
    page.locator(".gp-panel-toggle").click()
    expect(page.locator("#gp-search")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_tabs_and_layers_are_reached_by_keyboard(files, visit):
    page = visit.open(files["small", "en"])
    page.locator("#gp-tab-map").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#gp-page-coverage")).to_be_visible()
    assert page.evaluate("window.gridplan.state.get().mode") == "coverage"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("window.gridplan.state.get().mode") == "zones"
    page.locator("#gp-layer-roads").focus()
    page.keyboard.press("Space")
    expect(page.locator("#gp-layer-roads")).not_to_be_checked()


def poke(page):
    """Hover, click and type at whatever shows names of the data."""
    for unit in range(len(PAYLOADS)):
        x, y = unit_on_screen(page, unit)
        page.mouse.move(x - 2, y)
        page.mouse.move(x, y)
        page.mouse.click(x, y)
        page.locator(".gp-card").wait_for(state="visible")
    for query in ("<img", "a$", "</scr", "{{", "java"):
        page.locator("#gp-search").fill("")
        page.locator("#gp-search").press_sequentially(query)
        expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    for layer in ("services", "violations"):
        page.locator(f"#gp-layer-{layer}").check()
    for name in ("figures", "findings", "coverage", "map"):
        show_panel(page, name)


def test_names_of_the_data_never_run(files, visit):
    page = visit.open(files["hostile", "en"])
    title = page.title()
    poke(page)
    assert page.title() == title
    assert page.locator("img").count() == 0
    assert page.locator("[onmouseover], [onfocus], [onerror]").count() == 0


def test_names_of_the_data_never_run_in_the_report(files, visit):
    page = visit.page
    page.goto(files["report", "en"].as_uri())
    assert page.locator("img, script").count() == 0
    assert "RAN" not in page.title().replace("document.title='RAN'", "")


def test_the_map_prints_on_one_sheet_at_a_round_scale_and_print_resolution(files, visit):
    page = visit.open(files["small", "en"])
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    width, height = map(float, re.search(rb"/MediaBox \[0 0 (\S+) (\S+)\]", pdf).groups())
    assert (round(width), round(height)) == (842, 595)
    expect(page.locator(".gp-paper")).to_have_count(0)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    paper = page.locator(".gp-paper")
    expect(paper.locator(".gp-ratio")).to_have_text(re.compile(r"^1:\d[\d,]*[05]0$"))
    expect(paper.locator(".gp-legend li").first).to_contain_text("neighboring grids")
    dots, pixels_wide = paper.locator("canvas").evaluate("(c) => [c.width, c.clientWidth || 796]")
    assert dots / pixels_wide * 96 >= 280


def test_the_printed_scale_is_that_of_the_map(files, visit):
    page = visit.open(files["small", "en"])
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    ratio = int(page.locator(".gp-ratio").inner_text().removeprefix("1:").replace(",", ""))
    bar = page.locator(".gp-paper .gp-scale-bar").bounding_box()["width"]
    label = page.locator(".gp-paper .gp-scale").inner_text().split()[-2]
    assert abs(bar / 96 * 0.0254 * ratio / float(label) - 1) < 0.02
