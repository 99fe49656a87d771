"""The benchmark of the matcher runs, its peers agree with it, and its news are the same every time."""

import json
import os
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"


def run(*command: str, seed: str = "0", expect: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=BENCHMARKS,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


def test_the_news_and_the_watches_are_the_same_every_time() -> None:
    script = "import newsgen; print(newsgen.news(3), newsgen.watches(20))"
    assert run("-c", script, seed="1") == run("-c", script, seed="2")


def files(tmp_path: Path, bodies: list[str], queries: list[str]) -> list[str]:
    docs, watches = tmp_path / "docs", tmp_path / "watches"
    docs.write_text("".join(json.dumps({"title": "News", "lead": "", "body": body}) + "\n" for body in bodies))
    rows = [{"name": f"w{number}", "query": query} for number, query in enumerate(queries)]
    watches.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return ["matching.py", "--docs", str(docs), "--watches", str(watches), "--rounds", "1", "--builds", "0", "--json"]


def test_a_pattern_a_watch_fires_where_the_matcher_does(tmp_path: Path) -> None:
    bodies = [
        "Two missiles hit the port of Odesa on Monday.\n\nOfficials' reports came at 4.75 p.m.; KN-23 debris lay there.",
        "Ракети влучили в порт. Про удар повідомили посадовці п'яти областей.",
        "북한은 미사일을 발사했다. ICBM을 러시아에.",
        "朝鲜发射导弹,俄罗斯表示关切。",
    ]
    queries = [
        "missile AND (port OR harbour)", '"missiles hit" AND NOT ship', "missile NEAR/2 port", "missile NEAR/3 port",
        "offic* NEAR/1 report", '"Monday officials"', "ракета NEAR/2 порт", "область AND NOT удар", "미사일 NEAR/1 러시아",
        "导弹 NEAR/2 关切", "导弹 NEAR/3 关切", "=missile", "1980s OR ICBM",
    ]  # fmt: skip
    told = json.loads(run(*files(tmp_path, bodies, queries), "--peers", "re", "--slow-docs", "4"))
    assert told["differences"] == []
    against = next(figure for figure in told["figures"] if "a compiled re a watch" in figure["what"])
    assert "4 documents, 8 pairs" in against["measured"]


def test_what_the_peers_do_not_express_is_said(tmp_path: Path) -> None:
    told = json.loads(
        run(*files(tmp_path, ["A port.", "A ship."], ["port", "title:port", "ATLEAST/2(port)"]), "--peers", "re")
    )
    left = next(figure for figure in told["figures"] if "do not express" in figure["what"])
    assert left["measured"].startswith("2,")
