"""Makes the news and the watches that the matcher is measured on, from the project's own test articles.

Documents are chunks of those articles with words exchanged for inflected forms of others, some of them topics that
come back; frequencies fall as in language. The same counts and seed give the same output on every machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from random import Random

import yaml

from monitor.core.language.inflect import forms

_ARTICLES = Path(__file__).parent.parent / "tests" / "data" / "articles"
_CONCEPTS = Path(__file__).parent.parent / "monitor" / "core" / "language" / "data"
_SHARES = {"en": 0.5, "uk": 0.25, "ru": 0.2, "ko": 0.025, "zh": 0.025}
_WORD = re.compile(r"[^\W\d_]+")
_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_SCRIPTS = {"en": "[a-z]", "uk": "[а-яґєії]", "ru": "[а-яё]", "ko": "[가-힣]", "zh": "[一-鿿]"}
_PARTICLES = ("", "은", "는", "이", "가", "을", "를", "에", "에서", "의", "로", "와", "도")
# A small stock of articles has few rare words: these make more of the ones that it has.
_PREFIXES = {
    "en": ("anti", "co", "counter", "inter", "non", "out", "over", "pre", "sub", "under"),
    "uk": ("анти", "воєн", "між", "над", "недо", "пере", "під", "спів", "супер", "транс"),
    "ru": ("анти", "воен", "меж", "над", "недо", "пере", "под", "сверх", "супер", "транс"),
}
_LETTERS = {"ko": 2, "zh": 2}  # the shortest word worth a watch; elsewhere four


class Language:
    """What one language is written with: sentences of the articles, and words from frequent to rare."""

    def __init__(self, code: str, sentences: list[list[str]], names: list[str]) -> None:
        self.code = code
        self.sentences = [sentence for sentence in sentences if len(sentence) > 2]
        own = re.compile(f"{_SCRIPTS[code]}+")
        known = Counter(word.lower() for sentence in sentences for token in sentence for word in _WORD.findall(token))
        known.update({name.lower(): 1 for name in names})
        shortest = _LETTERS.get(code, 4)
        self.words = [
            word
            for word, _ in sorted(known.items(), key=lambda pair: (-pair[1], pair[0]))
            if own.fullmatch(word) and len(word) >= shortest
        ]
        rare = [prefix + word for word in self.words if len(word) > 4 for prefix in _PREFIXES.get(code, ())]
        self.words += Random(code).sample(rare, len(rare))
        self._forms: dict[str, list[str]] = {}
        self._text_weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.words))))
        self._watch_weights = list(accumulate((rank + 150) ** -0.45 for rank in range(len(self.words))))

    def topic(self, random: Random) -> str:
        """Draw a word as the news would."""
        return random.choices(self.words, cum_weights=self._text_weights)[0]

    def term(self, random: Random) -> str:
        """Draw a word as a watch would: frequent ones less often than the news has them."""
        return random.choices(self.words, cum_weights=self._watch_weights)[0]

    def inflected(self, word: str, random: Random) -> str:
        """Give one of a word's surfaces."""
        if self.code == "ko":
            return word + random.choice(_PARTICLES)
        if word not in self._forms:
            self._forms[word] = sorted(forms(word))
        return random.choice(self._forms[word])

    def phrase(self, random: Random) -> str:
        """Give two or three words that stand together in an article, bare of punctuation."""
        while True:
            sentence = random.choice(self.sentences)
            start = random.randrange(len(sentence) - 1)
            words = sentence[start : start + random.choice((2, 2, 3))]
            if len(words) > 1 and all(_WORD.fullmatch(word) for word in words):
                return " ".join(words)


def languages() -> dict[str, Language]:
    """Read the articles and the shipped concepts' names."""
    sentences: dict[str, list[list[str]]] = {code: [] for code in _SHARES}
    for path in sorted(_ARTICLES.glob("*.yaml")):
        for article in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader):
            if (code := article.get("language")) in sentences:
                text = f"{article['title']}\n{article['text']}"
                cut = r"(?<=[，。、；！？])|\n+" if code == "zh" else r"(?<=[.!?…])\s+|\n+"
                sentences[code] += [sentence.split() for sentence in re.split(cut, text) if sentence.strip()]
    names: list[str] = []
    for path in sorted(_CONCEPTS.glob("*.yaml")):
        for concept in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).values():
            names += [entry for entry in concept["any"] if _WORD.fullmatch(entry)]
    chinese = sentences["zh"]
    sentences["zh"] = [[token] for sentence in chinese for token in sentence]
    found = {code: Language(code, told, names) for code, told in sentences.items()}
    found["zh"].sentences = sentences["zh"]
    return found


