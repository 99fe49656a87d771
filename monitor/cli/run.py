"""`wirewatch run`: the daemon, one round of it, or a dry run that consumes nothing."""

import asyncio
import signal
import tempfile
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import make_url

from monitor import app, notify
from monitor.cli.common import DONE, FAILED, INTERRUPTED, Invocation, common_options
from monitor.config import Loaded
from monitor.store import Store, ledger, open_store, schema, store_at


class _Printing:
    """Takes the sender's place in a dry run: prints each message and says that it went out."""

    def __init__(self, run: Invocation, loaded: Loaded) -> None:
        self._run = run
        self._names = {channel.url: channel.name for channel in loaded.config.channels}

    async def send(
        self,
        url: str,
        recipient: str,
        rendered: notify.Rendered,
        *,
        message_id: str,  # noqa: ARG002 - the sender's
        at: float | None = None,  # noqa: ARG002
        thread: notify.Thread | None = None,  # noqa: ARG002
    ) -> notify.Outcome:
        channel = self._names.get(url, notify.style_of(url))
        if self._run.json:
            self._run.emit(
                {
                    "backlog": False,
                    "channel": channel,
                    "recipient": recipient or None,
                    "title": rendered.title,
                    "body": rendered.body,
                }
            )
        else:
            self._run.console.print(f"→ {channel} {recipient}".rstrip(), style="bold", markup=False)
            self._run.console.print(f"{rendered.title}\n{rendered.body}\n", markup=False)
        return notify.Outcome("sent", None, "printed, not sent", None)

    async def arrived(self, *_asked: object, **_more: object) -> None:
        """Nothing to ask."""

    async def close(self) -> None:
        """Nothing to give back."""


@click.command()
@click.option("--once", is_flag=True, help="Poll all, read, match, deliver, end.")
@click.option("--dry-run", is_flag=True, help="Print alerts, send none, consume nothing.")
@click.option("--log", "log_format", type=click.Choice(["console", "json"]), default="console", show_default=True)
@common_options
def run(run: Invocation, once: bool, dry_run: bool, log_format: str) -> int:
    """Poll the feeds, read what is new, alert on what is watched."""
    loaded = run.load(sending=not dry_run)
    secrets = set(loaded.secrets)
    app.start_log(as_json=log_format == "json", secrets=secrets)
    for problem in loaded.warnings:
        app.log.warning("configuration", problem=str(problem))
    if not dry_run:
        return _work(run, loaded, None, secrets, once=once, dry_run=False)
    loaded = _dry(loaded)
    with tempfile.TemporaryDirectory(prefix="wirewatch-") as folder:
        copy = _copied(loaded, Path(folder) / "dry-run.db")
        return _work(run, loaded, copy, secrets, once=once, dry_run=True)


def _work(run: Invocation, loaded: Loaded, store: Store | None, secrets: set[str], *, once: bool, dry_run: bool) -> int:
    async def work() -> int:
        send = _Printing(run, loaded) if dry_run else None
        used = store if store is not None or once else store_at(loaded.config.settings.database)
        wired = app.build(run.config_path, loaded, run.environ, store=used, send=send, secrets=secrets)
        if not once:
            return INTERRUPTED if await wired.run() == signal.SIGINT else DONE
        well = await wired.run_once()
        if store is not None:
            _show_held(run, store)
        return DONE if well else FAILED

    return asyncio.run(work())


def _dry(loaded: Loaded) -> Loaded:
    """A dry run prints for channels whose secret is not set, too, and calls nobody."""
    channels = tuple(
        c if c.url else c.model_copy(update={"url": f"json://not-set/{c.name}"}) for c in loaded.config.channels
    )
    settings = loaded.config.settings.model_copy(update={"ping": None})
    return replace(loaded, config=loaded.config.model_copy(update={"channels": channels, "settings": settings}))


def _copied(loaded: Loaded, target: Path) -> Store:
    """A copy of the database that the dry run may use up; empty where there is none yet."""
    url = make_url(loaded.config.settings.database)
    if url.get_backend_name() == "sqlite":
        if url.database and Path(url.database).exists():
            schema.backup_url(loaded.config.settings.database, target)
    else:
        schema.copy(loaded.config.settings.database, f"sqlite:///{target}")
    return open_store(f"sqlite:///{target}")


def _show_held(run: Invocation, store: Store) -> None:
    """Print the matches of a first poll, which alert for nothing."""
    for match, article in store.read(ledger.backlog_matches):
        if run.json:
            run.emit(
                {
                    "backlog": True,
                    "watch": match.watch,
                    "title": article.title,
                    "url": article.url,
                    "snippet": match.snippet,
                }
            )
        else:
            run.console.print(
                f"(backlog, would not alert) {match.watch}: {article.title}\n  {match.snippet}\n  {article.url}\n",
                markup=False,
            )
