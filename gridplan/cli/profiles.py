"""The command about policy profiles: list them, show one, write one to change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from gridplan.cli import options as o
from gridplan.cli.words import tell
from gridplan.text import Language, say


def profiles(
    language: Language,
    as_json: bool,
    action: str | None,
    profile: str | None,
    output: Path | None,
    base: str | None,
) -> None:
    """List the policy profiles, show one with its rules and clauses, or write one to change."""
    from gridplan.errors import ParamError

    if action is None:
        _list(as_json, language)
    elif action == "show" and profile is not None:
        _show(profile, as_json, language)
    elif action == "new" and profile is not None and output is not None:
        _write(profile, output, base, language)
    else:
        raise ParamError(
            "Write `gridplan profiles`, `gridplan profiles show ID`, or "
            "`gridplan profiles new ID -o FILE.toml [--from BASE]`."
        )


def _list(as_json: bool, language: Language) -> None:
    from gridplan.cli.tables import tell_profiles
    from gridplan.policy import load_profile, profile_ids

    known = [load_profile(name) for name in profile_ids()]
    if as_json:
        _echo_json([{"id": p.id, "name_zh": p.name_zh, "name_en": p.name_en} for p in known])
    else:
        tell_profiles(known, language)


def _show(name: str, as_json: bool, language: Language) -> None:
    from gridplan.cli.tables import tell_profile
    from gridplan.export import rule_json
    from gridplan.policy import load_profile, rules_of

    shown = load_profile(name)
    if as_json:
        _echo_json({**shown.content, "rules": [rule_json(rule) for rule in rules_of(shown)]})
    else:
        tell_profile(shown, language)


def _write(name: str, file: Path, base: str | None, language: Language) -> None:
    from gridplan.errors import ParamError
    from gridplan.export import publish_text
    from gridplan.policy import new_profile

    if file.exists():
        raise ParamError(f"{file} exists already. Choose another name with -o, or delete it first.")
    click.echo(str(publish_text(file, new_profile(name, base))))
    tell(say(language, "cli.profile_written", file=file))


def _echo_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


OPTIONS = o.params(
    o.argument("action", metavar="[show|new]", required=False),
    o.argument("profile", metavar="[ID]", required=False),
    o.JSON,
    o.option(["--output", "-o", "output"], metavar="FILE.toml",
             type=click.Path(dir_okay=False, path_type=Path)),
    o.option(["--from", "base"], metavar="BASE"),
)  # fmt: skip
