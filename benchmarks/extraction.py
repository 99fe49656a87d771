"""Reading pages to articles: ours beside trafilatura, newspaper4k and readability-lxml, and the CPU that each took.

    benchmarks/extraction.py [--only NAME] [FOLDER]

FOLDER holds pages (``NAME.html``) with what is on them (``NAME.json``); by default the project's own golden pages.
Body: shingles of four words (a Chinese, Japanese or Korean character is one), precision and recall a page, F1 of their
means. Title and lead: equal after folding. Date: the same day. Authors, headings: F1 of the sets. A dash stands where
a tool has no such field; a page on which it raises counts as empty.
"""

import argparse
import json
import logging
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent.parent / "tests" / "data" / "pages" / "golden"
FIELDS = ("F1", "P", "R", "title", "date", "authors", "lead", "headings")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
_N = 4


@dataclass(frozen=True)
class Found:
    """What a tool found on a page; ``None`` where it has no such field."""

    text: str = ""
    title: str | None = None
    date: str | None = None
    authors: Sequence[str] | None = None
    lead: str | None = None
    headings: Sequence[str] | None = None
    fields: frozenset[str] = frozenset(FIELDS)
    failed: bool = False


Reader = Callable[[str, str], Found]


def ours(html: str, url: str) -> Found:
    """Wirewatch itself."""
    from monitor.core.article import Article
    from monitor.core.article.read import read_page

    article = read_page(html, source=url, url=url)
    if not isinstance(article, Article):
        return Found()
    headings = [section.heading for section in article.sections if section.heading]
    published = article.published.isoformat() if article.published else None
    return Found(article.text, article.title, published, article.authors, article.lead, headings)


def trafilatura(html: str, url: str) -> Found:
    """trafilatura with the settings that favour precision."""
    from trafilatura import bare_extraction

    document = bare_extraction(html, url=url, with_metadata=True, include_comments=False, favor_precision=True)
    said: dict[str, Any] = document.as_dict() if document else {}
    authors = [name.strip() for name in (said.get("author") or "").split(";") if name.strip()]
    return Found(
        said.get("text") or "",
        said.get("title"),
        said.get("date"),
        authors,
        said.get("description"),
        fields=frozenset(FIELDS) - {"headings"},
    )


def newspaper4k(html: str, url: str) -> Found:
    """newspaper4k, without its look at the pictures, for which it goes to the network."""
    from newspaper import Article, Config

    config = Config()
    config.fetch_images = False
    article = Article(url, config=config)
    article.download(input_html=html)
    article.parse()
    published = article.publish_date.isoformat() if hasattr(article.publish_date, "isoformat") else None
    return Found(
        article.text or "",
        article.title,
        published,
        list(article.authors),
        article.meta_description,
        fields=frozenset(FIELDS) - {"headings"},
    )


def readability(html: str, url: str) -> Found:
    """readability-lxml: a title and a text."""
    from lxml.html import fromstring
    from readability import Document

    document = Document(html, url=url)
    text = "\n".join(fromstring(document.summary(html_partial=True)).itertext())
    return Found(text, document.short_title(), fields=frozenset(("F1", "P", "R", "title")))


READERS: dict[str, Reader] = {
    "wirewatch": ours,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability,
}


def fold(text: str | None) -> list[str]:
    """The words of a text, case-folded; each Chinese, Japanese or Korean character is one."""
    return _DENSE.findall(unicodedata.normalize("NFKC", text or "").casefold())


def overlap(gold: str, got: str) -> tuple[float, float]:
    """Precision and recall of a text in shingles."""
    wanted, found = _shingles(gold), _shingles(got)
    both = sum((wanted & found).values())
    return both / max(1, sum(found.values())), both / max(1, sum(wanted.values()))


def measure(pages: Sequence[tuple[dict[str, Any], Found]]) -> dict[str, float]:
    """The figures over pages of (what is there, what was found)."""
    figures: dict[str, list[float]] = {name: [] for name in FIELDS}
    for gold, found in pages:
        precision, recall = overlap("\n".join(gold["text"]), found.text)
        figures["P"].append(precision)
        figures["R"].append(recall)
        figures["title"].append(fold(gold["title"]) == fold(found.title))
        figures["lead"].append(fold(gold["lead"]) == fold(found.lead))
        figures["date"].append(gold["date"] == str(found.date or "")[:10])
        figures["authors"].append(_set_f1(gold["authors"], found.authors or ()))
        figures["headings"].append(_set_f1(gold["headings"], found.headings or ()))
    means = {name: statistics.mean(values) for name, values in figures.items() if values}
    both = means["P"] + means["R"]
    return {"F1": 2 * means["P"] * means["R"] / both if both else 0.0, **means}


def load(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """The pages of a folder: (HTML, what is there)."""
    golds = sorted(folder.glob("*.json"))
    return [(gold.with_suffix(".html").read_text("utf-8"), json.loads(gold.read_text("utf-8"))) for gold in golds]


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = fold(text)
    return (
        Counter(tuple(words[start : start + _N]) for start in range(max(1, len(words) - _N + 1)))
        if words
        else Counter()
    )


def _set_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    wanted, got = {tuple(fold(one)) for one in gold}, {tuple(fold(one)) for one in found}
    return 2 * len(wanted & got) / (len(wanted) + len(got)) if wanted or got else 1.0


def main() -> None:
    """Print a table row for each tool."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=GOLDEN)
    parser.add_argument("--only", choices=sorted(READERS), action="append")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = load(arguments.folder)
    if not pages:
        sys.exit(f"{arguments.folder}: no pages with gold beside them")
    print(
        f"{len(pages)} pages\n\n| | {' | '.join(FIELDS)} | ms a page | failed |\n| --- |{' ---: |' * (len(FIELDS) + 2)}"
    )
    for name in arguments.only or READERS:
        read = READERS[name]
        _attempt(read, *_sample(pages))  # what is loaded at first use is no page's cost
        started = time.process_time()
        found = [_attempt(read, html, gold["url"]) for html, gold in pages]
        spent = 1000 * (time.process_time() - started) / len(pages)
        figures = measure([(gold, one) for (_, gold), one in zip(pages, found, strict=True)])
        has = next((one.fields for one in found if not one.failed), frozenset())
        cells = [f"{figures[key]:.3f}" if key in has else "–" for key in FIELDS]
        print(f"| {name} | {' | '.join(cells)} | {spent:.1f} | {sum(one.failed for one in found)} |")


def _attempt(read: Reader, html: str, url: str) -> Found:
    try:
        return read(html, url)
    except Exception as error:  # noqa: BLE001 - whatever a tool raises on a page is its result
        print(f"{url}: {type(error).__name__}: {str(error).strip().splitlines()[:1]}", file=sys.stderr)
        return Found(failed=True)


def _sample(pages: Sequence[tuple[str, dict[str, Any]]]) -> tuple[str, str]:
    html, gold = pages[0]
    return html, gold["url"]


if __name__ == "__main__":
    main()
