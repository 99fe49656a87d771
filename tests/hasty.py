"""An event loop on which an hour takes no time, for what waits by the loop's clock and does no I/O of its own."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any


class Hasty(asyncio.SelectorEventLoop):
    """Where every task sleeps, time jumps to when the first one wakes."""

    def __init__(self) -> None:
        self.ahead, loop = 0.0, self

        class Selector(selectors.DefaultSelector):  # type: ignore[misc, valid-type]  # what it is depends on the system
            def select(self, timeout: float | None = None) -> Any:
                found = super().select(0)
                if not found and timeout:
                    loop.ahead += timeout
                return found

        super().__init__(Selector())

    def time(self) -> float:
        return super().time() + self.ahead


def passing(work: Callable[[Callable[[], float]], Coroutine[Any, Any, None]]) -> None:
    """Run it on such a loop; it is given a clock of the seconds since it began."""
    with asyncio.Runner(loop_factory=Hasty) as runner:
        loop = runner.get_loop()
        begin = loop.time()
        runner.run(work(lambda: loop.time() - begin))
