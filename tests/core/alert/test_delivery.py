"""What follows from an attempt: states, times and marks."""

from typing import Any

import pytest

from monitor.core.alert import KEPT_TRYING, Next, decide


def after(outcome: str, now: float = 1000.0, **more: Any) -> Next:
    given: dict[str, Any] = {
        "status": None,
        "retry_after": None,
        "attempts": 1,
        "ambiguous": 0,
        "first_failed": None,
        "short": False,
        "maybe_repeat": False,
        "key": "delivery:1",
    }
    return decide(now, outcome=outcome, **given | more)


def test_sent_is_the_end_and_keeps_its_marks() -> None:
    assert after("sent", short=True, maybe_repeat=True) == Next("sent", 1000.0, True, True)


@pytest.mark.parametrize("status", [200, 400, 413, 422, 552, 554])
def test_a_refused_message_goes_once_more_in_short_at_once(status: int) -> None:
    assert after("rejected", status=status) == Next("retry", 1000.0, True, False)
    assert after("rejected", status=status, short=True).state == "dead"


@pytest.mark.parametrize("status", [500, 550, 551, 553])
def test_a_mail_servers_no_to_a_recipient_is_the_end(status: int) -> None:
    assert after("rejected", status=status).state == "dead"


def test_a_short_message_stays_short_while_it_fails() -> None:
    assert after("retry", status=503, short=True).short is True


def test_a_passing_failure_honours_what_the_provider_asks() -> None:
    soon, asked = after("retry", status=503), after("retry", status=429, retry_after=600.0)
    assert (soon.state, soon.maybe_repeat) == ("retry", False)
    assert 1005 <= soon.due <= 1010
    assert 1600 <= asked.due <= 1605


def test_a_broken_channels_delivery_waits_for_the_channel_only() -> None:
    assert after("broken", attempts=9) == Next("retry", 1000.0, False, False)


def test_ambiguous_ends_are_marked_and_grow_rare() -> None:
    at, sends = 0.0, 0
    while at < KEPT_TRYING:
        told = after("unknown", at, ambiguous=sends, attempts=sends + 1, first_failed=0.0)
        assert (told.state, told.maybe_repeat) == ("unknown", True)
        assert sends or told.due <= 10
        assert told.due > at
        at, sends = told.due, sends + 1
    assert 8 <= sends <= 11
    assert after("unknown", at, ambiguous=sends, first_failed=0.0).state == "dead"


def test_an_unresolved_mark_stays_after_a_failure_that_is_plain() -> None:
    assert after("retry", maybe_repeat=True).maybe_repeat is True


@pytest.mark.parametrize("outcome", ["retry", "unknown", "broken"])
def test_after_72_hours_of_trying_it_is_dead(outcome: str) -> None:
    assert after(outcome, KEPT_TRYING - 1, first_failed=0.0).state != "dead"
    assert after(outcome, KEPT_TRYING, first_failed=0.0).state == "dead"
