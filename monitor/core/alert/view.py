"""What an alert says, as plain data that outlives the article, and how it is taken from article and match.

Texts are bounded here, so that one row of the database and one message stay of a sane size whatever the
article holds; escaping is the business of whoever shows them.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from monitor.core.article.model import Article, Quote
from monitor.core.query.model import Match

Level = Literal["info", "normal", "urgent"]
_LEVELS = ("info", "normal", "urgent")
_TITLE, _SNIPPET, _QUOTE, _NAME, _NOTE, _URL = 300, 1500, 600, 120, 500, 2000
_QUOTES, _CITED, _OTHERS, _TERMS = 3, 10, 20, 30
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL's text holds neither


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # rows written by a later version are still shown


class AlertQuote(_Record):
    """Quoted words that hit, and who said them."""

    text: str
    speaker: str | None = None


class OtherReport(_Record):
    """Another report of the same story."""

    source: str
    url: str | None = None
    seen: datetime | None = None


class OriginView(_Record):
    """One independent account within a story: whose it is, when it was first seen, and how many reports pass it on."""

    name: str
    first: datetime | None = None
    reports: int = 1


class UpdateView(_Record):
    """What a story's update says of one report: a further one, or one that was changed or removed after the fact.

    ``story_title`` is what the alert was called; ``watches`` are the titles of the watches that follow the story.
    ``news`` says in words what is new; ``difference`` the changed words (``[-old-] {+new+}``); ``copies`` counts the
    copies and relays since the update before, which are told of only here.
    """

    story: int
    story_title: str
    watches: tuple[str, ...]
    level: Level = "normal"
    kind: Literal["report", "changed", "removed"] = "report"
    title: str
    url: str | None = None
    source: str | None = None
    place: str | None = None
    language: str | None = None
    published: datetime | None = None
    seen: datetime | None = None
    snippet: str = ""
    news: tuple[str, ...] = ()
    difference: str = ""
    copies: int = 0
    reports: int = 0
    independent: int | None = None


class AlertView(_Record):
    """Everything that an alert says. ``snippet`` has the hits between ``⟦`` and ``⟧``.

    ``independent`` is how many independent origins the story has, where that was counted, ``origins`` which;
    ``single_source`` marks a story that waited for a second origin in vain; ``origin`` is what was matched.
    """

    watch: str
    watch_title: str | None = None
    level: Level = "normal"
    event: str
    title: str
    url: str | None = None
    source: str | None = None
    place: str | None = None
    language: str | None = None
    published: datetime | None = None
    seen: datetime | None = None
    alerted: datetime | None = None
    snippet: str = ""
    hits: tuple[str, ...] = ()
    cited_sources: tuple[str, ...] = ()
    quotes: tuple[AlertQuote, ...] = ()
    others: tuple[OtherReport, ...] = ()
    independent: int | None = None
    single_source: bool = False
    relay: bool = False
    note: str | None = None
    origin: Literal["page", "feed"] = "page"
    story: int | None = None
    origins: tuple[OriginView, ...] = ()


def level_rank(level: str) -> int:
    """Return 0, 1 or 2 for info, normal, urgent."""
    return _LEVELS.index(level)


def view(
    article: Article,
    match: Match,
    *,
    event: str,
    level: Level = "normal",
    watch_title: str | None = None,
    feed_title: str | None = None,
    url: str | None = None,
    seen: datetime | None = None,
    now: datetime | None = None,
    note: str | None = None,
    origin: Literal["page", "feed"] = "page",
    others: Sequence[OtherReport] = (),
    independent: int | None = None,
    single_source: bool = False,
) -> AlertView:
    """Say what an alert says. ``url`` replaces the article's own address; ``now`` is when it is alerted."""
    link = url or article.canonical_url or article.url
    title = article.title or article.lead or _first_line(article.text) or link or "(untitled)"
    return AlertView(
        watch=match.watch,
        watch_title=watch_title,
        level=level,
        event=event,
        title=_cut(title, _TITLE),
        url=_UNSTORABLE.sub("", link) if link and len(link) <= _URL else None,
        source=_cut(feed_title or article.agency or article.site or "", _NAME) or None,
        place=_cut(article.dateline or "", _NAME) or None,
        language=_cut(article.language or "", _NAME) or None,
        published=article.published,
        seen=seen,
        alerted=now,
        snippet=_cut(match.snippet, _SNIPPET),
        hits=tuple(dict.fromkeys(_cut(hit.text, _NAME) for hit in match.hits))[:_TERMS],
        cited_sources=tuple(dict.fromkeys(_cut(s.name, _NAME) for s in article.cited_sources))[:_CITED],
        quotes=tuple(
            AlertQuote(text=_cut(q.text, _QUOTE), speaker=_cut(q.speaker or "", _NAME) or None)
            for q in _quotes_that_hit(article, match)
        )[:_QUOTES],
        others=tuple(others)[:_OTHERS],
        independent=independent,
        single_source=single_source,
        relay=article.relay,
        note=_cut(note, _NOTE) if note else None,
        origin=origin,
    )


def _quotes_that_hit(article: Article, match: Match) -> list[Quote]:
    """Quotes with a hit in them: by number for a hit in the quotes, by place for one in the text."""
    found: list[Quote] = []
    spans = [(hit.start, hit.end) for hit in match.hits if hit.field == "text"]
    numbers = {hit.index for hit in match.hits if hit.field in ("quotes", "quoted")}
    for number, quote in enumerate(article.quotes):
        start = article.text.find(quote.text) if quote.text else -1
        inside = start >= 0 and any(start <= s and e <= start + len(quote.text) for s, e in spans)
        if number in numbers or inside:
            found.append(quote)
    return found


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].strip()


def _cut(text: str, limit: int) -> str:
    """At most ``limit`` characters that a database takes; the last is an ellipsis where something is missing."""
    text = _UNSTORABLE.sub("", text).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