def news(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Write documents of about 540 words: lang, title, lead, body."""
    known, random = languages(), Random(seed)
    codes, weights = list(_SHARES), list(_SHARES.values())
    found = []
    for _ in range(count):
        language = known[random.choices(codes, weights)[0]]
        topics = [language.topic(random) for _ in range(40)]
        total = random.randint(380, 700)
        title, lead = (_prose(language, topics, words, random) for words in (10, 30))
        body = "\n\n".join(_prose(language, topics, 60, random) for _ in range(max(1, (total - 40) // 60)))
        found.append({"lang": language.code, "title": title, "lead": lead, "body": body})
    return found


def watches(count: int, seed: int = 2) -> list[dict[str, str]]:
    """Write watches (name, query): ANDs, phrases, NOTs, prefixes and NEARs as a desk has them."""
    known, random = languages(), Random(seed)
    forms_and_shares: tuple[tuple[Callable[[_Writer], str], float], ...] = (
        (_Writer.conjunction, 0.45), (_Writer.phrases, 0.12), (_Writer.phrase_and_group, 0.08),
        (_Writer.exclusion, 0.12), (_Writer.prefixed, 0.08), (_Writer.nearby, 0.15),
    )  # fmt: skip
    kinds, weights = zip(*forms_and_shares, strict=True)
    found = []
    for number in range(count):
        code = random.choices(list(_SHARES), list(_SHARES.values()))[0]
        write = random.choices(kinds, weights)[0]
        found.append({"name": f"w{number}", "query": write(_Writer(known, code, random))})
    return found


class _Writer:
    """Writes queries in one language, with words of others among the alternatives."""

    def __init__(self, known: dict[str, Language], code: str, random: Random) -> None:
        self._known, self._code, self._random = known, code, random

    def conjunction(self) -> str:
        return " AND ".join(self._group() for _ in range(self._random.choice((2, 2, 3))))

    def phrases(self) -> str:
        return " OR ".join(self._phrase() for _ in range(self._random.choice((1, 1, 2))))

    def phrase_and_group(self) -> str:
        return f"{self._phrase()} AND {self._group()}"

    def exclusion(self) -> str:
        return f"{self._group()} AND {self._group()} AND NOT {self._group()}"

    def prefixed(self) -> str:
        word = self._word()
        return f"{word[: max(4, len(word) - 2)]}* AND {self._group()}" if self._spaced() else self.conjunction()

    def nearby(self) -> str:
        chain = f"{self._group()} NEAR/{self._random.choice((5, 8, 10, 15, 20))} {self._group()}"
        return f"({chain}) AND NOT {self._word()}" if self._random.random() < 0.3 else chain

    def _spaced(self) -> bool:
        return self._code not in ("ko", "zh")

    def _word(self) -> str:
        return self._known[self._code].term(self._random)

    def _phrase(self) -> str:
        return f'"{self._known[self._code].phrase(self._random)}"' if self._spaced() else self._word()

    def _group(self) -> str:
        size = self._random.choices((1, 2, 3, 4), (0.6, 0.15, 0.15, 0.1))[0]
        if size == 1:
            return self._word()
        others = [self._known[self._random.choice(("en", "uk", "ru"))].term(self._random) for _ in range(size - 1)]
        return f"({' OR '.join([self._word(), *others])})"


def _prose(language: Language, topics: list[str], length: int, random: Random) -> str:
    written: list[str] = []
    total = 0
    while total < length:
        sentence = random.choice(language.sentences)
        start = random.randrange(len(sentence))
        for token in sentence[start : start + random.randint(4, 12)]:
            written.append(_exchanged(token, language, topics, random))
            total += len(token) // 2 if language.code == "zh" else 1
    return ("" if language.code == "zh" else " ").join(written)


def _exchanged(token: str, language: Language, topics: list[str], random: Random) -> str:
    """Give a token as it is or, two times in five, another word between its punctuation."""
    if random.random() > 0.4:
        return token
    word = random.choice(topics) if random.random() < 0.5 else language.topic(random)
    before, bare, after = _EDGES.fullmatch(token).groups()  # type: ignore[union-attr]
    surface = language.inflected(word, random)
    return f"{before}{surface.capitalize() if bare[:1].isupper() else surface}{after}"
