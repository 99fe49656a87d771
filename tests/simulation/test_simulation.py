"""A few seeds of the simulation; ``make test-faults`` lives through 200. What a seed finds is told with how to replay it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.broken import copied
from tests.simulation.run import Verdict, simulate
from tests.simulation.script import DAYS

REPOSITORY = Path(__file__).parents[2]
FEW = 8  # days, in every run of the tests


def holds(verdict: Verdict, *, days: int = DAYS) -> bool:
    told = "\n    ".join(verdict.faults)
    assert not verdict.faults, f"python -m tests.simulation --seed {verdict.seed} --days {days} --trace\n    {told}"
    return min(verdict.alerts, verdict.arrivals) >= days / 3 and verdict.crashes >= days / 6


@pytest.mark.parametrize("seed", [1, 4])
def test_days_of_trouble_lose_no_alert_and_repeat_none_unmarked(seed: int) -> None:
    assert holds(simulate(seed, days=FEW), days=FEW)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200, 210))
def test_thirty_days_of_trouble_do_not_either(seed: int) -> None:
    assert holds(simulate(seed))


@pytest.mark.slow
def test_a_seed_has_one_course() -> None:
    courses: list[list[str]] = [[], []]
    for course in courses:
        simulate(4, course.append)
    assert courses[0] == courses[1]
    assert len(courses[0]) > 100


def run_broken(kind: str, folder: Path, *, seeds: int) -> subprocess.CompletedProcess[str]:
    """Simulate a copy of the product that is broken on purpose, until a seed shows it."""
    path = os.pathsep.join((str(copied(folder, kind)), str(REPOSITORY)))
    command = [sys.executable, "-P", "-m", "tests.simulation", "--enough", "--jobs", "1", "--seeds", str(seeds)]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_what_is_marked_as_sent_before_it_is_sent_is_seen_to_be_lost(tmp_path: Path) -> None:
    done = run_broken("sent-first", tmp_path, seeds=10)
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"[1-9]\d* lost", done.stdout), done.stdout
    assert "replay with --seed" in done.stdout


@pytest.mark.slow
def test_alerts_written_after_their_article_are_seen_to_be_lost(tmp_path: Path) -> None:
    done = run_broken("two-transactions", tmp_path, seeds=10)
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"[1-9]\d* lost", done.stdout), done.stdout


@pytest.mark.slow
def test_an_event_that_is_alerted_for_each_report_is_seen(tmp_path: Path) -> None:
    done = run_broken("story-not-unique", tmp_path, seeds=10)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "twice on event" in done.stdout


@pytest.mark.slow
def test_an_alert_that_waits_for_ever_is_seen_to_be_lost(tmp_path: Path) -> None:
    done = run_broken("never-released", tmp_path, seeds=10)
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"[1-9]\d* lost", done.stdout), done.stdout
