"""`wirewatch db`: copies, backups and retention, and what is wrong in words."""

import json
import sqlite3
from pathlib import Path

import pytest

from monitor.cli import main
from tests.cli.archive import configured, filled


def test_a_backup_is_a_database_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, target = filled(tmp_path), tmp_path / "b.db"
    assert main(["-c", str(config), "db", "backup", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"backup": str(target), "bytes": target.stat().st_size}
    assert sqlite3.connect(target).execute("SELECT count(*) FROM alert").fetchone() == (1,)
    assert main(["-c", str(config), "db", "backup", str(target)]) == 1
    assert "never overwrites" in capsys.readouterr().err


def test_a_backup_of_nothing_makes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = configured(tmp_path)
    assert main(["-c", str(config), "db", "backup", str(tmp_path / "b.db")]) == 1
    assert "there is no such database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [config]


@pytest.mark.parametrize("command", [("db", "upgrade"), ("alerts", "list"), ("run", "--once", "--dry-run")])
def test_a_file_that_is_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    config = configured(tmp_path)
    (tmp_path / "w.db").write_text("no database at all" * 100)
    assert main(["-c", str(config), *command]) == 1
    assert capsys.readouterr().err == "wirewatch: the database refused: file is not a database\n"


@pytest.mark.parametrize("command", [("db", "upgrade"), ("db", "prune"), ("alerts", "list"), ("search", "x")])
def test_a_database_that_is_newer_than_the_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    config = filled(tmp_path)
    with sqlite3.connect(tmp_path / "w.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert main(["-c", str(config), *command]) == 1
    assert "newer than this Wirewatch" in capsys.readouterr().err


def test_copy_fills_an_empty_database_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path)
    source, target = f"sqlite:///{tmp_path}/w.db", f"sqlite:///{tmp_path}/c.db"
    assert main(["db", "copy", source, target, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["article"], counts["alert"], counts["attempt"]) == (1, 1, 1)
    assert main(["db", "copy", source, target]) == 1
    assert "copy into an empty database" in capsys.readouterr().err
    assert main(["db", "copy", f"sqlite:///{tmp_path}/none.db", f"sqlite:///{tmp_path}/d.db"]) == 1
    assert "there is no such database" in capsys.readouterr().err
    assert main(["db", "copy", "w.db", target]) == 1
    assert "no database address" in capsys.readouterr().err


def test_upgrade_makes_the_schema_and_prune_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = configured(tmp_path)
    assert main(["-c", str(config), "db", "upgrade"]) == 0
    assert capsys.readouterr().out.startswith("Made the schema ")
    assert main(["db", "upgrade", "-c", str(config)]) == 0
    assert capsys.readouterr().out.startswith("The schema is ")
    assert main(["-c", str(config), "db", "prune", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"bodies": 0, "articles": 0}
