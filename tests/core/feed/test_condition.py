"""A feed's condition in words."""

import pytest

from monitor.core.feed.condition import advice, by_day, rhythm_in_words, sparkline, why_then
from monitor.core.schedule import DAY, HOUR, Rhythm

NOW = 1_764_547_200.0


def test_a_sparkline_is_to_its_own_scale_and_a_day_without_is_a_dot() -> None:
    assert sparkline([0, 1, 2, 4, 8]) == "·▁▂▄█"
    assert sparkline([3, 3]) == "██"
    assert sparkline([0] * 3) == "···"
    assert len(sparkline(by_day([], NOW))) == 14


def test_days_count_back_from_now() -> None:
    assert by_day([NOW, NOW - 1, NOW - DAY - 1, NOW - 20 * DAY, NOW + 9], NOW) == [0] * 12 + [1, 2]


def test_a_rhythm_is_told_by_the_day_or_the_week_and_with_its_hours() -> None:
    flat = Rhythm(NOW, 380, 10 * DAY, (16.0,) * 24)
    assert rhythm_in_words(flat) == "38 a day"
    hours = tuple(40.0 if 6 <= hour < 9 else 2.0 for hour in range(24))
    assert rhythm_in_words(Rhythm(NOW, 380, 10 * DAY, hours)) == "38 a day, most at 06-09 UTC"
    late = tuple(40.0 if hour in (23, 0, 1) else 2.0 for hour in range(24))
    assert rhythm_in_words(Rhythm(NOW, 380, 10 * DAY, late)) == "38 a day, most at 23-02 UTC"
    assert rhythm_in_words(Rhythm(NOW, 4, 10 * DAY)) == "3 a week"
    assert rhythm_in_words(Rhythm(NOW, 0, 10 * DAY)) == "less than one a week"
    assert rhythm_in_words(None) == "not known yet"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "learned"),
        ({"fixed": True}, "its `every`"),
        ({"next_poll": NOW - HOUR}, "waits for its turn"),
        ({"last_poll": None}, "its first poll"),
        ({"failures": 3}, "tried again after failure 3"),
        ({"failures": 1, "not_before": NOW + 600, "next_poll": NOW + 600}, "asked to wait"),
        ({"next_poll": NOW + 3 * HOUR}, "its server asks not to come sooner"),
        ({"next_poll": NOW - HOUR}, "it waits for its turn"),
        ({"next_poll": NOW - HOUR, "runs": False}, "no daemon runs"),
    ],
)
def test_why_the_next_poll_is_then(changes: dict[str, object], words: str) -> None:
    plain = {"next_poll": NOW + 600, "last_poll": NOW - 300, "not_before": 0.0, "interval": 900.0, "failures": 0, "fixed": False}  # fmt: skip
    assert words in why_then(now=NOW, **{**plain, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("answered 403 Forbidden", "headers"),
        ("answered 404 Not Found", "discover"),
        ("answered 429 Too Many Requests", "every"),
        ("answered 503 Service Unavailable", "by itself"),
        ("the name x.example is not known to DNS", "typing error"),
        ("timed out after 30 s", "fetch.timeout"),
        ("certificate problem: certificate has expired", "clock"),
        ("the body goes on beyond the bound; at most 5 MB are read (settings.fetch.max_bytes)", "max_bytes"),
        ("a consent page ('Before you continue') where the feed should be, not a feed", "consent page"),
        ("an HTML page ('X'), not a feed; try `wirewatch feeds discover URL`", "discover"),
        ("it took longer than 3 s and was stopped", "owner"),
        (
            "the name a.example could not be looked up in DNS (no host answers: our own line seems to be down)",
            "network",
        ),
        ("something new", "by itself"),
    ],
)
def test_an_error_comes_with_what_to_do(error: str, words: str) -> None:
    assert words in (advice(error) or "")
    assert advice(None) is None
