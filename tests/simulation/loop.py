"""An event loop in which everything happens in one order: work for threads runs at once, and nothing waits by a clock."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Orderly(asyncio.SelectorEventLoop):
    """What is given to an executor is done when ``run_in_executor`` returns; so one seed has one course."""

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> "asyncio.Future[T]":  # type: ignore[override]
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except BaseException as error:  # noqa: BLE001 - the caller gets whatever it was, a crash among it
            future.set_exception(error)
        return future

    def call_later(self, delay: float, callback: Callable[..., object], *args: Any, **also: Any) -> asyncio.TimerHandle:
        """Call it in the next round: the world's time stands while handlers run."""
        return self.call_at(self.time(), callback, *args, **also)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end in a loop of its own."""
    with asyncio.Runner(loop_factory=Orderly) as runner:
        return runner.run(work)
