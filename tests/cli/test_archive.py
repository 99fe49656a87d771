"""`search`, `backtest` and `why`, and the tables of what the archive holds: as JSON, and as a person sees them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main
from tests.cli.archive import TITLE, URL, filled

Asked = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asked:
    config = filled(tmp_path)

    def asked(*arguments: str) -> tuple[int, str, str]:
        code = main(["-c", str(config), *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return asked


def documents(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    "command",
    [
        ("search", "missile"),
        ("backtest", "arms"),
        ("backtest", "arms", "--query", "nothing"),
        ("why", URL),
        ("alerts", "list"),
        ("alerts", "show", "1"),
        ("stories", "list"),
        ("stories", "show", "1"),
    ],
)
def test_brackets_in_a_title_stand_as_they_are(ask: Asked, command: tuple[str, ...]) -> None:
    code, out, err = ask(*command)
    assert (code, err) == (0, "")
    assert TITLE in out


def test_brackets_in_names_and_answers_stand_as_they_are(ask: Asked) -> None:
    assert "Arms [bold]x[/bold]" in ask("watches", "list")[1]
    assert "404  [no] such hook" in ask("alerts", "show", "1")[1]


def test_search_finds_and_says_when_there_is_more(ask: Asked) -> None:
    code, out, err = ask("--json", "search", "title:missile")
    assert (code, err) == (0, "")
    (found,) = documents(out)
    assert (found["title"], found["url"], found["snippet"]) == (TITLE, URL, TITLE.replace("Missiles", "⟦Missiles⟧"))
    assert ask("search", "missile", "--limit", "1")[2] == "", "there is no more"
    assert ask("search", "potato") == (0, "Nothing in the archive matches.\n", "")
    assert ask("search", "potato", "--json") == (0, "", "")
    assert ask("search", "missile", "--since", "30s", "--json") == (0, "", "")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("search", "near/5 x"), "NEAR/5\n  near/5 x\n  ^^^^^^"),
        (("search", "@nowhere"), "@nowhere"),
        (("search", "x", "--limit", "0"), "--limit"),
        (("search", "x", "--since", "later"), "write a number and a unit"),
        (("backtest", "nope"), "there is no watch 'nope'; there are: arms"),
        (("alerts", "retry"), "--all-dead"),
        (("alerts", "retry", "1", "--all-dead"), "--all-dead"),
    ],
)
def test_wrong_usage_is_two_with_advice(ask: Asked, command: tuple[str, ...], words: str) -> None:
    code, out, err = ask(*command)
    assert (code, out) == (2, "")
    assert words in err


def test_backtest_counts_days_and_compares_queries(ask: Asked) -> None:
    (whole,) = documents(ask("backtest", "arms", "--json")[1])
    assert (whole["fired"], sum(whole["days"].values()), whole["articles"][0]["title"]) == (1, 1, TITLE)
    (gone,) = documents(ask("backtest", "arms", "--query", "potato", "--json")[1])
    assert (gone["before"], gone["after"], gone["new"], gone["gone"][0]["url"]) == (1, 0, [], URL)
    assert "1 before, 0 after: +0 / −1" in ask("backtest", "arms", "--query", "potato")[1]


def test_why_tells_the_whole_way_and_where_it_stopped(ask: Asked) -> None:
    (way,) = documents(ask("why", "https://www.one.example/a?utm_source=x", "--json")[1])
    assert [item["feed"] for item in way["seen"]] == ["one"]
    assert [(v["watch"], v["fires"]) for v in way["verdicts"]] == [("arms", True)]
    (delivery,) = way["alerts"][0]["deliveries"]
    assert (delivery["state"], delivery["attempts"][0]["answer"]) == ("dead", "[no] such hook")
    assert way["stopped"] == (
        "alerted; hook did not take it and it was given up: [no] such hook; `wirewatch alerts retry 1` sends it again"
    )


def test_why_of_an_address_that_no_feed_has_shown(ask: Asked) -> None:
    code, out, _ = ask("why", "http://one.example/other")
    assert code == 0, "an empty result is done"
    assert "no feed has shown this address; one should have had it" in out
    assert "it is none of the web" in ask("why", "nonsense")[1]


def test_alerts_are_sent_again_acknowledged_and_snoozed(ask: Asked) -> None:
    assert ask("alerts", "retry", "1")[:2] == (0, "1 delivery is due now; the daemon sends them.\n")
    assert ask("alerts", "retry", "--all-dead")[:2] == (0, "Nothing waits to be sent.\n")
    assert documents(ask("alerts", "retry", "--all-dead", "--json")[1]) == [{"retried": 0}]
    assert ask("alerts", "ack", "1")[:2] == (0, "alert 1 acknowledged\n")
    assert ask("alerts", "snooze", "1", "--for", "2h")[0] == 0
    (row,) = documents(ask("alerts", "list", "--json", "--undelivered")[1])
    assert row["acknowledged"] is not None
    assert row["snoozed_until"] == row["deliveries"][0]["next_attempt"]
    assert documents(ask("alerts", "list", "--json", "--watch", "other")[1]) == []


@pytest.mark.parametrize("command", ["show", "retry", "ack", "snooze"])
def test_an_alert_that_is_not_there_fails(ask: Asked, command: str) -> None:
    code, out, err = ask("alerts", command, "99")
    assert (code, out) == (1, "")
    assert "there is no alert 99" in err


def test_health_of_watches_and_feeds(ask: Asked) -> None:
    (watch,) = documents(ask("watches", "health", "--json")[1])
    assert (watch["watch"], watch["matches"], watch["alerts"]) == ("arms", 1, 1)
    assert ask("watches", "health")[1].splitlines()[1].split()[:2] == ["arms", "1"]
    (feed,) = documents(ask("feeds", "health", "--json")[1])
    assert (feed["feed"], feed["state"], feed["last_error"]) == ("one", "not polled yet", None)
    assert "one" in ask("feeds", "health")[1]


def test_stories(ask: Asked) -> None:
    (story,) = documents(ask("stories", "list", "--json")[1])
    assert (story["id"], story["reports"], story["watches"]) == (1, 1, ["arms"])
    (shown,) = documents(ask("stories", "show", "1", "--json")[1])
    assert [(report["feeds"], report["kind"], report["origin"]) for report in shown["reports"]] == [
        (["one"], "first", "one")
    ]
    assert [alert["watch"] for alert in shown["alerts"]] == ["arms"]
    assert documents(ask("stories", "list", "--all", "--json")[1]) == [story]
    assert ask("stories", "show", "9")[0] == 1
