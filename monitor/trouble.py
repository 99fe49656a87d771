"""A notice that the database cannot be written, sent past the outbox, which is in that database.

Owns when it is told: not for a hiccup, once a recipient, again while it does not arrive, and that it is over.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from monitor import notify
from monitor.config.settings import Channel
from monitor.core.query.health import in_words
from monitor.delivering import Sends

HICCUP = 20.0  # s of trouble that nobody is told of
AGAIN = 60.0  # s between tries to tell

log = structlog.get_logger("wirewatch")


class Trouble:
    """One trouble, from its start (``since``, Unix seconds) until ``over`` is called."""

    def __init__(
        self, reason: str, since: float, channels: Sequence[Channel], send: Sends, *, clock: Callable[[], float]
    ) -> None:
        self._reason, self._since, self._send, self._clock = reason, since, send, clock
        self._channels = [channel for channel in channels if channel.url is not None]
        self._told: list[tuple[Channel, str]] = []
        self._task: asyncio.Task[object] = asyncio.create_task(self._tell())

    def over(self) -> None:
        """Tell those who were told that it is over."""
        self._task.cancel()
        if self._told:
            seconds = self._clock() - self._since
            span = in_words(seconds) if seconds >= 120 else f"{seconds:.0f} s"
            lasted = f"It could not be written for {span}: {self._reason}"
            work = self._once(list(self._told), "The database is back: polling goes on", lasted)
            self._task = asyncio.create_task(work)

    async def _tell(self) -> None:
        await asyncio.sleep(HICCUP)
        left = [(c, recipient) for c in self._channels for recipient in notify.recipients(c.url or "")]
        while left:
            left = await self._once(left, "Polling pauses: the database cannot be written", self._reason)
            await asyncio.sleep(AGAIN)

    async def _once(self, to: Sequence[tuple[Channel, str]], title: str, body: str) -> list[tuple[Channel, str]]:
        """Send to each at the same time; return those that it may reach another time."""
        outcomes = await asyncio.gather(*(self._to(channel, recipient, title, body) for channel, recipient in to))
        for (channel, _), outcome in zip(to, outcomes, strict=True):
            log.info("told of the trouble", channel=channel.name, result=outcome.kind)
        return [one for one, outcome in zip(to, outcomes, strict=True) if outcome.kind == "retry"]

    async def _to(self, channel: Channel, recipient: str, title: str, body: str) -> notify.Outcome:
        url = channel.url or ""
        rendered = notify.render([], kind="notice", style=notify.style_of(url), notice={"title": title, "body": body})
        known = f"trouble.{int(self._since)}.{len(title)}"
        outcome = await self._send.send(url, recipient, rendered, message_id=known, at=self._clock())
        if outcome.kind in ("sent", "unknown") and (channel, recipient) not in self._told:
            self._told.append((channel, recipient))
        return outcome
