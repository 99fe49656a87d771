"""The vigil over real databases on a fake clock: escalation, acknowledging, snoozing, lateness, silence, delays."""

from pathlib import Path

import pytest
import yaml
from sqlmodel import Session, select

from monitor import notify
from monitor.config import load
from monitor.planning import Planner
from monitor.store import Store, alerts, feeds, ledger, vigil
from monitor.store.tables import AlertRow, EntryRow, FeedRow, MessageRow
from monitor.vigil import LATE, Vigil

T, MIN, HOUR, DAY = 1_764_000_000.0, 60.0, 3600.0, 86400.0


class Desk:
    """A store, a vigil and verbs on both; ``now`` is the clock."""

    def __init__(self, store: Store, folder: Path) -> None:
        path = folder / "config.yaml"
        night = {"from": "00:00", "to": "23:59", "let_through": "nothing"}
        document = {
            "settings": {"operators": ["ops", "boss"]},
            "feeds": [{"name": "f", "url": "https://f.example/rss"}],
            "watches": [
                {
                    "name": "w", "query": "x", "level": "urgent", "notify": ["desk"],
                    "escalate": {"after": "15m", "to": ["boss"]},
                },
            ],
            "channels": [
                {"name": "desk", "url": "json://desk.example/"},
                {"name": "ops", "url": "json://ops.example/"},
                {"name": "boss", "url": "json://boss.example/", "quiet": night},
            ],
        }  # fmt: skip
        path.write_text(yaml.safe_dump(document))
        config = load(path, environ={}, defaults=False, usable_channel=notify.usable).config
        self.store, self.now, self.vigil, self.planner = store, T, Vigil(config), Planner(config)

    def alert(self, event: str = "e", *, level: str = "urgent", channel: str = "desk", gather: str = "") -> int:
        def add(session: Session) -> int:
            row = alerts.add(
                session, watch="w", event=event, article_id=None, level=level, now=self.now,
                document={"watch": "w", "event": event, "title": event, "level": level},
            )  # fmt: skip
            assert row is not None
            assert row.id is not None
            alerts.queue(
                session, channel=channel, recipients=[""], gather=gather or f"event:{event}", kind="alert",
                due=self.now, now=self.now, alert_id=row.id,
            )  # fmt: skip
            return row.id

        return self.store.write(add)

    def send(self) -> list[str]:
        """Deliver what is due -> the kind and the titles of each message."""
        claims = self.store.write(lambda s: alerts.claim(s, self.now, owner="t", limit=99, lease=60, a_channel=99))
        for claim in claims:
            self.store.write(lambda s, c=claim: alerts.finish(  # type: ignore[misc]
                s, c, self.now, state="sent", outcome="sent", status=200, answer="ok"))  # fmt: skip
        return [f"{c.channel} {c.kind} " + ",".join(a["title"] for a in c.alerts) for c in claims]

    def escalate(self) -> int:
        return self.store.write(lambda s: self.vigil.escalate(s, self.now))

    def notices(self, begin: str) -> list[tuple[str, str]]:
        rows = self.store.read(lambda s: list(s.exec(select(MessageRow).where(MessageRow.kind == "notice"))))
        return [(r.channel, (r.notice or {})["title"]) for r in rows if r.gather.startswith(f"notice:{begin}")]


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def test_an_urgent_alert_that_nobody_acknowledges_goes_to_the_second_list_once(desk: Desk) -> None:
    number = desk.alert()
    desk.now += HOUR
    assert desk.escalate() == 0, "it was not sent yet"
    desk.send()
    desk.now += 15 * MIN - 1
    assert desk.escalate() == 0
    desk.now += 1
    assert desk.escalate() == 1
    assert desk.escalate() == 0
    assert desk.send() == ["boss escalation e"], "quiet hours do not hold it"
    desk.now += HOUR
    assert (desk.escalate(), desk.send()) == (0, [])
    row = desk.store.read(lambda s: s.get(AlertRow, number))
    assert row is not None
    assert row.escalated_at == T + HOUR + 15 * MIN


def test_an_escalation_whose_transaction_failed_is_made_again(desk: Desk) -> None:
    desk.alert()
    desk.send()
    desk.now += HOUR

    def cut_off(session: Session) -> None:
        assert desk.vigil.escalate(session, desk.now) == 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.store.write(cut_off)
    assert desk.escalate() == 1
    assert desk.send() == ["boss escalation e"]


def test_who_acknowledges_stops_the_escalation(desk: Desk) -> None:
    number = desk.alert()
    desk.send()
    desk.store.write(lambda s: ledger.acknowledge(s, number, desk.now))
    desk.now += HOUR
    assert desk.escalate() == 0


def test_what_is_not_urgent_or_long_past_does_not_escalate(desk: Desk) -> None:
    desk.alert("n", level="normal")
    desk.alert("u")
    desk.send()
    desk.now += 73 * HOUR
    assert desk.escalate() == 0


def test_a_snooze_holds_what_was_not_sent_and_the_escalation_counts_from_its_end(desk: Desk) -> None:
    number, until = desk.alert(), T + 2 * HOUR
    desk.store.write(lambda s: ledger.snooze(s, number, until))
    desk.now += HOUR
    assert desk.send() == []
    assert desk.store.read(lambda s: vigil.overdue(s, desk.now)) == [], "what a person holds is not late"
    desk.now = until
    assert desk.send() == ["desk alert e"]
    desk.store.write(lambda s: ledger.snooze(s, number, until + HOUR))
    desk.now = until + HOUR + 14 * MIN
    assert desk.escalate() == 0
    desk.now += MIN
    assert desk.escalate() == 1


