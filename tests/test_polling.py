"""What a poll makes of a feed's row, and which feeds go out: budget, line, hints, on a real database."""

from typing import Any

import pytest
from sqlmodel import select

from monitor.config.settings import Config
from monitor.core.feed.model import FeedDocument
from monitor.fetch import Fetched, NotModified, Rejected
from monitor.polling import Polling
from monitor.store import Store, feeds, pace
from monitor.store.tables import FeedRow, PaceRow

NOW = 1_764_547_200.0  # a Monday, 00:00 UTC
HOUR = 3600.0
OK = Fetched(url="https://f0.example/", body=b"")


def config(count: int, *, per_hour: int = 600, every: str | None = None) -> Config:
    named = [
        {"name": f"f{n}", "url": f"https://f{n}.example/", **({"every": every} if every else {})} for n in range(count)
    ]
    return Config.model_validate({"settings": {"requests_per_hour": per_hour}, "feeds": named})


def planned(store: Store, made: Config) -> Polling:
    polling = Polling(made)
    store.write(lambda s: feeds.sync(s, [(feed.name, feed.url) for feed in made.feeds], NOW, interval=240))
    return polling


def claimed(store: Store, polling: Polling, now: float, limit: int = 1000) -> list[str]:
    claims = store.write(lambda s: polling.claim(s, now, owner="me", limit=limit, lease=1.0))
    return [claim.name for claim in claims]


def settle(
    store: Store, polling: Polling, made: Config, name: str, now: float, answer: Any = OK, **also: Any
) -> FeedRow:
    spec = next(feed for feed in made.feeds if feed.name == name)

    def work(session: Any) -> FeedRow:
        row = session.get(FeedRow, name)
        if isinstance(answer, Rejected):
            polling.failed(row, spec, answer.reason, answer, now)
        else:
            polling.succeeded(session, row, spec, answer, now, **also)
        return row  # type: ignore[no-any-return]

    return store.write(work)


def test_no_more_goes_out_than_the_budget_allows_and_the_oldest_due_goes_first(store: Store) -> None:
    made = config(200, per_hour=600)
    polling = planned(store, made)

    def stagger(session: Any) -> None:
        for row in session.exec(select(FeedRow)):
            row.next_poll = NOW - int(row.name[1:])

    store.write(stagger)
    first = claimed(store, polling, NOW)
    assert first == [f"f{n}" for n in range(199, 139, -1)], "six minutes' worth, those that waited longest"
    assert claimed(store, polling, NOW + 2) == []
    assert len(claimed(store, polling, NOW + 62)) == 10
    out = 0
    for minute in range(2, 62):
        out += len(claimed(store, polling, NOW + 62 + minute * 60, limit=50))
    assert out <= 610


def test_a_budget_that_is_spent_fills_again_though_the_clock_went_back(store: Store) -> None:
    made = config(200, per_hour=600)
    polling = planned(store, made)
    assert len(claimed(store, polling, NOW)) == 60
    assert claimed(store, polling, NOW - HOUR) == []
    assert len(claimed(store, polling, NOW - HOUR + 60)) == 10, "not only when the clock is where it was"


def test_a_fixed_interval_takes_nothing_of_the_budget(store: Store) -> None:
    made = config(50, per_hour=10, every="1m")
    polling = planned(store, made)
    for feed in made.feeds:
        row = settle(store, polling, made, feed.name, NOW)
        assert row.interval == 60
        assert NOW + 60 <= row.next_poll <= NOW + 66
    assert len(claimed(store, polling, NOW + 70)) == 50


def test_all_can_be_made_due_whatever_the_budget(store: Store) -> None:
    polling = planned(store, config(100, per_hour=10))
    assert len(claimed(store, polling, NOW)) == 1
    store.write(lambda s: polling.make_due(s, NOW + 10))
    assert len(claimed(store, polling, NOW + 11)) == 100


