"""Sending: one message to one recipient through a fresh Apprise plugin, in a thread of its own.

Threads are daemons and bounded per channel, so that a provider that hangs delays no other channel and never
holds up the end of the process. Owns deadlines; what an answer means is told by ``outcome``.
"""

import asyncio
import contextlib
import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import requests
from apprise import NotifyFormat, NotifyType
from apprise.conversion import convert_between

from monitor.notify.address import mask, plugin_of, secrets_of, style_of
from monitor.notify.exchange import Exchange
from monitor.notify.mail import compose, receipt_of, submit
from monitor.notify.outcome import Outcome, Thread, of_http, refuses_thread
from monitor.notify.readback import found
from monitor.notify.render import Rendered
from monitor.notify.slack import SlackMessage
from monitor.notify.text import cut, line, shorten

T = TypeVar("T")

_AT_ONCE = 2  # deliveries of one channel
_CONNECT = 4.0
_DECORATION = 10  # characters that Apprise puts around a title
_CUT = 1.0  # seconds for a thread to end once its connections are cut
_TYPES = {"info": NotifyType.INFO, "normal": NotifyType.WARNING, "urgent": NotifyType.FAILURE}


class Sender:
    """Sends; keeps nothing but the threads under way.

    ``timeout`` bounds one delivery, in seconds; waiting for the channel's other deliveries is bounded by the
    same again. ``endpoints`` maps origins to others (``https://hooks.slack.com`` to a test's server);
    ``proxy`` is an address, since the environment's is never used.
    """

    def __init__(
        self,
        *,
        timeout: float = 20.0,
        endpoints: Mapping[str, str] = MappingProxyType({}),
        proxy: str | None = None,
    ) -> None:
        self._timeout = timeout
        self._endpoints = dict(endpoints)
        self._proxy = proxy
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._under_way: set[Exchange] = set()
        self._closed = False

    async def send(
        self,
        url: str,
        recipient: str,
        rendered: Rendered,
        *,
        message_id: str,
        at: float | None = None,
        thread: Thread | None = None,
    ) -> Outcome:
        """Deliver once; never raises for what the provider does.

        ``recipient`` is one of ``recipients(url)``. ``message_id`` must be the same for every attempt of a
        delivery; ``at`` (Unix seconds) dates a mail. Mail and Slack bots put the message into ``thread``; every other
        service has none and takes it as a message of its own.
        """
        if self._closed:
            return Outcome("retry", None, "the sender is closed")
        slot = await self._slot(url)
        if slot is None:
            return Outcome("retry", None, "earlier deliveries of this channel still hang")
        exchange = self._exchange()
        delivery = _Delivery(url, recipient, rendered, message_id, at, thread)
        done = self._start(lambda: delivery.run(exchange), exchange, slot)
        try:
            outcome = await asyncio.wait_for(asyncio.shield(done), self._timeout)
        except TimeoutError:
            outcome = await _given_up(exchange, done)
        except asyncio.CancelledError:
            exchange.abort()
            raise
        return replace(outcome, answer=line(mask(outcome.answer, secrets_of(url))))  # a NUL is no text to a database

    async def arrived(
        self, url: str, recipient: str, *, message_id: str, since: float, thread: Thread | None = None
    ) -> Outcome | Literal[False] | None:
        """Ask the channel, and its thread, whether a message came since then (Unix seconds); never raises.

        An Outcome (sent, with its receipt) where it is there, another (retry) where the channel may tell later, None
        where it cannot tell.
        """
        if style_of(url) != "slack":
            return None
        later = Outcome("retry", None, "the channel's history could not be read now")
        slot = None if self._closed else await self._slot(url)
        if slot is None:
            return later
        exchange = self._exchange()

        def ask() -> Outcome | Literal[False] | None:
            try:
                with exchange.active():
                    return found(plugin_of(url, recipient), message_id, since, thread.receipt if thread else None)
            except requests.RequestException:  # its JSONDecodeError is one: a page of HTML in place of an answer
                return later
            except Exception:  # noqa: BLE001  # a thread's boundary, and whatever Slack answers: nobody knows
                return None

        done = self._start(ask, exchange, slot)
        try:
            return await asyncio.wait_for(asyncio.shield(done), self._timeout)
        except TimeoutError:
            exchange.abort()
            return later
        except asyncio.CancelledError:
            exchange.abort()
            raise

    async def _slot(self, url: str) -> asyncio.Semaphore | None:
        """Wait for one of the channel's threads; None when they hang."""
        slot = self._slots.setdefault(hashlib.sha256(url.encode()).hexdigest(), asyncio.Semaphore(_AT_ONCE))
        try:
            await asyncio.wait_for(slot.acquire(), self._timeout)
        except TimeoutError:
            return None
        return slot

    def _exchange(self) -> Exchange:
        return Exchange(endpoints=self._endpoints, timeout=(_CONNECT, max(1.0, self._timeout - 1)), proxy=self._proxy)

    async def close(self) -> None:
        """Refuse further deliveries and cut what hangs; threads that do not end are left behind."""
        self._closed = True
        for exchange in list(self._under_way):
            exchange.abort()

    def _start(self, work: Callable[[], T], exchange: Exchange, slot: asyncio.Semaphore) -> asyncio.Future[T]:
        """Run ``work`` in a thread of its own; its slot is free when the thread ends, whoever still waits."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._under_way.add(exchange)

        def finish(outcome: T | Exception) -> None:
            slot.release()
            self._under_way.discard(exchange)
            if done.done():
                return
            if isinstance(outcome, Exception):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)

        def body() -> None:
            outcome: T | Exception
            try:
                outcome = work()
            except Exception as error:  # noqa: BLE001  # a thread's boundary: its slot must be free again
                outcome = error
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(finish, outcome)

        threading.Thread(target=body, name="notify", daemon=True).start()
        return done


@dataclass(frozen=True)
class _Delivery:
    """One attempt, as its thread sees it."""

    url: str
    recipient: str
    rendered: Rendered
    message_id: str
    at: float | None
    thread: Thread | None

    def run(self, exchange: Exchange) -> Outcome:
        """Send and judge; whatever a plugin raises becomes an outcome."""
        receipt = None
        try:
            plugin = plugin_of(self.url, self.recipient)
            if plugin is None:
                return Outcome("broken", None, "the channel's address cannot be used")
            style = style_of(self.url)
            with exchange.active():
                if style == "mail":
                    message = compose(
                        plugin,
                        self.rendered,
                        message_id=self.message_id,
                        at=self.at,
                        thread=self.thread,
                    )
                    outcome = submit(plugin, message, exchange)
                    taken = outcome.kind in ("sent", "unknown")
                    return replace(outcome, receipt=receipt_of(self.rendered, self.thread)) if taken else outcome
                level = _TYPES[self.rendered.level]
                if isinstance(plugin, SlackMessage):
                    accepted = self._slack(plugin, level, exchange)
                    receipt = plugin.receipt
                else:
                    accepted = self._text(plugin, level)
        except Exception as error:  # noqa: BLE001  # a thread's boundary: plugins raise what they like
            if exchange.last is None:
                return Outcome("broken", None, f"the service's plugin failed: {type(error).__name__}")
            accepted = False
        outcome = _judge(exchange, accepted=accepted, slack=style == "slack")
        return replace(outcome, receipt=receipt) if outcome.kind == "sent" else outcome

    def _slack(self, plugin: SlackMessage, level: NotifyType, exchange: Exchange) -> bool:
        """Deliver in the thread; beside it where Slack refuses the thread, so that no update is lost with it."""
        body, known, thread = self.rendered.body, self.message_id, self.thread.receipt if self.thread else None
        accepted = plugin.deliver(body, message_id=known, notify_type=level, thread=thread)
        call = exchange.last
        if thread and not accepted and call is not None and refuses_thread(call.status, call.body):
            return plugin.deliver(body, message_id=known, notify_type=level)
        return accepted

    def _text(self, plugin: Any, level: NotifyType) -> bool:
        title, body = self.rendered.title, self.rendered.body
        room = int(plugin.body_maxlen or 0)
        if plugin.title_maxlen > 0:
            title = shorten(title, int(plugin.title_maxlen))
        # Telegram's plugin loses the source's format when it is called directly and takes plain text for HTML.
        target = plugin.resolve_format(NotifyFormat.TEXT)
        if plugin.title_maxlen <= 0:
            title = _written(target, title)
        if room:
            room = max(room - _counted(plugin, self.rendered.title, target) - _DECORATION, 1)
        return bool(
            plugin.notify(
                body=_converted(plugin, body, room, target),
                title=title,
                notify_type=level,
                body_format=target,
                body_passthrough=False,
            )
        )


def _converted(plugin: Any, text: str, room: int, target: NotifyFormat) -> str:
    """Write plain text in a service's format, cut to ``room`` as the service counts; 0 where it does not."""
    limit = room or len(text)
    while True:
        short = cut(text, limit)
        counted = _counted(plugin, short, target) if room else 0
        if counted <= room or limit <= 1:
            return _written(target, short)
        limit = max(1, min(limit - 1, limit * room // counted))


def _written(target: NotifyFormat, text: str) -> str:
    return str(convert_between(NotifyFormat.TEXT, target, text))  # type: ignore[no-untyped-call]  # Apprise is typed by half


def _counted(plugin: Any, text: str, target: NotifyFormat) -> int:
    """Count UTF-16 units: with the escapes of Markdown, without those of HTML, of which services count what shows."""
    if target is not NotifyFormat.HTML:
        text = plugin.dialect_convert(_written(target, text), target)
    breaks = text.count("\n") if target is NotifyFormat.HTML else 0  # Apprise writes them as two characters
    return len(text.encode("utf-16-le")) // 2 + breaks


def _judge(exchange: Exchange, *, accepted: bool, slack: bool) -> Outcome:
    call = exchange.last
    if call is None:
        if accepted:
            return Outcome("sent", None, "accepted")
        return Outcome("retry", None, "the service's plugin could not send")
    if call.failure:
        if call.sent and (call.status is None or 200 <= call.status < 300):
            return Outcome("unknown", call.status, f"{call.failure} after the whole message had been sent")
        return Outcome("retry", call.status, call.failure)
    if call.status is None:
        return Outcome("unknown" if call.sent else "retry", None, "the service's plugin gave up")
    return of_http(call.status, call.body, call.headers, accepted=accepted, slack=slack)


async def _given_up(exchange: Exchange, done: asyncio.Future[Outcome]) -> Outcome:
    """Cut a delivery whose time is up. Its thread then ends and knows whether the message had left in full."""
    exchange.abort()
    try:
        outcome = await asyncio.wait_for(asyncio.shield(done), _CUT)
    except TimeoutError:  # it hangs beyond any connection of ours: only what never connected surely sent nothing
        outcome = Outcome("unknown" if exchange.connected else "retry", None, "")
    if outcome.kind == "unknown":
        return replace(outcome, answer="no answer in time; the message may have arrived")
    return replace(outcome, answer="it could not be sent in time") if outcome.kind == "retry" else outcome
