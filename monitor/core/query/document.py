"""An article as the matcher sees it: values of its fields, numbered words, paragraphs, sentences.

An *island* is what a clause may look at in one piece: title and text together (the stream), or one value of a
field. Words are counted in halves (a Chinese or Japanese character is one, any other word two), so distances
need no rounding. Owns no query; everything is computed when it is first asked for.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.core.article.model import Article
from monitor.core.article.sentences import sentences
from monitor.core.language.detect import detect
from monitor.core.language.tokens import SEGMENT, Kind
from monitor.core.query.lexicon import WHOLE, Entry, Lexicon, east_runs

_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
STREAM = "title or text"


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of text: ``text`` stands at ``base`` in value number ``index`` of the Article's ``field``."""

    field: str
    text: str
    index: int = 0
    base: int = 0


class Span(NamedTuple):
    """A find in an island: its first and last word (inclusive), and its characters within their value."""

    first: int
    last: int
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Tell whether two spans share a word."""
        return self.first <= other.last and other.first <= self.last


class Island:
    """Values numbered through: words, the paragraphs and sentences that they stand in, and where groups are."""

    def __init__(self, values: Sequence[Value], lexicon: Lexicon) -> None:
        self.values = values
        self.memory: dict[int, object] = {}
        self._lexicon = lexicon
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._units: list[int] = []
        self._unit_ends: list[int] = []
        self._places: dict[str, list[int]] = {}
        self._entries: dict[str, Entry] = {}
        self._runs: list[tuple[int, str]] = []
        self._skips: dict[int, int] = {}
        self._paragraphs: list[tuple[int, int, int]] = []  # value, start, end
        self._borders: list[int] = []  # the first word of each paragraph
        self._read()
        self._border_set = frozenset(self._borders)

    def _read(self) -> None:
        unit = 0
        for number, value in enumerate(self.values):
            for start, end in _paragraphs(value.text):
                self._paragraphs.append((number, start, end))
                self._borders.append(len(self._starts))
                for segment in SEGMENT.finditer(value.text, start, end):
                    unit = self._segment(segment[0], segment.start(), unit)

    def _segment(self, raw: str, at: int, unit: int) -> int:
        entry = self._entries.get(raw)
        if entry is None:
            entry = self._entries[raw] = self._lexicon.entry(raw)
        found = entry.parts
        first = len(self._starts)
        self._places.setdefault(raw, []).append(first)
        if len(found) == 1 and found[0].kind is not Kind.EAST:
            self._starts.append(at + found[0].start)
            self._ends.append(at + found[0].end)
            self._units.append(unit)
            self._unit_ends.append(unit + 2)
            return unit + 2
        korean = any(part.kind is Kind.HANGUL for part in found)
        opened = False
        for part in found:
            self._starts.append(at + part.start)
            self._ends.append(at + part.end)
            if part.kind is Kind.EAST:
                unit += 2 if opened else 0
                opened = False
                self._units.append(unit)
                unit += 1
                self._unit_ends.append(unit)
            elif korean:  # what stands between spaces is one word
                opened = True
                self._units.append(unit)
                self._unit_ends.append(unit + 2)
            else:
                self._units.append(unit)
                unit += 2
                self._unit_ends.append(unit)
        unit += 2 if opened else 0
        if korean:
            tail = len(found)
            while tail > 0 and found[tail - 1].kind is Kind.HANGUL:
                tail -= 1
                self._skips[first + tail] = first + len(found)
        self._runs.extend((first + part, run) for part, run in east_runs(found))
        return unit

    @cached_property
    def _finds(self) -> dict[int, list[tuple[str, int, int]]]:
        """The surfaces of each group: written word, part of it, length found."""
        found: dict[int, list[tuple[str, int, int]]] = {}
        for raw, entry in self._entries.items():
            for part, group, length in entry.finds:
                found.setdefault(group, []).append((raw, part, length))
        return found

    def spans(self, group: int) -> list[Span]:
        """Give every place of a group."""
        found = []
        text = self._lexicon.east_text(group)
        if text is None:
            for raw, part, length in self._finds.get(group, ()):
                for place in self._places[raw]:
                    start = self._starts[place + part]
                    end = self._ends[place + part] if length == WHOLE else start + length
                    found.append(Span(place + part, place + part, start, end))
            return found
        for first, run in self._runs:
            at = run.find(text)
            while at >= 0:
                begin, last = first + at, first + at + len(text) - 1
                found.append(Span(begin, last, self._starts[begin], self._ends[last]))
                at = run.find(text, at + 1)
        return found

    def followers(self, before: Span, *, exact: bool) -> list[int]:
        """Give the words that stand right after a span, in its paragraph; Korean endings may stand between."""
        after = before.last + 1
        skipped = None if exact else self._skips.get(after)
        return [word for word in (after, skipped) if word is not None and word not in self._border_set]

    def gap(self, left: Span, right: Span) -> int:
        """Count what stands between two spans, in halves of a word."""
        return max(0, self._units[right.first] - self._unit_ends[left.last])

    def reach(self, span: Span, halves: int) -> tuple[int, int]:
        """Give the words that begin before and after a span at most so far: (first, beyond the last)."""
        low = bisect_right(self._unit_ends, self._units[span.first] - halves - 1)
        return low, bisect_right(self._units, self._unit_ends[span.last] + halves)

    def sentence_reach(self, span: Span) -> tuple[int, int]:
        """Give the words of the sentences that a span touches: (first, beyond the last)."""
        first, last = self.sentences_of(span)
        firsts = self._sentence_firsts
        return firsts[first], firsts[last + 1] if last + 1 < len(firsts) else len(self._starts)

    def value_of(self, word: int) -> Value:
        """Give the value that a word stands in."""
        return self.values[self._paragraphs[bisect_right(self._borders, word) - 1][0]]

    def paragraphs(self) -> list[tuple[Value, int, int]]:
        """Give each paragraph: its value, start and end."""
        return [(self.values[number], start, end) for number, start, end in self._paragraphs]

    def span_at(self, number: int, start: int, end: int) -> Span:
        """Give the span of characters of paragraph ``number``; between words it stands at the next one."""
        first = self._borders[number]
        beyond = self._borders[number + 1] if number + 1 < len(self._borders) else len(self._starts)
        low = bisect_right(self._ends, start, first, beyond)
        high = max(low, bisect_right(self._starts, end - 1, first, beyond) - 1)
        return Span(low, high, start, end)

    def sentences_of(self, span: Span) -> tuple[int, int]:
        """Give the numbers of a span's first and last sentence."""
        firsts = self._sentence_firsts
        return bisect_right(firsts, span.first) - 1, bisect_right(firsts, span.last) - 1

    def in_capitals(self, span: Span) -> bool:
        """Tell whether a span's sentence is all capitals."""
        _, value, start, end = self._sentences[self.sentences_of(span)[0]]
        return all_capitals(self.values[value].text[start:end])

    @cached_property
    def _sentence_firsts(self) -> list[int]:
        return [first for first, _, _, _ in self._sentences]

    @cached_property
    def _sentences(self) -> list[tuple[int, int, int, int]]:
        """First word, value, start and end of each sentence."""
        found = []
        for (number, start, end), first in zip(self._paragraphs, self._borders, strict=True):
            beyond = bisect_right(self._borders, first)
            last = self._borders[beyond] if beyond < len(self._borders) else len(self._starts)
            for begun, ended in sentences(self.values[number].text[start:end]):
                word = bisect_right(self._ends, start + begun, first, last)
                found.append((word, number, start + begun, start + ended))
        return found