def test_the_plans_of_all_feeds_meet_the_budget(store: Store) -> None:
    made = config(20, per_hour=60)
    polling = planned(store, made)
    polled: list[float] = []
    for now in range(int(NOW), int(NOW + 3 * HOUR), 120):
        for name in claimed(store, polling, now):
            polled.append(now)
            rate = 1 + int(name[1:]) % 4 * 5  # items in three hours
            first = now < NOW + 1200
            dates = [now - 10_000 * (n + 1) / rate for n in range(rate)] if first else [now - 60.0] * (now // 120 % 2)
            settle(store, polling, made, name, now + 0.5, first=first, new=dates)
    steady = [at for at in polled if at >= NOW + HOUR]
    assert len(steady) / 2 == pytest.approx(60, rel=0.15)


def test_the_busy_are_polled_more_and_so_are_those_that_match(store: Store) -> None:
    made = config(4)
    polling = planned(store, made)
    store.write(lambda s: s.add(PaceRow(pile=2000, filled_at=NOW, nudged_at=NOW, pooled_at=NOW)))
    dates = [NOW - HOUR * n for n in range(1, 100)]
    quiet = settle(store, polling, made, "f0", NOW, new=dates[::9], first=True)
    busy = settle(store, polling, made, "f1", NOW, new=dates, first=True)
    assert busy.interval < quiet.interval / 1.5, "nine times as busy; that nothing of it matched is known better, too"
    settle(store, polling, made, "f2", NOW, new=dates, first=True)
    store.write(lambda s: feeds.count_match(s, "f2", 30.0))
    assert settle(store, polling, made, "f2", NOW + 1).interval < busy.interval / 1.5


def test_what_a_server_asks_lengthens_and_still_holds_after_a_304(store: Store) -> None:
    made = config(2)
    polling = planned(store, made)
    store.write(lambda s: s.add(PaceRow(pile=1.0, filled_at=NOW, nudged_at=NOW, pooled_at=NOW)))
    dates = [NOW - 60.0 * n for n in range(1, 50)]
    asked = FeedDocument(format="rss20", ttl=1800.0, skip_hours=(1,))
    row = settle(store, polling, made, "f0", NOW, new=dates, first=True, document=asked)
    assert row.next_poll == NOW + 1800
    assert row.interval < 600, "what is learned is not lost under it"
    row = settle(store, polling, made, "f0", NOW + 1800, NotModified())
    assert row.next_poll == NOW + 2 * HOUR, "half an hour on the server skips the hour"
    row = settle(store, polling, made, "f0", NOW + 3 * HOUR, NotModified(cache_seconds=7200.0))
    assert row.next_poll == NOW + 5 * HOUR
    row = settle(store, polling, made, "f0", NOW + 6 * HOUR, NotModified(cache_seconds=1e9))
    assert row.next_poll == NOW + 12 * HOUR, "never longer than poll.slowest"
    free = settle(store, polling, made, "f1", NOW, new=dates, first=True, document=FeedDocument(format="rss20"))
    assert free.next_poll < NOW + 700


def test_a_long_retry_after_is_kept_to_and_is_no_clock_that_went_back(store: Store) -> None:
    made = config(1)
    polling = planned(store, made)
    busy = Rejected("answered 429 Too Many Requests", status=429, retry_after=20 * HOUR)
    assert settle(store, polling, made, "f0", NOW, busy).next_poll == NOW + 20 * HOUR
    assert claimed(store, polling, NOW + 10 * HOUR) == []
    assert claimed(store, polling, NOW + 20 * HOUR + 1) == ["f0"]
    for_ever = Rejected("answered 503 Service Unavailable", status=503, retry_after=1e9)
    assert settle(store, polling, made, "f0", NOW, for_ever).next_poll == NOW + 24 * HOUR
    store.write(lambda s: polling.make_due(s, NOW + 60))
    assert claimed(store, polling, NOW + 61) == [], "run --once does not break what a server asked"


def test_a_failing_feed_is_not_asked_more_often_than_its_own_interval(store: Store) -> None:
    made = config(1, every="1h")
    polling = planned(store, made)
    assert settle(store, polling, made, "f0", NOW, Rejected("no", connection=True)).next_poll >= NOW + HOUR * 0.95


def test_while_our_own_line_is_down_the_plan_stands_still(store: Store) -> None:
    made = config(8)
    polling = planned(store, made)
    assert len(claimed(store, polling, NOW)) == 8
    lost = Rejected("the name could not be looked up in DNS", connection=True)
    for number in range(8):
        polling.heard(f"https://f{number}.example/", lost, NOW + number * 10)
        settle(store, polling, made, f"f{number}", NOW + number * 10, lost)
    rows = {row.name: row for row in store.read(lambda s: s.exec(select(FeedRow)).all())}
    assert [rows[f"f{n}"].failures for n in range(8)] == [1, 1, 1, 1, 0, 0, 0, 0]
    assert "our own line" in rows["f7"].last_error
    assert rows["f7"].next_poll == NOW
    assert len(claimed(store, polling, NOW + 80)) == 3, "a few go out, to see"
    assert claimed(store, polling, NOW + 85) == []
    polling.heard("https://f0.example/", OK, NOW + 86)
    assert sorted(claimed(store, polling, NOW + 87)) == ["f4", "f5", "f6", "f7"], "all, once it is back"
    assert settle(store, polling, made, "f7", NOW + 90).last_error is None


def test_a_page_of_an_error_is_no_failure_of_our_line(store: Store) -> None:
    made = config(8)
    polling = planned(store, made)
    for number in range(5):
        polling.heard(f"https://f{number}.example/", Rejected("timed out", connection=True), NOW - 60)
    row = settle(store, polling, made, "f7", NOW, Rejected("answered 500", status=500))
    assert row.failures == 1
    assert "line" not in row.last_error


def test_what_is_shared_is_pooled_and_kept(store: Store) -> None:
    made = config(3)
    polling = planned(store, made)
    at = NOW + 8 * HOUR
    for feed in made.feeds:
        settle(store, polling, made, feed.name, at, new=[at - 60 - n for n in range(30)], first=True)
        store.write(lambda s, name=feed.name: feeds.count_match(s, name, 6.0))
    claimed(store, polling, at)
    shared = store.read(lambda s: pace.shared(s.get(PaceRow, 1)))
    assert shared.hours[7] == pytest.approx(91)
    assert shared.share == pytest.approx(19 / 190, rel=0.01)


def test_the_plans_of_many_feeds_are_kept_at_once_but_for_those_that_another_daemon_took_over(store: Store) -> None:
    made = config(3)
    polling = planned(store, made)
    claims = store.write(lambda s: polling.claim(s, NOW, owner="me", limit=9, lease=1.0))
    store.write(lambda s: polling.claim(s, NOW + 2, owner="another", limit=1, lease=900.0))

    def work(session: Any) -> set[str]:
        plans = feeds.plans(session, claims, feeds.FeedPlan)
        for spec in made.feeds:
            if (plan := plans.get((spec.name, 1))) is not None:
                polling.succeeded(session, plan, spec, NotModified(), NOW + 3)
        feeds.keep_plans(session, plans.values(), feeds.FeedPlan)
        return {name for name, _ in plans}

    written = store.write(work)
    rows = store.read(lambda s: {row.name: row for row in s.exec(select(FeedRow))})
    assert len(written) == 2
    assert {name for name, row in rows.items() if row.last_ok == NOW + 3} == written
    assert {name for name, row in rows.items() if row.owner == "another"} == set(rows) - written
    one = rows[min(written)]
    assert (one.polls, one.lease_until, one.rhythm["at"]) == (1, 0.0, NOW + 3)  # type: ignore[index]
    assert one.next_poll > NOW + 3
