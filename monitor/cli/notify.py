"""``wirewatch notify``: a real message through a channel, with its receipt."""

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy import make_url

from monitor import app
from monitor.cli.common import DONE, FAILED, WRONG, Invocation, common_options
from monitor.config.settings import Channel
from monitor.errors import StoreError
from monitor.notify import Outcome, Sender, recipients, render, style_of
from monitor.store import channels as channels_of
from monitor.store import open_store

_NOTICE = {
    "title": "a test message",
    "body": "This channel works: `wirewatch notify test` sent this message. Alerts will arrive here.",
}


@click.group()
def notify() -> None:
    """Channels and their receipts."""


@notify.command()
@click.argument("channel", required=False)
@common_options
def test(run: Invocation, channel: str | None) -> int:
    """Send a real message through CHANNEL (default: all of them) and show each receipt.

    What waits for a channel that passes is due now.
    """
    config = run.load(sending=True).config
    channels = [one for one in config.channels if channel in (None, one.name)]
    if not channels:
        known = ", ".join(one.name for one in config.channels)
        wanted = f"there is no channel {channel}" if channel else "there are no channels"
        run.errors.print(f"{wanted}{f'; there are: {known}' if known else ''}", markup=False)
        return WRONG
    receipts = asyncio.run(_send_all(app.sender(run.environ), channels))
    for name, recipient, outcome in receipts:
        if run.json:
            run.emit(
                {
                    "channel": name,
                    "recipient": recipient or None,
                    "outcome": outcome.kind,
                    "status": outcome.status,
                    "answer": outcome.answer,
                }
            )
        else:
            whom = f" to {recipient}" if recipient else ""
            status = f" {outcome.status}" if outcome.status is not None else ""
            run.console.print(f"{name}{whom}: {outcome.kind}{status} {outcome.answer}".rstrip(), markup=False)
    failed = {name for name, _, outcome in receipts if outcome.kind != "sent"}
    _resume(run, config.settings.database, sorted({name for name, _, _ in receipts} - failed))
    return DONE if all(outcome.kind == "sent" for _, _, outcome in receipts) else FAILED


def _resume(run: Invocation, database: str, names: Sequence[str]) -> None:
    """Make what waits for these channels due, where there is a database."""
    url = make_url(database)
    if not names or (url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()):
        return
    try:
        store = open_store(database)
        try:
            count = store.write(lambda s: channels_of.resume(s, names, app.now()))
        finally:
            store.close()
    except StoreError as error:
        run.errors.print(f"what waits for them was not made due: {error}", markup=False)
        return
    if count:
        words = "1 waiting message is" if count == 1 else f"{count} waiting messages are"
        (run.errors if run.json else run.console).print(f"{words} due now", markup=False)


async def _send_all(sender: Sender, channels: Sequence[Channel]) -> list[tuple[str, str, Outcome]]:
    """Send through all channels at the same time, to the recipients of each one after the other."""
    try:
        told = await asyncio.gather(*(_send(sender, channel) for channel in channels))
    finally:
        await sender.close()
    return [receipt for receipts in told for receipt in receipts]


async def _send(sender: Sender, channel: Channel) -> list[tuple[str, str, Outcome]]:
    url = channel.url
    if url is None:
        return [(channel.name, "", Outcome("broken", None, "its address is not set"))]
    rendered = render([], kind="notice", style=style_of(url), notice=_NOTICE)
    known = f"test-{uuid.uuid4().hex}"
    return [
        (channel.name, whom, await sender.send(url, whom, rendered, message_id=known, at=app.now()))
        for whom in recipients(url)
    ]
