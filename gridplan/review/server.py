"""Opens a plan for review and serves it on this machine."""

from __future__ import annotations

import gc
import hashlib
import html
import secrets
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from gridplan.check import check_zones
from gridplan.document import find_document, read_document
from gridplan.errors import ParamError
from gridplan.model import Result
from gridplan.render import Imprint
from gridplan.review.app import build_app
from gridplan.review.aside import Aside
from gridplan.review.asking import Room
from gridplan.review.basemaps import BaseMaps
from gridplan.review.bell import Bell
from gridplan.review.communities import Check
from gridplan.review.copies import Copies
from gridplan.review.desk import Desk
from gridplan.review.facts import Facts
from gridplan.review.findings import Findings
from gridplan.review.guard import Rules
from gridplan.review.importing import imported_state
from gridplan.review.jobs import Jobs
from gridplan.review.records import MAIN
from gridplan.review.store import SUFFIX, EditStore
from gridplan.text import Language

LOOPBACK = "127.0.0.1"
TOKEN_BYTES = 32
SWITCH_S = 0.0005  # an edit does not wait long for the thread that checks the one before


@dataclass(frozen=True)
class Service:
    """How a plan is served.

    Parameters
    ----------
    language
        Of the page and of refusals.
    author
        Who edits, where no name is given with a password.
    address, port
        Where to listen; port 0 takes a free one.
    password
        Needed for an address that other machines reach.
    imprint
        Source of the data and map approval number, shown on every map.
    is_browser_opened
        Open the page in the browser of this machine.
    beside
        Other plans of the same place, to compare with.
    base_maps
        What may lie under the plan.
    """

    language: Language
    author: str
    address: str = LOOPBACK
    port: int = 0
    password: str = ""
    imprint: Imprint = Imprint()
    is_browser_opened: bool = True
    beside: tuple[Path, ...] = ()
    base_maps: BaseMaps = field(default_factory=BaseMaps)


def open_room(plan: Path, service: Service, check: Check = check_zones) -> Room:
    """Open a plan and its log; *check* is what checks its communities.

    Raises
    ------
    InputError
        The plan or its log cannot be used.
    """
    file = find_document(plan)
    return lay_out(read_document(file), file, service, check)


def lay_out(base: Result, file: Path, service: Service, check: Check = check_zones) -> Room:
    """Open the log of a plan that was read from *file*.

    Raises
    ------
    InputError
        The log cannot be used.
    """
    store = EditStore(log_path(file))
    try:
        desk = Desk(base, store, plan_id=plan_id(file), author=service.author)
        now = desk.state(desk.revision(MAIN))
        for other in service.beside:
            shown = imported_state(base, now, read_document(other), str(other))
            desk.show_beside(other.stem if other.is_file() else other.name, shown)
    except Exception:
        store.close()
        raise
    findings, bell = Findings(desk, check), Bell()
    desk.listeners.append(bell.ring)
    maps = service.base_maps
    facts = Facts(desk, findings, maps.to_list())
    return Room(desk, findings, facts, bell, Jobs(desk), service.imprint, service.language, maps)


def log_path(plan: Path) -> Path:
    """Return the place of the log of a plan document."""
    return plan.with_name(plan.name + SUFFIX)


def plan_id(file: Path) -> str:
    """Return the SHA-256 of a plan document."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def serve(plan: Path, service: Service, tell: Callable[[str], None]) -> None:
    """Serve a plan until it is interrupted.

    Parameters
    ----------
    plan
        A plan document, or the folder of a run.
    service
        How it is served.
    tell
        Hears the address of the page once it can be opened.

    Raises
    ------
    InputError, ParamError
        The plan or its log cannot be used, or the address is taken.
    """
    with closing(Aside()) as check:
        check.start()
        _serve(open_room(plan, service, check), service, tell)


def _serve(room: Room, service: Service, tell: Callable[[str], None]) -> None:
    copies = Copies(room.desk.store)
    copies.take()
    room.desk.listeners.append(copies.note)
    try:
        own = _bind(service)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        port = own.getsockname()[1]
        app = build_app(room, rules_of(service, token, port))
        url = f"http://{service.address}:{port}/?token={token}&lang={service.language}"
        with tempfile.TemporaryDirectory(prefix="gridplan-review-") as folder:
            tell(url)
            if service.is_browser_opened:
                webbrowser.open(_doorway(Path(folder), url).as_uri())
            run_app(app, own)
    finally:
        room.jobs.close()
        copies.take()
        room.desk.store.close()


def rules_of(service: Service, token: str, port: int) -> Rules:
    """Return whom the guard lets in."""
    names = {service.address, LOOPBACK, "localhost"}
    return Rules(
        hosts=frozenset(f"{name}:{port}" for name in names),
        token=token,
        password=service.password,
        image_hosts=service.base_maps.image_hosts,
        language=service.language,
        author=service.author,
    )


def _bind(service: Service) -> socket.socket:
    # the protocol is named, else the event loop does not send small answers at once
    own = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own.bind((service.address, service.port))
        own.listen(128)  # from here on the address that is told can be opened
    except OSError as error:
        own.close()
        raise ParamError(
            f"{service.address}:{service.port} cannot be listened on: {error.strerror}. "
            "Choose another port with --port, or leave it out."
        ) from error
    return own


def _doorway(folder: Path, url: str) -> Path:
    """Write a page only this user can read that leads on: a browser's command line is public."""
    path = folder / "open.html"
    target = html.escape(url, quote=True)
    path.touch(mode=0o600)
    path.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        f'<meta http-equiv="refresh" content="0; url={target}"><title>gridplan</title>',
        encoding="utf-8",
    )
    return path


def run_app(app: object, own: socket.socket) -> None:
    """Serve an application on a socket until the process is told to end."""
    sys.setswitchinterval(SWITCH_S)
    gc.collect()
    gc.freeze()  # the plan stays: to look through it for garbage would hold up edits
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,  # an address may hold the token
        server_header=False,
        lifespan="off",
        timeout_keep_alive=10,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=65_536,
    )
    uvicorn.Server(config).run(sockets=[own])
