"""The shipped concepts over sentences in five languages: what each must find, and what it must not."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.config.shipped import shipped_concepts
from monitor.core.article.model import Article
from monitor.core.query import ConceptSpec, Matcher, WatchSpec, compile_watches

TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent.parent / "data" / "language" / "concepts.yaml").read_text(encoding="utf-8")
)
LANGUAGES = ("en", "uk", "ru", "ko", "zh")


@cache
def concepts() -> dict[str, ConceptSpec]:
    return {name: ConceptSpec(tuple(found.any), tuple(found.except_)) for name, found in shipped_concepts().items()}


@cache
def matcher(concept: str) -> Matcher:
    return compile_watches([WatchSpec("w", f"@{concept}", (), ())], concepts())


def finds(concept: str, text: str) -> bool:
    return bool(matcher(concept).match(Article(source="test", text=text)))


@pytest.mark.parametrize("concept", TABLE["hits"])
def test_a_concept_is_found_in_five_languages(concept: str) -> None:
    sentences = TABLE["hits"][concept]
    assert len(sentences) == len(LANGUAGES)
    assert [
        (language, text) for language, text in zip(LANGUAGES, sentences, strict=True) if not finds(concept, text)
    ] == []


@pytest.mark.parametrize("concept", TABLE["decoys"])
def test_a_concept_is_not_fooled(concept: str) -> None:
    assert [text for text in TABLE["decoys"][concept] if finds(concept, text)] == []


def test_no_person_or_weapon_is_found_in_another_s_sentence() -> None:
    mistaken = {
        (concept, text)
        for concept in ALONE
        for other in ALONE
        if other != concept
        for text in TABLE["hits"][other]
        if finds(concept, text)
    }
    assert mistaken == set()


# Those whose sentences name nobody and nothing else of this list.
ALONE = (
    "kim-jong-un", "kim-yo-jong", "no-kwang-chol", "pak-jong-chon", "kim-yong-bok", "peskov", "belousov",
    "gerasimov", "zakharova", "medvedev", "zelensky", "sybiha", "umerov", "syrskyi", "budanov", "yermak", "ihnat",
    "kirby", "sullivan", "iskander-missile", "kalibr", "kh-101", "zircon", "oreshnik", "kn-23", "kn-24", "kn-25", "hwasong",
    "koksan", "atacms", "storm-shadow", "himars", "s-300", "s-400", "nasams", "iris-t", "neptune", "flamingo",
    "glide-bomb",
)  # fmt: skip
