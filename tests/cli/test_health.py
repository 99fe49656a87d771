"""`wirewatch feeds health` and `watches health`: silence, gaps, pauses and how long news takes."""

import json
from typing import Any

import pytest

from monitor.cli import main
from monitor.store import ledger
from monitor.store.tables import AlertRow, FeedRow
from tests.cli.newsroom import DAY, Newsroom, Opened

HOUR = 3600.0


@pytest.fixture
def room(opened: Opened) -> Newsroom:
    made = opened('{name: arms, query: "missile", notify: [hook]}')
    made.change(FeedRow, last_poll=made.now, last_ok=made.now, baseline_at=made.now - 12 * DAY, next_poll=made.now)
    return made


def of_feed(room: Newsroom, *, code: int = 0) -> dict[str, Any]:
    assert main(["-c", str(room.path), "--json", "feeds", "health"]) == code
    documents = [json.loads(line) for line in room.capture.readouterr().out.splitlines()]
    (document,) = (one for one in documents if one["feed"] == "one")
    return document


def test_a_feed_that_fell_silent(room: Newsroom) -> None:
    for number in range(43):
        room.item(f"https://www.one.example/{number}", ago=36 * HOUR + number * 5.8 * HOUR)
    assert of_feed(room)["silent"] is None, "it is said once the daemon has told it"
    room.change(FeedRow, name="one", silence_told=room.now)
    assert of_feed(room)["silent"] == "usually 4 a day, none for 36 h"
    assert "usually 4 a day, none for 36 h" in " ".join(room.ask("feeds", "health").split())


def test_a_gap(room: Newsroom) -> None:
    room.change(FeedRow, name="one", gap_at=room.now - 2 * HOUR)
    assert of_feed(room)["gap_at"]
    assert "items may have rolled off" in " ".join(room.ask("feeds", "health").split())
    room.change(FeedRow, name="one", gap_at=room.now - 8 * DAY)
    assert "rolled off" not in " ".join(room.ask("feeds", "health").split())


@pytest.mark.parametrize(
    ("ago", "state", "paused"),
    [
        (1.0, "running", None),
        (1.0, "paused: only 3 MB left", "Polling pauses: only 3 MB left"),
        (90.0, "running", "no sign of life for 90 s"),
    ],
)
def test_why_nothing_is_polled(room: Newsroom, ago: float, state: str, paused: str | None) -> None:
    room.store.write(lambda s: ledger.beat(s, "host:1", room.now - ago, state=state))
    said = of_feed(room, code=1 if paused else 0)["paused"]
    assert said is None if paused is None else paused.partition(" 90")[0] in said
    main(["-c", str(room.path), "feeds", "health"])
    shown = room.capture.readouterr().err
    assert (paused or "").partition(" 90")[0] in shown if paused else shown == ""


def test_how_long_news_took(room: Newsroom) -> None:
    url = "https://www.one.example/a/missile"
    room.article(url, "A missile was seen.", ago=60)
    room.alert(url)
    room.change(AlertRow, article_id=1)  # type: ignore[arg-type]  # any table will do
    room.receipt("sent", "sent", "ok")
    delays = of_feed(room)["delays"]
    assert delays["seen_alerted"]["items"] == 1
    assert delays["seen_alerted"]["median"] == pytest.approx(60, abs=1)
    (line,) = room.ask("watches", "health", "--json").splitlines()
    assert json.loads(line)["delays"]["seen_alerted"]["median"] == pytest.approx(60, abs=1)