def test_a_snooze_holds_no_other_alert(desk: Desk) -> None:
    one, _ = desk.alert("a", gather="quiet:x"), desk.alert("b", gather="quiet:x")
    desk.store.write(lambda s: ledger.snooze(s, one, T + HOUR))
    assert desk.send() == ["desk alert b"]
    desk.now += HOUR
    assert desk.send() == ["desk alert a"]


def test_what_comes_later_does_not_wait_with_a_snoozed_message(desk: Desk) -> None:
    one = desk.alert("a", gather="quiet:x")
    desk.store.write(lambda s: ledger.snooze(s, one, T + HOUR))
    desk.alert("b", gather="quiet:x")
    assert desk.send() == ["desk alert b"]


def test_operators_hear_of_a_late_channel_once_an_hour_and_not_on_it(desk: Desk) -> None:
    desk.alert("a", channel="boss")
    desk.now += LATE - 1
    assert desk.store.write(lambda s: desk.vigil.late(s, desk.now)) is False
    desk.now += 1
    for _ in range(3):
        assert desk.store.write(lambda s: desk.vigil.late(s, desk.now)) is True
    assert desk.notices("late") == [("ops", "Channel boss is late: 1 not delivered")]
    desk.now += HOUR
    desk.store.write(lambda s: desk.vigil.late(s, desk.now))
    assert len(desk.notices("late")) == 2
    desk.send()
    assert desk.store.write(lambda s: desk.vigil.late(s, desk.now)) is False


def _feed(desk: Desk, seen: list[float], *, last_ok: float, failures: int = 0) -> None:
    def add(session: Session) -> None:
        session.add(
            FeedRow(
                name="f", url="https://f.example/rss", baseline_at=T - 20 * DAY, last_new=max(seen), last_ok=last_ok,
                failures=failures, items=len(seen),
            )
        )  # fmt: skip
        session.flush()
        for number, at in enumerate(seen):
            session.add(
                EntryRow(
                    feed="f", key=str(number), fingerprint="", published=at - 120, seen_at=at, last_seen=at,
                    state="read", event=f"e{number}",
                )
            )  # fmt: skip

    desk.store.write(add)


FOUR_A_DAY = [T - n * 6 * HOUR for n in range(60)]


def test_a_feed_that_falls_silent_is_told_once(desk: Desk) -> None:
    desk.now = T + 37 * HOUR
    _feed(desk, FOUR_A_DAY, last_ok=T + 36 * HOUR)
    assert desk.store.write(lambda s: desk.vigil.listen(s, desk.now)) == ["f"]
    assert desk.store.write(lambda s: desk.vigil.listen(s, desk.now + HOUR)) == []
    said = "Feed f has fallen silent: usually 4 a day, none for 36 h"
    assert sorted(desk.notices("silent")) == [("boss", said), ("ops", said)]


@pytest.mark.parametrize(("last_ok", "failures"), [(T + 30 * HOUR, 0), (T + 90 * HOUR, 1)])
def test_a_feed_that_fails_or_was_not_polled_is_not_called_silent(desk: Desk, last_ok: float, failures: int) -> None:
    desk.now = T + 90 * HOUR
    _feed(desk, FOUR_A_DAY, last_ok=last_ok, failures=failures)
    assert desk.store.write(lambda s: desk.vigil.listen(s, desk.now)) == []


def test_delays_of_a_feed_from_its_rows(desk: Desk) -> None:
    _feed(desk, [T - 10, T - 20], last_ok=T)
    desk.alert("e0")
    desk.send()
    rows = desk.store.read(lambda s: vigil.feed_delays(s, since=T - DAY))
    assert sorted(rows) == [("f", T - 140, T - 20, None), ("f", T - 130, T - 10, T)]


def test_a_probe_leaves_nothing_and_claims_are_given_back_by_their_fence(desk: Desk) -> None:
    desk.store.write(vigil.probe)
    assert desk.store.read(ledger.daemons) == []
    desk.store.write(lambda s: feeds.sync(s, [("f", "https://f.example/rss")], T, interval=60))
    take = lambda: desk.store.write(  # noqa: E731 - a verb of this test
        lambda s: feeds.claim(s, T, owner="t", limit=9, lease=60)
    )
    first = take()
    assert take() == []
    desk.store.write(lambda s: vigil.give_back(s, first))
    second = take()
    assert len(second) == 1
    desk.store.write(lambda s: vigil.give_back(s, first))
    assert take() == [], "an old claim frees nothing"


def test_an_escalation_says_so_in_every_style() -> None:
    from monitor.core.alert import AlertView

    view = AlertView(watch="w", level="urgent", event="e", title="A title", url="https://a.example/1")
    for style in ("slack", "mail", "text"):
        notice = {"body": "Not acknowledged for 15 min."}
        said = notify.render([view], kind="escalation", style=style, notice=notice)  # type: ignore[arg-type]
        assert said.title.startswith("ESCALATION: URGENT: A title")
        assert "Not acknowledged for 15 min." in said.body
        assert style != "mail" or "Not acknowledged for 15 min." in (said.html or "")
