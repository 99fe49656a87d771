"""The golden pages: each says in a JSON file beside it what is on it. A floor for every measure, and nothing unexplained.

Layouts in five languages: wire (JSON-LD, dateline), portal (line under the headline, byline link), old (one form, a table,
lines parted by ``<br>``, bold headings), chunks (a body in pieces), scroll (other articles below), unn (labels, views, glued lines),
unnold (a count without its word, the dateline bold, the source linked), clock (UTC for machines, the day before for
readers).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.extraction import FIELDS, GOLDEN, load, measure, ours
from monitor.core.article import Article
from monitor.core.article.read import read_page

FLOORS = {"F1": 0.995, "P": 0.995, "R": 0.995, "title": 1.0, "date": 1.0, "authors": 1.0, "lead": 1.0, "headings": 1.0}
PAGES = sorted(GOLDEN.glob("*.json"))


def test_no_measure_falls_below_its_floor() -> None:
    figures = measure([(gold, ours(html, gold["url"])) for html, gold in load(GOLDEN)])
    assert {name: figures[name] for name in FIELDS if figures[name] < FLOORS[name]} == {}


def test_the_measure_sees_what_is_wrong() -> None:
    pages = load(GOLDEN)
    html, gold = pages[0]
    wrong: dict[str, Any] = {
        **gold,
        "title": "Another",
        "date": "1999-01-01",
        "authors": ["Nobody"],
        "lead": "No",
        "headings": ["No"],
        "text": ["No"],
    }
    figures = measure([(wrong, ours(html, gold["url"]))])
    assert all(value < 0.01 for value in figures.values())


@pytest.mark.parametrize("gold_file", PAGES, ids=lambda path: path.stem)
def test_a_golden_page(gold_file: Path) -> None:
    gold = json.loads(gold_file.read_text("utf-8"))
    article = read_page(gold_file.with_suffix(".html").read_bytes(), source=gold_file.stem, url=gold["url"])
    assert isinstance(article, Article), article
    assert article.text.split("\n\n") == gold["text"]
    assert [section.heading for section in article.sections if section.heading] == gold["headings"]
    found = {
        "dateline": article.dateline,
        "agency": article.agency,
        "views": article.views,
        "cites": [source.name for source in article.cited_sources],
        "relay": article.relay,
        "people": {person.name: person.role for person in article.people},
        "speakers": [quote.speaker for quote in article.quotes],
        "related": [one.title for one in article.related],
    }
    assert {name: value for name, value in found.items() if name in gold} == {
        name: gold[name] for name in found if name in gold
    }
