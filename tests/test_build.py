"""The build compiles the engine in an environment of its own, which holds only what it names."""

import ast
import re
import sys
import tomllib
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


def modules_of(name):
    """Return *name* and the packages around it, which are imported with it."""
    parts = name.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


def source_of(name):
    path = ROOT.joinpath(*name.split("."))
    return next((f for f in (path.with_suffix(".py"), path / "__init__.py") if f.is_file()), None)


def imported_at_start(file):
    """Return what *file* imports outside of its functions and type checks."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def foreign_packages(start):
    seen, foreign, waiting = set(), set(), [start]
    while waiting:
        for name in modules_of(waiting.pop()):
            file = source_of(name)
            if name.partition(".")[0] != "gridplan":
                foreign.add(name.partition(".")[0])
            elif file is not None and name not in seen:
                seen.add(name)
                waiting.extend(imported_at_start(file))
    return foreign - set(sys.stdlib_module_names)


def test_the_build_requires_all_that_the_engine_imports():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    required = {re.match(r"\w+", text)[0] for text in settings["build-system"]["requires"]}
    needed = foreign_packages("gridplan.partition.ahead")
    assert {"numba", "numpy"} <= needed
    assert needed <= required


def test_the_wheel_holds_every_file_of_the_package_that_is_no_module():
    builder = WheelBuilder(str(ROOT))
    packed = {Path(file.path) for file in builder.recurse_included_files()}
    others = {
        path
        for path in (ROOT / "gridplan").rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    assert {".js", ".css", ".html", ".toml"} <= {path.suffix for path in others}
    assert others <= packed
