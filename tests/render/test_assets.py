"""Scripts and styles: pinned, small, one scope, every sentence they use exists."""

import hashlib
import re
from importlib import resources

import pytest

from gridplan.render import assets
from gridplan.render.modules import module_order
from gridplan.text import catalog

STATIC = resources.files("gridplan.render") / "static"
MODULES = module_order(assets.MAIN, assets.static_text)
# of the upstream release 1.9.3
LEAFLET = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
}


@pytest.mark.parametrize("name", LEAFLET)
def test_leaflet_is_the_release_we_know(name):
    file = resources.files("xstatic.pkg.leaflet") / "data" / name
    assert hashlib.sha256(file.read_bytes()).hexdigest() == LEAFLET[name]


def test_every_module_on_disk_is_joined():
    assert {file.name for file in STATIC.iterdir() if file.name.endswith(".js")} == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_at_most_300_lines(name):
    assert len(assets.static_text(name).splitlines()) <= 300


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_what_its_neighbors_export(name):
    for names, source in re.findall(
        r'^import \{([^}]*)\} from "\./([\w.]+)";', assets.static_text(name), re.M
    ):
        for imported in filter(None, (part.strip() for part in names.split(","))):
            assert re.search(
                rf"^export (?:function|const) {imported}\b", assets.static_text(source), re.M
            ), f"{source} does not export {imported}"
            uses = re.findall(rf"\b{imported}\b", assets.static_text(name))
            assert len(uses) > 1, f"{name} does not use {imported}"


def test_the_joined_script_has_no_imports_and_cannot_close_its_element():
    code = assets.script()
    assert not re.search(r"^\s*(?:import|export)\b", code, re.M)
    assert "</script" not in code
    assert "</script" not in assets.leaflet_script()


@pytest.mark.parametrize("name", MODULES)
def test_text_never_becomes_markup(name):
    code = assets.static_text(name)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", code)
    assert not re.search(r"bindTooltip|bindPopup|new Function", code)


def test_styles_hold_their_images():
    assert "url(images" not in assets.leaflet_styles()
    assert "url(data:image/png;base64," in assets.leaflet_styles()


def test_the_license_of_leaflet_goes_with_it():
    assert "BSD 2-Clause" in assets.leaflet_script()


def said_keys():
    """Every key the scripts say, the constant part of those put together."""
    code = "\n".join(map(assets.static_text, MODULES))
    whole = set(re.findall(r'\bsay\("(\w+)"[,)]', code))
    parts = set(re.findall(r'\bsay\("(\w+_)" \+', code))
    return whole, parts


def test_every_sentence_the_scripts_say_is_in_the_catalog():
    known = {key.removeprefix("map.") for key in catalog("en") if key.startswith("map.")}
    whole, parts = said_keys()
    assert len(whole) > 40
    assert whole <= known
    assert all(any(key.startswith(part) for key in known) for part in parts)
