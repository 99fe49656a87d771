"""Room for large bodies: a few at a time, from the first byte beyond the small to the end of what is done with it.

So however many hosts send however much at once, memory has a bound: small bodies times polls, large ones times places.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SMALL = 200_000  # bytes


class Place:
    """One body's claim to room; takes a place when it outgrows the small ones."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self.held = False

    async def need(self, size: int) -> None:
        """Wait for a place if a body of ``size`` bytes needs one."""
        if size > SMALL and not self.held:
            await self._places.acquire()
            self.held = True


class Room:
    """So many places for large bodies."""

    def __init__(self, places: int) -> None:
        self._places = asyncio.Semaphore(places)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Place]:
        """A place for one body, given back at the end of the block."""
        place = Place(self._places)
        try:
            yield place
        finally:
            if place.held:
                self._places.release()
