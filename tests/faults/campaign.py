"""One run: news under faults, then calm until all is drained, then the verdict."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.broken import POINTS, copied
from tests.faults.clock import Clock
from tests.faults.daemons import Daemons
from tests.faults.databases import open_database
from tests.faults.injector import Injector
from tests.faults.ledger import CHANNELS, Ledger, Verdict
from tests.faults.news import PAPERS, News
from tests.faults.receivers import Receivers
from tests.faults.script import Script, chance_for

HASTE, SHORT_HASTE = 60, 300  # s of the daemon's clock that a second of the drain takes off its waits


@dataclass(frozen=True)
class Plan:
    """What a run is asked for. ``minutes`` bounds the faults and, once more, half of it the drain."""

    seed: int
    faults: int = 1000
    alerts: int = 500
    database: str = "sqlite"
    minutes: float = 14.0
    broken: str | None = None
    short: bool = False
    only: tuple[str, ...] = ()  # these process faults instead of a plan


@dataclass
class Report:
    """What came of it."""

    plan: Plan
    verdict: Verdict
    process_faults: Counter[str]
    receiver_faults: Counter[str]
    not_injected: dict[str, str]
    exits: Counter[str]
    last_words: list[str]
    undelivered: int | None
    seconds: float
    history: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        """All of them."""
        return self.process_faults.total() + self.receiver_faults.total()


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Report:
    """Run it in an empty folder."""
    began, rng = time.monotonic(), random.Random(plan.seed)
    on_processes = len(plan.only) or max(round(plan.faults * 0.15), 8)
    most = 1 if plan.short else 3
    chance = chance_for(plan.faults - on_processes, plan.alerts * len(CHANNELS), most)
    clock, ledger = Clock(folder), Ledger()
    script = Script(plan.seed, chance=chance, most=most, hangs=not plan.short)
    news, receivers = News(plan.seed, clock.now), Receivers(ledger, script, clock.now)
    database = open_database(plan.database, folder)
    news.start()
    receivers.start()
    daemons = Daemons(folder, {**receivers.environ, **clock.environ}, copied(folder, plan.broken))
    try:
        daemons.configure(news.url, database.url)
        for number in range(2 * PAPERS):
            news.publish(matches=number % 2 == 0)
        first = daemons.command("run", "--once", timeout=90)
        assert first.returncode == 0, f"the baseline failed:\n{first.stderr[-3000:]}"
        injector = Injector(rng, daemons, clock, database, scale=0.0 if plan.short else 1.0)
        run_ = _Run(plan, rng, news, ledger, script, daemons, clock, say)
        planned = list(plan.only) or injector.plan(on_processes)
        if plan.broken and not plan.only:  # a short run may kill there once, and while it reads what matches nothing
            planned += [f"{POINTS[plan.broken]}#{number}" for number in (1, 2, 3)]
        run_.storm(injector, planned)
        in_time = run_.drain()
        undelivered = daemons.undelivered()
        verdict = ledger.judge(news.expected(), news.of, in_time=in_time)
        suspects = [*verdict.lost, *verdict.repeated_askable, *verdict.repeated_unmarked, *verdict.unexpected]
        return Report(
            plan,
            verdict,
            injector.faults,
            script.faults,
            injector.not_injected,
            daemons.exits,
            daemons.last_words,
            undelivered,
            time.monotonic() - began,
            {key: "its attempts met: " + (", ".join(script.met(key[1], key[0])) or "nobody") for key in suspects},
        )
    finally:
        daemons.stop()
        receivers.stop()
        news.stop()
        database.close()


@dataclass
class _Run:
    plan: Plan
    rng: random.Random
    news: News
    ledger: Ledger
    script: Script
    daemons: Daemons
    clock: Clock
    say: Callable[[str], None]

    def storm(self, injector: Injector, planned: list[str]) -> None:
        """Faults, with news spread evenly over them."""
        began, published = time.monotonic(), 0
        journal = self.daemons.folder / "faults.log"

        def publish_up_to(share: float) -> None:
            nonlocal published
            while published < round(self.plan.alerts * share):
                if published % 3 == 2:
                    self.news.break_out()
                else:
                    self.news.publish(matches=True)
                published += 1
                if published % 10 == 0:
                    self.news.publish(matches=False)

        for number, fault in enumerate(planned):
            if time.monotonic() - began > self.plan.minutes * 60:
                self.say(f"out of time after {number} of {len(planned)} process faults")
                break
            at = time.strftime("%H:%M:%S")
            injector.inject(fault, lambda done=number + 1: publish_up_to(done / len(planned)))  # type: ignore[misc]
            with journal.open("a", encoding="utf-8") as file:
                file.write(f"{at} {fault} clock{self.clock.offset:+d}\n")
            self._mend()
            if number % 10 == 9:
                total = injector.faults.total() + self.script.faults.total()
                self.say(f"{total} faults, {published} alerts, {len(self.ledger.arrived())} deliveries")
        publish_up_to(1)

    def drain(self) -> bool:
        """Let the daemon run until nothing is missing, or nothing has come for long; false where time ran out before."""
        due = {(token, channel) for token in self.news.expected() for channel in CHANNELS}
        end = time.monotonic() + (60 if self.plan.short else self.plan.minutes * 30)
        quiet = 12.0 if self.plan.short else 40.0
        last, count = time.monotonic(), -1
        while time.monotonic() < end:
            self.daemons.ensure()
            time.sleep(1)
            arrived = len(self.ledger.accepted)
            if arrived != count:
                last, count = time.monotonic(), arrived
            elif time.monotonic() - last > quiet:
                return True
            if due <= self.ledger.arrived(self.news.of) and self.daemons.undelivered() == 0:
                return True
            self._mend()
            self.clock.step(SHORT_HASTE if self.plan.short else HASTE)
            if round(time.monotonic()) % 10 == 0:
                self.say(f"draining: {len(due - self.ledger.arrived(self.news.of))} deliveries missing")
        return due <= self.ledger.arrived(self.news.of)

    def _mend(self) -> None:
        """Do what the README tells an operator to do with a channel that was broken and is mended."""
        if self.script.broken:
            self.daemons.reload()
