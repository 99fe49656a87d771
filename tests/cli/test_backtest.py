"""`wirewatch backtest`: every day has its line, every clause its share, and a changed query its difference."""

from datetime import UTC, datetime

from tests.cli.newsroom import DAY, Newsroom, Opened

ARMS = '{name: arms, query: "(missile OR tank OR drone) -toy", notify: [hook], feeds: [tag:agency]}'


def filled(opened: Opened) -> Newsroom:
    room = opened(ARMS)
    for number, (text, ago, backlog) in enumerate(
        [
            ("A missile was there.", 5, True),
            ("A missile and a tank.", 3, False),
            ("A tank rolls.", 3, False),
            ("A toy missile.", 1, False),
            ("A quiet day.", 0, False),
        ]
    ):
        room.article(f"https://one.example/{number}", text, ago=ago * DAY + 60, backlog=backlog, title=f"News {number}")
    room.article("https://two.example/9", "A missile elsewhere.", feed="two", ago=60)
    return room


def day(room: Newsroom, ago: float) -> str:
    return datetime.fromtimestamp(room.now - ago * DAY - 60, UTC).date().isoformat()


def test_every_day_since_the_archive_began(opened: Opened) -> None:
    room = filled(opened)
    found = room.told("backtest", "arms")
    assert (found["fired"], found["baseline"]) == (3, 1)
    assert list(found["days"].items())[:3] == [(day(room, 5), 1), (day(room, 4), 0), (day(room, 3), 2)]
    assert sum(found["days"].values()) == 3
    assert (found["archive"]["articles"], found["archive"]["since"][:10]) == (6, day(room, 5))
    shown = room.ask("backtest", "arms")
    assert f"The archive holds 6 articles since {day(room, 5)}, when it begins." in shown
    assert f"{day(room, 5)}  {'░' * 20} 1\n{day(room, 4)}   ·\n{day(room, 3)}  {'█' * 40} 2\n" in shown
    assert (
        "arms would have alerted 2 times, to 2 articles in 2 stories; ░ 1 more came with a feed's first poll" in shown
    )


def test_a_span_within_the_archive(opened: Opened) -> None:
    room = filled(opened)
    found = room.told("backtest", "arms", "--since", "4d")
    assert (found["fired"], found["baseline"], found["archive"]["articles"]) == (2, 0, 5)
    assert next(iter(found["days"])) == day(room, 4)
    assert f"since {day(room, 4)}; the archive begins {day(room, 5)}." in room.ask("backtest", "arms", "--since", "4d")


def test_each_clause_has_its_share(opened: Opened) -> None:
    room = filled(opened)
    clauses = {clause.pop("clause"): clause for clause in room.told("backtest", "arms")["clauses"]}
    missile = {"articles": 2, "hits": 2, "alone": 1, "keeps_out": 0, "words": {"missile": 2}}
    assert clauses["missile"] == missile
    assert (clauses["-toy"]["keeps_out"], clauses["drone"]["hits"]) == (1, 0)
    shown = room.ask("backtest", "arms")
    rows = [line.split() for line in shown.splitlines()]
    assert ["missile", "2", "2", "1", "missile", "2"] in rows
    assert ["-toy", "1"] in rows
    assert "Did nothing: drone" in shown


def test_samples_are_the_newest(opened: Opened) -> None:
    room = filled(opened)
    shown = room.ask("backtest", "arms", "--limit", "1")
    assert "News 1" in shown or "News 2" in shown
    assert "News 0" not in shown
    assert room.told("backtest", "arms")["articles"][0]["snippet"] == "A ⟦missile⟧ was there."


def test_a_changed_query_shows_what_is_new_and_why_others_are_gone(opened: Opened) -> None:
    room = filled(opened)
    found = room.told("backtest", "arms", "--query", "missile")
    assert (found["before"], found["after"]) == (3, 3)
    (new,), (gone,) = found["new"], found["gone"]
    assert (new["title"], new["snippet"]) == ("News 3", "A toy ⟦missile⟧.")
    assert (gone["title"], gone["failed"], gone["reason"]) == ("News 2", "missile", "no “missile” in title or text")
    shown = room.ask("backtest", "arms", "--query", "missile")
    assert "  News 3\n    A toy ⟦missile⟧.\n" in shown
    assert "  News 2\n    missile: no “missile” in title or text\n3 before, 3 after: +1 / −1\n" in shown
    assert "… and 1 more new" in room.ask("backtest", "arms", "--query", "missile", "--limit", "0")


def test_an_empty_archive(opened: Opened) -> None:
    room = opened(ARMS)
    found = room.told("backtest", "arms")
    assert (found["fired"], found["days"], found["archive"]) == (0, {}, {"articles": 0, "since": None})
    assert room.ask("backtest", "arms").startswith("The archive is empty: it fills as the daemon runs.\n")
