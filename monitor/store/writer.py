"""The one thread that writes: what waits for it while it is at work is written in one transaction.

So a commit, which waits for the disk, is shared by as many as came meanwhile. Owns the order (first come, first
written) and that nobody hears of a write before it is committed. Never lets one work's failure touch another's.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from monitor.store.engine import Store

T = TypeVar("T")

_AT_ONCE = 100  # works in a transaction

_Job = tuple[Callable[[Session], Any], asyncio.Future[Any], asyncio.AbstractEventLoop]


class Writer:
    """Runs works on a store, in a daemon thread that starts with the first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` and return its result once it is committed. It may run more than once. Raises StoreError."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="store", daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._jobs.put((work, answer, loop))
        return await answer

    def close(self) -> None:
        """Write what was given and end the thread."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        over = False
        while not over:
            jobs = [self._jobs.get()]
            while len(jobs) < _AT_ONCE and jobs[-1] is not None and not self._jobs.empty():
                jobs.append(self._jobs.get())
            over = jobs[-1] is None
            self._settle([job for job in jobs if job is not None])

    def _settle(self, jobs: list[_Job]) -> None:
        results: list[Any] | None = None
        if len(jobs) > 1:
            try:
                results = self._store.write_all([work for work, _, _ in jobs])
            except DBAPIError:
                results = None
        if results is None:
            results = [self._alone(work) for work, _, _ in jobs]
        for (_, answer, loop), result in zip(jobs, results, strict=True):
            try:
                loop.call_soon_threadsafe(_tell, answer, result)
            except RuntimeError:  # the loop was closed meanwhile: nobody waits
                continue

    def _alone(self, work: Callable[[Session], Any]) -> Any:
        try:
            return self._store.write(work)
        except Exception as error:  # noqa: BLE001 - it is raised where the work came from
            return error


def _tell(answer: asyncio.Future[Any], result: Any) -> None:
    if answer.done():  # cancelled; what was committed stays
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
