"""What stands before everything else, for HTTP and WebSocket alike.

In this order: host, site and origin, password, token, rate, kind, size, JSON. It wraps the whole
application, so that a new route cannot forget it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from asyncio import sleep
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from gridplan.review.bodies import read_body, read_file, replayed
from gridplan.review.pace import Paces
from gridplan.review.refusal import Refused
from gridplan.review.schema import parse
from gridplan.text import Language

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

UPLOAD = "/api/plans"  # takes a file, all others JSON
PATIENCE = 5  # wrong tokens before each answer takes a second
DELAY_S = 1.0
MAX_NAME = 60
READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Rules:
    """Whom the guard lets in.

    Parameters
    ----------
    hosts
        What the Host header may say: names with the port.
    token
        The secret of this run.
    password
        Asked for beside the token where the server can be reached from other machines.
    image_hosts
        Origins of tiles that were asked for on the command line.
    language
        Of refusals that come before a language is known.
    author
        Who is at the desk where no name is given.
    delay_s
        Wait before each answer to a wrong token after the first few.
    """

    hosts: frozenset[str]
    token: str
    password: str = ""
    image_hosts: tuple[str, ...] = ()
    language: Language = "zh"
    author: str = ""
    delay_s: float = DELAY_S

    @property
    def policy(self) -> str:
        """The content security policy of every answer."""
        images = " ".join(("'self'", "data:", "blob:", *self.image_hosts))
        return (
            f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; "
            "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )


@dataclass
class Guard:
    """An application with the guard before it."""

    app: App
    rules: Rules
    paces: Paces = field(default_factory=Paces)
    n_wrong: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        try:
            receive = await self._admit(scope, receive)
        except Refused as refused:
            await _refuse(scope, self._with_headers(send), refused, self._language(scope))
            return
        with scope.get("gridplan.upload") or nullcontext():
            await self.app(scope, receive, self._with_headers(send))

    async def _admit(self, scope: Scope, receive: Receive) -> Receive:
        headers = _headers(scope)
        require_host(headers, self.rules)
        require_site(headers, scope, self.rules)
        scope["gridplan.author"] = require_password(headers, self.rules)
        if not is_open(scope):
            await self._require_token(headers)
        if scope["type"] == "http" and scope["method"] not in READS:
            self.paces.spend(_client(scope), scope["path"])
            if scope["path"] == UPLOAD:
                scope["gridplan.upload"] = folder = await read_file(headers, receive)
                scope["gridplan.folder"] = folder.name
                return replayed(b"", receive)
            body = await read_body(headers, receive)
            scope["gridplan.body"] = parse(body)
            return replayed(body, receive)
        return receive

    async def _require_token(self, headers: dict[bytes, bytes]) -> None:
        given = headers.get(b"x-gridplan-token", b"")
        if hmac.compare_digest(given, self.rules.token.encode("ascii")):
            self.n_wrong = 0
            return
        self.n_wrong += 1
        if self.n_wrong > PATIENCE:
            await sleep(self.rules.delay_s)
        raise Refused(401, "token")

    def _language(self, scope: Scope) -> Language:
        query = scope.get("query_string", b"")
        if b"lang=en" in query:
            return "en"
        return "zh" if b"lang=zh" in query else self.rules.language

    def _with_headers(self, send: Send) -> Send:
        safe = [
            (b"content-security-policy", self.rules.policy.encode("ascii")),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cache-control", b"no-store"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
        ]

        async def sending(message: Message) -> None:
            if message["type"].endswith("response.start"):
                message = {**message, "headers": [*message.get("headers", ()), *safe]}
            await send(message)

        return sending


def is_open(scope: Scope) -> bool:
    """Tell whether a request needs no token: the page and its files hold no data."""
    if scope["type"] != "http" or scope["method"] not in READS:
        return False
    path: str = scope["path"]
    return path in ("/", "/favicon.ico") or path.startswith("/static/")


def require_host(headers: dict[bytes, bytes], rules: Rules) -> None:
    """Refuse a name that is not ours: another one may lead here too (DNS rebinding)."""
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if host not in rules.hosts:
        raise Refused(421, "host", host=host[:80])


def require_site(headers: dict[bytes, bytes], scope: Scope, rules: Rules) -> None:
    """Refuse what a page of another site asks for; to follow a link to the page is free."""
    site = headers.get(b"sec-fetch-site", b"none")
    is_visit = scope["path"] == "/" and headers.get(b"sec-fetch-mode") == b"navigate"
    if site not in (b"same-origin", b"none") and not is_visit:
        raise Refused(403, "site")
    origin = headers.get(b"origin")
    if origin is not None and not _is_own(origin.decode("latin-1").lower(), rules):
        raise Refused(403, "origin")


def _is_own(origin: str, rules: Rules) -> bool:
    scheme, _, host = origin.partition("://")
    return scheme in ("http", "https") and host in rules.hosts


def require_password(headers: dict[bytes, bytes], rules: Rules) -> str:
    """Return who asks; beyond this machine a password is needed, and the name comes with it."""
    if not rules.password:
        return rules.author
    scheme, _, sent = headers.get(b"authorization", b"").partition(b" ")
    try:
        given = base64.b64decode(sent, validate=True) if scheme.lower() == b"basic" else b""
        name, _, password = given.partition(b":")
        who = name.decode("utf-8").strip()[:MAX_NAME]
    except (binascii.Error, UnicodeDecodeError):
        who, password = "", b""
    if not hmac.compare_digest(password, rules.password.encode("utf-8")) or not who:
        raise Refused(401, "password")
    return "".join(sign for sign in who if sign.isprintable()) or rules.author


def _client(scope: Scope) -> str:
    """Return who writes: the name given with the password, and the machine."""
    host, _ = scope.get("client") or ("", 0)
    return f"{scope['gridplan.author']}@{host}"


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers by name; a Host that stands twice is none at all."""
    pairs = list(scope["headers"])
    if sum(name.lower() == b"host" for name, _ in pairs) != 1:
        pairs = [(name, value) for name, value in pairs if name.lower() != b"host"]
    return {name.lower(): value for name, value in pairs}


async def _refuse(scope: Scope, send: Send, refused: Refused, language: Language) -> None:
    body = json.dumps(refused.to_json(language), ensure_ascii=False).encode("utf-8")
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    for name, value in refused.headers.items():
        headers.append((name.lower().encode("ascii"), value.encode("ascii")))
    if refused.code == "password":
        headers.append((b"www-authenticate", b'Basic realm="gridplan", charset="UTF-8"'))
    if scope["type"] == "http":
        start, end = "http.response.start", "http.response.body"
    elif "websocket.http.response" in scope.get("extensions", {}):
        start, end = "websocket.http.response.start", "websocket.http.response.body"
    else:
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": start, "status": refused.status, "headers": headers})
    await send({"type": end, "body": body})
