"""Surges: a watch far above its own usual of the hour, and quiet on anything less."""

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.alert.surge import HISTORY, surge

DAY, HOUR = 86400.0, 3600.0
KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 11, 24, 15, tzinfo=KYIV).timestamp()  # a Tuesday
SINCE = NOW - HISTORY


def asked(stories, *, now=NOW, origins=5, zone="Europe/Kyiv", since=SINCE):
    return surge(now, stories, origins=origins, zone=zone, since=since)


def steady(a_day, *, days=56, seed=7):
    dice, at, times = random.Random(seed), NOW - days * DAY, []
    while (at := at + dice.expovariate(a_day / DAY)) < NOW - 2 * HOUR:
        times.append(at)
    return times


def just_now(count):
    return [NOW - 60.0 * number for number in range(count)]


def test_it_says_the_numbers():
    found = asked([*steady(12), *just_now(9)])
    assert found is not None
    assert (found.stories, found.origins) == (9, 5)
    assert found.usual == pytest.approx(1.0, abs=0.5)
    assert found.text == (
        f"9 stories in two hours from 5 independent sources; usually {found.usual:.1f} at this hour on Tuesdays"
    )


def test_a_watch_that_had_no_story_surges_at_three_not_at_two():
    found = asked(just_now(3))
    assert found is not None
    assert found.text.endswith("usually less than 0.1 at this hour on Tuesdays")
    assert asked(just_now(2)) is None


def test_what_it_takes_grows_with_the_usual():
    fewest = [
        next(count for count in range(99) if asked([*steady(rate), *just_now(count)])) for rate in (0.1, 5, 24, 120)
    ]
    assert fewest == sorted(set(fewest))
    assert fewest[0] == 3


def test_three_independent_origins_are_needed():
    assert asked(just_now(9), origins=3)
    assert asked(just_now(9), origins=2) is None


def test_a_week_of_history_is_needed():
    assert asked(just_now(20), since=NOW - 7 * DAY)
    assert asked(just_now(20), since=NOW - 7 * DAY + 1) is None


def test_only_the_two_hours_up_to_now_count():
    assert asked([NOW - 2 * HOUR, NOW - HOUR, NOW, NOW + 1]) is None
    found = asked([NOW - 2 * HOUR + 1, NOW - HOUR, NOW])
    assert found is not None
    assert found.stories == 3


def test_the_order_of_the_stories_and_what_is_too_old_change_nothing():
    stories = [*steady(12), *just_now(9)]
    old = [SINCE - hours * HOUR for hours in range(500)]
    assert asked(stories) == asked([*reversed(stories), *old])


def test_a_weekly_briefing_is_no_surge_on_its_day_and_one_on_another():
    briefings = [NOW - week * 7 * DAY - 60 * number for week in range(9) for number in range(8)]
    assert asked(briefings) is None
    moved = [at - DAY if at < NOW - DAY else at for at in briefings]
    assert asked(moved)


def test_the_hour_is_that_of_the_clock_on_the_wall_when_it_changes():
    days = [
        *((9, day) for day in (8, 15, 22, 29)),
        *((10, day) for day in (6, 13, 20, 27)),
    ]  # clocks went back on 25 October
    at = [datetime(2026, month, day, 22, tzinfo=KYIV).timestamp() for month, day in days]
    stories = [moment - HOUR - 600 * number for moment in at for number in range(6)]
    now = at[-1]
    assert asked(stories, now=now, since=now - HISTORY) is None
    assert asked(stories, now=now, since=now - HISTORY, zone="UTC")


@pytest.mark.parametrize("a_day", [1, 5, 20])
def test_a_steady_watch_surges_less_than_once_a_month(a_day):
    months, surges = 20, 0
    for seed in range(months):
        dice, at, times, last = random.Random(seed), SINCE - 30 * DAY, [], 0.0
        while (at := at + dice.expovariate(a_day / DAY)) < NOW:
            times.append(at)
            recent = at > NOW - 30 * DAY and len(times) > 2 and times[-3] > at - 2 * HOUR
            if recent and asked(times, now=at, since=SINCE - 30 * DAY) and at - last > 2 * HOUR:
                surges, last = surges + 1, at
    assert surges < months / 2


@given(st.lists(st.floats(SINCE - DAY, NOW + DAY), max_size=60), st.integers(0, 9))
def test_more_of_the_past_never_makes_a_surge(stories, number):
    found = asked(stories)
    more = asked([*stories, *(NOW - week * 7 * DAY - HOUR for week in range(1, 8) for _ in range(number))])
    assert found is not None or more is None
    assert found is None or found.usual > 0
