"""A feed against its own rhythm: when silence is news, and when it is a night or a weekend."""

import pytest

from monitor.core.feed.rhythm import silence

HOUR, DAY = 3600.0, 86400.0
REGULAR = [6 * HOUR * n for n in range(1, 41)]  # four a day, ten days
LAST = REGULAR[-1]


def test_usually_four_a_day_none_for_36_hours() -> None:
    assert silence(REGULAR, since=0, until=LAST + 35 * HOUR) is None
    assert str(silence(REGULAR, since=0, until=LAST + 36 * HOUR)) == "usually 4 a day, none for 36 h"


def test_a_weekly_is_counted_in_weeks() -> None:
    times = [2.4 * DAY * n for n in range(1, 6)]
    assert str(silence(times, since=0, until=times[-1] + 15 * DAY)) == "usually 3 a week, none for 15 days"


def test_nights_belong_to_a_rhythm() -> None:
    busy = [day * DAY + 8 * HOUR + minute * 60 for day in range(5) for minute in range(0, 840, 10)]
    assert silence(busy, since=0, until=busy[-1] + 14 * HOUR) is None
    assert silence(busy, since=0, until=busy[-1] + 16 * HOUR) is not None


@pytest.mark.parametrize(("times", "until"), [(REGULAR[:4], 99 * DAY), ([60.0 * n for n in range(5)], 12 * HOUR)])
def test_little_history_proves_nothing(times: list[float], until: float) -> None:
    assert silence(times, since=0, until=until) is None
