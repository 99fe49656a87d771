"""End to end: the daemon as a process, feeds and pages over HTTP, Slack's plugin, SMTP."""

import os
import signal
import sqlite3
import time
from contextlib import closing

from tests.e2e.daemon import TOKEN, Newsroom, baseline, due
from tests.pace import slowness


def test_a_watched_topic_reaches_slack_and_mail_from_a_running_daemon(room: Newsroom) -> None:
    room.world.publish(0)
    daemon = room.start()
    room.wait(lambda: "watching" in room.logged() and len(room.ask("search", "дощ OR shells")) >= 2, "the baseline")
    stories = [*room.world.publish(1), *room.world.publish(2)]
    room.wait(lambda: set(room.arrivals()) >= due(stories), "the alerts")
    daemon.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    assert daemon.wait(60) == 0
    assert time.monotonic() - begun < 8.5 * slowness()
    assert room.arrivals() == dict.fromkeys(due(stories), 1)
    states = {d["state"] for alert in room.ask("alerts", "list") for d in alert["deliveries"]}
    assert states == {"sent"}
    story = next(s for s in stories if s.expect)
    way = room.ask("why", room.world.address(story))[0]
    assert way["stopped"] == "it was alerted and every delivery arrived"
    everything = room.logged() + str(room.ask("alerts", "list")) + str(room.ask("feeds", "health")) + str(way)
    everything += room.command("config", "show").stdout
    for secret in (TOKEN, "abcdefghijklmnopqrstuvwx"):
        assert secret not in everything


def test_two_daemons_on_one_database_do_no_harm(room: Newsroom) -> None:
    baseline(room)
    first, second = room.start(), room.start()
    room.wait(lambda: room.logged().count("watching") >= 2, "both daemons")
    stories = [*room.world.publish(1), *room.world.publish(2), *room.world.publish(3)]
    room.wait(lambda: set(room.arrivals()) >= due(stories), "the alerts")
    for daemon in (first, second):
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(60) == 0
    assert room.arrivals() == dict.fromkeys(due(stories), 1)


def test_a_saved_configuration_is_taken_up_and_a_bad_one_is_not(room: Newsroom) -> None:
    baseline(room)
    daemon = room.start()
    room.wait(lambda: "watching" in room.logged(), "the daemon")
    path = room.folder / "config" / "extra.yaml"
    path.write_text("watches:\n  - {name: rain, query: 'unclosed (', notify: [desk-slack]}\n")
    room.wait(lambda: "last good one goes on" in room.logged(), "the complaint")
    path.write_text("watches:\n  - {name: ballet, query: ballet, notify: [desk-slack]}\n")
    daemon.send_signal(signal.SIGHUP)
    room.wait(lambda: "reloaded" in room.logged(), "the reload")
    room.world.publish(2)
    room.wait(lambda: ("slack", "moscow-ballet") in room.arrivals(), "the new watch's alert")
    assert daemon.poll() is None


def test_a_dry_run_shows_the_backlog_and_consumes_nothing(room: Newsroom) -> None:
    room.world.publish(0)
    shown = room.ask("run", "--once", "--dry-run")
    assert [line["backlog"] for line in shown] == [True]
    assert "artillery shells" in shown[0]["title"]
    assert room.world.messages == []
    assert not list(room.folder.glob("e2e.db*"))
    baseline(room)
    stories = room.world.publish(1)
    room.command("run", "--once", "--dry-run")
    assert room.world.messages == []
    room.command("run", "--once")
    assert room.arrivals() == dict.fromkeys(due(stories), 1)


def test_a_second_signal_ends_at_once(room: Newsroom) -> None:
    daemon = room.start()
    room.wait(lambda: "watching" in room.logged(), "the daemon")
    os.kill(daemon.pid, signal.SIGSTOP)
    daemon.send_signal(signal.SIGTERM)
    daemon.send_signal(signal.SIGINT)
    daemon.send_signal(signal.SIGCONT)
    assert daemon.wait(9 * slowness()) in (0, 128 + signal.SIGINT, 128 + signal.SIGTERM)


def test_a_daemon_waits_for_a_database_that_cannot_be_used_yet(room: Newsroom) -> None:
    file = room.folder / "e2e.db"
    file.mkdir()
    daemon = room.start()
    room.wait(lambda: daemon.poll() is not None or "cannot be opened" in room.logged(), "a word")
    assert daemon.poll() is None, room.logged()
    file.rmdir()
    room.wait(lambda: "watching" in room.logged(), "the daemon")
    daemon.terminate()
    assert daemon.wait(20) == 0


def test_a_daemon_waits_where_its_first_words_are_not_written(room: Newsroom) -> None:
    assert room.command("db", "upgrade").returncode == 0
    with closing(sqlite3.connect(room.folder / "e2e.db")) as database:
        database.execute(
            "CREATE TRIGGER no_life BEFORE INSERT ON heartbeat BEGIN SELECT RAISE(ABORT, 'database is locked'); END"
        )
        daemon = room.start()
        room.wait(lambda: daemon.poll() is not None or "is locked" in room.logged(), "a word")
        assert daemon.poll() is None, room.logged()
        daemon.terminate()
        assert daemon.wait(20) == 0, "it ends while it waits"
        daemon = room.start()
        database.execute("DROP TRIGGER no_life")
        room.wait(lambda: "watching" in room.logged(), "the daemon")
    assert daemon.poll() is None


def test_a_signal_ends_a_daemon_whose_database_does_not_answer(room: Newsroom) -> None:
    daemon = room.start()
    room.wait(lambda: "watching" in room.logged(), "the daemon")
    with closing(sqlite3.connect(room.folder / "e2e.db", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        daemon.terminate()
        assert daemon.wait(20) == 0
    assert "does not answer" in room.logged()


def test_healthy_feeds_do_not_wait_for_a_sick_one(room: Newsroom) -> None:
    baseline(room)
    path = room.folder / "config" / "sick.yaml"
    path.write_text(f"feeds:\n  - {{name: sick, url: '{room.world.url}/nothing/feed', every: 1s}}\n")
    stories = room.world.publish(1)
    done = room.command("run", "--once")
    assert done.returncode == 1, "a source failed"
    assert set(room.arrivals()) == due(stories), done.stderr
    sick = next(f for f in room.ask("feeds", "health") if f["feed"] == "sick")
    assert sick["state"] == "failing"
    assert "404" in sick["last_error"]
