"""What the operators are told past the outbox, on a loop whose time passes at once."""

import asyncio
from collections.abc import Callable
from typing import Any

from monitor import notify
from monitor.config.settings import Channel
from monitor.trouble import AGAIN, HICCUP, Trouble
from tests.hasty import passing

START = 1_764_000_000.0


class Operators:
    """Their channels: each answers as told, in turn, then takes everything."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers, self.got = answers, []  # type: ignore[var-annotated]
        self.channels = [Channel(name=name, url=f"json://{name}.example/") for name in answers]

    async def send(
        self, url: str, recipient: str, rendered: Any, *, message_id: str, at: float | None = None, thread: Any = None
    ) -> Any:
        name = url.partition("//")[2].partition(".")[0]
        kind: Any = self.answers[name].pop(0) if self.answers[name] else "sent"
        self.got.append((name, kind, rendered.title, rendered.body, message_id))
        return notify.Outcome(kind, None, "")

    async def arrived(self, url: str, recipient: str, *, message_id: str, since: float) -> Any:
        return None

    async def close(self) -> None:
        pass


def test_a_hiccup_is_told_to_nobody() -> None:
    operators = Operators(ops=[])

    async def work(seconds: Callable[[], float]) -> None:
        def clock() -> float:
            return START + seconds()

        trouble = Trouble("the disk is full", clock(), operators.channels, operators, clock=clock)
        await asyncio.sleep(HICCUP - 1)
        trouble.over()
        await asyncio.sleep(10 * AGAIN)

    passing(work)
    assert operators.got == []


def test_each_is_told_until_it_arrives_and_hears_that_it_is_over() -> None:
    operators = Operators(ops=["sent"], boss=["retry", "retry", "sent"], lost=["broken"])

    async def work(seconds: Callable[[], float]) -> None:
        def clock() -> float:
            return START + seconds()

        trouble = Trouble("the disk is full", clock(), operators.channels, operators, clock=clock)
        await asyncio.sleep(HICCUP + 10 * AGAIN)
        assert [(name, kind) for name, kind, *_ in operators.got] == [
            ("ops", "sent"),
            ("boss", "retry"),
            ("lost", "broken"),
            ("boss", "retry"),
            ("boss", "sent"),
        ]
        assert {title for _, _, title, _, _ in operators.got} == {
            "Wirewatch: Polling pauses: the database cannot be written"
        }
        assert all("the disk is full" in body for _, _, _, body, _ in operators.got)
        assert len({known for *_, known in operators.got}) == 1, "a mail that is tried again is the same mail"
        trouble.over()
        await asyncio.sleep(1)

    passing(work)
    back = operators.got[5:]
    assert [name for name, *_ in back] == ["ops", "boss"]
    assert all("is back" in title and "for 10 min" in body for _, _, title, body, _ in back)
    assert back[0][4] != operators.got[0][4]
