"""The one thread that writes: what waits for it while it is at work is written in one transaction.

So a commit, which waits for the disk, is shared by as many as came meanwhile. Owns the order (first come, first
written) and that nobody hears of a write before it is committed. Never lets one work's failure touch another's.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session

from monitor.store.engine import Store

T = TypeVar("T")
R = TypeVar("R")

_AT_ONCE = 100  # works in a transaction
_GATHERED = 0.05  # s that an item waits for others: one commit costs as much as writing a poll


class _Job(NamedTuple):
    work: Callable[..., Any]
    answer: asyncio.Future[Any]
    item: tuple[Any] | None = None  # of a work on many


class _Run(NamedTuple):
    """One call of a work, and who waits for its results: one a job."""

    work: Callable[[Session], Sequence[Any]]
    jobs: list[_Job]


class Writer:
    """Runs works on a store, in a thread of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: deque[_Job] = deque()
        self._thread = ThreadPoolExecutor(1, "store")
        self._told = False  # the thread, and it has taken nothing since

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` and return its result once it is committed. It may run more than once. Raises StoreError."""
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        self._tell_thread(job.answer.get_loop())
        return await job.answer  # type: ignore[no-any-return] # work's

    async def write_one_of(self, work: Callable[[Session, list[T]], Sequence[R]], item: T) -> R:
        """Have ``work`` write an item, with all that come for the same work within 50 ms.

        Returns its result of those that ``work`` gives, one an item, once it is committed. Where it fails on many, each
        item is tried alone: a work is called more than once. Raises StoreError.
        """
        job = _Job(work, asyncio.get_running_loop().create_future(), (item,))
        self._jobs.append(job)
        if len(self._jobs) == 1:  # else it is taken with those before it
            job.answer.get_loop().call_later(_GATHERED, self._tell_thread, job.answer.get_loop())
        return await job.answer  # type: ignore[no-any-return] # work's

    async def between(self, work: Callable[[], T]) -> T:
        """Run ``work`` in the thread that writes, with no transaction open."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Write what was given and end the thread; closed twice is closed."""
        with suppress(RuntimeError):
            self._thread.submit(self._write_waiting)
        self._thread.shutdown(wait=True)

    def _tell_thread(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._jobs and not self._told:
            self._told = True
            with suppress(RuntimeError):  # it was closed meanwhile, and wrote what was there
                loop.run_in_executor(self._thread, self._write_waiting)

    def _write_waiting(self) -> None:
        """Write all that waits, if what came before has left any."""
        self._told = False
        full = True
        while full and (jobs := self._taken()):
            full = len(jobs) == _AT_ONCE  # else what came since has told, or has a timer that will
            told = self._settled(_runs(jobs))
            with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits
                jobs[0].answer.get_loop().call_soon_threadsafe(_tell, told)

    def _taken(self) -> list[_Job]:
        jobs: list[_Job] = []
        while self._jobs and len(jobs) < _AT_ONCE:
            jobs.append(self._jobs.popleft())
        return jobs

    def _settled(self, runs: list[_Run]) -> list[tuple[_Job, Any]]:
        results = None
        if len(runs) > 1:
            with suppress(BaseException):  # whatever it is, each hears what became of its own work
                results = self._store.write_all([run.work for run in runs])
        if results is None:
            results = [self._alone(run.work) for run in runs]
        told: list[tuple[_Job, Any]] = []
        for run, result in zip(runs, results, strict=True):
            if not isinstance(result, BaseException):
                told += zip(run.jobs, result, strict=True)
            elif len(run.jobs) > 1:
                told += self._settled([_run([job]) for job in run.jobs])
            else:
                told.append((run.jobs[0], result))
        return told

    def _alone(self, work: Callable[[Session], Any]) -> Any:
        try:
            return self._store.write(work)
        except BaseException as error:  # noqa: BLE001 - it is raised where the work came from
            return error


def _runs(jobs: Sequence[_Job]) -> list[_Run]:
    """Gather the items of one work in one call, at the place of the first of them."""
    runs: list[_Run] = []
    gathered: dict[Any, _Run] = {}
    for job in jobs:
        if job.item is not None and job.work in gathered:
            gathered[job.work].jobs.append(job)
            continue
        runs.append(_run([job]))
        if job.item is not None:
            gathered[job.work] = runs[-1]
    return runs


def _run(jobs: list[_Job]) -> _Run:
    work = jobs[0].work
    if jobs[0].item is None:
        return _Run(lambda session: [work(session)], jobs)
    return _Run(lambda session: work(session, [job.item[0] for job in jobs if job.item is not None]), jobs)


def _tell(told: Sequence[tuple[_Job, Any]]) -> None:
    for job, result in told:
        if job.answer.done():  # cancelled; what was committed stays
            continue
        if isinstance(result, BaseException):
            job.answer.set_exception(result)
        else:
            job.answer.set_result(result)
