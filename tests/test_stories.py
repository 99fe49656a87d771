"""Stories from end to end: one alert an event, updates for what is new, origins, and changes after the fact."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import event
from sqlmodel import Session

from monitor import notify
from monitor.core.alert import UpdateView
from monitor.core.article import Article
from monitor.core.story.model import Placed, Traits
from monitor.sandbox import Sandbox
from monitor.store import Store, alerts, ledger, stories
from monitor.store.tables import (
    AlertRow,
    ArticleRow,
    EntryRow,
    FeedRow,
    MatchRow,
    MessageRow,
    ReportRow,
    StoryRow,
    VersionRow,
)
from monitor.vigil import Vigil
from tests.site import Site
from tests.world import START, Clock, World, baseline

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = (
    "Missile strike sets grain terminal in Chornomorsk on fire",
    "ODESA, Nov. 24 - A ballistic missile hit a grain terminal in the port of Chornomorsk before dawn on Monday, killing "
    "three dock workers and wounding eleven, the regional governor Oleh Kiper said.",
    "The Iskander missile was fired from Crimea, the air force said. Two warehouses with corn burned for four hours, and "
    "a Maltese bulk carrier at the berth was damaged by splinters.",
    "Rescuers with dogs were still looking for a crane driver under the collapsed conveyor at noon.",
)
COPY = (
    "Grain terminal in Chornomorsk on fire after missile strike",
    *PORT[1:3],
    "Rescuers with dogs were still searching for a crane driver under the collapsed conveyor at noon, it was reported.",
)
OTHER = (
    "Chornomorsk: death toll of missile attack on port rises to five",
    "KYIV, Nov. 24 (Ukrinform) - The number of people killed by the Iskander missile that struck the port of Chornomorsk "
    "in the Odesa region on Monday has risen to five, the prosecutor's office said after two more bodies were found beneath the conveyor.",
    "Governor Oleh Kiper declared a day of mourning. Twelve people are in hospital. The terminal handled a tenth of "
    "Ukraine's corn exports, its owner told our correspondent, and will be shut for weeks.",
)
BALLET = (
    "Ballet festival opens in Busan with missile-shaped sculpture",
    "A festival of contemporary ballet opened in Busan on Monday with forty companies from nine countries.",
    "A sculpture in the shape of a missile made of umbrellas greets visitors in front of the theatre by the sea.",
)


@pytest_asyncio.fixture(loop_scope="module")
async def world(site: Site, store: Store, tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[World]:
    built = World(site, store, Clock(), tmp_path, sandbox)
    yield built
    if built.pipeline is not None:
        await built.pipeline._fetch.close()
        built.pipeline.close()


async def two_papers(world: World, **changes) -> None:  # type: ignore[no-untyped-def]
    world.site.feed("/second")
    feeds = [
        {"name": "paper", "url": f"{world.site.url}/feed", "title": "Harbour Paper"},
        {"name": "second", "url": f"{world.site.url}/second", "title": "Steppe Post"},
    ]
    await baseline(world, feeds=feeds, shipped=True, **changes)


def publish(world: World, feed: str, path: str, report: tuple[str, ...], at: float | None = None) -> None:
    """Put a page and its item into a feed that shows only this one."""
    link = world.site.page(path, *report)
    world.site.feed(feed, (path, link, report[0], at or world.clock.now))


def kinds(world: World) -> list[str]:
    return [row.kind for row in sorted(world.rows(ReportRow), key=lambda row: row.id)]


async def test_a_further_report_is_an_update_in_the_thread_of_the_alert(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.clock.now += 600
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    assert kinds(world) == ["first", "report"]
    assert len(world.rows(AlertRow)) == 1
    first, update = world.titles()
    assert PORT[0] in first
    assert "killed: 3 → 5" in update
    assert OTHER[0] in update
    alert = min(world.rows(MessageRow), key=lambda row: row.id)
    assert world.receiver.threads[0] is None
    assert world.receiver.threads[1] is not None
    assert world.receiver.threads[1].known == f"{alert.id}.{int(alert.created_at)}"


async def test_a_copy_is_silent_and_counted_in_the_next_update(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.clock.now += 600
    publish(world, "/second", "/copy.html", COPY)
    await world.round()
    assert kinds(world) == ["first", "copy"]
    assert len(world.titles()) == 1
    world.clock.now += 600
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    assert len(world.titles()) == 2
    reports = sorted(world.rows(ReportRow), key=lambda row: row.id)
    assert reports[1].origin == reports[0].origin, "a copy is no second source"
    said = [UpdateView.model_validate(row.document) for row in world.updates()]
    assert [(one.copies, one.reports) for one in said] == [(1, 3)]


async def test_a_copy_with_another_toll_is_told(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.clock.now += 600
    later = (PORT[0], PORT[1].replace("killing three dock workers", "killing seven dock workers"), *PORT[2:])
    assert later != PORT
    publish(world, "/second", "/later.html", later)
    await world.round()
    assert kinds(world) == ["first", "report"]
    _, update = world.titles()
    assert "killed: 3 → 7" in update
    reports = sorted(world.rows(ReportRow), key=lambda row: row.id)
    assert reports[1].origin == reports[0].origin, "the same account with another number is no second source"


async def test_another_event_is_another_story_with_its_own_alert(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    publish(world, "/second", "/ballet.html", BALLET)
    await world.round()
    assert len(world.rows(StoryRow)) == 2
    assert len(world.titles()) == 2


async def test_a_watch_can_alert_once_an_article(world: World) -> None:
    await two_papers(world, watch={"group": "article"})
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    publish(world, "/second", "/copy.html", COPY)
    await world.round()
    assert kinds(world) == ["first", "copy"]
    assert len(world.rows(AlertRow)) == 2
    assert {row.story_id for row in world.rows(AlertRow)} == {None}
    assert all("Update:" not in title for title in world.titles())


async def test_updates_of_a_story_come_at_most_every_half_hour(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    for number in range(3):
        world.clock.now += 300
        extra = f"Witness number {number} told a reporter of the Steppe Post about the fire at the terminal."
        publish(world, "/second", f"/b{number}.html", (f"{OTHER[0]} ({number})", *OTHER[1:], extra))
        if number:  # other words, for a near copy is silent
            publish(world, "/second", f"/b{number}.html", REWORDED[number - 1])
        await world.round()
    assert kinds(world) == ["first", "report", "report", "report"]
    assert len(world.titles()) == 2, "the alert, and the first update at once"
    world.clock.now = START + 300 + 1799
    assert await world.deliver() == []
    world.clock.now = START + 300 + 1801
    assert await world.deliver() == ["sent"]
    for report in REWORDED:
        assert report[0] in world.titles()[2]


REWORDED = (
    (
        "Port of Chornomorsk closed after deadly Iskander strike",
        "Ships were turned away from Chornomorsk on Monday after an Iskander missile killed dock workers at a grain "
        "terminal, the seaports authority of Ukraine said, and insurers raised their rates.",
        "Fourteen vessels wait at anchor off Odesa. Kiper, the governor, said that pilots would resume work on Wednesday.",
    ),
    (
        "UN condemns missile attack on Chornomorsk grain terminal",
        "The United Nations condemned on Monday the strike on a terminal in Chornomorsk, from where corn leaves for Egypt "
        "and Kenya, and said that food prices would feel the Iskander that hit it.",
        "Its coordinator in Ukraine named the dead dock workers and called for an inquiry into the attack in the Odesa "
        "region, in which according to prosecutors five people died.",
    ),
)


async def test_a_watch_waits_for_a_second_source(world: World) -> None:
    await two_papers(world, watch={"min_sources": {"count": 2, "within": "6h"}})
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    publish(world, "/second", "/copy.html", COPY)
    await world.round()
    assert world.titles() == [], "a copy is no second source"
    assert world.rows(AlertRow)[0].waiting_until == START + 6 * 3600
    world.clock.now += 3600
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    title, *_ = world.titles()
    assert PORT[0] in title
    row = world.rows(AlertRow)[0]
    assert (row.waiting_until, row.document["independent"], row.document["single_source"]) == (None, 2, False)


async def test_nothing_is_told_of_a_story_whose_alert_still_waits(world: World) -> None:
    await two_papers(world, watch={"min_sources": {"count": 3, "within": "6h"}})
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    assert world.titles() == []


@pytest.mark.parametrize("then", ["mark", "drop"])
async def test_a_watch_that_waited_in_vain_says_so_or_drops(world: World, then: str) -> None:
    loaded_with = {"min_sources": {"count": 2, "within": "6h", "then": then}}
    await two_papers(world, watch=loaded_with)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    vigil = Vigil(world.configure(watch=loaded_with, shipped=True).config)
    assert world.store.write(lambda s: vigil.end_waiting(s, START + 6 * 3600 - 1)) == 0
    world.clock.now = START + 6 * 3600
    assert world.store.write(lambda s: vigil.end_waiting(s, world.clock.now)) == 1
    await world.deliver()
    assert ["Single source" in title for title in world.titles()] == ([True] if then == "mark" else [])
    assert (world.rows(AlertRow)[0].dropped_at is not None) == (then == "drop")
    assert world.store.write(lambda s: vigil.end_waiting(s, world.clock.now)) == 0


async def test_a_page_that_is_changed_after_the_fact_is_told_with_the_difference(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.clock.now += 900
    await world.read()
    assert await world.deliver() == [], "as it was"
    assert world.site.asked_for("/a.html") == 2
    changed = (PORT[0], PORT[1].replace("three dock workers", "nine dock workers"), *PORT[2:])
    world.site.page("/a.html", *changed)
    world.clock.now += 3600
    await world.read()
    await world.deliver()
    assert len(world.titles()) == 2
    assert "three" in world.titles()[1]
    assert "nine" in world.titles()[1]
    (before,) = world.rows(VersionRow)
    assert "three dock workers" in before.document["text"]
    assert len(world.rows(AlertRow)) == 1


async def test_a_page_is_looked_at_four_times_and_politely(world: World) -> None:
    await two_papers(world)
    link = world.site.page("/a.html", *PORT)
    body = world.site.answers["/a.html"][2]
    world.site.put("/a.html", body, ETag='"one"')
    world.site.feed("/feed", ("a", link, PORT[0], START))
    await world.round()
    at = []
    for _ in range(200):
        world.clock.now += 900
        before = world.site.asked_for("/a.html")
        await world.read()
        if world.site.asked_for("/a.html") > before:
            at.append(world.clock.now - START)
    assert at == [900, 3600, 6 * 3600, 24 * 3600]
    assert {asked.get("if-none-match") for path, asked in world.site.asked if path == "/a.html"} == {None, '"one"'}
    assert world.rows(EntryRow)[0].state == "read"


async def test_a_page_that_was_taken_down_is_told(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.site.put("/a.html", "gone", status=404)
    world.clock.now += 900
    await world.read()
    await world.deliver()
    assert len(world.titles()) == 2
    assert "no longer there" in world.titles()[1]
    assert world.rows(EntryRow)[0].state == "read"


async def test_what_no_watch_matched_is_not_looked_at_again(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", ("Quiet day", "Nothing happened at the harbour on Monday, and people rested."))
    await world.round()
    world.clock.now += 900
    await world.read()
    assert world.site.asked_for("/a.html") == 1


async def test_what_a_first_poll_brought_is_not_looked_at_again(world: World) -> None:
    publish(world, "/feed", "/a.html", PORT, at=START - 3600)
    world.configure(shipped=True)
    await world.round()
    world.clock.now += 900
    await world.read()
    assert world.site.asked_for("/a.html") == 1


def known_before(world: World, count: int) -> None:
    """Put reports of other events into the database, as an earlier daemon did."""
    origin = "earlier.example"

    def put(session: Session) -> None:
        for number in range(count):
            article = ArticleRow(key=f"earlier:{number}", seen_at=START, read_at=START)
            session.add(article)
            session.flush()
            traits = Traits(marks=frozenset({f"w:quiet{number}"}), origin=origin)
            stories.add(
                session, Placed(None, "first", origin), traits, article_id=article.id or 0, at=START, seen_at=START,
                source=origin, title=f"Earlier {number}", url=None, language="en",
            )  # fmt: skip

    world.store.write(put)


@contextmanager
def reports_read_for_writing() -> Iterator[list[ReportRow]]:
    """Give the reports that were read in transactions in which nobody else can write."""
    read: list[ReportRow] = []

    def loaded(report: ReportRow, context) -> None:  # type: ignore[no-untyped-def]
        if not context.session.get_bind().get_execution_options().get("wirewatch_read"):
            read.append(report)

    event.listen(ReportRow, "load", loaded)
    try:
        yield read
    finally:
        event.remove(ReportRow, "load", loaded)


async def test_the_reports_of_the_last_days_are_read_before_the_first_is_written(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    known_before(world, 30)
    world.pipeline.close()
    world.pipeline = None
    await two_papers(world)
    publish(world, "/second", "/copy.html", COPY)
    with reports_read_for_writing() as read:
        await world.round()
    assert kinds(world)[-1] == "copy"
    assert len(read) < 5


async def test_what_an_earlier_reading_did_not_see_is_read_with_the_next_report(world: World) -> None:
    await two_papers(world)
    await world.pipeline.recall()
    world.pipeline, ours = None, world.pipeline
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.pipeline.close()
    world.pipeline = ours  # two daemons
    publish(world, "/second", "/copy.html", COPY)
    await world.round()
    assert kinds(world) == ["first", "copy"]


async def test_a_reload_while_the_reports_are_read_reads_them_once(world: World) -> None:
    await two_papers(world)
    known_before(world, 30)
    publish(world, "/feed", "/a.html", PORT)
    await world.poll()
    recalled = world.pipeline.recall()
    await two_papers(world)
    await recalled
    assert world.pipeline.recall() is recalled
    with reports_read_for_writing() as read:
        await world.read()
    assert kinds(world)[-1] == "first"
    assert len(read) < 5


async def test_a_transaction_that_fails_leaves_no_story_behind(world: World) -> None:
    await two_papers(world)
    known_before(world, 30)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    joining, count = world.pipeline._joining, len(world.rows(ReportRow))

    def fails(session: Session) -> None:
        for number in range(3):
            article = Article(source="second", title=BALLET[0], text=" ".join(BALLET), url=f"http://x/{number}")
            row = ArticleRow(key=f"x{number}", seen_at=START, read_at=START)
            session.add(row)
            session.flush()
            joining.join(session, row, article, joining.traits(article), feed="second", now=START)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await world.pipeline.write(fails)
    publish(world, "/second", "/ballet.html", BALLET)
    with reports_read_for_writing() as read:
        await world.round()
    assert kinds(world)[count:] == ["first"], "what it would be a copy of is not there"
    assert len(read) < 10, "what was not undone is still known"
    publish(world, "/second", "/copy.html", COPY)
    await world.round()
    assert kinds(world)[count:] == ["first", "copy"]


async def test_another_daemon_joins_the_same_story(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.pipeline.close()
    world.pipeline = None
    world.configure(
        shipped=True,
        feeds=[
            {"name": "paper", "url": f"{world.site.url}/feed"},
            {"name": "second", "url": f"{world.site.url}/second"},
        ],
    )
    publish(world, "/second", "/copy.html", COPY)
    await world.round()
    assert kinds(world) == ["first", "copy"]
    assert len(world.titles()) == 1


async def test_an_outage_of_three_days_makes_no_two_stories_of_one(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.clock.now += 74 * 3600
    world.pipeline.close()
    world.pipeline = None
    await two_papers(world)
    publish(world, "/second", "/copy.html", COPY, at=START + 600)
    await world.round()
    assert kinds(world) == ["first", "copy"]
    assert len(world.titles()) == 1


async def test_a_first_poll_joins_stories_and_alerts_for_nothing(world: World) -> None:
    world.site.feed("/second")
    publish(world, "/feed", "/a.html", PORT, at=START - 3600)
    world.configure(
        shipped=True,
        feeds=[
            {"name": "paper", "url": f"{world.site.url}/feed"},
            {"name": "second", "url": f"{world.site.url}/second"},
        ],
    )
    await world.round()
    assert world.titles() == []
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    assert kinds(world) == ["first", "report"]
    (title,) = world.titles()
    assert OTHER[0] in title, "the first that is news alerts, whatever was there before"


async def test_what_is_told_of_a_snoozed_alert_waits_with_it(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    alert = world.rows(AlertRow)[0]

    def snooze(session) -> None:  # type: ignore[no-untyped-def]
        session.get(AlertRow, alert.id).snoozed_until = START + 7200

    world.store.write(snooze)
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    assert len(world.titles()) == 1
    world.clock.now = START + 7200
    await world.deliver()
    assert len(world.titles()) == 2


async def test_the_archive_tells_a_story_whole(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    (told,) = world.store.read(lambda s: stories.latest(s, since=0, limit=9, watched=True))
    assert told.watches == ["w"]
    whole = world.store.read(lambda s: stories.whole(s, told.story.id))
    assert whole is not None
    assert [one.source for one in whole.reports] == ["Harbour Paper", "Steppe Post"]
    assert len(whole.alerts) == len(whole.updates) == 1
    assert world.store.read(lambda s: stories.whole(s, 99)) is None


async def test_a_digest_takes_the_update_with_the_alert(world: World) -> None:
    await two_papers(world, watch={"digest": "08:00"}, settings={"timezone": "UTC"})
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    assert world.titles() == []
    world.clock.now += 86400
    await world.deliver()
    (digest,) = world.titles()
    assert PORT[0] in digest
    assert "killed: 3 → 5" in digest


async def test_an_update_that_does_not_arrive_shows_with_its_alert(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    world.receiver.answer = notify.Outcome("retry", 503, "busy")
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    ((alert, deliveries),) = world.store.read(lambda s: ledger.alert_list(s, undelivered=True))
    assert [row.state for row in deliveries] == ["sent", "retry"]
    assert [one.message.kind for one in world.store.read(lambda s: ledger.carried(s, alert.id))] == ["alert", "update"]
    assert world.store.write(lambda s: alerts.retry(s, world.clock.now, alert_id=alert.id)) == 1


async def test_a_snooze_holds_the_update_that_gathers(world: World) -> None:
    await two_papers(world)
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    publish(world, "/second", "/b.html", OTHER)
    await world.poll()
    await world.read()
    alert = world.rows(AlertRow)[0]
    world.store.write(lambda s: ledger.snooze(s, alert.id, START + 7200))
    assert await world.deliver() == []
    world.clock.now = START + 7200
    assert await world.deliver() == ["sent"]


async def test_a_surge_is_told_once_with_its_numbers(world: World) -> None:
    await two_papers(world)
    now = START + 21 * 86400

    def history(session) -> None:  # type: ignore[no-untyped-def]
        """A story every other day for three weeks, and nine in the last hour, of as many papers."""
        feed = session.get(FeedRow, "paper")
        feed.baseline_at = START
        times = [START + day * 86400 for day in range(1, 21, 2)] + [now - 300 * number for number in range(9)]
        for number, at in enumerate(times):
            row = ArticleRow(key=f"a/{number}", seen_at=at, read_at=at)
            session.add(row)
            session.flush()
            session.add(MatchRow(article_id=row.id, watch="w", matched_at=at))
            session.add(
                EntryRow(feed="paper", key=f"g{number}", fingerprint="", seen_at=at, last_seen=at, article_id=row.id)
            )
            stories.add(
                session, Placed(None, "first", f"paper {number}"), Traits(), article_id=row.id, at=at, seen_at=at,
                source="x", title="x", url=None, language=None,
            )  # fmt: skip

    world.store.write(history)
    world.clock.now = now
    vigil = Vigil(world.configure(shipped=True).config)
    assert world.store.write(lambda s: vigil.look_for_surges(s, now)) == ["w"]
    assert world.store.write(lambda s: vigil.look_for_surges(s, now + 60)) == [], "once"
    assert await world.deliver() == ["sent"]
    (told,) = world.titles()
    assert "Surge: w" in told
    assert "9 stories" in told
    assert "9 independent sources" in told


async def test_an_update_waits_until_its_alert_has_arrived(world: World) -> None:
    await two_papers(world)
    world.receiver.answer = notify.Outcome("retry", 503, "busy")
    publish(world, "/feed", "/a.html", PORT)
    await world.round()
    publish(world, "/second", "/b.html", OTHER)
    await world.round()
    assert len(world.titles()) == 1, "the alert alone was tried"
    assert world.store.read(lambda s: alerts.waiting(s, world.clock.now))[0] == 0
    world.receiver.answer = notify.Outcome("sent", 200, "ok")
    world.clock.now += 900
    assert await world.deliver() == ["sent"]
    assert await world.deliver() == ["sent"]
    assert PORT[0] in world.titles()[1]
    assert world.titles()[2].startswith("Update:")
