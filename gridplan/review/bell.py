"""Tells those who wait that something was written."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung from any thread, heard in the loop of the server."""

    def __init__(self) -> None:
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def ring(self) -> None:
        """Wake everybody."""
        for loop, event in tuple(self._waiting):
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, or so long."""
        own = (asyncio.get_running_loop(), asyncio.Event())
        self._waiting.add(own)
        try:
            await asyncio.wait_for(own[1].wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(own)
