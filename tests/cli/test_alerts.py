"""`wirewatch alerts`: the ledger of every attempt, and what a person does about an alert."""

import json

import pytest
from sqlmodel import select

from monitor.cli import main
from monitor.store.tables import AlertRow, DeliveryRow
from tests.cli.newsroom import Newsroom, Opened

URL = "https://www.one.example/a/missile"


@pytest.fixture
def room(opened: Opened) -> Newsroom:
    made = opened('{name: arms, query: "missile", level: urgent, notify: [hook]}')
    made.article(URL, "A missile was seen.", title="A missile")
    made.alert(URL)
    return made


def test_every_attempt_stands_in_the_ledger(room: Newsroom) -> None:
    room.receipt("unknown", "unknown", "reset after the whole message", again=room.now)
    room.receipt("retry", "retry", "busy", again=room.now + 600)
    shown = room.ask("alerts", "show", "1")
    for said in (
        "Alert 1",
        "→ hook: retry, marked as a possible repeat",
        "alert, due ",
        "unknown  200  reset after the whole message",
        "retry  200  busy",
        "next attempt in ",
    ):
        assert said in shown
    (delivery,) = room.told("alerts", "show", "1")["deliveries"]
    assert [(a["outcome"], a["status"], a["answer"]) for a in delivery["attempts"]] == [
        ("unknown", 200, "reset after the whole message"),
        ("retry", 200, "busy"),
    ]
    assert all(a["at"] for a in delivery["attempts"])
    assert (delivery["state"], delivery["maybe_repeat"], delivery["message"]["kind"]) == ("retry", True, "alert")


def test_what_has_not_arrived_is_listed_and_retried(room: Newsroom) -> None:
    room.receipt("dead", "rejected", "no_text")
    assert "hook dead (no_text)" in room.ask("alerts", "list", "--undelivered")
    assert room.told("alerts", "retry", "--all-dead") == {"retried": 1}
    assert "hook pending" in room.ask("alerts", "list")
    room.now += 60
    room.receipt("sent", "sent", "ok")
    assert room.ask("alerts", "list", "--undelivered") == "No alerts in that time.\n"
    assert room.told("alerts", "retry", "1") == {"retried": 0}


def test_acknowledging_and_snoozing(room: Newsroom) -> None:
    assert room.told("alerts", "snooze", "1", "--for", "2h") == {"alert": 1, "found": True}
    delivery = room.store.read(lambda s: s.exec(select(DeliveryRow)).one())
    assert 7190 < delivery.next_attempt - room.now < 7300
    assert "snoozed until" in room.ask("alerts", "show", "1")
    assert "alert 1 acknowledged" in room.ask("alerts", "ack", "1")
    assert "normal ✓" in room.ask("alerts", "list")
    first = room.store.read(lambda s: s.get(AlertRow, 1)).acked_at  # type: ignore[union-attr]
    room.ask("alerts", "ack", "1")
    assert room.store.read(lambda s: s.get(AlertRow, 1)).acked_at == first  # type: ignore[union-attr]


@pytest.mark.parametrize("words", [("ack", "7"), ("snooze", "7"), ("show", "7"), ("retry", "7")])
def test_an_alert_that_is_not_there(room: Newsroom, words: tuple[str, ...]) -> None:
    assert main(["-c", str(room.path), "alerts", *words]) == 1
    assert "there is no alert 7" in room.capture.readouterr().err


def test_of_several_the_known_ones_are_acknowledged(room: Newsroom) -> None:
    assert main(["-c", str(room.path), "--json", "alerts", "ack", "7", "1"]) == 1
    lines = [json.loads(line) for line in room.capture.readouterr().out.splitlines()]
    assert lines == [{"alert": 7, "found": False}, {"alert": 1, "found": True}]
