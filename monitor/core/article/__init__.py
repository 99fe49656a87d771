"""A page or a text to an Article. ``read.py`` is the file to read first; only who reads imports it (and lxml)."""

from monitor.core.article.canonical import believable_canonical
from monitor.core.article.hints import ReadHints, Unreadable
from monitor.core.article.model import Article, CitedSource, Claim, DateMention, Person, Quote, Related, Section

__all__ = [
    "Article",
    "CitedSource",
    "Claim",
    "DateMention",
    "Person",
    "Quote",
    "ReadHints",
    "Related",
    "Section",
    "Unreadable",
    "believable_canonical",
]
