"""Bytes of a feed -> entries. RSS, RDF and Atom through feedparser, JSON Feed by a parser of its own."""

from monitor.core.feed.model import Entry, FeedDocument, NotAFeed
from monitor.core.feed.novelty import Changes, Known, compare, title_key
from monitor.core.feed.parse import parse_feed

__all__ = ["Changes", "Entry", "FeedDocument", "Known", "NotAFeed", "compare", "parse_feed", "title_key"]
