"""`wirewatch match`: which watches fire on documents, and why."""

import io
import json
from pathlib import Path

import pytest

from monitor.cli import main

CONFIG = """
feeds:
  - {name: unn, url: "https://unn.ua/rss", tags: [agency]}
concepts:
  dprk: {any: ["North Korea", "КНДР"]}
watches:
  - {name: dprk-missiles, query: "@dprk missile"}
  - {name: tanks, query: "tank", feeds: [tag:agency], notify: []}
  - {name: ukrainian, query: "missile", languages: [uk]}
"""
ARTICLE = "North Korea fires missiles\n\nNorth Korea fired two ballistic missiles on Monday. A tank watched.\n"


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "wirewatch.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return str(path)


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return str(path)


def test_json(config: str, document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-c", config, "match", document, "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    found = json.loads(lines[0])
    assert set(found) == {"source", "title", "language", "matches"}
    assert (found["source"], found["title"], found["language"]) == (document, "North Korea fires missiles", "en")
    assert [match["watch"] for match in found["matches"]] == ["dprk-missiles", "tanks"]  # feeds: are ignored
    first = found["matches"][0]
    assert first["hits"][0] == {
        "term": "@dprk", "concept": "dprk", "field": "title", "text": "North Korea", "start": 0, "end": 11,
    }  # fmt: skip
    assert first["snippet"].startswith("⟦North Korea⟧ fired two ballistic ⟦missiles⟧ on Monday.")


def test_all_tells_why_the_others_do_not_fire(config: str, document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-c", config, "match", "--all", document, "--json"]) == 0
    verdicts = json.loads(capsys.readouterr().out)["verdicts"]
    assert verdicts == [
        {"watch": "dprk-missiles", "matched": True, "failed": None, "reason": None, "held": ["@dprk", "missile"]},
        {"watch": "tanks", "matched": True, "failed": None, "reason": None, "held": ["tank"]},
        {
            "watch": "ukrainian", "matched": False, "failed": "languages: uk", "reason": "language en not in uk",
            "held": [],
        },
    ]  # fmt: skip


def test_for_people(config: str, document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-c", config, "match", "--all", document]) == 0
    shown = capsys.readouterr().out
    assert "dprk-missiles" in shown
    assert "@dprk: North Korea (title), North Korea; missile: missiles (title), missiles" in shown
    assert "\n    holds: @dprk  ·  missile\n" in shown
    assert "ukrainian  languages: uk: language en not in uk" in shown
    assert main(["-c", config, "match", document]) == 0
    assert "holds:" not in capsys.readouterr().out, "only --all explains"


def test_a_long_clause_that_failed_stays_on_a_line(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = " OR ".join(f"word{number}" for number in range(40))
    long = tmp_path / "long.yaml"
    long.write_text(f"watches: [{{name: long, query: '{words}'}}]\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("A quiet day\n\nNothing happened.\n", encoding="utf-8")
    assert main(["-c", str(long), "match", "--all", str(tmp_path / "a.txt")]) == 0
    shown = capsys.readouterr().out
    assert "  long  word0 OR word1 OR" in shown
    assert "…: none of “word0”, “word1”, “word2”, “word3”, “word4” and 35 more in title or text" in shown
    assert max(map(len, shown.splitlines())) < 300


def test_one_watch(config: str, document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-c", config, "match", "--watch", "tanks", document, "--json"]) == 0
    assert [match["watch"] for match in json.loads(capsys.readouterr().out)["matches"]] == ["tanks"]


def test_a_watch_that_is_not_there(config: str, document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-c", config, "match", "--watch", "tansk", document]) == 2
    assert "did you mean tanks?" in capsys.readouterr().err


def test_a_source_that_cannot_be_read_does_not_stop_the_others(
    config: str, document: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-c", config, "match", "nowhere.txt", document, "--json"]) == 1
    captured = capsys.readouterr()
    assert "nowhere.txt: " in captured.err
    assert [json.loads(line)["source"] for line in captured.out.splitlines()] == [document]


def test_standard_input(config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    assert main(["-c", config, "match", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["source"] == "-"


def test_nothing_fires(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.txt"
    other.write_text("A quiet day\n\nNothing happened in the town today.\n", encoding="utf-8")
    assert main(["-c", config, "match", str(other)]) == 0
    assert "no watch fires" in capsys.readouterr().out
