"""A page or a text to an Article: the order of the extractors. The file to read first in this folder.

page.py or plain.py -> Draft (blocks + metadata) -> header, datelines, related lines off -> the sentence extractors
"""

import re
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from monitor.core.article.blocks import Block, Draft, tidy, words_of
from monitor.core.article.claims import find_claims
from monitor.core.article.dateline import read_dateline
from monitor.core.article.dates import find_dates
from monitor.core.article.header import peel_header, set_dateline
from monitor.core.article.hints import ReadHints, Unreadable
from monitor.core.article.language import tell_language
from monitor.core.article.lead import LEADS, UNSEEN
from monitor.core.article.model import Article, Related
from monitor.core.article.organizations import find_organizations
from monitor.core.article.page import draft_page
from monitor.core.article.people import find_people
from monitor.core.article.places import find_places
from monitor.core.article.plain import draft_text, plain_text
from monitor.core.article.quotes import find_quotes
from monitor.core.article.related import split_related
from monitor.core.article.sections import paragraphs_of, sections_of, text_of
from monitor.core.article.sources import find_sources
from monitor.core.article.walls import wall

_NO_HINTS = ReadHints()
# What gives the fields that no place on the page gives.
_RULES = {
    "sections": "headings and labels between the paragraphs",
    "quotes": "quotation marks and block quotes, with the speaker beside them",
    "cited_sources": "phrases that cite",
    "relay": "only cited sources, none of its own",
    "people": "roles beside names",
    "organizations": "names of offices",
    "places": "dateline and known places",
    "dates": "dates in the sentences, from the publication",
    "claims": "verbs that confirm, deny or attribute",
    "related": "lines and links to other articles",
}
_LEAD_LONGEST, _SENTENCE = 1500, 60
_END = re.compile(r"[.!?…。！？][\"”’»)\]」]*$")


class Reading(BaseModel):
    """An Article and, for each field that has a value, the rule that gave it."""

    model_config = ConfigDict(frozen=True)

    article: Article
    rules: dict[str, str]


def read_page(
    body: bytes | str, *, source: str, url: str | None, content_type: str | None = None, hints: ReadHints = _NO_HINTS
) -> Article | Unreadable:
    """Read an HTML page, or a text that was sent as one. ``source`` is what the user named; ``content_type`` the HTTP header."""
    reading = examine_page(body, source=source, url=url, content_type=content_type, hints=hints)
    return reading.article if isinstance(reading, Reading) else reading


def read_text(text: str, *, source: str, url: str | None = None, hints: ReadHints = _NO_HINTS) -> Article:
    """Read plain text, whose first line is the title unless ``hints.feed_title`` gives one."""
    return examine_text(text, source=source, url=url, hints=hints).article


def examine_page(
    body: bytes | str, *, source: str, url: str | None, content_type: str | None = None, hints: ReadHints = _NO_HINTS
) -> Reading | Unreadable:
    """Read an HTML page as ``read_page`` does, and say which rule gave each field."""
    text = plain_text(body, content_type)
    if text is not None:
        reason = wall(text, text[:4000], "", is_article=False)
        return Unreadable(reason=reason) if reason else examine_text(text, source=source, url=url, hints=hints)
    draft = draft_page(body, url=url, content_type=content_type, hints=hints)
    if isinstance(draft, Unreadable):
        return draft
    return _assemble(draft, source=source, url=url, hints=hints)


def examine_text(text: str, *, source: str, url: str | None = None, hints: ReadHints = _NO_HINTS) -> Reading:
    """Read plain text as ``read_text`` does, and say which rule gave each field."""
    return _assemble(draft_text(text, hints), source=source, url=url, hints=hints)


