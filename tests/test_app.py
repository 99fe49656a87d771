"""The log: one event a line, and no secret in it, not even one that a reload brings; the dead-man address; a reload."""

import gc
import io
import json
from pathlib import Path

import pytest
import structlog
import yaml
from sqlmodel import Session, select

from monitor import notify
from monitor.app import build, now, start_log
from monitor.cli import main
from monitor.config import load
from monitor.core.alert import Health
from monitor.store import alerts, channels, open_store
from monitor.store.tables import ChannelRow, DeliveryRow
from tests.site import serving


def test_secrets_are_masked_those_of_a_reload_too() -> None:
    out, secrets = io.StringIO(), {"first-token"}
    start_log(as_json=True, secrets=secrets, stream=out)
    try:
        log = structlog.get_logger("t")
        secrets |= {"second-token"}
        log.info("poll", url="https://h/first-token/x", note="second-token")
    finally:
        structlog.reset_defaults()
    event = json.loads(out.getvalue())
    assert (event["url"], event["note"], event["event"]) == ("https://h/***/x", "***", "poll")


@pytest.mark.parametrize(
    ("status", "more", "calls"),
    [(200, (), 1), (500, (), 0), (200, ("--dry-run",), 0)],
    ids=["well", "fails", "dry run"],
)
def test_the_dead_man_address_is_called_when_all_is_well(
    tmp_path: Path, status: int, more: tuple[str, ...], calls: int
) -> None:
    with serving() as site:
        site.feed("/feed")
        site.put("/feed", site.answers["/feed"][2], status=status)
        site.put("/ping/7f3", "OK")
        document = {
            "settings": {
                "database": f"sqlite:///{tmp_path / 'w.db'}",
                "fetch": {"allow_networks": ["127.0.0.0/8"]},
                "ping": f"{site.url}/ping/7f3",
            },
            "feeds": [{"name": "paper", "url": f"{site.url}/feed"}],
        }
        (tmp_path / "c.yaml").write_text(yaml.safe_dump(document))
        try:
            code = main(["-c", str(tmp_path / "c.yaml"), "run", "--once", *more])
        finally:
            structlog.reset_defaults()
        assert code == (0 if status == 200 else 1)
        assert site.asked_for("/ping/7f3") == calls


class Takes:
    """A sender whose channels take everything."""

    async def send(self, url, recipient, rendered, *, message_id, at=None, thread=None):  # type: ignore[no-untyped-def]
        return notify.Outcome("sent", 200, "ok")

    async def arrived(self, url, recipient, *, message_id, since, thread=None):  # type: ignore[no-untyped-def]
        return None

    async def close(self) -> None:
        pass


async def test_a_reload_resumes_what_a_broken_channel_holds(tmp_path: Path) -> None:
    path, url = tmp_path / "c.yaml", f"sqlite:///{tmp_path / 'w.db'}"
    document = {"settings": {"database": url}, "channels": [{"name": "desk", "url": "json://desk.example/"}]}
    path.write_text(yaml.safe_dump(document))
    store, moment = open_store(url), now()

    def hold(session: Session) -> None:
        alerts.queue(
            session,
            channel="desk",
            recipients=("",),
            gather="notice:1",
            kind="notice",
            due=moment,
            now=moment,
            notice={"title": "t", "body": "b"},
        )
        channels.record(session, "desk", Health("broken", 1, moment, moment + 3000), "no_service")

    store.write(hold)
    app = build(path, load(path, environ={}, usable_channel=notify.usable), {}, store=store, send=Takes())

    def states() -> tuple[str, str]:
        return store.read(lambda s: (s.exec(select(DeliveryRow.state)).one(), s.exec(select(ChannelRow.state)).one()))

    try:
        await app.scheduler.tick()
        assert states() == ("pending", "broken")
        app.ask_reload()
        await app.scheduler.tick()
        await app.scheduler.drain(5)
        assert states() == ("sent", "working")
    finally:
        await app.close()


async def test_what_is_held_for_good_is_not_looked_through_for_garbage_after_a_reload_too(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(yaml.safe_dump({"settings": {"database": f"sqlite:///{tmp_path / 'w.db'}"}}))
    app = build(path, load(path, environ={}, usable_channel=notify.usable), {}, send=Takes())
    try:
        gc.unfreeze()
        app.ask_reload()
        await app.scheduler.tick()
        assert gc.get_freeze_count() > 10_000
        gc.unfreeze()
        await app.run_once()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
        await app.close()
