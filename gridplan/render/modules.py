"""Scripts that are written as modules, joined into one that a page loads at once.

Modules do not load from ``file://``, and over HTTP a page of ninety of them waits for each in turn.
Only the forms that our own scripts use are known: names in braces are imported, and declarations
or names in braces are exported.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"([^"]+)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^export ((?:async )?(?:function|const|let|class)\s+(\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export\s*\{([^}]*)\};\n", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)

Read = Callable[[str], str]


def module_order(main: str, read: Read) -> tuple[str, ...]:
    """Return the modules that *main* is made of, each after those it imports from.

    Parameters
    ----------
    main
        Path of the first one; imports are relative to it.
    read
        Gives the text of a module by its path.

    Raises
    ------
    ValueError
        Modules import each other in a circle.
    """
    order: list[str] = []
    _visit(main, read, order, ())
    return tuple(order)


def _visit(name: str, read: Read, order: list[str], above: tuple[str, ...]) -> None:
    if name in above:
        raise ValueError(f"modules in a circle: {' -> '.join((*above, name))}")
    if name in order:
        return
    for _, target in _imports(name, read(name)):
        _visit(target, read, order, (*above, name))
    order.append(name)


def join_modules(main: str, read: Read) -> str:
    """Return *main* and all it is made of as one classic script, each module in its own scope.

    Raises
    ------
    ValueError
        Modules import each other in a circle, or in a form that is not known.
    """
    order = module_order(main, read)
    place = {name: f"modules[{k}]" for k, name in enumerate(order)}
    parts = (_scoped(name, read(name), place) for name in order)
    return '(function () {\n"use strict";\nconst modules = [];\n' + "".join(parts) + "})();\n"


def _scoped(name: str, code: str, place: dict[str, str]) -> str:
    """Return a module as a function that gives what it exports."""
    given = [f"const {{ {names} }} = {place[path]};\n" for names, path in _imports(name, code)]
    exported = [found[2] for found in _DECLARED.finditer(code)]
    exported += [part for found in _LISTED.finditer(code) for part in _names(found[1])]
    body = _DECLARED.sub(r"\1", _LISTED.sub("", _IMPORT.sub("", code)))
    other = _OTHER.search(body)
    if other:
        raise ValueError(f"{name}: a form that is not known: {other[0]}")
    told = f"return {{ {', '.join(exported)} }};\n"
    return f"{place[name]} = (function () {{\n{''.join(given)}{body}{told}}})();\n"


def _imports(name: str, code: str) -> Iterator[tuple[str, str]]:
    """Yield what a module imports, as a pattern that takes an object apart, and from where."""
    for names, target in _IMPORT.findall(code):
        pattern = ", ".join(part.replace(" as ", ": ") for part in _names(names))
        yield pattern, posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
