"""All faults of a profile at once, each with file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gridplan.errors import ParamError
from gridplan.policy.formula import read_formula
from gridplan.policy.lines import TomlPath, line_of
from gridplan.policy.schema import BLOCKS, LEVEL, LEVEL_BLOCKS, ROOT, TABLES, Block

Fault = tuple[TomlPath, str]


def require_valid(content: Mapping[str, Any], *, text: str, file: str) -> None:
    """Raise a ParamError that lists every fault of a profile.

    Parameters
    ----------
    content
        The TOML as plain values.
    text, file
        The TOML text, and the name of its file, for the message.
    """
    raise_faults(_faults(content), text=text, file=file)


def raise_faults(faults: Iterable[Fault], *, text: str, file: str) -> None:
    """Raise a ParamError with one sentence for each fault, if there is any."""
    sentences = [_sentence(path, what, text, file) for path, what in faults]
    if sentences:
        raise ParamError(" ".join(sentences))


def _sentence(path: TomlPath, what: str, text: str, file: str) -> str:
    line = line_of(text, path)
    where = file if line is None else f"{file}, line {line}"
    return f"{where}: {_shown(path)}: {what}."


def _shown(path: TomlPath) -> str:
    """Write a path as a person counts: ``level 2, size 1, min``."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int):
            words[-1] = f"{words[-1]} {part + 1}"
        else:
            words.append(part)
    return ", ".join(words) or "the file"


def _faults(content: Mapping[str, Any]) -> Iterator[Fault]:
    known = {*ROOT, *TABLES, *BLOCKS, "level"}
    for key in content:
        if key not in known:
            yield (key,), f"unknown key; known here: {', '.join(sorted(known))}"
    yield from key_faults((), {k: content[k] for k in ROOT if k in content}, ROOT, ROOT)
    for key, block in TABLES.items():
        yield from _table((key,), content.get(key, {}), block)
    for key, block in BLOCKS.items():
        yield from tables_faults((key,), content.get(key, []), block)
    yield from _levels(content.get("level", []))
    yield from _citations(content)


def _table(path: TomlPath, table: Any, block: Block) -> Iterator[Fault]:
    if not isinstance(table, dict):
        yield path, "a table is expected"
        return
    yield from key_faults(path, table, block.needed, block.keys)
    yield from _numbers(path, table)


def tables_faults(path: TomlPath, tables: Any, block: Block) -> Iterator[Fault]:
    """Yield the faults of all tables of one name."""
    if not isinstance(tables, list):
        yield path, f"write it as [[{'.'.join(str(p) for p in path if isinstance(p, str))}]]"
        return
    for position, table in enumerate(tables):
        yield from _table((*path, position), table, block)


def key_faults(
    path: TomlPath, table: Mapping[str, Any], needed: Mapping[str, Any], keys: Mapping[str, Any]
) -> Iterator[Fault]:
    """Yield missing and unknown keys, and values of the wrong kind."""
    for key in needed:
        if key not in table:
            yield path, f"the key '{key}' is missing"
    for key, value in table.items():
        if key not in keys:
            yield (*path, key), f"unknown key; known here: {', '.join(sorted(keys))}"
        elif what := keys[key](value):
            yield (*path, key), f"{value!r}: {what}"


def _numbers(path: TomlPath, table: Mapping[str, Any]) -> Iterator[Fault]:
    low, high = table.get("min"), table.get("max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield (*path, "min"), f"{low} is above the max {high}"
    if high == 0:
        yield (*path, "max"), "a maximum of 0 leaves no zone at all"
    for key in table.get("derived", []) if isinstance(table.get("derived"), list) else []:
        if key not in table:
            yield (*path, "derived"), f"'{key}' is not a key of this table"
    yield from _examples(path, table)


def _examples(path: TomlPath, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Compare a formula with the values the document works out."""
    examples, formula = table.get("examples"), table.get("formula")
    if not isinstance(examples, dict) or not isinstance(formula, str):
        return
    for count, value in examples.items():
        try:
            found = read_formula(formula)(N=int(count), P=0)
        except ValueError:
            yield (*path, "examples"), f"'{count}' cannot be put into the formula"
        else:
            if found != value:
                yield (*path, "examples"), f"the formula gives {found:g} for {count}, not {value}"


def _levels(levels: Any) -> Iterator[Fault]:
    if not isinstance(levels, list) or not levels:
        yield ("level",), "a profile names at least one level, as [[level]]"
        return
    seen: set[Any] = set()
    for position, level in enumerate(levels):
        path: TomlPath = ("level", position)
        if not isinstance(level, dict):
            yield path, "a table is expected"
            continue
        own = {key: value for key, value in level.items() if key not in LEVEL_BLOCKS}
        yield from key_faults(path, own, LEVEL.needed, {**LEVEL.keys, **LEVEL_BLOCKS})
        if str(level.get("id")) in seen:
            yield (*path, "id"), f"the level '{level['id']}' repeats"
        seen.add(str(level.get("id")))
        for key, block in LEVEL_BLOCKS.items():
            yield from tables_faults((*path, key), level.get(key, []), block)
        yield from _variants((*path, "size"), level.get("size", []))


def _variants(path: TomlPath, sizes: Any) -> Iterator[Fault]:
    """Refuse two sizes that would apply to one community."""
    seen: set[Any] = set()
    for position, size in enumerate(sizes if isinstance(sizes, list) else []):
        if isinstance(size, dict):
            when = str(size.get("applies_when", ""))
            if when in seen:
                yield (*path, position), "an earlier size applies to the same communities"
            seen.add(when)


def _citations(content: Mapping[str, Any]) -> Iterator[Fault]:
    citations = content.get("citation", [])
    listed = [c.get("id") for c in citations if isinstance(c, dict)] if citations else []
    for position, citation in enumerate(listed):
        if citation in listed[:position]:
            yield ("citation", position, "id"), f"the citation '{citation}' repeats"
    for path, rule in rule_tables(content):
        cite = rule.get("cite")
        if cite is not None and cite not in listed:
            yield (*path, "cite"), f"no [[citation]] has the id '{cite}', so the rule has no clause"


def rule_tables(content: Mapping[str, Any]) -> Iterator[tuple[TomlPath, Mapping[str, Any]]]:
    """Yield every rule of a profile and where it stands, levels first."""
    for position, level in enumerate(_dicts(content.get("level"))):
        for key in LEVEL_BLOCKS:
            for index, rule in enumerate(_dicts(level.get(key))):
                yield ("level", position, key, index), rule
    for key, block in BLOCKS.items():
        if block.is_rule:
            for index, rule in enumerate(_dicts(content.get(key))):
                yield (key, index), rule


def _dicts(tables: Any) -> list[Mapping[str, Any]]:
    return [t for t in tables if isinstance(t, dict)] if isinstance(tables, list) else []
