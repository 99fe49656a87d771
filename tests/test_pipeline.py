"""The pipeline over a real database, client and sandbox; only the web site and the receiver are the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from monitor import notify
from monitor.errors import StoreError
from monitor.sandbox import Sandbox
from monitor.store import Store, alerts, articles, channels, feeds, ledger
from monitor.store.tables import ArticleRow, ChannelRow, DeliveryRow, EntryRow, FeedRow, MatchRow, MessageRow
from tests.site import Site, serving
from tests.world import START, Clock, World, baseline

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def world(site: Site, store: Store, tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[World]:
    built = World(site, store, Clock(), tmp_path, sandbox)
    yield built
    if built.pipeline is not None:
        await built.pipeline._fetch.close()
        built.pipeline.close()


async def test_news_becomes_one_alert(world: World) -> None:
    await baseline(world)
    link = world.site.page(
        "/a.html", "A missile hit the port", "Long text about the strike that a missile made on the port in the night."
    )
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    await world.round()
    await world.round()
    assert len(world.titles()) == 1
    assert "A missile hit the port" in world.titles()[0]
    assert [row.state for row in world.rows(DeliveryRow)] == ["sent"]


async def test_the_first_poll_is_a_baseline(world: World) -> None:
    link = world.site.page("/a.html", "A missile hit the port", "Text of it.")
    world.site.feed(
        "/feed", ("g1", link, "A missile hit the port", START - 60), ("g2", link + "?b", "Undated missile", None)
    )
    world.configure()
    await world.round()
    assert world.titles() == []
    assert {row.watch for row in world.rows(MatchRow)} == {"w"}, "stored, matched, seen by backtest"


async def test_an_item_of_the_baseline_that_is_edited_before_it_is_read_is_no_news(world: World) -> None:
    link = world.site.page("/a.html", "A missile hit the port", "Text of it.")
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START - 60))
    world.configure(more=[{"name": "second", "query": "submarine", "notify": ["desk"]}])
    await world.poll()
    world.site.feed("/feed", ("g1", link, "A missile hit the port in the night", START - 60))
    await world.poll()
    await world.read()
    assert await world.deliver() == []
    world.site.page("/a.html", "A missile hit the port", "Text of it. A submarine was seen, too.")
    world.site.feed("/feed", ("g1", link, "A missile hit the port, a submarine was seen", START - 60))
    await world.round()
    assert len(world.titles()) == 1, "what an edit adds once it has been read is news"
    assert "submarine" in world.titles()[0]


async def test_the_backlog_that_is_asked_for_alerts_except_what_has_no_date(world: World) -> None:
    new = world.site.page("/new.html", "A missile hit the port", "Text of it.")
    old = world.site.page("/old.html", "A missile hit a bridge", "Text of it.")
    undated = world.site.page("/undated.html", "A missile hit a depot", "Text of it.")
    world.site.feed(
        "/feed",
        ("g1", new, "A missile hit the port", START - 600),
        ("g2", old, "A missile hit a bridge", START - 7200),
        ("g3", undated, "A missile hit a depot", None),
    )
    world.configure(settings={"alert_backlog": "1h"})
    await world.round()
    assert len(world.titles()) == 1
    assert "port" in world.titles()[0]


async def test_a_changed_entry_is_matched_again_and_a_watch_fires_once(world: World) -> None:
    await baseline(world, more=[{"name": "second", "query": "submarine", "notify": ["desk"]}])
    link = world.site.page("/a.html", "A missile hit the port", "First version of the text about the port.")
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    await world.round()
    world.site.page(
        "/a.html", "A missile hit the port, a submarine was seen", "Second version, a submarine was seen at the port."
    )
    world.site.feed("/feed", ("g1", link, "A missile hit the port, a submarine was seen", START))
    await world.round()
    assert len(world.titles()) == 2, "one alert for each watch, none twice"
    assert "submarine" in world.titles()[1]


async def test_the_same_article_in_two_feeds_is_one(world: World) -> None:
    world.site.feed("/feed")
    world.site.feed("/other")
    world.configure(
        feeds=[{"name": "paper", "url": f"{world.site.url}/feed"}, {"name": "other", "url": f"{world.site.url}/other"}]
    )
    await world.round()
    link = world.site.page("/a.html", "A missile hit the port", "Text about the strike.")
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    world.site.feed("/other", ("x9", link + "?utm_source=other", "A missile hit the port", START))
    await world.round()
    assert len(world.titles()) == 1
    assert len(world.rows(ArticleRow)) == 1


async def test_a_page_that_cannot_be_read_is_matched_on_the_feeds_text_and_says_so(world: World) -> None:
    await baseline(world)
    link = world.site.put("/wall.html", "no", status=403)
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    await world.round()
    assert len(world.titles()) == 1
    assert "page not read" in world.titles()[0]
    assert world.rows(EntryRow)[0].state == "read", "403 is no passing reason"


async def test_a_page_that_fails_in_passing_is_matched_at_once_and_read_again(world: World) -> None:
    await baseline(world, more=[{"name": "second", "query": "submarine", "notify": ["desk"]}])
    link = world.site.put("/a.html", "busy", status=503)
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    await world.round()
    assert len(world.titles()) == 1
    world.site.page("/a.html", "A missile hit the port", "The page adds that a submarine had been seen near the port.")
    world.clock.now += 2000
    await world.read()
    await world.deliver()
    assert world.rows(EntryRow)[0].note is None
    assert len(world.titles()) == 2
    assert "submarine" in world.titles()[1]
    assert world.rows(EntryRow)[0].state == "watched"


async def test_robots_txt_is_honoured_for_pages_and_can_be_set_aside(world: World) -> None:
    world.site.put("/robots.txt", "User-agent: *\nDisallow: /a.html")
    await baseline(world)
    link = world.site.page("/a.html", "Quiet night", "A missile is named on the page only.")
    world.site.feed("/feed", ("g1", link, "Quiet night", START))
    await world.round()
    assert world.site.asked_for("/a.html") == 0
    assert world.titles() == []
    assert "robots" in (world.rows(EntryRow)[0].note or "")


async def test_conditional_requests_carry_what_the_server_wrote(world: World) -> None:
    world.site.feed("/feed", ETag='W/"odd;tag"')
    world.configure()
    await world.poll()
    await world.poll()
    assert world.site.asked[-1][1]["if-none-match"] == 'W/"odd;tag"'
    row = world.rows(FeedRow)[0]
    assert (row.last_status, row.failures) == (304, 0)


async def test_a_feed_that_is_gone_stops_and_is_told(world: World) -> None:
    world.site.put("/feed", "", status=410)
    world.configure()
    await world.round()
    row = world.rows(FeedRow)[0]
    assert row.state == "gone"
    assert "410" in (row.notice or "")
    assert len(world.titles("ops")) == 1
    await world.round()
    assert world.site.asked_for("/feed") == 1


async def test_a_feed_that_moved_is_remembered(world: World) -> None:
    world.site.feed("/new")
    world.site.put("/feed", "", status=301, Location="/new")
    world.configure()
    await world.poll()
    await world.poll()
    assert (world.site.asked_for("/feed"), world.site.asked_for("/new")) == (1, 2)


@pytest.mark.parametrize("status", [404, 410, 503])
async def test_where_a_feed_had_moved_to_fails_its_own_address_is_asked_again(world: World, status: int) -> None:
    world.site.feed("/new")
    world.site.put("/feed", "", status=301, Location="/new")
    world.configure()
    await world.poll()
    world.site.put("/new", "", status=status)
    await world.poll()
    world.site.feed("/feed")
    await world.poll()
    row = world.rows(FeedRow)[0]
    assert (row.state, row.last_error, row.moved_to) == ("active", None, None)
    assert world.titles("ops") == []


async def test_retry_after_holds_and_failures_back_off(world: World) -> None:
    world.site.put("/feed", "", status=503, Retry_After="7200")
    world.configure()
    await world.poll()
    assert world.rows(FeedRow)[0].next_poll >= START + 7200
    assert "503" in (world.rows(FeedRow)[0].last_error or "")


async def test_an_html_page_in_place_of_a_feed_is_said_in_words(world: World) -> None:
    world.site.put("/feed", "<!doctype html><html><body><h1>Welcome</h1></body></html>", Content_Type="text/html")
    world.configure()
    await world.poll()
    assert "HTML" in (world.rows(FeedRow)[0].last_error or "")


async def test_a_feed_that_changes_all_its_guids_gives_one_notice(world: World) -> None:
    links = [world.site.page(f"/{n}.html", f"Missile story number {n}", "Text.") for n in range(8)]
    world.site.feed("/feed", *((f"g{n}", link, f"Missile story number {n}", START) for n, link in enumerate(links)))
    world.configure()
    await world.round()
    world.site.feed(
        "/feed", *((f"new{n}", f"{link}?v=2", f"Missile story number {n}", START) for n, link in enumerate(links))
    )
    await world.round()
    await world.round()
    assert world.titles() == []
    assert len(world.titles("ops")) == 1


async def test_a_guid_used_for_another_article_is_news(world: World) -> None:
    first = world.site.page("/1.html", "Quiet night in the port", "Nothing happened.")
    world.site.feed("/feed", ("live", first, "Quiet night in the port", START))
    world.configure()
    await world.round()
    second = world.site.page("/2.html", "A missile hit the port", "It did.")
    world.site.feed("/feed", ("live", second, "A missile hit the port", START))
    await world.round()
    assert len(world.titles()) == 1


@pytest.mark.parametrize(
    ("answer", "state", "again"),
    [
        (notify.Outcome("retry", 503, "busy", None), "retry", True),
        (notify.Outcome("unknown", None, "reset", None), "unknown", True),
        (notify.Outcome("rejected", 550, "no such user", None), "dead", False),
        (notify.Outcome("rejected", 400, "no", None), "retry", True),
        (notify.Outcome("broken", 404, "no_service", None), "retry", True),
    ],
)
async def test_what_becomes_of_a_delivery(world: World, answer: notify.Outcome, state: str, again: bool) -> None:
    await baseline(world)
    link = world.site.page("/a.html", "A missile hit the port", "Text about it.")
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    world.receiver.answer = answer
    await world.round()
    mine = [d for d in world.rows(DeliveryRow) if d.channel == "desk"]
    assert [d.state for d in mine] == [state]
    world.receiver.answer = notify.Outcome("sent", 200, "ok", None)
    world.clock.now += 3600
    await world.deliver()
    assert [d.state for d in world.rows(DeliveryRow) if d.channel == "desk"] == ["sent" if again else state]
    if state == "dead" or answer.kind == "broken":
        assert len(world.titles("ops")) == 1, "the operators hear of it"


async def test_a_delivery_that_fails_for_72_hours_is_dead_and_can_be_sent_again(world: World) -> None:
    await baseline(world)
    link = world.site.page("/a.html", "A missile hit the port", "Text about it.")
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    world.receiver.answer = notify.Outcome("retry", 503, "busy", None)
    await world.round()
    world.clock.now += 71 * 3600
    await world.deliver()
    assert world.rows(DeliveryRow)[0].state == "retry"
    world.clock.now += 2 * 3600
    await world.deliver()
    assert world.rows(DeliveryRow)[0].state == "dead"
    alert_id = world.store.read(lambda s: ledger.alert_list(s))[0][0].id
    world.store.write(lambda s: alerts.retry(s, world.clock.now, alert_id=alert_id))
    world.receiver.answer = notify.Outcome("sent", 200, "ok", None)
    await world.deliver()
    assert world.rows(DeliveryRow)[0].state == "sent"


async def test_a_digest_gathers_and_goes_out_once(world: World) -> None:
    await baseline(world, watch={"digest": "08:00", "group": "article"}, settings={"timezone": "UTC"})
    for number in range(3):
        link = world.site.page(f"/{number}.html", f"Missile number {number} hit the port", "Text about it.")
        world.site.feed("/feed", (f"g{number}", link, f"Missile number {number} hit the port", START))
        await world.round()
    assert world.titles() == []
    assert len(world.rows(MessageRow)) == 1
    world.clock.now += 86400
    await world.deliver()
    assert len(world.titles()) == 1
    assert all(f"Missile number {number}" in world.titles()[0] for number in range(3))


async def test_a_digest_that_was_missed_goes_out_once_at_the_next_start(world: World) -> None:
    await baseline(
        world, watch={"digest": ["08:00", "20:00"], "group": "article"}, settings={"timezone": "America/New_York"}
    )

    async def news(number: int) -> None:
        link = world.site.page(f"/{number}.html", f"Missile number {number} hit the port", "Text about it.")
        world.site.feed("/feed", (f"g{number}", link, f"Missile number {number} hit the port", START))
        await world.poll()
        await world.read()

    await news(1)
    world.clock.now += 3 * 86400  # nothing runs
    await news(2)
    assert await world.deliver() == ["sent"]
    assert await world.deliver() == []
    assert "Missile number 1" in world.titles()[0]
    assert "Missile number 2" not in world.titles()[0]
    world.clock.now += 43200
    assert await world.deliver() == ["sent"]
    assert "Missile number 2" in world.titles()[1]


async def test_secret_headers_go_to_the_feeds_own_host_only(world: World) -> None:
    with serving() as elsewhere:
        page = elsewhere.page("/a.html", "A missile hit the port", "Text about it.")
        world.site.feed("/feed", ("g1", page, "A missile hit the port", START))
        world.configure(
            feeds=[{"name": "paper", "url": f"{world.site.url}/feed", "headers": {"X-Token": "s3cr3t-token"}}],
            settings={"alert_backlog": "1h"},
        )
        await world.round()
        assert world.site.asked[0][1]["x-token"] == "s3cr3t-token"
        assert elsewhere.asked_for("/a.html") == 1
        assert all("x-token" not in headers for _, headers in elsewhere.asked)


async def test_a_page_that_kills_the_worker_three_times_is_left_alone(world: World) -> None:
    await baseline(world)
    assert world.pipeline is not None
    link = world.site.page("/a.html", "Quiet night", "A missile is named on the page only.")
    world.site.feed("/feed", ("g1", link, "Quiet night", START))
    hasty = Sandbox(workers=1, page_seconds=0.0001)  # every page is one that takes too long
    try:
        world.sandbox, steady = hasty, world.sandbox
        world.pipeline._sandbox = hasty
        world.configure()
        await world.poll()
        for _ in range(3):
            await world.read()
            world.clock.now += 3600
        world.pipeline._sandbox = steady
        world.configure()
        await world.read()
    finally:
        await hasty.close()
    row = world.rows(EntryRow)[0]
    assert (row.kills, row.state) == (3, "read")
    assert "killed the worker 3 times" in (row.note or "")


async def test_a_handler_that_fails_says_so_on_its_row_and_ends(world: World) -> None:
    await baseline(world)
    assert world.pipeline is not None
    world.site.feed("/feed", ("g1", world.site.url + "/a.html", "A missile hit the port", START))
    await world.poll()
    for _ in range(5):
        for claim in world.store.write(lambda s: articles.claim(s, world.clock.now, owner="t", limit=9, lease=60)):
            await world.pipeline.failed(claim, ValueError("a bug"))
        world.clock.now += 3600
    row = world.rows(EntryRow)[0]
    assert (row.state, row.attempts) == ("failed", 5)
    assert "ValueError: a bug" in (row.note or "")
    await world.deliver()
    assert len(world.titles("ops")) == 1
    feed = world.store.write(lambda s: feeds.claim(s, 9e9, owner="t", limit=9, lease=60))[0]
    await world.pipeline.failed(feed, ValueError("a bug"))
    assert "ValueError" in (world.rows(FeedRow)[0].last_error or "")


async def test_mail_and_slack_know_when_it_was_written(world: World) -> None:
    await baseline(world)
    link = world.site.page("/a.html", "A missile hit the port", "Text about the strike.")
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    await world.round()
    assert world.receiver.dates == [START]


async def test_a_feed_at_a_new_address_alerts_for_what_appeared_since_and_not_for_the_rest(world: World) -> None:
    await baseline(world)
    old = world.site.page("/old.html", "A missile hit a bridge", "Text about the bridge.")
    new = world.site.page("/new.html", "A missile hit the port", "Text about the port.")
    world.site.feed(
        "/moved", ("a", old, "A missile hit a bridge", START - 600), ("b", new, "A missile hit the port", START + 600)
    )
    world.clock.now += 1200
    world.configure(feeds=[{"name": "paper", "url": f"{world.site.url}/moved"}])
    await world.round()
    assert len(world.titles()) == 1
    assert "port" in world.titles()[0]
    world.configure(feeds=[{"name": "other", "url": f"{world.site.url}/none"}])
    world.configure()
    late = world.site.page("/late.html", "A missile hit a depot", "Text about the depot.")
    world.site.feed("/feed", ("c", late, "A missile hit a depot", START + 900))
    await world.round()
    assert len(world.titles()) == 1, "a feed that comes back starts with a baseline"


async def alerted(world: World, *, number: int = 1) -> DeliveryRow:
    """Have an article alert, and return its delivery to the desk."""
    link = world.site.page(f"/{number}.html", f"Missile number {number} hit the port", "Text about it.")
    world.site.feed("/feed", (f"g{number}", link, f"Missile number {number} hit the port", START))
    await world.poll()
    await world.read()
    return desk(world)[-1]


def desk(world: World) -> list[DeliveryRow]:
    return sorted((d for d in world.rows(DeliveryRow) if d.channel == "desk"), key=lambda d: d.id)


def channel(world: World, name: str = "desk") -> ChannelRow:
    return next(row for row in world.rows(ChannelRow) if row.name == name)


async def test_a_refused_message_goes_out_once_more_in_short_and_is_then_dead(world: World) -> None:
    await baseline(world)
    await alerted(world)
    world.receiver.answer = notify.Outcome("rejected", 400, "invalid_payload")
    assert await world.deliver() == ["retry"]
    assert await world.deliver() == ["dead"]
    whole, short = world.titles()
    assert len(short) < len(whole)
    assert "Missile number 1" in short
    world.receiver.answer = notify.Outcome("sent", 200, "ok")
    await world.deliver()
    assert "given up" in world.titles("ops")[0]
    world.store.write(lambda s: alerts.retry(s, world.clock.now))
    assert await world.deliver() == ["sent"]
    assert world.titles()[2] == whole, "a person who asks for it gets the whole message again"


@pytest.mark.parametrize(
    ("there", "messages", "marked", "answer"),
    [
        (notify.Outcome("sent", None, "found in the channel's history"), 1, False, "found in the channel's history"),
        (False, 2, False, "ok"),
        (None, 2, True, "ok"),
    ],
)
async def test_after_an_ambiguous_end_the_channel_is_asked(
    world: World, there: bool | None, messages: int, marked: bool, answer: str
) -> None:
    await baseline(world)
    await alerted(world)
    world.receiver.answer = notify.Outcome("unknown", None, "reset")
    assert await world.deliver() == ["unknown"]
    world.receiver.answer, world.receiver.there = notify.Outcome("sent", 200, "ok"), there
    world.clock.now += 10
    assert await world.deliver() == ["sent"]
    assert len(world.titles()) == messages
    assert ("repeat" in world.titles()[-1]) is marked
    row = desk(world)[0]
    assert (row.maybe_repeat, row.last_answer) == (marked, answer)


async def test_a_channel_that_cannot_be_asked_now_is_asked_again_and_told_again_in_the_end(world: World) -> None:
    await baseline(world)
    await alerted(world)
    world.receiver.answer = notify.Outcome("unknown", None, "reset")
    await world.deliver()
    world.receiver.answer = notify.Outcome("sent", 200, "ok")
    world.receiver.there = notify.Outcome("retry", 500, "its history could not be read")
    for _ in range(30):
        world.clock.now += 28
        await world.deliver()
    assert len(world.titles()) == 1, "not sent again before it is known"
    assert desk(world)[0].maybe_repeat
    world.clock.now += 1000
    assert await world.deliver() == ["sent"]
    assert "repeat" in world.titles()[1]


async def test_a_channel_that_hangs_for_71_hours_loses_nothing_and_repeats_little(world: World) -> None:
    await baseline(world)
    await alerted(world)
    world.receiver.answer = notify.Outcome("unknown", None, "no answer in time")
    end = world.clock.now + 71 * 3600
    while world.clock.now < end:
        await world.deliver()
        world.clock.now += 300
    assert desk(world)[0].state == "unknown"
    assert len(world.titles()) <= 10
    world.receiver.answer = notify.Outcome("sent", 200, "ok")
    world.store.write(lambda s: channels.resume(s, ["desk"], world.clock.now))
    assert await world.deliver() == ["sent"]
    assert all("repeat" in title for title in world.titles()[1:])


async def test_three_failures_open_the_channel_and_a_probe_that_arrives_sends_the_rest(world: World) -> None:
    await baseline(world, watch={"group": "article"})
    world.receiver.answer = notify.Outcome("retry", 503, "busy")
    for number in range(5):
        await alerted(world, number=number)
    await world.deliver()
    assert channel(world).state == "open"
    tried = len(world.titles())
    await alerted(world, number=9)
    world.clock.now += 20
    assert await world.deliver() == [], "it is not bothered before the probe is due"
    world.clock.now += 900
    assert await world.deliver() == ["retry"], "one delivery probes"
    assert "Missile number 9" in world.titles()[tried], "the one that was never tried: a probe is to be no repeat"
    world.receiver.answer = notify.Outcome("sent", 200, "ok")
    world.clock.now += 900
    assert await world.deliver() == ["sent"]
    assert channel(world).state == "working"
    assert await world.deliver() == ["sent"] * 5, "what waited is due at once"


async def test_a_broken_channel_is_probed_and_its_messages_kept_for_72_hours(world: World) -> None:
    await baseline(world)
    world.receiver.answer = notify.Outcome("broken", 404, "no_service")
    for number in range(3):
        await alerted(world, number=number)
        await world.deliver()
    assert channel(world).state == "broken"
    assert len(world.titles()) == 1, "the others wait untried"
    end = world.clock.now + 71 * 3600
    while world.clock.now < end:
        world.clock.now += 900
        await world.deliver()
    assert 71 <= len(world.titles()) <= 71 * 4
    assert all(d.state != "dead" for d in desk(world))
    for _ in range(5):
        world.clock.now += 3600
        await world.deliver()
    assert {d.state for d in desk(world)} == {"dead"}
    assert all(world.store.read(lambda s, d=d: ledger.attempts_of(s, d.id)) for d in desk(world)), "it is visible why"
    world.store.write(lambda s: alerts.retry(s, world.clock.now))
    world.receiver.answer = notify.Outcome("sent", 200, "ok")
    await world.deliver()
    assert [d.state for d in desk(world)].count("sent") == 1, "who asks for a retry need not wait for the next probe"
    await world.deliver()
    assert {d.state for d in desk(world)} == {"sent"}


async def test_what_was_sent_and_cannot_be_written_may_be_a_repeat(world: World) -> None:
    await baseline(world)
    assert world.pipeline is not None
    await alerted(world)
    world.receiver.answer = notify.Outcome("sent", 2**70, "no database holds this status")
    (claim,) = world.store.write(lambda s: alerts.claim(s, world.clock.now, owner="t", limit=9, lease=60))
    with pytest.raises((StoreError, OverflowError)) as caught:
        await world.pipeline.deliver(claim)
    await world.pipeline.failed(claim, caught.value)
    assert (desk(world)[0].state, desk(world)[0].maybe_repeat) == ("unknown", True)
    world.receiver.answer = notify.Outcome("sent", 200, "ok")
    world.clock.now += 10
    assert await world.deliver() == ["sent"]
    assert "repeat" in world.titles()[1]


async def test_the_operators_hear_of_a_channel_of_their_own_that_is_broken(world: World) -> None:
    world.site.feed("/feed")
    world.configure(settings={"operators": ["ops", "desk"]})
    world.site.put("/feed", "", status=410)
    await world.poll()
    world.receiver.answer = notify.Outcome("broken", 404, "no_service")
    await world.deliver()
    world.store.write(lambda s: channels.resume(s, ["desk"], world.clock.now))
    world.receiver.answer = notify.Outcome("sent", 200, "ok")
    await world.deliver()
    assert any("Channel ops does not take messages" in title for title in world.titles())
    assert len(world.rows(MessageRow)) == 4, "the one notice on each, and one on each about the other"


async def test_an_internal_error_says_nothing_of_the_channel(world: World) -> None:
    await baseline(world)
    assert world.pipeline is not None
    await alerted(world)
    for _ in range(4):
        for claim in world.store.write(lambda s: alerts.claim(s, world.clock.now, owner="t", limit=9, lease=60)):
            await world.pipeline.failed(claim, RuntimeError("bug"))
        world.clock.now += 3600
    assert desk(world)[0].attempts == 4
    assert world.rows(ChannelRow) == []
