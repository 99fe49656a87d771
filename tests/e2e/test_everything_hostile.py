"""All that the network throws at a news daemon, at once, with good feeds among it: those are polled on time."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from tests.pace import slowness

MEMORY = 300e6  # bytes of the daemon


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize(
    ("good", "hanging", "every", "patience"),
    [(40, 40, 3, 450.0), pytest.param(200, 400, 10, 240.0, marks=pytest.mark.slow)],
    ids=["short", "long"],
)
def test_good_feeds_are_on_time_among_all_that_is_hostile(
    tmp_path: Path, good: int, hanging: int, every: int, patience: float
) -> None:
    from tests.e2e.hostile import SICK, hostile  # packing its bombs takes a second, in every process that collects

    with hostile() as (port, served):
        hosts = iter(f"127.{a}.{b}.{c}" for a in (1, 2) for b in range(40) for c in range(1, 250))
        feeds = [{"name": f"good-{n}", "url": f"http://{next(hosts)}:{port}/good/{n}", "every": f"{every}s", "read": "feed"} for n in range(good)]  # fmt: skip
        feeds += [{"name": f"hang-{n}", "url": f"http://{next(hosts)}:{port}/hang", "every": f"{every}s"} for n in range(hanging)]  # fmt: skip
        feeds += [{"name": f"sick-{name}", "url": f"http://{next(hosts)}:{port}/{name}", "every": f"{every}s", "read": "feed"} for name in SICK]  # fmt: skip
        feeds.append({"name": "no-such-host", "url": "http://no-such-host.invalid/"})
        config = {
            "settings": {
                "database": f"sqlite:///{tmp_path / 'w.db'}",
                "requests_per_hour": 1_000_000,
                "fetch": {"allow_networks": ["127.0.0.0/8"], "timeout": "3s", "max_bytes": "1MB"},
            },
            "feeds": feeds,
        }
        (tmp_path / "w.yaml").write_text(yaml.safe_dump(config))
        command = [sys.executable, "-m", "monitor", "run", "-c", str(tmp_path / "w.yaml")]
        with (tmp_path / "log").open("wb") as log:
            daemon = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
        try:
            rows, most = watched(tmp_path / "w.db", daemon.pid, good, patience)
            assert daemon.poll() is None, (tmp_path / "log").read_text()[-3000:]
        finally:
            daemon.kill()
            daemon.wait()
    assert most < MEMORY, f"{most / 1e6:.0f} MB"
    wrong = {}
    for name, (_, words) in SICK.items():
        error, _, items, _ = rows[f"sick-{name}"]
        right = (error is None and items > 0) if words is None else words in (error or "")
        if not right:
            wrong[name] = error
    assert wrong == {}
    polled = {name: row for name, row in rows.items() if name.startswith("good-")}
    assert all(row[0] is None and row[1] >= 3 for row in polled.values()), polled
    gaps = served.gaps()
    assert gaps[len(gaps) * 95 // 100] < every * 1.1 + 5 * slowness(), gaps[-20:]
    assert "timed out" in (rows["hang-0"][0] or "")
    assert "DNS" in (rows["no-such-host"][0] or "")
    assert "root:" not in json.dumps(rows)


def watched(
    database: Path, pid: int, good: int, patience: float
) -> tuple[dict[str, tuple[str | None, int, int, str]], int]:
    """Wait until every good feed was polled three times and every other once; the rows, and the daemon's most memory."""
    end, most = time.monotonic() + patience, 0
    rows: dict[str, tuple[str | None, int, int, str]] = {}
    while time.monotonic() < end:
        time.sleep(0.2)  # a process is watched from outside
        most = max(most, resident(pid))
        if not database.exists():
            continue
        reading = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            found = reading.execute("SELECT name, last_error, polls, items, state FROM feed").fetchall()
        except sqlite3.OperationalError:  # the tables are being made
            continue
        finally:
            reading.close()
        rows = {name: (error, polls, items, state) for name, error, polls, items, state in found}
        done = [row[1] >= (3 if name.startswith("good-") else 1) for name, row in rows.items()]
        if rows and all(done) and len(done) > good:
            break
    return rows, most
