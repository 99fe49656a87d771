"""`wirewatch why`: each place at which an article's way can end, in one sentence."""

import pytest

from monitor.store import ledger
from monitor.store.tables import ArticleRow, DeliveryRow, EntryRow, FeedRow
from tests.cli.newsroom import Newsroom, Opened

URL = "https://www.one.example/a/missile"
ARMS = '{name: arms, query: "missile -toy", notify: [hook]}'
TEXT = "A missile was seen."


@pytest.fixture
def room(opened: Opened) -> Newsroom:
    return opened(ARMS)


def stopped(room: Newsroom, url: str = URL) -> str:
    text = room.told("why", url)["stopped"]
    assert isinstance(text, str)
    assert f"⇒ {text}" in room.ask("why", url), "people read the same"
    return text


def test_no_feed_of_its_site_is_configured(room: Newsroom) -> None:
    assert stopped(room, "https://three.example/x") == (
        "no feed has shown this address; no configured feed is on its site: "
        "`wirewatch feeds discover https://three.example/x`"
    )
    assert room.told("why", "https://three.example/x")["feeds"] == []


def test_its_feed_was_never_polled(room: Newsroom) -> None:
    assert stopped(room) == (
        "no feed has shown this address; one should have had it, but it has not been polled yet; "
        "is the daemon running with this configuration?"
    )


def test_its_feed_fails(room: Newsroom) -> None:
    room.change(FeedRow, name="one", last_poll=room.now, failures=3, last_error="it answered 503")
    assert "one should have had it, but its last poll (" in stopped(room)
    assert stopped(room).endswith(") failed: it answered 503; `wirewatch feeds health` says more")
    (feed,) = room.told("why", URL)["feeds"]
    assert (feed["feed"], feed["state"], feed["error"]) == ("one", "failing", "it answered 503")


def test_its_feed_did_not_show_it(room: Newsroom) -> None:
    room.change(FeedRow, name="one", last_poll=room.now, last_ok=room.now)
    assert "but at its last poll (" in stopped(room)
    room.item("https://www.one.example/other", ago=7200)
    assert "it did not show it; its newest item is of " in stopped(room)
    assert stopped(room).endswith(f"`wirewatch feeds discover {URL}` may find a feed that carries it")


def test_its_feed_is_gone_for_good(room: Newsroom) -> None:
    room.change(FeedRow, name="one", state="gone")
    assert "but its server says that it is gone for good" in stopped(room)


def test_the_nearest_host_of_the_site_is_named(room: Newsroom) -> None:
    assert [feed["feed"] for feed in room.told("why", "https://m.two.example/x")["feeds"]] == ["two"]


def test_it_waits_to_be_read(room: Newsroom) -> None:
    room.item(URL)
    assert stopped(room) == "it waits to be read; the daemon does that as soon as it runs"
    assert stopped(room, "http://one.example/a/missile?utm_source=x") == stopped(room), "however it is spelled"
    room.change(EntryRow, lease_until=room.now + 600)
    assert stopped(room) == "it is being read right now"


def test_it_waits_to_be_read_again(room: Newsroom) -> None:
    room.item(URL)
    room.change(EntryRow, next_read=room.now + 7300, note="it answered 503")
    assert stopped(room) == "it waits to be read again (it answered 503): in 2 h"


def test_it_was_given_up(room: Newsroom) -> None:
    room.item(URL)
    room.change(EntryRow, state="failed", note="internal error")
    assert stopped(room) == "it could not be read and was given up: internal error"


def test_no_watch_fires(room: Newsroom) -> None:
    room.article(URL, "A toy missile was seen.")
    assert stopped(room) == "no watch fires on it"
    (verdict,) = room.told("why", URL)["verdicts"]
    assert (verdict["fires"], verdict["failed"], verdict["reason"]) == (False, "-toy", "“toy” is in the text")
    assert "silent   arms: -toy: “toy” is in the text" in room.ask("why", URL)


def test_feeds_and_languages_leave_it_out(opened: Opened) -> None:
    room = opened("{name: arms, query: missile, feeds: [two]}", "{name: uk, query: missile, languages: [uk]}")
    room.article(URL, TEXT)
    assert stopped(room) == "no watch looks at it: their feeds: or languages: leave it out"
    assert [verdict["failed"] for verdict in room.told("why", URL)["verdicts"]] == ["feeds: two", "languages: uk"]


def test_it_came_with_the_baseline(room: Newsroom) -> None:
    room.article(URL, TEXT, backlog=True)
    assert stopped(room) == "it was there at the feed's first poll (its baseline), so it alerts for nothing"
    assert "part of the feed's baseline" in room.ask("why", URL)


