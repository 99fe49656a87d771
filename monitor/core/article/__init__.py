"""A page or a text to an Article. ``read.py`` is the file to read first."""

from monitor.core.article.canonical import believable_canonical
from monitor.core.article.hints import ReadHints, Unreadable
from monitor.core.article.model import Article, CitedSource, Claim, DateMention, Person, Quote, Related, Section
from monitor.core.article.read import Reading, examine_page, examine_text, read_page, read_text

__all__ = [
    "Article",
    "CitedSource",
    "Claim",
    "DateMention",
    "Person",
    "Quote",
    "ReadHints",
    "Reading",
    "Related",
    "Section",
    "Unreadable",
    "believable_canonical",
    "examine_page",
    "examine_text",
    "read_page",
    "read_text",
]
