"""An article as the matcher sees it: its language, the values of its fields, and the islands that these are.

Owns which text of the article each field of a query looks at; how words stand in it is island.py's.
"""

import re
from collections.abc import Collection
from functools import cached_property
from urllib.parse import urlsplit

from monitor.core.article.model import Article
from monitor.core.language.detect import detect
from monitor.core.query.chunks import Chunks
from monitor.core.query.island import Island, Span, Value

STREAM = "title or text"


class Document:
    """An article with the names and tags of the feeds that it came by, ready to be looked into."""

    def __init__(self, article: Article, feeds: Collection[str] | None, chunks: Chunks) -> None:
        self.article = article
        self.feeds = feeds
        self._chunks = chunks
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
        if self.article.text.startswith(self.article.lead or ""):
            return True
        lead, text = (article_text.split() for article_text in (self.article.lead or "", self.article.text))
        return text[: len(lead)] == lead or " ".join(lead) in " ".join(text)

    @cached_property
    def stream(self) -> Island:
        """Title and text, numbered through."""
        return Island(self.stream_values, self._chunks)

    def islands(self, field: str) -> tuple[Island, ...]:
        """Give an island for each value of a query's field."""
        found = self._islands.get(field)
        if found is None:
            values = [value for value in self._values(field) if value.text.strip()]
            found = self._islands[field] = tuple(Island((value,), self._chunks) for value in values)
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
