"""The crash matrix in a shortened form; the whole of it is ``make test-faults``."""

from pathlib import Path

import pytest

from tests.faults.broken import POINTS
from tests.faults.campaign import Plan, run
from tests.faults.ledger import CHANNELS, Ledger
from tests.faults.table import table


def test_no_alert_is_lost_and_no_repeat_is_unmarked_under_faults(tmp_path: Path) -> None:
    _promise_holds(Plan(seed=1, faults=14, alerts=8, short=True, only=("read:committed#2", "deliver:sent#3")), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_promise_holds_under_more_faults(tmp_path: Path, database: str) -> None:
    _promise_holds(Plan(seed=3, faults=60, alerts=30, database=database, short=True), tmp_path)


def _promise_holds(plan: Plan, folder: Path) -> None:
    report = run(plan, folder, print)
    print(table(report))
    assert report.faults >= plan.faults * 0.75
    assert report.verdict.delivered == report.verdict.expected == plan.alerts * len(CHANNELS)
    assert report.verdict.holds
    assert report.undelivered == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(POINTS))
def test_what_is_broken_on_purpose_is_seen(tmp_path: Path, kind: str) -> None:
    point = POINTS[kind]
    crashes = (f"{point}#1", f"{point}#2")
    report = run(Plan(seed=2, faults=2, alerts=8, short=True, broken=kind, only=crashes), tmp_path, print)
    print(table(report))
    assert report.process_faults[f"kill -9 at {point}"] == 2
    assert report.verdict.shows(kind)


def test_the_verdict_sees_a_loss_and_every_kind_of_repeat() -> None:
    ledger = Ledger()
    for token, channel, text, known in (
        ("zqbbbbcx", "webhook", "", None),
        ("zqbbbbcx", "webhook", "possible repeat", None),
        ("zqbbbbcx", "slack-hook", "possible repeat", None),
        ("zqbbbbcx", "slack-hook", "", None),
        ("zqbbbbcx", "slack-bot", "", None),
        ("zqbbbbcx", "slack-bot", "possible repeat", None),
        ("zqbbbbcx", "mail", "", "<1@w>"),
        ("zqbbbbcx", "mail", "", "<1@w>"),
        ("zqbbbbdx", "mail", "", "<2@w>"),
        ("zqbbbbdx", "mail", "", "<3@w>"),
        ("zqbbbbmx", "mail", "", "<9@w>"),
    ):
        ledger.accept(channel, f"{token} {text}", known)
    verdict = ledger.judge(["zqbbbbcx", "zqbbbbdx"])
    assert (verdict.alerts, verdict.expected, verdict.delivered, verdict.merged) == (2, 8, 5, 1)
    assert verdict.lost == [("zqbbbbdx", channel) for channel in CHANNELS if channel != "mail"]
    assert verdict.repeated_marked == [("zqbbbbcx", "webhook")]
    assert verdict.repeated_unmarked == [("zqbbbbcx", "slack-hook")], "the second one says nothing"
    assert verdict.repeated_askable == [("zqbbbbcx", "slack-bot"), ("zqbbbbdx", "mail")]
    assert verdict.unexpected == [("zqbbbbmx", "mail")]


def test_what_had_no_time_to_come_is_not_called_lost() -> None:
    ledger = Ledger()
    ledger.accept("webhook", "zqbbbbcx")
    verdict = ledger.judge(["zqbbbbcx"], in_time=False)
    assert verdict.lost == []
    assert verdict.out_of_time == [("zqbbbbcx", channel) for channel in CHANNELS if channel != "webhook"]
    assert verdict.holds
    assert ledger.judge(["zqbbbbcx"]).lost == verdict.out_of_time
    ledger.accept("slack-bot", "zqbbbbcx")
    ledger.accept("slack-bot", "zqbbbbcx")
    assert not ledger.judge(["zqbbbbcx"], in_time=False).holds, "what was broken is broken in any case"


def test_the_verdict_tells_a_story_s_first_alert_from_its_updates() -> None:
    ledger, channel = Ledger(), "webhook"
    of = {"zqbbbbdx": "zqbbbbcx", "zqbbbbfx": "zqbbbbcx"}
    ledger.accept(channel, "zqbbbbdx: flare\nan account")
    ledger.accept(channel, "Update: zqbbbbdx: flare [flares]\nzqbbbbfx: flare, in other words")
    told = ledger.judge(["zqbbbbcx"], lambda token: of.get(token, token))
    assert (told.delivered, told.updates, told.repeated_unmarked, told.updates_repeated) == (1, 1, [], [])
    ledger.accept(channel, "Update: zqbbbbdx: flare [flares]\nzqbbbbfx: flare, in other words")
    ledger.accept(channel, "zqbbbbfx: flare\nthe same event alerted again")
    told = ledger.judge(["zqbbbbcx"], lambda token: of.get(token, token))
    assert told.repeated_unmarked == [("zqbbbbcx", channel)]
    assert told.updates_repeated == [("zqbbbbfx", channel)]
    assert not told.holds