def _assemble(draft: Draft, *, source: str, url: str | None, hints: ReadHints) -> Reading:
    peel_header(draft, hints.zone)
    _take_datelines(draft)
    draft.blocks, related, warnings = split_related(draft.blocks, hints.zone)
    draft.warnings += [warning for warning in warnings if warning not in draft.warnings]
    draft.related = _unique(draft.related + related)
    _take_feed(draft, hints)
    paragraphs = paragraphs_of(draft.blocks, draft.labels)
    text = text_of(draft.blocks, draft.labels)
    lead = _lead(draft, [paragraph.text for paragraph in paragraphs[:30]])
    language = tell_language(draft.title, text, hint=hints.language, draft=draft)
    people = find_people(paragraphs)
    quotes = find_quotes(paragraphs, people)
    sources, relay = find_sources(paragraphs, draft.agency, draft.site)
    reference = _reference(draft)
    fields = {
        "canonical_url": draft.canonical_url,
        "title": draft.title,
        "language": language,
        "site": draft.site,
        "agency": draft.agency,
        "dateline": draft.dateline,
        "authors": draft.authors,
        "published": draft.published,
        "modified": draft.modified,
        "views": draft.views,
        "lead": lead,
        "sections": sections_of(draft.blocks, draft.labels),
        "text": text,
        "quotes": quotes,
        "cited_sources": sources,
        "relay": relay,
        "people": people,
        "organizations": find_organizations(paragraphs),
        "dates": find_dates(paragraphs, reference),
        "places": find_places([paragraph.text for paragraph in paragraphs], draft.dateline),
        "claims": find_claims(paragraphs),
        "related": tuple(draft.related),
    }
    article = Article.model_validate(
        {"source": source, "url": url, **fields, "warnings": tuple(dict.fromkeys(draft.warnings))}
    )
    rules = {
        name: draft.rules.get(name, _RULES.get(name, "text extractors")) for name, value in fields.items() if value
    }
    return Reading(article=article, rules=rules)


def _take_datelines(draft: Draft) -> None:
    """Take the dateline off the first paragraphs (the lead may have one, and the text after it again)."""
    for number, block in enumerate(draft.blocks[:3]):
        line = read_dateline(block.text)
        if line is not None and (line.rest or number == 0):
            set_dateline(line, draft)
            draft.blocks[number] = Block(block.kind, line.rest, block.links)
    draft.blocks = [block for block in draft.blocks if block.text]
    if draft.lead and (line := read_dateline(draft.lead)) is not None and line.rest:
        set_dateline(line, draft)
        draft.lead = line.rest


def _take_feed(draft: Draft, hints: ReadHints) -> None:
    if draft.title is None and hints.feed_title:
        draft.title, draft.rules["title"] = tidy(hints.feed_title), "feed"
    if not draft.authors and hints.feed_authors:
        draft.authors, draft.rules["authors"] = hints.feed_authors, "feed"
    if draft.published is None and hints.feed_published is not None:
        draft.published, draft.rules["published"] = hints.feed_published, "feed"
        draft.warnings.append("published: the date is the feed's")


def _lead(draft: Draft, paragraphs: list[str]) -> str | None:
    """The lead: what the page sets or says as its description where that agrees with the text, else the first paragraph."""
    first = paragraphs[0] if paragraphs else None
    if draft.lead is None:
        draft.rules["lead"] = "first paragraph"
        return first[:_LEAD_LONGEST] if first else None
    if (rule := draft.rules.get("lead", "")) in LEADS or rule.startswith("site profile"):
        return draft.lead
    said = words_of(draft.lead.rstrip(".… "))
    for start in range(min(3, len(paragraphs))):
        begun = ""
        for paragraph in paragraphs[start : start + 5]:
            begun = f"{begun} {paragraph}".strip()
            begins = words_of(begun)
            if said and begins.startswith(said[: max(30, len(said) - 20)]):
                draft.rules["lead"] = "first paragraph, which the description begins"
                return begun[:_LEAD_LONGEST]
            if not said.startswith(begins):
                break
    unseen = (
        draft.rules.get("lead", "").endswith(UNSEEN) and first and len(first) > _SENTENCE and bool(_END.search(first))
    )
    if first and (unseen or not _is_about(draft.lead, [draft.title or "", *paragraphs])):
        draft.rules["lead"] = "first paragraph"
        return first[:_LEAD_LONGEST]
    return draft.lead


def _is_about(lead: str, texts: list[str]) -> bool:
    """Whether a description speaks of the article: some site's say the same on every page."""
    wanted = {word for word in words_of(lead).split() if len(word) > 3}
    return len(wanted) < 3 or len(wanted & set(words_of(" ".join(texts)).split())) >= len(wanted) / 4


def _reference(draft: Draft) -> datetime | None:
    """What dates are resolved against: the publication, else, as a reference only, a related article's time."""
    if draft.published is not None:
        return draft.published
    times = [one.published for one in draft.related if one.published is not None]
    if times:
        draft.warnings.append(
            f"dates: no publication date, resolved against the related article of {times[0].date().isoformat()}"
        )
        return times[0]
    return None


def _unique(related: list[Related]) -> list[Related]:
    kept: dict[str, Related] = {}
    for one in related:
        key = words_of(one.title)
        if key not in kept or (kept[key].url is None and one.url):
            kept[key] = one
    return list(kept.values())
