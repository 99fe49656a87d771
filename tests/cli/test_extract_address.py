"""``wirewatch extract`` on addresses: fetched through the guard, read in the sandbox, explained as a file is."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli.extract import extract
from tests.site import Site, serving

PAGES = Path(__file__).parents[1] / "data" / "pages"
CONFIG = """settings: {fetch: {allow_networks: [127.0.0.0/8]}}
"""
PROFILE = """domain: 127.0.0.1
title: tests.core.article.rules:title
views: span.nothing
"""
PARAGRAPH = "<p>The air force said that it had shot down nine of the twelve missiles over the region.</p>"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    (folder / "sites").mkdir(parents=True)
    (folder / "w.yaml").write_text(CONFIG)
    return folder


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(extract, [*arguments, "-c", str(config)])


def served(site: Site) -> str:
    return site.put("/a.html", (PAGES / "unn-en.html").read_bytes())


def test_an_address_is_explained_as_its_file_is(config: Path) -> None:
    with serving() as site:
        answer = run(config, served(site), "--explain", "--json")
    assert answer.exit_code == 0, answer.output
    remote = json.loads(answer.stdout)
    local = json.loads(run(config, str(PAGES / "unn-en.html"), "--explain", "--json").stdout)
    assert remote["rules"] == local["rules"]
    assert remote["rules"]["published"] == "JSON-LD datePublished"
    assert remote["source"].startswith("http://127.0.0.1")


def test_the_function_of_a_profile_is_named_for_an_address_too(config: Path) -> None:
    (config / "sites" / "own.yaml").write_text(PROFILE)
    with serving() as site:
        address = site.put("/b.html", f"<html lang=en><body><h1>Nine</h1><h2>Nine of twelve</h2>{PARAGRAPH * 6}")
        answer = run(config, address, "--explain", "--json")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    assert document["title"] == f"Nine of twelve ({address})"
    assert document["rules"]["title"] == "site profile, tests.core.article.rules:title"


def test_without_explain_there_are_no_rules(config: Path) -> None:
    with serving() as site:
        assert "rules" not in json.loads(run(config, served(site), "--json").stdout)


def test_a_text_at_an_address_is_read(config: Path) -> None:
    with serving() as site:
        text = "A title of the text\n\nKyiv • UNN\n\nThe bridge in the north is open again, and trains cross it daily."
        address = site.put("/c.txt", text, Content_Type="text/plain; charset=utf-8")
        article = json.loads(run(config, address, "--json").stdout)
    assert (article["title"], article["agency"]) == ("A title of the text", "UNN")


def test_what_is_no_article_fails_with_its_reason(config: Path) -> None:
    with serving() as site:
        answer = run(config, site.put("/d.html", b"%PDF-1.7"), "--explain", "--json")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "PDF" in answer.stderr
