"""The one thread that writes: what waits for it while it is at work is written in one transaction.

So a commit, which waits for the disk, is shared by as many as came meanwhile. Owns the order (first come, first
written) and that nobody hears of a write before it is committed. Never lets one work's failure touch another's.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from sqlmodel import Session

from monitor.store.engine import Store

T = TypeVar("T")

_AT_ONCE = 100  # works in a transaction

_Job = tuple[Callable[[Session], Any], asyncio.Future[Any]]


class Writer:
    """Runs works on a store, in a thread of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: deque[_Job] = deque()
        self._thread = ThreadPoolExecutor(1, "store")

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` and return its result once it is committed. It may run more than once. Raises StoreError."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._jobs.append((work, answer))
        loop.run_in_executor(self._thread, self._write_waiting, loop)
        return await answer

    def close(self) -> None:
        """Write what was given and end the thread."""
        self._thread.shutdown(wait=True)

    def _write_waiting(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write all that waits, if what came before has left any."""
        jobs = [self._jobs.popleft() for _ in range(min(len(self._jobs), _AT_ONCE))]
        if not jobs:
            return
        for (_, answer), result in zip(jobs, self._settled(jobs), strict=True):
            with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits
                loop.call_soon_threadsafe(_tell, answer, result)

    def _settled(self, jobs: list[_Job]) -> list[Any]:
        if len(jobs) > 1:
            with suppress(BaseException):  # whatever it is, each hears what became of its own work
                return self._store.write_all([work for work, _ in jobs])
        return [self._alone(work) for work, _ in jobs]

    def _alone(self, work: Callable[[Session], Any]) -> Any:
        try:
            return self._store.write(work)
        except BaseException as error:  # noqa: BLE001 - it is raised where the work came from
            return error


def _tell(answer: asyncio.Future[Any], result: Any) -> None:
    if answer.done():  # cancelled; what was committed stays
        return
    if isinstance(result, BaseException):
        answer.set_exception(result)
    else:
        answer.set_result(result)
