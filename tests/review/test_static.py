"""The app's scripts: small, their imports and sentences are there, text never is markup."""

import re
from importlib import resources

import pytest

from gridplan.text import catalog

APP = resources.files("gridplan.review") / "static"
MAP = resources.files("gridplan.render") / "static"
MODULES = sorted(file.name for file in APP.iterdir() if file.name.endswith(".js"))
PAGE = (resources.files("gridplan.review") / "templates" / "app.html").read_text(encoding="utf-8")


def text_of(name):
    return (APP / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_at_most_300_lines(name):
    assert len(text_of(name).splitlines()) <= 300


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_what_is_there_and_uses_it(name):
    code = text_of(name)
    for names, folder, source in re.findall(
        r'^import \{([^}]*)\} from "(\./|\.\./map/)([\w.]+)";', code, re.M
    ):
        exporter = ((MAP if "map" in folder else APP) / source).read_text(encoding="utf-8")
        for imported in filter(None, (part.split(" as ")[0].strip() for part in names.split(","))):
            there = rf"^export (?:(?:async )?(?:function|const|class) |\{{[^}}]*\b){imported}\b"
            assert re.search(there, exporter, re.M), f"{source} does not export {imported}"
        for used in filter(None, (part.split(" as ")[-1].strip() for part in names.split(","))):
            assert len(re.findall(rf"\b{used}\b", code)) > 1, f"{name} does not use {used}"


def test_every_module_is_reached_from_the_page():
    reached, waiting = set(), ["main.js"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += re.findall(
                r'(?:from "\./|new Worker\("/static/app/)([\w.]+)"', text_of(name)
            )
    assert reached == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_text_never_becomes_markup(name):
    code = text_of(name)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", code)
    assert not re.search(r"bindTooltip|bindPopup|new Function|\bstyle: [\"`]", code)


def test_every_sentence_the_app_says_is_in_the_catalog():
    known = {key.split(".", 1)[1] for key in catalog("en") if key.startswith(("app.", "map."))}
    code = "\n".join(map(text_of, MODULES))
    whole = set(re.findall(r'\bsay\("(\w+)"[,)]', code))
    parts = set(re.findall(r'\bsay\("(\w+_)" \+', code))
    assert len(whole) > 100
    assert whole - known == set()
    assert all(any(key.startswith(part) for key in known) for part in parts)


def test_no_key_does_two_things():
    tools = re.findall(r'\{ id: "\w+", key: "(\w)" \}', text_of("rail.js"))
    others = re.findall(r'\bitem\("([^"]+)", "\w+", \(', text_of("keys.js"))
    assert len(tools) > 5
    assert len(others) > 20
    assert sorted({*tools, *others}) == sorted([*tools, *others])


def test_sentences_of_the_app_and_of_the_map_share_no_name():
    own = {key.removeprefix("app.") for key in catalog("en") if key.startswith("app.")}
    assert not own & {key.removeprefix("map.") for key in catalog("en") if key.startswith("map.")}


def test_the_page_holds_nothing_inline_and_nothing_foreign():
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", PAGE)
    links = re.findall(r'(?:src|href)="([^"]+)"', PAGE)
    assert all(link.startswith(("/static/", "data:,")) for link in links)
    for link in links:
        kind, _, name = link.removeprefix("/static/").partition("/")
        folder = {"app": APP, "map": MAP}.get(kind)
        assert folder is None or (folder / name).is_file(), link
