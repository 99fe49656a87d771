"""What the caller knows of a document beforehand, and the answer when it cannot be read."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class ReadHints(BaseModel):
    """What the feed says of a document. ``zone`` (IANA) is taken for times without one; ``sites`` are site profiles."""

    model_config = ConfigDict(frozen=True)

    language: str | None = None
    zone: str = "UTC"
    feed_title: str | None = None
    feed_published: datetime | None = None
    feed_authors: tuple[str, ...] = ()
    sites: tuple[dict[str, Any], ...] = ()


class Unreadable(BaseModel):
    """A document that is no article: a wall, a consent page, a PDF, an empty shell. ``reason`` says which, in words."""

    model_config = ConfigDict(frozen=True)

    reason: str
