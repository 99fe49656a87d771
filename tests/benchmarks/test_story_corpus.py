"""The corpus of stories is whole: its labels hold and every kind of case is there often enough to measure."""

import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

FILES = sorted((Path(__file__).parent.parent.parent / "benchmarks/stories").glob("*.yaml"))
STORIES: list[dict[str, Any]] = [
    story for file in FILES for story in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
]
ARTICLES = [article for story in STORIES for article in story["articles"]]
FIELDS = {"id", "site", "agency", "language", "published", "kind", "of", "rewrite", "origin", "title", "text"}
SHORTEST = {"uk": 40, "ru": 40, "en": 45, "ko": 34, "zh": 95}  # words; for Chinese, characters
SHARED = {"light": (0.85, 1), "medium": (0.5, 0.9), "heavy": (0.45, 0.8), "paraphrase": (0, 0.6)}


def shared(article: dict[str, Any], original: dict[str, Any]) -> float:
    """Say what part of the words (of Chinese, the characters) of two articles is common to them."""
    pattern = r"\w" if article["language"] == "zh" else r"\w+"
    one, other = (Counter(re.findall(pattern, text["text"].lower())) for text in (article, original))
    return 2 * (one & other).total() / (one.total() + other.total())


def test_stories_are_enough_and_named_once() -> None:
    assert len(STORIES) >= 60
    assert len({story["story"] for story in STORIES}) == len(STORIES)
    assert len({article["text"] for article in ARTICLES}) == len(ARTICLES) >= 260


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["story"])
def test_a_story_keeps_to_the_labels(story: dict[str, Any]) -> None:
    assert set(story) == {"story", "lookalike_of", "articles"}
    assert story["lookalike_of"] in {None, *(other["story"] for other in STORIES)} - {story["story"]}
    articles = story["articles"]
    assert 2 <= len(articles) <= 8
    by_id = {article["id"]: article for article in articles}
    assert len(by_id) == len(articles)
    assert articles[0]["kind"] == "report"
    times = [article["published"] for article in articles]
    assert all(isinstance(time, datetime) and time.tzinfo for time in times)
    assert max(times) - min(times) <= timedelta(hours=36)
    for article in articles:
        assert set(article) == FIELDS
        assert all(article[name] for name in FIELDS - {"agency", "of", "rewrite"})
        assert article["site"].endswith(".example")
        size = len(article["text"]) if article["language"] == "zh" else len(article["text"].split())
        assert size >= SHORTEST[article["language"]]
        if article["kind"] == "copy":
            assert article["rewrite"] in SHARED
            original = by_id[article["of"]]
            assert original is not article
            assert original["published"] <= article["published"]
            assert original["language"] == article["language"]
            assert original["origin"] == article["origin"]
            least, most = SHARED[article["rewrite"]]
            assert least <= shared(article, original) <= most
        else:
            assert article["kind"] in {"report", "relay"}
            assert article["of"] is article["rewrite"] is None


def test_every_kind_of_case_is_there_often_enough() -> None:
    rewrites = Counter(article["rewrite"] for article in ARTICLES)
    assert min(rewrites[name] for name in SHARED) >= 25
    assert Counter(article["kind"] for article in ARTICLES)["relay"] >= 30
    assert sum(story["lookalike_of"] is not None for story in STORIES) >= 20
    languages = [len({article["language"] for article in story["articles"]}) for story in STORIES]
    assert sum(count >= 2 for count in languages) >= 30
    assert sum(count >= 4 for count in languages) >= 12
