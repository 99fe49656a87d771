"""Who wrote an article: names out of metadata, bylines and links, without agencies, degrees kept, ``By`` off.

Owns the order in which bylines are believed and what is a name; never reads the body text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from monitor.core.article.blocks import Draft, tidy, words_of

STATED = "JSON-LD author"
_BY = re.compile(r"^(?:view all posts by|by|von|par|por|di|автор|текст|текст:|écrit par|from)\s*:?\s+", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|ua|ru)\b|^(?:admin|administrator|editor|null|undefined|none|unknown|staff|sponsored|authors?)$|(?-i:^[a-z0-9_]+$)",
    re.IGNORECASE,
)
_AUTHOR_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:byline|author|article__author|post-author|c-byline)(?:[\s_-]*(?:name|link))?(?:$|\s)",
    re.IGNORECASE,
)
_DEGREE = re.compile(r"\s*,\s*((?:Ph\.? ?D|M\.?D|M\.?A|J\.?D|Jr|Sr|II|III|Esq|MBA|RN|DDS)\b)", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s+(?:link copied|(?:social )?links navigation|share|follow(?: us)?|bio|(?:published|updated|posted)\b.*|[-–—•·|]\s*\d.*|\d{1,2} \w+ \d{4}.*)$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\s+[-–—•·|]\s*(?:\d|[A-ZА-ЯІЇЄ]\w+ \d{1,2}\b).*$")
_AGENCIES = (
    r"(?:the )?associated press|AP|reuters|AFP|agence france[- ]presse|dpa(?:-\w+)?|epd|KNA|SDA|APA|ANSA|EFE|UPI|TASS|interfax(?:-\w+)?|ukrinform|unian|UNN|xinhua|yonhap(?: news(?: agency)?)?|KCNA|kyodo(?: news)?|anadolu ajansı"
    r"|bloomberg(?: news)?|(?:the )?financial times|(?:the )?new york times|(?:the )?washington post|cnn|bbc(?: news)?|RFI|DW|NTB|TT|ritzau|belga|PAP|lusa|PTI|IANS|ANI"
    r"|УНН|УНІАН|Укрінформ|ТАСС|РИА Новости|Интерфакс|연합뉴스|뉴시스|뉴스1|新华社|新華社|中新社|央视|法新社|路透社"
)
_HOUSE = re.compile(
    rf"^(?:{_AGENCIES})$|\b(?:news|press|times|staff|desk|newsroom|editors|editorial|agency|agencies|team|media|magazine|redaktion|redaction|rédaction|redacción|redazione|report)$|^редакц|^редакція",
    re.IGNORECASE,
)
_AGENCY = re.compile(rf"(?:{_AGENCIES})$", re.IGNORECASE)
_WIRED = re.compile(rf"(?P<name>[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){{1,2}}?),? (?P<house>(?i:{_AGENCIES}))$")
_AUTHOR_LINKS = (
    "(.//h1)[last()]/following::*[position() <= 40][self::a][contains(@href,'/author/') or contains(@href,'/authors/')"
    " or contains(@href,'/autor/') or contains(@href,'/auteur/') or contains(@href,'/avtor') or contains(@href,'/journalist/')]"
)


def sign(draft: Draft, tree: HtmlElement, named: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Set the authors of a draft from ``named`` (rule and names, in order), else from what the page shows as a byline."""
    house: tuple[str, ...] = ()
    for rule, names in _chained(named, tree):
        if house and not rule.startswith("meta"):
            break
        authors = clean_authors(names)
        others = tuple(name for name in authors if words_of(name) != words_of(draft.site))
        if others:
            _set(draft, others, rule)
            return
        # What an article's own node calls its author may be the house, where no meta tag names another.
        if authors and rule == STATED:
            house = authors
    if house:
        draft.authors, draft.rules["authors"] = house, STATED


def _chained(named: Iterable[tuple[str, Sequence[str]]], tree: HtmlElement) -> Iterator[tuple[str, Sequence[str]]]:
    yield from named
    yield "rel=author", _linked(tree, ".//a[@rel='author']")
    yield "byline element", _bylines(tree)
    yield "link under the headline", _linked(tree, _AUTHOR_LINKS)
    yield "trafilatura", (extract_author(tree) or "").split(";")


def _set(draft: Draft, authors: tuple[str, ...], rule: str) -> None:
    """Set the authors; an agency among people is the article's agency and no author."""
    people = tuple(name for name in authors if not _AGENCY.match(name))
    if people and len(people) < len(authors) and draft.agency is None:
        draft.agency = next(name for name in authors if _AGENCY.match(name))
        draft.rules["agency"] = rule
    draft.authors, draft.rules["authors"] = people or authors, rule


def _linked(tree: HtmlElement, path: str) -> list[str]:
    """The words of the first links of a kind that stand together; further down they belong to other articles."""
    named = [(link, tidy(" ".join(link.itertext()))) for link in tree.xpath(f"({path})[position() <= 12]")]
    named = [(link, name) for link, name in named if 4 < len(name) < 60 and len(name.split()) <= 5]
    if not named:
        return []
    around = named[0][0].getparent()
    for _ in range(2):
        if around.getparent() is not None and around.getparent().tag not in ("body", "main", "article"):
            around = around.getparent()
    return [name for link, name in named if around in link.iterancestors()]


def _bylines(tree: HtmlElement) -> list[str]:
    for element in tree.xpath(
        ".//*[@itemprop='author' or contains(@class,'author') or contains(@class,'byline')][position() <= 12]"
    ):
        if element.get("itemprop") == "author" or _AUTHOR_CLASSES.search(element.get("class") or ""):
            text = tidy(" ".join(element.itertext()))
            if 4 < len(text) < 80 and len(_BY.sub("", text).split()) <= 5:
                return [text]
    return []


def clean_authors(names: Iterable[str]) -> tuple[str, ...]:
    """Names out of bylines: split at commas and ``and``, without ``By``, addresses and what a page sets beside a name."""
    authors: dict[str, str] = {}
    for name in names:
        joined = _DEGREE.sub("\ue000\\1", _DATED.sub("", tidy(re.sub(r"<[^>]{0,200}>", "", name))))
        for part in re.split(r"\s*(?:,|;|\||/| and | & | und | та | и )\s*", joined):
            clean = _AFTER_NAME.sub("", _BY.sub("", part)).strip(" .•·-–—").replace("\ue000", ", ")
            wired = _WIRED.match(clean)
            parts = [wired["name"], wired["house"]] if wired else [clean]
            for one in parts:
                if 2 < len(one) < 60 and (is_house(one) or not _NO_NAME.search(one)):
                    authors.setdefault(one.casefold(), one)
    return tuple(list(authors.values())[:12])


def is_house(name: str) -> bool:
    """Whether a byline names an agency, a newspaper or a desk rather than a person."""
    return bool(_HOUSE.search(name))
