"""``wirewatch extract`` on files, lists and standard input."""

import json
from pathlib import Path

from click.testing import CliRunner

from monitor.cli.extract import extract

PAGES = Path(__file__).parents[1] / "data" / "pages"
PLAIN = "A title of the text\n\nKyiv • UNN\n\nThe bridge in the north is open again."


def run(*arguments: str, text: str | None = None):
    return CliRunner().invoke(extract, [*arguments, "-c", "/nonexistent"], input=text)


def test_a_page_gives_one_line_of_json(tmp_path: Path) -> None:
    answer = run(str(PAGES / "unn-en.html"), "--json")
    assert answer.exit_code == 0
    (line,) = answer.stdout.splitlines()
    article = json.loads(line)
    assert article["source"] == str(PAGES / "unn-en.html")
    assert article["views"] == 48210
    assert article["published"] == "2024-02-07T09:40:00+02:00"


def test_standard_input_may_be_text_or_a_page() -> None:
    article = json.loads(run("-", "--json", text=PLAIN).stdout)
    assert (article["source"], article["title"], article["agency"]) == ("-", "A title of the text", "UNN")
    article = json.loads(run("-", "--json", text=(PAGES / "unn-uk.html").read_text()).stdout)
    assert article["agency"] == "УНН"


def test_a_list_keeps_its_order_and_an_unreadable_document_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAIN)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    listing = tmp_path / "list.jsonl"
    rows = [{"source": str(tmp_path / name), "url": f"https://news.example/{name}"} for name in ("b.pdf", "a.txt")]
    listing.write_text("\n".join(json.dumps(row) for row in rows))
    answer = run("--list", str(listing), "--json")
    assert answer.exit_code == 1
    first, second = map(json.loads, answer.stdout.splitlines())
    assert (first["text"], first["url"]) == ("", "https://news.example/b.pdf")
    assert "PDF" in first["warnings"][0]
    assert second["title"] == "A title of the text"


def test_a_file_that_is_not_there_fails_with_words(tmp_path: Path) -> None:
    answer = run(str(tmp_path / "none.html"), "--json")
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "No such file" in answer.stderr


def test_nothing_to_read_is_wrong_usage() -> None:
    assert run("--json").exit_code == 2


def test_people_read_a_rendering_with_every_word_and_the_rules() -> None:
    answer = run(str(PAGES / "unn-en.html"), "--explain")
    assert answer.exit_code == 0
    shown = " ".join(answer.stdout.split())
    assert "pledged further support for the country's air defence" in shown
    assert "JSON-LD datePublished" in shown
    assert "Per Halvorsen, Norwegian Defence Minister" in shown


def test_an_address_is_fetched_through_the_guard() -> None:
    answer = run("http://127.0.0.1:1/page", "--json")
    assert answer.exit_code == 1
    assert "127.0.0.1" in answer.stderr
