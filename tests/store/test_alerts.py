"""Deliveries and channels in both databases: what is claimed, held, probed and given up."""

import threading
from typing import Any

import pytest
from sqlmodel import select

from monitor.core.alert import Health
from monitor.store import Store, alerts, channels, ledger, open_store
from monitor.store.alerts import DeliveryClaim
from monitor.store.tables import AlertRow, ChannelRow, DeliveryRow

NOW = 1_764_000_000.0


def queued(store: Store, channel: str, *, count: int = 1, now: float = NOW, due: float | None = None) -> None:
    def work(session: Any) -> None:
        for number in range(count):
            row = alerts.add(
                session,
                watch="w",
                event=f"{channel}:{number}:{now}",
                article_id=None,
                level="normal",
                now=now,
                document={},
            )
            assert row is not None
            alerts.queue(
                session,
                channel=channel,
                recipients=("",),
                gather=f"event:{number}:{now}",
                kind="alert",
                due=now if due is None else due,
                now=now,
                alert_id=row.id,
            )

    store.write(work)


def claim(store: Store, now: float = NOW, **more: Any) -> list[DeliveryClaim]:
    return store.write(lambda s: alerts.claim(s, now, **{"owner": "me", "limit": 32, "lease": 60, **more}))


def finish(store: Store, one: DeliveryClaim, now: float, state: str, outcome: str = "", again: float = 0.0) -> None:
    done = store.write(
        lambda s: alerts.finish(
            s, one, now, state=state, outcome=outcome or state, status=None, answer="", next_attempt=again or now
        )
    )
    assert done


def put(store: Store, name: str, health: Health) -> None:
    store.write(lambda s: channels.record(s, name, health, "reason"))


@pytest.mark.parametrize("state", ["open", "broken"])
def test_a_channel_that_is_down_gives_one_probe_and_holds_no_other_back(store: Store, state: str) -> None:
    queued(store, "down", count=4)
    queued(store, "good", count=2)
    put(store, "down", Health(state, 3, NOW - 10, NOW + 30))  # type: ignore[arg-type]
    assert [c.channel for c in claim(store)] == ["good", "good"]
    assert store.read(lambda s: alerts.waiting(s, NOW))[0] == 2, "what is held could not be sent now"
    assert [c.channel for c in claim(store, NOW + 31)] == ["down"]
    assert claim(store, NOW + 31) == [], "the probe is under way"
    again = claim(store, NOW + 31 + 60)
    assert [c.channel for c in again].count("down") == 1, "its daemon died: another one tries"


def test_a_probe_that_is_under_way_here_is_the_only_one(store: Store) -> None:
    queued(store, "down", count=2)
    put(store, "down", Health("open", 3, NOW, NOW))
    assert claim(store, under_way={"down": 1}) == []


def test_what_was_never_tried_probes_first_and_a_possible_repeat_last(store: Store) -> None:
    queued(store, "down", count=2)
    first, second = claim(store)
    finish(store, first, NOW, "unknown")
    finish(store, second, NOW, "retry")
    queued(store, "down", now=NOW + 5)
    order = []
    for minute in range(1, 4):
        at = NOW + 60 * minute
        put(store, "down", Health("open", 3, NOW, at))
        (one,) = claim(store, at)
        order.append(one.id)
        finish(store, one, at, "sent")
    assert order == [second.id + 1, second.id, first.id]


def test_health_is_kept_and_a_channel_that_never_failed_has_no_row(store: Store) -> None:
    put(store, "desk", Health())
    assert store.read(lambda s: s.exec(select(ChannelRow)).all()) == []
    for health in (Health("working", 1), Health("open", 3, NOW, NOW + 40), Health()):
        put(store, "desk", health)
        assert store.write(lambda s: channels.health(s, "desk")) == health


def test_a_crowd_of_one_channel_does_not_starve_another(store: Store) -> None:
    queued(store, "crowd", count=400)
    queued(store, "late", now=NOW + 1)
    assert sorted(c.channel for c in claim(store, NOW + 1)) == ["crowd", "crowd", "late"]
    assert [c.channel for c in claim(store, NOW + 1, under_way={"crowd": 1})] == ["crowd"]


def test_resume_closes_the_breaker_and_makes_what_waits_due(store: Store) -> None:
    queued(store, "desk", count=2)
    queued(store, "other")
    for one in claim(store):
        finish(store, one, NOW, "retry", again=NOW + 800)
    queued(store, "desk", now=NOW + 1)
    put(store, "desk", Health("broken", 1, NOW, NOW + 2000))
    assert claim(store, NOW + 5) == []
    assert store.write(lambda s: channels.resume(s, ["desk"], NOW + 5)) == 3
    assert [c.channel for c in claim(store, NOW + 5, a_channel=9)] == ["desk"] * 3
    assert store.write(lambda s: channels.health(s, "desk")) == Health()


def test_resume_leaves_what_is_snoozed(store: Store) -> None:
    queued(store, "desk")
    (one,) = claim(store)
    finish(store, one, NOW, "retry", again=NOW + 10)
    number = store.read(lambda s: s.exec(select(AlertRow.id)).one())
    store.write(lambda s: ledger.snooze(s, number, NOW + 7200))
    put(store, "desk", Health("broken", 1, NOW, NOW + 2000))
    assert store.write(lambda s: channels.resume(s, ["desk"], NOW + 5)) == 0
    assert claim(store, NOW + 7199) == []
    assert claim(store, NOW - 3600) == [], "nor does a clock that went back end it"
    assert len(claim(store, NOW + 7200)) == 1


