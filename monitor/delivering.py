"""Delivering: one message to one recipient, and what follows from how it went, for the delivery and for its channel.

Sends with no transaction open; what it writes, it writes inside the one that it is given.
"""

from collections.abc import Callable
from typing import Literal, Protocol

from sqlmodel import Session

from monitor import notify
from monitor.config.settings import Channel, Config
from monitor.core import alert
from monitor.planning import Planner
from monitor.store import alerts, channels
from monitor.store.alerts import DeliveryClaim

ASKS_FOR, ASKS_OFTEN = 900.0, 8  # s, attempts: a channel whose history cannot be read then is told again, marked


class Sends(Protocol):
    """What delivers: ``notify.Sender``, or the one of a dry run that prints."""

    async def send(
        self,
        url: str,
        recipient: str,
        rendered: notify.Rendered,
        *,
        message_id: str,
        at: float | None = None,
        thread: notify.Thread | None = None,
    ) -> notify.Outcome: ...

    async def arrived(
        self, url: str, recipient: str, *, message_id: str, since: float, thread: notify.Thread | None = None
    ) -> notify.Outcome | Literal[False] | None: ...

    async def close(self) -> None: ...


class Delivering:
    """Delivers by one configuration. ``clock`` gives Unix seconds."""

    def __init__(self, config: Config, planner: Planner, sender: Sends, clock: Callable[[], float]) -> None:
        self._zone, self._planner, self._sender, self._clock = config.settings.timezone, planner, sender, clock

    async def send(self, claim: DeliveryClaim, channel: Channel, url: str) -> tuple[notify.Outcome, bool]:
        """Send, unless it is found to have arrived; return whether it is a possible repeat, too."""
        known, repeat = _known(claim.message_id, claim.created_at), claim.maybe_repeat
        thread = None
        if claim.thread is not None:
            number, at, receipt = claim.thread
            thread = notify.Thread(_known(number, at), receipt)
        if repeat:
            there = await self._sender.arrived(
                url, claim.recipient, message_id=known, since=claim.created_at, thread=thread
            )
            if isinstance(there, notify.Outcome) and there.kind == "sent":
                return there, False
            first = claim.first_failed
            lately = first is None or self._clock() - first < ASKS_FOR or claim.attempts < ASKS_OFTEN
            if isinstance(there, notify.Outcome) and lately:
                return there, True
            repeat = there is not False
        rendered = notify.render(
            [alert.AlertView.model_validate(document) for document in claim.alerts],
            updates=[alert.UpdateView.model_validate(document) for document in claim.updates],
            kind=claim.kind,
            style=notify.style_of(url),
            template=channel.template,
            notice=claim.notice,
            maybe_repeat=repeat,
            zone=channel.timezone or self._zone,
            short=claim.short,
        )
        outcome = await self._sender.send(
            url, claim.recipient, rendered, message_id=known, at=claim.created_at, thread=thread
        )
        return outcome, repeat

    def finish(
        self, session: Session, claim: DeliveryClaim, outcome: notify.Outcome, *, repeat: bool, ours: bool = False
    ) -> str:
        """Write an attempt and what follows from it; ``ours`` is a failure that says nothing of the channel."""
        now = self._clock()
        after = alert.decide(
            now,
            outcome=outcome.kind,
            status=outcome.status,
            retry_after=outcome.retry_after,
            attempts=claim.attempts,
            ambiguous=claim.ambiguous,
            first_failed=claim.first_failed,
            short=claim.short,
            maybe_repeat=repeat,
            key=f"delivery:{claim.id}",
        )
        if not alerts.finish(
            session,
            claim,
            now,
            state=after.state,
            outcome=outcome.kind,
            status=outcome.status,
            answer=outcome.answer,
            next_attempt=after.due,
            short=after.short,
            maybe_repeat=after.maybe_repeat,
            receipt=outcome.receipt,
        ):
            return "taken over"
        given_up = 0 if ours else self._channel_answered(session, claim.channel, outcome, now)
        if after.state == "dead" or outcome.kind == "broken" or given_up:
            dead = after.state == "dead" or given_up
            trouble = "did not take messages, which were given up" if dead else "does not take messages"
            self._planner.tell_operators(
                session,
                f"{'dead' if dead else 'broken'}:{claim.channel}:{int(now // 86400)}",
                f"Channel {claim.channel} {trouble}",
                f"{outcome.answer}\nSee `wirewatch alerts list --undelivered`; `wirewatch alerts retry` sends again.",
                now,
                besides=claim.channel,
            )
        return after.state

    def _channel_answered(self, session: Session, name: str, outcome: notify.Outcome, now: float) -> int:
        """Write how the channel does after an attempt; return how many of its held deliveries that gave up."""
        before = channels.health(session, name)
        health = alert.health_after(
            before,
            now,
            outcome=outcome.kind,
            status=outcome.status,
            retry_after=outcome.retry_after,
            key=f"channel:{name}",
        )
        if health.state == "working" and before.state != "working":
            channels.resume(session, [name], now)
            return 0
        if health != before:
            channels.record(session, name, health, outcome.answer)
        if health.state == "working":
            return 0
        answer = f"not tried for 72 hours: the channel is {health.state}: {outcome.answer}"[:300]
        return channels.give_up_held(session, name, now, after=alert.KEPT_TRYING, answer=answer)


def _known(message_id: int, created_at: float) -> str:
    """What a message is known by to those who got it, for ever."""
    return f"{message_id}.{int(created_at)}"
