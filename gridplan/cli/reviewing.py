"""The command that opens the review app."""

from __future__ import annotations

import getpass
import ipaddress
import os
from pathlib import Path

import click

from gridplan.cli import options as o
from gridplan.cli.words import tell
from gridplan.errors import ParamError
from gridplan.text import Language, say

BROKEN_LOG = 1
PASSWORD_VARIABLE = "GRIDPLAN_REVIEW_PASSWORD"


def review(
    plan: Path,
    port: int,
    is_browser_opened: bool,
    listen: str | None,
    reviewer: str | None,
    review_number: str,
    attribution: str,
    beside: tuple[Path, ...],
    pmtiles: Path | None,
    tiles: str,
    is_verified: bool,
    copy: Path | None,
    language: Language,
) -> None:
    """Open the review app, check its log, or put a copy of the log in its place."""
    from gridplan.render import Imprint
    from gridplan.review.basemaps import BaseMaps
    from gridplan.review.server import LOOPBACK, Service, serve

    if is_verified:
        verify(plan, language)
        return
    if copy is not None:
        restore_log(plan, copy, language)
        return
    address = listen or LOOPBACK
    service = Service(
        language=language,
        author=reviewer or _user(),
        address=address,
        port=port,
        password="" if _is_loopback(address) else _password(address, language),
        imprint=Imprint(attribution=attribution, approval_number=review_number),
        is_browser_opened=is_browser_opened,
        beside=beside,
        base_maps=BaseMaps(pmtiles, tiles=tiles, attribution=attribution),
    )
    serve(plan, service, lambda url: tell(say(language, "cli.review_open", url=url)))


def verify(plan: Path, language: Language) -> None:
    """Tell whether the log of a plan is whole."""
    from gridplan.document import find_document
    from gridplan.review.server import log_path
    from gridplan.review.store import verify_log

    path = log_path(find_document(plan))
    if not path.is_file():
        raise ParamError(f"{path}: there is no log of edits yet; `gridplan review` begins one.")
    found = verify_log(path)
    key = "cli.review_whole" if found.broken_at is None else "cli.review_broken"
    at = found.broken_at or 0
    tell(say(language, key, path=path, n=found.n_entries, head=found.head, at=at))
    if found.broken_at is not None:
        raise click.exceptions.Exit(BROKEN_LOG)


def restore_log(plan: Path, copy: Path, language: Language) -> None:
    """Put a copy in the place of the log of a plan; the log is kept under another name."""
    from gridplan.document import find_document
    from gridplan.review.copies import restore
    from gridplan.review.server import log_path

    found, aside = restore(log_path(find_document(plan)), copy)
    tell(say(language, "cli.review_restored", path=copy, n=found.n_entries, head=found.head))
    if aside is not None:
        tell(say(language, "cli.review_aside", path=aside))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reviewer"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.IPv4Address(address).is_loopback
    except ValueError as error:
        raise ParamError(
            f"--listen {address}: give the IPv4 address of this machine, such as 192.168.1.20."
        ) from error


def _password(address: str, language: Language) -> str:
    """Return the password: never from a flag, which others on the machine can read."""
    tell(say(language, "cli.review_exposed", address=address))
    found = os.environ.get(PASSWORD_VARIABLE, "")
    if not found:
        prompt = say(language, "cli.review_password")
        found = str(click.prompt(prompt, hide_input=True, err=True, default="", show_default=False))
    if len(found) < 8:
        raise ParamError(
            f"--listen {address} needs a password of 8 characters or more: type it when asked, "
            f"or set {PASSWORD_VARIABLE}."
        )
    return found


REVIEW_OPTIONS = o.params(
    o.PLAN,
    o.option(["--port"], type=click.IntRange(0, 65535), default=0, metavar="P"),
    o.option(["--no-browser", "is_browser_opened"], is_flag=True, flag_value=False, default=True),
    o.option(["--listen"], metavar="ADDRESS"),
    o.option(["--reviewer"], metavar="NAME"),
    o.option(["--review-number"], default="", metavar="TEXT"),
    o.option(["--attribution"], default="", metavar="TEXT"),
    o.option(["--compare-with", "beside"], multiple=True, type=o.EXISTING, metavar="PLAN"),
    o.option(["--pmtiles"], type=o.EXISTING, metavar="FILE"),
    o.option(["--tiles"], default="", metavar="URL"),
    o.option(["--verify", "is_verified"], is_flag=True),
    o.option(["--restore", "copy"], type=o.EXISTING, metavar="COPY"),
)