def test_what_comes_after_a_closed_message_gathers_and_is_due_as_planned(store: Store) -> None:
    """The clock went back past a digest's time after it was sent, or the only alert in it was snoozed."""

    def add(event: str, now: float) -> None:
        def work(session: Any) -> None:
            row = alerts.add(
                session, watch="w", event=event, article_id=None, level="normal", now=now, document={"title": event}
            )
            assert row is not None
            alerts.queue(
                session,
                channel="desk",
                recipients=("",),
                gather="digest:w:8",
                kind="digest",
                due=NOW,
                now=now,
                alert_id=row.id,
            )

        store.write(work)

    add("first", NOW - 60)
    assert len(claim(store, NOW)) == 1
    for event in ("second", "third"):
        add(event, NOW - 3000)
        assert [one for one in claim(store, NOW - 3000) if not one.maybe_repeat] == []
    (late,) = (one for one in claim(store, NOW) if len(one.alerts) == 2)
    assert [one["title"] for one in late.alerts] == ["second", "third"]
    add("fourth", NOW - 3000)
    (last,) = (one for one in claim(store, NOW + 1) if not one.maybe_repeat)
    assert [one["title"] for one in last.alerts] == ["fourth"]


def test_what_is_in_hand_is_left_there_though_its_lease_ran_out(store: Store) -> None:
    queued(store, "desk", count=2)
    first, second = claim(store)
    (again,) = claim(store, NOW + 61, in_hand=[first.id])
    assert again.id == second.id
    finish(store, first, NOW + 62, "sent")


def test_two_daemons_that_alert_on_one_event_at_once_make_one_alert(store: Store, database: str) -> None:
    other, began, told = open_store(database), threading.Event(), []

    def slow(session: Any) -> None:
        assert alerts.add(session, watch="w", event="e", article_id=None, level="normal", now=NOW, document={})
        began.set()
        threading.Event().wait(0.3)  # the other one now waits for this row

    def late() -> None:
        began.wait(5)
        told.append(
            other.write(
                lambda s: alerts.add(s, watch="w", event="e", article_id=None, level="normal", now=NOW, document={})
            )
        )

    thread = threading.Thread(target=late)
    thread.start()
    store.write(slow)
    thread.join()
    other.close()
    assert told == [None]


def test_a_retry_by_hand_may_probe_at_once(store: Store) -> None:
    queued(store, "desk")
    finish(store, claim(store)[0], NOW, "dead")
    put(store, "desk", Health("broken", 9, NOW, NOW + 2000))
    assert store.write(lambda s: alerts.retry(s, NOW)) == 1
    assert len(claim(store)) == 1


def test_a_delivery_that_was_cut_off_stands_in_the_ledger(store: Store) -> None:
    queued(store, "desk")
    (first,) = claim(store)
    assert (first.maybe_repeat, first.ambiguous) == (False, 0)
    (second,) = claim(store, NOW + 61)
    assert (second.maybe_repeat, second.ambiguous) == (True, 1)
    finish(store, second, NOW + 62, "sent")
    tried = store.read(lambda s: ledger.attempts_of(s, first.id))
    assert [(a.at, a.outcome, a.answer) for a in tried] == [
        (NOW + 61, "unknown", "cut off while it was sent; it may have arrived"),
        (NOW + 62, "sent", ""),
    ]


def test_a_clock_that_went_back_an_hour_holds_nothing_back(store: Store) -> None:
    queued(store, "tried")
    (one,) = claim(store)
    finish(store, one, NOW, "retry", again=NOW + 6)
    queued(store, "cut-off")
    claim(store)
    queued(store, "fresh")
    for state, wait in (("open", 31.0), ("broken", 901.0)):
        queued(store, state)
        put(store, state, Health(state, 3, NOW, NOW + wait))  # type: ignore[arg-type]
    assert sorted(c.channel for c in claim(store, NOW - 3600)) == ["broken", "cut-off", "fresh", "open", "tried"]


def test_what_is_planned_for_later_stays_so(store: Store) -> None:
    queued(store, "digest", due=NOW + 40_000)
    queued(store, "snoozed")
    (one,) = claim(store)
    finish(store, one, NOW, "retry", again=NOW + 500_000)
    assert claim(store, NOW + 10) == []


def test_what_waited_72_hours_for_a_channel_is_given_up_after_a_try(store: Store) -> None:
    queued(store, "desk", count=2)
    queued(store, "desk", now=NOW + 1000)
    give_up = lambda at: store.write(  # noqa: E731
        lambda s: channels.give_up_held(s, "desk", at, after=259_200, answer="no_service")
    )
    put(store, "desk", Health("broken", 1, NOW + 300_000, NOW))
    assert give_up(NOW + 300_001) == 0, "it broke a moment ago: only the daemon was away"
    put(store, "desk", Health("broken", 1, NOW, NOW))
    assert give_up(NOW + 259_100) == 0
    assert give_up(NOW + 259_201) == 2
    rows = store.read(lambda s: s.exec(select(DeliveryRow).order_by(DeliveryRow.id)).all())
    assert [row.state for row in rows] == ["dead", "dead", "pending"]
    assert [a.outcome for a in store.read(lambda s: ledger.attempts_of(s, rows[0].id))] == ["given up"]
