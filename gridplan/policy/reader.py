"""From TOML to a `Profile`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from gridplan.errors import ParamError
from gridplan.params import Band
from gridplan.policy.profile import Derived, LevelRule, Profile, SizeRule
from gridplan.policy.schema import community_kinds
from gridplan.policy.validate import require_valid, rule_tables

MAX_BYTES = 1_000_000  # a profile is some 15 kB; a larger file is something else


def profile_ids() -> tuple[str, ...]:
    """Return the ids of the shipped profiles, sorted.

    Examples
    --------
    >>> "xiuzhou-2023" in profile_ids()
    True
    """
    return tuple(sorted(_shipped()))


def load_profile(name: str) -> Profile:
    """Load a shipped profile by id, or a TOML file by path.

    Raises
    ------
    ParamError
        No such profile (the message lists those there are), or the file breaks the schema.

    Examples
    --------
    >>> load_profile("xiuzhou-2023").size_rule("microgrid").clause
    '二(三)5'
    """
    shipped = _shipped()
    if name in shipped:
        return read_profile(shipped[name].read_text(encoding="utf-8"), file=f"{name}.toml")
    path = Path(name)
    if not path.is_file():
        raise ParamError(
            f"There is no profile '{name}'. Give one of {', '.join(sorted(shipped))}, "
            "or the path of a TOML file."
        )
    return read_profile(toml_text(path), file=path.name)


def read_profile(text: str, *, file: str = "profile") -> Profile:
    """Read a profile from TOML text; *file* is its name in messages.

    Raises
    ------
    ParamError
        The text is not TOML or breaks the schema; the message names every fault with its line.
    """
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ParamError(f"{file} cannot be read as TOML: {error}.") from error
    require_valid(content, text=text, file=file)
    shell = Profile(content["id"], content["name_zh"], content["name_en"], (), content, text)
    levels = tuple(_level(level, shell) for level in content["level"])
    return Profile(shell.id, shell.name_zh, shell.name_en, levels, content, text)


def derived_numbers(profile: Profile) -> tuple[Derived, ...]:
    """Return every number that we added to the document, in the order of the file.

    Examples
    --------
    >>> derived_numbers(load_profile("binhai-2023"))[0]
    Derived(table='size', rule='BH-01', key='tolerance_rel', value='0.2')
    """
    return tuple(
        Derived(str(path[2] if path[0] == "level" else path[0]), rule["rule"], key, str(rule[key]))
        for path, rule in rule_tables(profile.content)
        for key in rule.get("derived", ())
    )


def _shipped() -> dict[str, Traversable]:
    folder = resources.files(__package__) / "profiles"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return {file.name.removesuffix(".toml"): file for file in files}


def toml_text(path: Path) -> str:
    """Return the text of a TOML file of the user.

    Raises
    ------
    ParamError
        It is too large, no UTF-8, or cannot be read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ParamError(f"{path.name} is larger than {MAX_BYTES:,} bytes: no rules.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ParamError(f"{path.name} is not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise ParamError(f"{path.name} cannot be read: {error.strerror}.") from error


def _level(level: Mapping[str, Any], profile: Profile) -> LevelRule:
    sizes = tuple(_size(size, profile) for size in level.get("size", []) if _has_number(size))
    return LevelRule(level["id"], level["name_zh"], level.get("parent", ""), sizes)


def _has_number(size: Mapping[str, Any]) -> bool:
    return any(key in size for key in ("min", "max", "target"))


def _size(size: Mapping[str, Any], profile: Profile) -> SizeRule:
    return SizeRule(
        rule=size["rule"],
        band=_band(size),
        kinds=community_kinds(size.get("applies_when", "")),
        clause=profile.citation(size["cite"]).clause,
        strength=size["strength"],
        severity=profile.severity_of(size),
        derived=tuple(size.get("derived", ())),
    )


def _band(size: Mapping[str, Any]) -> Band:
    """Take the bounds as written, else the target give or take its tolerance."""
    target, tolerance = size.get("target"), size.get("tolerance_rel")
    low, high = size.get("min", 0), size.get("max")
    if target is not None and tolerance is not None:
        low = size.get("min", round(target * (1 - tolerance)))
        high = size.get("max", round(target * (1 + tolerance)))
    return Band(low, high, target)
