"""The insides of a daemon over a real database, client and workers, driven a stage at a time by tests."""

from pathlib import Path

import yaml
from sqlmodel import select

from monitor import notify
from monitor.app import fetcher
from monitor.config import Loaded, load
from monitor.pipeline import Pipeline
from monitor.sandbox import Sandbox
from monitor.store import Store, alerts, articles, feeds
from monitor.store.tables import UpdateRow
from tests.site import Site

START = 1_764_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


class Receiver:
    """A sender that keeps what it is given and answers as told."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, notify.Rendered]] = []
        self.dates: list[float | None] = []
        self.threads: list[notify.Thread | None] = []
        self.answer = notify.Outcome("sent", 200, "ok", None)
        self.there: bool | notify.Outcome | None = None

    async def send(self, url, recipient, rendered, *, message_id, at=None, thread=None):  # type: ignore[no-untyped-def]
        self.sent.append((url, recipient, rendered))
        self.dates.append(at)
        self.threads.append(thread)
        return self.answer

    async def arrived(self, url, recipient, *, message_id, since, thread=None):  # type: ignore[no-untyped-def]
        return self.there

    async def close(self) -> None:
        pass


class World:
    """A site, a daemon's insides, and verbs to drive them a stage at a time."""

    def __init__(self, site: Site, store: Store, clock: Clock, folder: Path, sandbox: Sandbox) -> None:
        self.site, self.store, self.clock, self._folder = site, store, clock, folder
        self.receiver, self.sandbox = Receiver(), sandbox
        self.pipeline: Pipeline | None = None

    def configure(self, **changes) -> Loaded:  # type: ignore[no-untyped-def]
        shipped = changes.pop("shipped", False)
        document = {
            "settings": {
                "fetch": {"allow_networks": ["127.0.0.0/8"]},
                "operators": ["ops"],
                **changes.pop("settings", {}),
            },
            "feeds": changes.pop("feeds", [{"name": "paper", "url": f"{self.site.url}/feed", "tags": ["agency"]}]),
            "watches": [
                {"name": "w", "query": "missile", "notify": ["desk"], **changes.pop("watch", {})},
                *changes.pop("more", []),
            ],
            "channels": [
                {"name": "desk", "url": "json://desk.example/", **changes.pop("channel", {})},
                {"name": "ops", "url": "json://ops.example/"},
            ],
        }
        path = self._folder / "config.yaml"
        path.write_text(yaml.safe_dump(document))
        loaded = load(path, environ={}, usable_channel=notify.usable, defaults=shipped)
        if self.pipeline is None:
            self.pipeline = Pipeline(
                store=self.store,
                fetch=fetcher(loaded),
                sandbox=self.sandbox,
                sender=self.receiver,
                loaded=loaded,
                clock=self.clock,
                reached=lambda _point: None,
            )
        else:
            self.pipeline.use(loaded, self.pipeline._fetch)
        pairs = [(feed.name, feed.url) for feed in loaded.config.feeds]
        self.store.write(lambda s: feeds.sync(s, pairs, self.clock.now, interval=600))
        return loaded

    async def poll(self) -> None:
        self.store.write(lambda s: feeds.make_due(s, self.clock.now))
        for claim in self.store.write(lambda s: feeds.claim(s, self.clock.now, owner="t", limit=99, lease=60)):
            await self.pipeline.poll(claim)

    async def read(self) -> None:
        for claim in self.store.write(lambda s: articles.claim(s, self.clock.now, owner="t", limit=99, lease=60)):
            await self.pipeline.read(claim)

    async def deliver(self) -> list[str]:
        claims = self.store.write(
            lambda s: alerts.claim(s, self.clock.now, owner="t", limit=99, lease=60, a_channel=99)
        )
        return [await self.pipeline.deliver(claim) for claim in claims]

    async def round(self) -> None:
        await self.poll()
        await self.read()
        await self.deliver()

    def titles(self, channel: str = "desk") -> list[str]:
        return [rendered.title + rendered.body for url, _, rendered in self.receiver.sent if channel in url]

    def updates(self):  # type: ignore[no-untyped-def]
        return sorted(self.rows(UpdateRow), key=lambda row: row.id)

    def rows(self, table):  # type: ignore[no-untyped-def]
        return self.store.read(lambda s: list(s.exec(select(table)).all()))


async def baseline(world: World, **changes) -> None:  # type: ignore[no-untyped-def]
    world.site.feed("/feed")
    world.configure(**changes)
    await world.round()
