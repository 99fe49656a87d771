"""What a feed document says, whatever its format."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """One item of a feed.

    ``key`` identifies it within the feed (its GUID, else its address, else a hash of its title and date);
    ``fingerprint`` changes when what a reader would see changes. ``html`` is the feed's own text as it came
    (untrusted), ``text`` the same as plain paragraphs. ``url`` is absolute http(s) or ``None``.
    ``published`` always carries an offset; a time without one was taken as ``zone`` and noted in ``warnings``.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    fingerprint: str
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    html: str = ""
    text: str = ""
    language: str | None = None
    warnings: tuple[str, ...] = ()


class FeedDocument(BaseModel):
    """A parsed feed: its own title, site, language, polling hints and entries in document order.

    ``ttl`` is in seconds; ``skip_hours`` are of UTC, ``skip_days`` count from Monday, 0. ``others`` counts the items
    that are not among the entries, since they stand as they did in the document before; ``slices`` is what to remember
    of this one for that (slices.py), ``None`` where the next has to be parsed whole.
    """

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    format: str
    title: str | None = None
    link: str | None = None
    language: str | None = None
    ttl: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = ()
    others: int = 0
    slices: bytes | None = None
    warnings: tuple[str, ...] = ()


class NotAFeed(BaseModel):
    """A body that is no feed, said in words for the feed's owner (``an HTML page``, ``an empty body``)."""

    model_config = ConfigDict(frozen=True)

    reason: str