def test_the_watch_is_newer_than_the_article(room: Newsroom) -> None:
    room.article(URL, TEXT, matched=False)
    assert stopped(room) == "arms fires on it now, but did not when it was read: the watch is newer than that"


def test_the_watch_has_changed_since(opened: Opened) -> None:
    room = opened(ARMS)
    room.article(URL, TEXT)
    assert stopped(room) == "arms matched it, but no alert of it is recorded"
    room.path.write_text(room.path.read_text().replace("missile -toy", "potato"))
    assert stopped(room) == "no watch fires on it now; arms did when it was read, without an alert"


def test_its_text_is_no_longer_kept(room: Newsroom) -> None:
    number = room.article(URL, TEXT)

    def forget(session):  # type: ignore[no-untyped-def] # a session of sqlmodel
        session.get(ArticleRow, number).document = None

    room.store.write(forget)
    assert stopped(room) == "its text is no longer kept (settings.keep.bodies); arms matched it then, without an alert"


def test_the_watch_tells_nobody(room: Newsroom) -> None:
    room.article(URL, TEXT)
    room.alert(URL, channel=None)
    assert stopped(room) == "alerted; arms told nobody: its channels (hook) were not set"
    room.path.write_text(room.path.read_text().replace(", notify: [hook]", ""))
    assert stopped(room) == "alerted; arms tells nobody: it has no notify"


def test_every_delivery_arrived(room: Newsroom) -> None:
    room.article(URL, TEXT)
    room.alert(URL)
    assert stopped(room) == "alerted; it is due at hook; the daemon sends it as soon as it runs"
    room.receipt("sent", "sent", "ok")
    assert stopped(room) == "it was alerted and every delivery arrived"
    (delivery,) = room.told("why", URL)["alerts"][0]["deliveries"]
    assert (delivery["kind"], delivery["held_by"]) == ("alert", None)
    assert [attempt["answer"] for attempt in delivery["attempts"]] == ["ok"]


@pytest.mark.parametrize(
    ("gather", "by"),
    [("digest:arms:x", "the watch's digest"), ("over:arms:x", "at_most"), ("quiet:x", "the channel's quiet hours")],
)
def test_it_is_held(room: Newsroom, gather: str, by: str) -> None:
    room.article(URL, TEXT)
    room.alert(URL, gather=gather)
    assert stopped(room).startswith(f"alerted; held for hook by {by} until 20")
    (delivery,) = room.told("why", URL)["alerts"][0]["deliveries"]
    assert (delivery["state"], delivery["kind"], delivery["held_by"]) == ("pending", "digest", by)


def test_it_is_snoozed(room: Newsroom) -> None:
    room.article(URL, TEXT)
    room.alert(URL)
    room.store.write(lambda s: ledger.snooze(s, 1, room.now + 7200))
    assert stopped(room).startswith("alerted; held for hook by snooze until 20")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("retry", "it has not arrived at hook and is tried again"),
        ("unknown", "it may have arrived at hook and is tried"),
    ],
)
def test_it_is_tried_again(room: Newsroom, state: str, words: str) -> None:
    room.article(URL, TEXT)
    room.alert(URL)
    room.receipt(state, state, "it answered 503", again=room.now + 3700)
    assert words in stopped(room)
    assert stopped(room).endswith("in 1 h: it answered 503")


def test_one_channel_took_it_and_another_did_not(opened: Opened) -> None:
    room = opened(ARMS, '{name: other, query: "seen", notify: [desk]}')
    room.article(URL, TEXT)
    room.alert(URL)
    room.receipt("sent", "sent", "ok")
    room.alert(URL, watch="other", channel="desk")
    room.receipt("dead", "rejected", "no such hook")
    assert stopped(room) == (
        "alerted; desk did not take it and it was given up: no such hook; `wirewatch alerts retry 2` sends it again; "
        "it arrived at hook"
    )


def test_a_delivery_that_is_being_sent(room: Newsroom) -> None:
    room.article(URL, TEXT)
    room.alert(URL)
    room.change(DeliveryRow, state="sending", lease_until=room.now + 600)
    assert stopped(room) == "alerted; it is being sent to hook right now"


def test_the_language_and_where_it_comes_from(room: Newsroom) -> None:
    room.article(URL, TEXT)
    room.article("https://www.two.example/b", TEXT, feed="two")
    assert room.told("why", URL)["article"]["language_from"] == "the feed's `language:`"
    assert "language en, from the article itself" in room.ask("why", "https://www.two.example/b")
