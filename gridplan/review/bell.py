"""Tells those who wait that something was written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Bell:
    """Rung from any thread, heard in the loop of the server."""

    def __init__(self) -> None:
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def ring(self) -> None:
        """Wake everybody."""
        for loop, event in tuple(self._waiting):
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def wait(self, is_so: Callable[[], bool], seconds: float) -> None:
        """Wait until something is so, or so long; it is asked at once and whenever it rings."""
        rung = asyncio.Event()
        own = (asyncio.get_running_loop(), rung)
        self._waiting.add(own)  # before it is asked: no ring is missed in between
        try:
            async with asyncio.timeout(seconds):
                while not is_so():
                    await rung.wait()
                    rung.clear()
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(own)
