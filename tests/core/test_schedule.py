"""The learned schedule: what it promises for any rhythm, and what it does with plain ones."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.core.schedule import (
    DAY,
    HOUR,
    Pace,
    Rhythm,
    after_skips,
    back_off,
    faded,
    interval,
    learned,
    next_poll,
    nudged,
    refilled,
    seeded,
    weight,
)

NOW = 1_764_547_200.0  # a Monday, 00:00 UTC
SLOWEST = 6 * HOUR

seconds = st.floats(1, 10**7)
moments = st.floats(0, 4e9)
counts = st.floats(0, 1e6)
shapes = st.lists(counts, min_size=24, max_size=24).map(tuple)
rhythms = st.builds(Rhythm, at=moments, items=counts, seconds=st.floats(0, 900_000), hours=shapes)
paces = st.builds(
    Pace,
    pile=st.floats(1e-3, 1e12),
    hours=st.lists(st.floats(1, 1e6), min_size=24, max_size=24).map(tuple),
    share=st.floats(1e-4, 1),
)


def steady(a_day: float, days: float = 28) -> Rhythm:
    seen = Rhythm(NOW - days * DAY)
    for at in range(int(days * 24)):
        share = a_day / 24
        seen = learned(seen, [None] * int(share * (at + 1) - int(share * at)), NOW - days * DAY + (at + 1) * HOUR)
    return seen


@settings(deadline=None)
@given(rhythms, moments, paces, st.floats(0.25, 4), st.floats(60, 10 * DAY))
def test_an_interval_is_within_its_bound_and_its_pull_is_what_would_bring_it(rhythm, now, pace, worth, slowest):
    wanted, pull = interval(rhythm, now, pace, worth=worth, slowest=slowest)
    assert 0 < wanted <= slowest
    assert 0 < pull < math.inf
    if wanted < slowest:
        assert math.sqrt(2 * pace.pile) / pull == pytest.approx(wanted)


@settings(deadline=None)
@given(rhythms, moments, paces, st.floats(1.01, 16))
def test_more_pile_is_longer_and_more_worth_is_shorter(rhythm, now, pace, more):
    def wanted(pile: float, worth: float) -> float:
        return interval(rhythm, now, replace(pace, pile=pile), worth=worth, slowest=10 * DAY)[0]

    assert wanted(pace.pile * more, 1) >= wanted(pace.pile, 1) * 0.999
    assert wanted(pace.pile, more) <= wanted(pace.pile, 1) * 1.001


@settings(deadline=None)
@given(rhythms, moments, paces, st.floats(0.25, 4))
def test_what_piles_up_over_an_interval_is_the_pile(rhythm, now, pace, worth):
    wanted, _ = interval(rhythm, now, pace, worth=worth, slowest=DAY)
    assume(wanted >= 1)  # below it the clock's own floats are too coarse
    shape = [rhythm.hours[h] + 60 * pace.hours[h] / sum(pace.hours) for h in range(24)]
    rate = [worth * rhythm.rate * 24 * part / (sum(rhythm.hours) + 60) for part in shape]
    start, pile = 0.0, 0.0
    while start < wanted:
        end = min((((now + start) // HOUR) + 1) * HOUR - now, wanted)
        end = end if end > start else min(start + 1e-5, wanted)  # what floats round away
        pile += rate[int((now + (start + end) / 2) // HOUR) % 24] * (end - start) * (wanted - (start + end) / 2)
        start = end
    assert pile == pytest.approx(pace.pile, rel=0.01) if wanted < DAY else pile <= pace.pile * 1.01


def test_four_times_as_busy_is_polled_twice_as_often():
    pace = Pace(pile=1000)
    quiet, _ = interval(steady(12), NOW, pace, worth=1, slowest=DAY)
    busy, _ = interval(steady(48), NOW, pace, worth=1, slowest=DAY)
    assert quiet / busy == pytest.approx(2, rel=0.03)
    assert quiet == pytest.approx(math.sqrt(2 * 1000 / (12 / DAY)), rel=0.03)


def test_a_count_forgets_half_in_a_week():
    assert steady(24).rate * DAY == pytest.approx(24, rel=0.02)
    later = steady(24)
    for week in range(1, 3):
        later = learned(later, [], NOW + week * 7 * DAY)
    assert later.items == pytest.approx(steady(24).items / 4)
    assert later.rate * DAY == pytest.approx(24 / 4 * 15 / 16, rel=0.1)


def test_a_feed_without_items_is_taken_to_bring_one_a_day():
    assert Rhythm(NOW).rate * DAY == pytest.approx(1)
    assert seeded([None, None, NOW + DAY], NOW) == Rhythm(NOW), "no date, or one that is still to come"


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 4e9)), max_size=50), moments)
def test_a_first_document_teaches_from_the_past_only(dates, now):
    rhythm = seeded(dates, now)
    past = [date for date in dates if date is not None and date < now]
    assert rhythm == seeded(past, now)
    assert 0 <= rhythm.items <= len(past)
    assert 0 <= rhythm.seconds <= 7 * DAY / math.log(2)
    assert sum(rhythm.hours) <= len(past)


def test_a_first_document_of_thirty_items_in_three_hours_is_of_a_busy_feed():
    busy = seeded([NOW - 360 * n for n in range(1, 31)], NOW)
    assert 5 < busy.rate * HOUR < 10.01
    assert sum(busy.hours) == 30


def test_items_weigh_on_the_hours_that_their_dates_name_unless_they_name_none():
    noon = NOW + 12 * HOUR + 60
    rhythm = learned(Rhythm(NOW), [noon, noon, NOW + 2 * DAY, NOW, None], NOW + DAY)
    assert rhythm.hours[12] == 2
    assert sum(rhythm.hours) == 2, "one in the future, one at midnight sharp and one without a date shape nothing"
    assert rhythm.items == 5


def test_a_feed_is_polled_more_at_its_hours_and_a_new_one_at_those_of_all():
    morning = tuple(100.0 if hour == 8 else 1.0 for hour in range(24))
    at = NOW + 8 * HOUR
    own = Rhythm(at, 24, 7 * DAY, morning)
    pace = Pace(pile=300)
    assert interval(own, at, pace, worth=1, slowest=DAY)[0] < interval(own, at + HOUR, pace, worth=1, slowest=DAY)[0]
    new, pooled = Rhythm(at), replace(pace, hours=morning)
    assert interval(new, at, pooled, worth=1, slowest=DAY)[0] < interval(new, at, pace, worth=1, slowest=DAY)[0]


@settings(deadline=None)
@given(rhythms, counts, paces)
def test_a_weight_is_between_a_quarter_and_four(rhythm, matched, pace):
    assert 0.25 <= weight(rhythm, matched, pace) <= 4


def test_a_share_counts_with_its_items():
    pace = Pace(share=0.1)
    assert weight(Rhythm(NOW), 0, pace) == pytest.approx(1)
    assert weight(Rhythm(NOW, items=1e6), 1e5, pace) == pytest.approx(1, rel=1e-3)
    assert weight(Rhythm(NOW, items=60), 12, pace) == pytest.approx(1.5), "halfway between 0.1 and 0.2"
    assert weight(Rhythm(NOW, items=1e6), 0, pace) == 0.25


@settings(deadline=None)
@given(st.lists(st.floats(1e-3, 0.1), min_size=1, max_size=40), st.floats(0.01, 100), st.floats(1e-3, 1e9))
def test_the_pile_finds_the_budget(pulls, per_hour, pile):
    fastest = 60.0
    least, most = len(pulls) * HOUR / SLOWEST, len(pulls) * HOUR / fastest
    budget = min(max(per_hour * len(pulls), least * 1.1), most * 0.9)

    def planned() -> float:
        return sum(min(max(pull / math.sqrt(2 * pile), 1 / SLOWEST), 1 / fastest) for pull in pulls) * HOUR

    for _ in range(200):
        pile = nudged(pile, planned(), budget, 0.0)
    assert planned() == pytest.approx(budget, rel=0.02)
    assert nudged(pile, budget, budget, 1.0) < pile, "a full bucket lets more go out"


@settings(deadline=None)
@given(st.floats(1, 1e6), st.lists(st.tuples(st.floats(0, 3000), st.integers(0, 500)), max_size=60))
def test_a_bucket_never_gives_more_than_its_rate_and_six_minutes(per_hour, steps):
    tokens, taken, passed = refilled(0.0, HOUR, per_hour)[0], 0, 0.0
    for wait, wanted in steps:
        passed += wait
        tokens, most = refilled(tokens, wait, per_hour)
        assert tokens <= most
        got = min(wanted, int(tokens))
        tokens, taken = tokens - got, taken + got
        assert taken <= per_hour * (passed / HOUR + 0.1) * 1.000001 + 1


def test_a_loan_of_tokens_stays_until_it_is_spent():
    assert refilled(5000.0, 10.0, 100)[0] == 5000


@settings(deadline=None)
@given(moments, seconds, st.text(max_size=20), seconds, st.floats(0, 5e9))
def test_a_poll_never_undercuts_fastest_or_what_the_server_asked(now, wanted, name, fastest, not_before):
    due = next_poll(now, wanted, name=name, fastest=fastest, not_before=not_before)
    pause = max(wanted, fastest)
    assert due >= now + fastest
    assert due >= not_before
    assert due <= max(now + pause * 1.051, not_before)
    assert due == next_poll(now, wanted, name=name, fastest=fastest, not_before=not_before)


def test_feeds_that_start_together_drift_apart():
    polls = {round(next_poll(1_700_000_000.0, 300, name=f"feed-{n}", fastest=120), 3) for n in range(100)}
    assert len(polls) > 90
    assert max(polls) - min(polls) > 20


@settings(deadline=None)
@given(moments, st.sets(st.integers(0, 23)), st.sets(st.integers(0, 6)))
def test_skipped_hours_and_days_only_lengthen(moment, hours, days):
    due = after_skips(moment, hours, days)
    assert moment <= due <= moment + 7 * DAY + HOUR
    if len(hours) < 24 and len(days) < 7:
        assert int(due // HOUR) % 24 not in hours
        assert (int(due // DAY) + 3) % 7 not in days
    assert after_skips(moment, (), ()) == moment


def test_monday_is_skipped_until_tuesday():
    assert after_skips(NOW + 5 * HOUR + 1, (), {0}) == NOW + DAY


@settings(deadline=None)
@given(st.integers(-5, 10**6), seconds, seconds)
def test_back_off_grows_within_its_bounds(failures, one, other):
    fastest, slowest = sorted((one, other))
    pause = back_off(failures, fastest=fastest, slowest=slowest)
    assert fastest <= pause <= slowest
    assert pause <= back_off(failures + 1, fastest=fastest, slowest=slowest)


def test_back_off_doubles():
    assert [back_off(n, fastest=120, slowest=1000) for n in range(6)] == [120, 120, 240, 480, 960, 1000]


@settings(deadline=None)
@given(st.floats(-10, 1e9), st.floats(0, 1e9))
def test_what_fades_never_grows(age, more):
    assert 0 <= faded(age + more) <= faded(age) <= 1
