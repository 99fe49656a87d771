"""The container's healthcheck, run as the container runs it, against databases that daemons wrote."""

import os
import re
import subprocess
import sys
from pathlib import Path

from monitor.app import now
from monitor.store import ledger, open_store

SCRIPT = Path(__file__).parents[2] / "docker" / "healthcheck.py"


def _health(folder: Path, **environ: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, SCRIPT],
        env={**os.environ, "WIREWATCH_CONFIG": str(folder / "config"), **environ},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr.strip()


def _configure(folder: Path, **files: str) -> None:
    (folder / "config").mkdir()
    for name, text in files.items():
        (folder / "config" / f"{name}.yaml").write_text(text, encoding="utf-8")


def _beat(url: str, at: float) -> None:
    store = open_store(url)
    store.write(lambda session: ledger.beat(session, "host:1", at))
    store.close()


def test_healthy_while_the_daemon_beats_though_a_watch_is_wrong_by_now(tmp_path: Path) -> None:
    _configure(tmp_path, watches="watches: [{name: broken, query: 'missile NEAR'}]", settings="settings: {ping: null}")
    _beat(f"sqlite:///{tmp_path / 'wirewatch.db'}", now() - 20)
    assert _health(tmp_path) == (0, "")


def test_unhealthy_when_the_last_sign_of_life_is_old(tmp_path: Path) -> None:
    _configure(tmp_path, settings="settings: {database: 'sqlite:///${FILE}'}")
    beaten = now() - 90
    _beat(f"sqlite:///{tmp_path / 'other.db'}", beaten)
    code, said = _health(tmp_path, FILE="other.db")
    assert code == 1
    told = re.fullmatch(r"unhealthy: the last sign of life is (\d+) s old", said)
    assert told
    assert 90 <= int(told[1]) <= now() - beaten + 1


def test_unhealthy_before_there_is_a_database_and_none_is_made(tmp_path: Path) -> None:
    _configure(tmp_path, settings="settings: {}")
    assert _health(tmp_path) == (1, "unhealthy: there is no database yet")
    assert not (tmp_path / "wirewatch.db").exists()


def test_unhealthy_when_no_daemon_runs(tmp_path: Path) -> None:
    _configure(tmp_path, settings="settings: {}")
    open_store(f"sqlite:///{tmp_path / 'wirewatch.db'}").close()
    assert _health(tmp_path) == (1, "unhealthy: no daemon runs")


def test_unhealthy_when_the_database_is_out_of_reach(tmp_path: Path) -> None:
    _configure(tmp_path, settings="settings: {database: 'postgresql+psycopg://w:secret@127.0.0.1:1/none'}")
    code, said = _health(tmp_path)
    assert code == 1
    assert said.startswith("unhealthy: ")
    assert "secret" not in said
