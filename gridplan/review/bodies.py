"""Bodies of requests, read within their size and time: JSON into memory, a plan into a file."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from gridplan.review.refusal import Refused

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

MAX_BODY = 2_000_000
BODY_S = 10.0
MAX_FILE = 200_000_000
FILE_S = 120.0
JSON = b"application/json"
FILE = b"application/octet-stream"
NAME = "plan.gpkg"


async def read_body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """Read a body of JSON."""
    _require(headers, JSON, MAX_BODY)
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for part in _parts(receive, MAX_BODY):
                found += part
    except TimeoutError as error:
        raise Refused(408, "too_slow") from error
    return bytes(found)


async def read_file(
    headers: dict[bytes, bytes], receive: Receive
) -> tempfile.TemporaryDirectory[str]:
    """Read a body of bytes into `NAME` in a folder that only this user can open.

    It is never held in memory as a whole. The folder goes with the object that is returned.
    """
    _require(headers, FILE, MAX_FILE)
    folder = tempfile.TemporaryDirectory(prefix="gridplan-upload-")
    try:
        with (Path(folder.name) / NAME).open("wb") as file:
            async with asyncio.timeout(FILE_S):
                async for part in _parts(receive, MAX_FILE):
                    file.write(part)
    except BaseException as error:
        folder.cleanup()
        if isinstance(error, TimeoutError):
            raise Refused(408, "too_slow") from error
        raise
    return folder


def _require(headers: dict[bytes, bytes], kind: bytes, most: int) -> None:
    given = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if given != kind:
        raise Refused(415, "content_type", kind=kind.decode("ascii"))
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > most:
        raise Refused(413, "too_large", limit=most)


async def _parts(receive: Receive, most: int) -> AsyncIterator[bytes]:
    n, is_more = 0, True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "not_json")
        part: bytes = message.get("body", b"")
        n += len(part)
        if n > most:
            raise Refused(413, "too_large", limit=most)
        yield part
        is_more = message.get("more_body", False)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a way to receive a body that was read already."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
