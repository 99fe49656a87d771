"""The crash matrix in a shortened form; the whole of it is ``make test-faults``."""

from pathlib import Path

import pytest

from tests.faults.broken import PATCHES
from tests.faults.campaign import Plan, run
from tests.faults.table import table


def test_no_alert_is_lost_and_no_repeat_is_unmarked_under_faults(tmp_path: Path) -> None:
    report = run(Plan(seed=1, faults=40, alerts=30, short=True), tmp_path, print)
    print(table(report))
    assert report.faults >= 40
    assert report.verdict.delivered == report.verdict.expected == 120
    assert report.verdict.holds


@pytest.mark.parametrize(("kind", "point"), [("sent-first", "deliver:claimed"), ("two-transactions", "read:committed")])
def test_an_outbox_broken_on_purpose_is_seen_to_lose(tmp_path: Path, kind: str, point: str) -> None:
    assert kind in PATCHES
    crashes = (f"{point}#1", f"{point}#2")
    report = run(Plan(seed=2, faults=2, alerts=8, short=True, broken=kind, only=crashes), tmp_path, print)
    print(table(report))
    assert report.process_faults[f"kill -9 at {point}"] == 2
    assert report.verdict.lost
