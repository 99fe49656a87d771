"""What is odd about a watch that does not fire."""

import pytest

from monitor.core.query.health import in_words, never, silence, usual_gap

HOUR, DAY = 3600.0, 86400.0
EVERY_14_H = [14 * HOUR * n for n in range(6)]


def test_the_usual_gap_is_the_median_of_five_gaps_or_more() -> None:
    assert usual_gap([10 * HOUR, 0, 2 * HOUR, 3 * HOUR, 5 * HOUR, 100 * HOUR]) == 2 * HOUR
    assert usual_gap([0, 2 * HOUR, 4 * HOUR, 6 * HOUR, 8 * HOUR]) is None
    assert usual_gap([]) is None


def test_reports_within_an_hour_are_one_occasion() -> None:
    burst = [at + second for at in EVERY_14_H for second in (0, 30, 3000)]
    assert usual_gap(burst) == 14 * HOUR


def test_silence_is_ten_times_the_usual_gap() -> None:
    last = EVERY_14_H[-1]
    assert silence(EVERY_14_H, last + 140 * HOUR) is None
    assert silence(EVERY_14_H, last + 12 * DAY) == "has not fired for 12 days, usually every 14 h"
    assert silence(EVERY_14_H[:5], last + 900 * DAY) is None, "too few gaps to know"


def test_a_watch_that_never_fired_counts_only_with_enough_articles() -> None:
    assert never(0, 199) is None
    assert never(1, 5000) is None
    assert never(0, 5000) == "has never fired; the archive holds 5,000 articles"


@pytest.mark.parametrize(("seconds", "words"), [(12 * DAY, "12 days"), (47 * HOUR, "47 h"), (1200, "20 min")])
def test_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