class Document:
    """An article with the names and tags of the feeds that it came by, ready to be looked into."""

    def __init__(self, article: Article, feeds: Collection[str] | None, lexicon: Lexicon) -> None:
        self.article = article
        self.feeds = feeds
        self._lexicon = lexicon
        self._islands: dict[str, tuple[Island, ...]] = {}

    @cached_property
    def language(self) -> str | None:
        """The article's language, or what its words show; None when unknown."""
        article = self.article
        told = article.language or detect(f"{article.title or ''}\n{article.text}".strip())
        return re.split("[-_]", told)[0].lower() if told else None

    @cached_property
    def stream_values(self) -> tuple[Value, ...]:
        """Title, the lead where it is no part of the text, and the text."""
        article = self.article
        values = [Value("title", article.title or "")]
        if article.lead and not self._lead_in_text:
            values.append(Value("lead", article.lead))
        values.append(Value("text", article.text))
        return tuple(value for value in values if value.text)

    @property
    def _lead_in_text(self) -> bool:
        lead, text = (article_text.split() for article_text in (self.article.lead or "", self.article.text))
        return text[: len(lead)] == lead or " ".join(lead) in " ".join(text)

    @cached_property
    def stream(self) -> Island:
        """Title and text, numbered through."""
        return Island(self.stream_values, self._lexicon)

    def islands(self, field: str) -> tuple[Island, ...]:
        """Give an island for each value of a query's field."""
        found = self._islands.get(field)
        if found is None:
            values = [value for value in self._values(field) if value.text.strip()]
            found = self._islands[field] = tuple(Island((value,), self._lexicon) for value in values)
        return found

    def place(self, island: Island, span: Span) -> tuple[str, int, int, int]:
        """Give a span's place in the article: field, number of the value, characters. The lead's are the text's."""
        value = island.value_of(span.first)
        shift = value.base
        if value.field == "lead" and self.article.text.startswith(value.text):
            return "text", 0, span.start, span.end
        return value.field, value.index, span.start + shift, span.end + shift

    def has(self, field: str) -> bool:
        """Tell whether a field has any value, without reading its words."""
        return any(value.text for value in self._values(field))

    def _values(self, field: str) -> list[Value]:
        article = self.article
        match field:
            case "title" | "lead" | "site" | "dateline":
                values = [Value(field, getattr(article, field) or "")]
                return values + self._hosts() if field == "site" else values
            case "body":
                return [Value("text", article.text)]
            case "lang":
                return [Value("language", self.language or "")]
            case "feed":
                names = sorted(self.feeds or ())
                return [Value("feed", name.removeprefix("tag:"), number) for number, name in enumerate(names)]
            case "author":
                return [Value("authors", name, number) for number, name in enumerate(article.authors)]
            case "quoted":
                return [Value("quotes.text", quote.text, number) for number, quote in enumerate(article.quotes)]
            case "speaker":
                return [Value("quotes.speaker", quote.speaker or "", n) for n, quote in enumerate(article.quotes)]
            case "cites":
                return [Value("cited_sources.name", cited.name, n) for n, cited in enumerate(article.cited_sources)]
            case "heading":
                return [Value("sections.heading", part.heading or "", n) for n, part in enumerate(article.sections)]
        raise ValueError(f"no field of a query: {field}")

    def _hosts(self) -> list[Value]:
        found = []
        for name in ("url", "canonical_url"):
            address = getattr(self.article, name) or ""
            try:
                host = urlsplit(address).netloc.rpartition("@")[2]
            except ValueError:
                continue
            if host:
                found.append(Value(name, host, 0, address.index(host)))
        return found


def all_capitals(sentence: str) -> bool:
    """Tell a sentence whose letters are all capitals; letters without case (Korean, Chinese) make it none."""
    cased = False
    for letter in sentence:
        if letter.isalpha():
            if letter.isupper():
                cased = True
            elif unicodedata.category(letter) != "Lm":
                return False
    return cased


def _paragraphs(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for border in _BREAK.finditer(text):
        spans.append((start, border.start()))
        start = border.end()
    spans.append((start, len(text)))
    return [(start, end) for start, end in spans if text[start:end].strip()]
