"""A module imports only from lower floors; the table is the architecture."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "gridplan"

FLOORS = {
    "errors": 0, "text": 0, "version": 0, "progress": 0,
    "params": 1, "arrays": 1, "geo": 1, "highs": 1, "helper": 1, "sample": 1,
    "policy": 2,
    "model": 3,
    "testing": 4, "read": 4, "units": 4, "land": 4, "network": 4, "metrics": 4, "waivers": 4,
    "partition": 4,
    "problems": 5,
    "zoning": 6, "coverage": 6,
    "check": 7, "siting": 7, "redraw": 7,
    "pipeline": 8, "frames": 8,
    "studies": 9,
    "render": 10, "compare": 10,
    "document": 11, "plots": 11,
    "export": 12,
    "run": 13, "review": 13, "build": 13,
    "__init__": 14,
    "cli": 15, "__main__": 16,
}  # fmt: skip

ONLY_IN = {
    "folium": {"render"},
    "branca": {"render"},
    "starlette": {"review"},
    "uvicorn": {"review"},
    "pmtiles": {"review"},
    "matplotlib": {"plots"},
    "numba": {"partition"},
    "highspy": {"highs", "partition", "siting"},
    "click": {"cli"},
    "rich": {"cli"},
}
NEVER_IN_PARTITION = {"geopandas", "shapely", "pyogrio", "pandas", "pathlib", "os", "io"}


def rooms():
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file, file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield node.module
            if node.module == "gridplan":
                yield from (f"gridplan.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("file", "room"), [pytest.param(*r, id=str(r[0])) for r in rooms()])
def test_modules_import_only_from_lower_floors(file, room):
    assert room in FLOORS, f"give {room} a floor"
    for name in imported(file):
        top, _, rest = name.partition(".")
        if top == "gridplan" and rest and rest.split(".")[0] in FLOORS:
            other = rest.split(".")[0]
            assert other == room or FLOORS[other] < FLOORS[room], f"{file} imports {name}"
        assert room in ONLY_IN.get(top, {room}), f"{file} imports {top}"
        if room == "partition":
            assert top not in NEVER_IN_PARTITION, f"{file} imports {top}"
