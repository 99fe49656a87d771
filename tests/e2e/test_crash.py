"""Kill -9 at every point of the pipeline, start again: no alert is lost, and a repeat says that it may be one."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.daemon import Newsroom, baseline, due, newsroom
from tests.faults.injector import POINTS


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A newsroom whose feeds have had their first poll; each test goes on from a copy of its database."""
    with newsroom(tmp_path_factory.mktemp("begun")) as room:
        baseline(room)
        yield room


@pytest.fixture
def room(begun: Newsroom, tmp_path: Path) -> Newsroom:
    begun.world.messages.clear()
    for file in begun.folder.glob("e2e.db*"):
        shutil.copy(file, tmp_path)
    return Newsroom(tmp_path, begun.world)


@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_no_alert_is_lost_and_a_repeat_is_marked(room: Newsroom, point: str) -> None:
    stories = room.world.publish(1)
    killed = room.command("run", "--once", crash_at=f"{point}#2")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    done = room.command("run", "--once")
    assert done.returncode == 0, done.stderr
    assert set(room.arrivals()) == due(stories)
    slack = {key: n for key, n in room.arrivals(unmarked=True).items() if key[0] == "slack"}
    assert all(count == 1 for count in slack.values()), "a repeat says that it may be one"
    mails = [(m.message_id, m.text.splitlines()[0]) for m in room.world.messages if m.channel == "mail"]
    assert len({subject for _, subject in mails}) == len({identity for identity, _ in mails})
