"""The command that proposes sites."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gridplan.cli import options as o
from gridplan.cli.words import tell
from gridplan.text import Language, say

METHODS = ("max-cover", "set-cover", "p-median")


def site(
    plan: Path,
    categories: tuple[str, ...],
    add: int | None,
    candidates: str,
    output: Path | None,
    as_json: bool,
    language: Language,
    **flags: Any,
) -> None:
    """Propose where services of one category, or of each of several, should be added."""
    from gridplan.document import read_document
    from gridplan.export import require_writable, sitings_json, write_sitings
    from gridplan.siting import SitingParams
    from gridplan.siting import site as propose

    if output is not None:
        require_writable(output)  # better said now than after the work
    params = SitingParams(candidates=_places(candidates), **flags)
    result = read_document(plan)
    found = {}  # a category named twice is one proposal
    for category in categories:
        siting = propose(result, category, add=add, params=params)
        found[siting.category] = siting
    sitings = tuple(found.values())
    if output is not None:
        for path in write_sitings(result, sitings, output, language=language):
            tell(str(path))
    if as_json:
        import json

        click.echo(json.dumps(sitings_json(sitings, language), ensure_ascii=False, indent=1))
    else:
        for siting in sitings:
            facility = result.coverage.catalog.facility(siting.category)
            name = siting.category if facility is None else facility.name(language)
            tell(say(language, "cli.site_head", name=name))
            tell_siting(siting, language)


def _places(text: str) -> Any:
    """Read ``--candidates``: names of sources, or a file, or ``FILE:LAYER``."""
    file, _, layer = text.rpartition(":")
    if Path(text).exists():
        file, layer = text, ""
    if file and Path(file).exists():
        from gridplan.read import load_places

        return load_places(file, layer=layer)
    return tuple(part.strip() for part in text.split(",") if part.strip())


def tell_siting(siting: Any, language: Language) -> None:
    """Show the sites in the order of building, what they come to, and what is to be known."""
    from gridplan.cli.tables import add_row, new_table, print_table

    columns = ("place", "id", "name", "gained", "served", "standing")
    table = new_table(language, columns, numeric=("place", "gained", "served", "standing"))
    for one in siting.sites:
        add_row(
            table,
            one.rank,
            one.candidate.id,
            one.candidate.name,
            f"{one.households_gained:,}",
            f"{one.households_served:,}",
            f"{one.candidate.rank}/{siting.n_candidates}",
        )
    if siting.sites:
        print_table(table)
    tell(_sum(siting, language))
    for note in siting.notes:
        tell(note.text(language))


def _sum(siting: Any, language: Language) -> str:
    minutes = siting.mean_metres_after / siting.walk_m_per_min
    return say(
        language,
        "cli.site_sum",
        gained=f"{siting.households_gained:,}",
        before=f"{siting.share(siting.households_before):.1%}",
        after=f"{siting.share(siting.households_after):.1%}",
        minutes=f"{minutes:.1f}",
    )


OPTIONS = o.params(
    o.PLAN,
    o.option(["--category", "categories"], required=True, multiple=True, metavar="CATEGORY"),
    o.option(["--add"], type=int, metavar="N"),
    o.option(["--method"], type=click.Choice(METHODS), default="max-cover", show_default=True),
    o.option(["--target-share"], type=float, metavar="SHARE"),
    o.WALK[0],
    o.WALK[2],
    o.option(["--candidates"], default="buildings,special", show_default=True,
             metavar="NAMES_OR_FILE"),
    o.option(["--capacity"], type=int, metavar="HOUSEHOLDS"),
    o.option(["--assume-none", "is_none_assumed"], is_flag=True),
    o.option(["--max-candidates"], type=int, default=1000, show_default=True, metavar="N"),
    o.option(["--effort"], type=click.FloatRange(min=0, min_open=True), default=1.0,
             show_default=True, metavar="FACTOR"),
    o.option(["--output", "-o", "output"], type=o.FOLDER, metavar="DIR"),
    o.JSON,
)  # fmt: skip
