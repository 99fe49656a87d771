"""The starter watches against articles of our own in five languages: what must fire, what must stay silent."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.core.article.model import Article
from monitor.core.query import ConceptSpec, Matcher, WatchSpec, check_concepts, compile_watches

ROOT = Path(__file__).parents[2]
LANGUAGES = {"en", "uk", "ru", "ko", "zh"}


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def _all_articles() -> list[dict[str, Any]]:
    folder = ROOT / "tests" / "data" / "articles"
    return [article for path in sorted(folder.glob("*.yaml")) for article in _yaml(path)]


@cache
def shipped_concepts() -> dict[str, ConceptSpec]:
    """Read the shipped concepts as the configuration does."""
    folder = ROOT / "monitor" / "core" / "language" / "data"
    return {
        name: ConceptSpec(tuple(entries["any"]), tuple(entries.get("except", ())))
        for path in sorted(folder.glob("*.yaml"))
        for name, entries in _yaml(path).items()
    }


@cache
def _watches() -> tuple[dict[str, Any], ...]:
    return tuple(_yaml(ROOT / "config" / "watches.yaml")["watches"])


@cache
def _matcher() -> Matcher:
    return compile_watches([WatchSpec(watch["name"], watch["query"]) for watch in _watches()], shipped_concepts())


def _fired(title: str, text: str = "", language: str | None = None) -> set[str]:
    paragraphs = text.strip().split("\n\n")
    article = Article(
        source="test", title=title, text="\n\n".join(paragraphs), lead=paragraphs[0] or None, language=language
    )
    return {match.watch for match in _matcher().match(article)}


def test_shipped_concepts_are_sound() -> None:
    assert check_concepts(shipped_concepts()) == []


def test_no_concept_is_defined_twice() -> None:
    names = [name for path in (ROOT / "monitor" / "core" / "language" / "data").glob("*.yaml") for name in _yaml(path)]
    assert len(names) == len(set(names))


def test_articles_cover_five_languages_and_both_watches() -> None:
    articles = _all_articles()
    assert len(articles) >= 90
    assert len({article["id"] for article in articles}) == len(articles)
    for language in LANGUAGES:
        expectations = [article["expect"] for article in articles if article["language"] == language]
        assert [] in expectations
        assert {name for names in expectations for name in names} == {"dprk-russia", "ukraine-missiles"}


@pytest.mark.parametrize("article", _all_articles(), ids=lambda article: article["id"])
def test_article(article: dict[str, Any]) -> None:
    assert _fired(article["title"], article["text"], article["language"]) == set(article["expect"])


def _examples(kind: str) -> list[tuple[str, str]]:
    return [(watch["name"], title) for watch in _watches() for title in watch["examples"][kind]]


@pytest.mark.parametrize(("watch", "title"), _examples("match"))
def test_example_fires(watch: str, title: str) -> None:
    assert watch in _fired(title)


@pytest.mark.parametrize(("watch", "title"), _examples("no_match"))
def test_example_stays_silent(watch: str, title: str) -> None:
    assert watch not in _fired(title)


def test_feeds_are_well_formed() -> None:
    feeds = _yaml(ROOT / "config" / "feeds.yaml")["feeds"]
    assert len({feed["name"] for feed in feeds}) == len({feed["url"] for feed in feeds}) == len(feeds)
    assert {feed["language"] for feed in feeds} == LANGUAGES
    assert {article["feed"] for article in _all_articles()} <= {feed["name"] for feed in feeds}
