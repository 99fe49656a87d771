"""Room for large bodies: a few at a time, from the first byte beyond the small to the end of what is done with it.

So however many hosts send however much at once, memory has a bound: small bodies times polls, large ones times places.
Where all places are taken and somebody waits, the slowest of those that still read gives way: hosts that drip hold up
no other.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SMALL = 200_000  # bytes
_GRACE = 3.0  # s: for so long a body may be as slow as it likes
_LOOKS = 4  # for a slow one, in that time


class Place:
    """One body's claim to room; takes a place when it outgrows the small ones."""

    def __init__(self, room: "Room") -> None:
        self._room = room
        self.held = False
        self.gave_way = False
        self.reading: asyncio.Timeout | None = None  # while the body comes in: what ends that
        self.size = 0
        self.since = 0.0

    async def need(self, size: int) -> None:
        """Wait for a place if a body of ``size`` bytes needs one."""
        self.size = size
        if size > SMALL and not self.held:
            await self._room.take(self)


class Room:
    """So many places for large bodies; one that reads for longer than ``grace`` seconds may have to give way."""

    def __init__(self, places: int, *, grace: float = _GRACE) -> None:
        self._places = asyncio.Semaphore(places)
        self._grace = grace
        self._held: list[Place] = []

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Place]:
        """A place for one body, given back at the end of the block."""
        place = Place(self)
        try:
            yield place
        finally:
            if place.held:
                self._held.remove(place)
                self._places.release()

    async def take(self, place: Place) -> None:
        """Wait for a place and hold it."""
        clock = asyncio.get_running_loop().time
        while not place.held:
            try:
                async with asyncio.timeout(self._grace / _LOOKS):
                    await self._places.acquire()
                place.held, place.since = True, clock()
                self._held.append(place)
            except TimeoutError:
                self._hurry(clock())

    def _hurry(self, now: float) -> None:
        """Have the slowest give way."""
        slow = [one for one in self._held if one.reading and not one.gave_way and now - one.since >= self._grace]
        if slow:
            slowest = min(slow, key=lambda one: one.size / (now - one.since))
            slowest.gave_way = True
            assert slowest.reading is not None
            slowest.reading.reschedule(now)
