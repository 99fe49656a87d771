"""The Article: what one report says, as a structured record.

Field by field it is the JSON of ``wirewatch extract --json``. Absent is ``None`` or empty, never a guess.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Record):
    """A heading (``None`` for what stands before the first one) and its paragraphs, in order."""

    heading: str | None = None
    paragraphs: tuple[str, ...] = ()


class Quote(_Record):
    """Words quoted from a speaker. ``cue`` is the attributing verb phrase; ``section`` the heading it stands under."""

    text: str
    speaker: str | None = None
    cue: str | None = None
    section: str | None = None


class CitedSource(_Record):
    """An outlet, office or person whose account the article passes on."""

    name: str
    url: str | None = None


class Person(_Record):
    """A person with the role that the text gives; ``variants`` are other spellings that the text joins to this one."""

    name: str
    role: str | None = None
    variants: tuple[str, ...] = ()


class DateMention(_Record):
    """An expression of time, resolved against the publication date, with the sentence that it dates."""

    text: str
    date: date
    sentence: str


class Claim(_Record):
    """A sentence and the standing that the article gives it."""

    sentence: str
    status: Literal["confirmed", "denied", "unconfirmed", "alleged", "attributed"]


class Related(_Record):
    """Another article that the page points at."""

    title: str
    url: str | None = None
    published: datetime | None = None
    views: int | None = None


class Article(_Record):
    """One report. Times carry an offset; ``text`` has its lead but no title, dateline, page labels or related lines.

    Paragraphs of ``text`` are separated by a blank line; a heading that is no page label is a paragraph of its own.
    """

    source: str
    url: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    language: str | None = None
    site: str | None = None
    agency: str | None = None
    dateline: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    views: int | None = None
    lead: str | None = None
    sections: tuple[Section, ...] = ()
    text: str = ""
    quotes: tuple[Quote, ...] = ()
    cited_sources: tuple[CitedSource, ...] = ()
    relay: bool = False
    people: tuple[Person, ...] = ()
    organizations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[DateMention, ...] = ()
    claims: tuple[Claim, ...] = ()
    related: tuple[Related, ...] = ()
    warnings: tuple[str, ...] = ()
