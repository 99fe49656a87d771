"""What a page says about itself: JSON-LD, meta tags, the first heading, ``<html lang>``, links.

Owns the order in which these are believed; never reads the body text. Each field that is found names its rule.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

from courlan import extract_domain
from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement

from monitor.core.article.authors import STATED, sign
from monitor.core.article.blocks import Draft, tidy, words_of
from monitor.core.article.calendar import Moment, in_local_time, read_moment
from monitor.core.article.canonical import believable_canonical, similar_titles
from monitor.core.article.jsonld import article_node, kinds_of, names_of, text_of
from monitor.core.article.related import read_count

_TITLES = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "headline",
    "title",
)
_DESCRIPTIONS = (
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "dcterms.description",
    "sailthru.description",
)
_AUTHORS = (
    "author",
    "article:author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "citation_author",
    "cxenseparse:author",
    "authors",
    "articleauthor",
)
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "date.published",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "publication_date",
    "og:pubdate",
    "og:published_time",
    "date",
    "bt:pubdate",
    "article:create_at",
)
_MODIFIED = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
    "article:modified",
)
_SEPARATOR = re.compile(r"\s+[|–—•·»«<>:-]+\s+|\s*\|\s*|\s+::\s+")
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
# A clock with the minutes in an element that is named a date or a time, below the headline.
_CLOCKS = XPath(
    "(.//h1)[1]/following::*[self::time or contains(@class, 'ate') or contains(@class, 'ime') or contains(@class, 'ublish')]"
    "[position() <= 30][string-length(.) < 120 and contains(., ':')]"
)
_CLOCK_LONGEST = 80
_CHANGED = re.compile(r"updat|modif|оновл|обновл|수정|更新|修改", re.IGNORECASE)
_LIVE = re.compile(
    r"\blive (?:updates?|blog|score|coverage|reaction|news)\b|\bas it happened\b|(?:^|[-–—:|] ?)LIVE\b"
    r"|онлайн-?(?:трансляц|хроник)|текстова трансляція|실시간 (?:속보|업데이트)|(?:文字|图文)直播",
    re.IGNORECASE,
)


class PageMetadata:
    """The metadata of one parsed page, by source; the methods choose among them and note the rule in a Draft."""

    def __init__(self, tree: HtmlElement, url: str | None, zone: str) -> None:
        self._tree = tree
        self._url = url
        self._zone = zone
        self.meta: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = element.get("content")
            for key in (element.get("property"), element.get("name"), element.get("itemprop")):
                if key and content and content.strip():
                    self.meta.setdefault(key.strip().lower(), []).append(html.unescape(content.strip()))
        scripts = [
            script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower()
        ]
        self.node: dict[str, Any] = article_node(scripts, url)

    def fill(self, draft: Draft) -> None:
        """Set every field of ``draft`` that the page's metadata give."""
        self._site(draft)
        self._title(draft)
        self._authors(draft)
        self._times(draft)
        self._lead(draft)
        self._views(draft)
        draft.language = self._language()
        canonical = self._canonical()
        other = text_of(self.node.get("headline")) or self._first(("og:title",))
        draft.canonical_url = believable_canonical(self._url, canonical, draft.title, other)
        if draft.canonical_url:
            draft.rules["canonical_url"] = "link rel=canonical"
        titles = f"{draft.title or ''} {self._first(('og:title',)) or ''}"
        if any("LiveBlog" in kind for kind in kinds_of(self.node)) or _LIVE.search(titles):
            draft.warnings.append("live blog: the text grows and may be cut")
        if str(self.node.get("isAccessibleForFree", "")).lower() == "false":
            draft.warnings.append("wall: the page says that it is not free, the text may be cut")

    def article_body(self) -> str | None:
        """The article's text as JSON-LD carries it, if it does."""
        return text_of(self.node.get("articleBody"))

    def is_article(self) -> bool:
        """Whether the page calls itself an article."""
        return bool(self.node) or "article" in (self._first(("og:type",)) or "").lower()

    def _first(self, keys: Iterable[str]) -> str | None:
        return next((tidy(self.meta[key][0]) for key in keys if self.meta.get(key)), None)

    def _site(self, draft: Draft) -> None:
        names = names_of(self.node.get("publisher"))
        candidates = (
            ("og:site_name", self._first(("og:site_name",))),
            ("JSON-LD publisher", names[0] if names else None),
            ("application-name", self._first(("application-name", "al:android:app_name"))),
            ("domain", extract_domain(self._url) if self._url else None),
        )
        for rule, name in candidates:
            if name and len(name) < 100:
                draft.site = tidy(name)
                draft.rules["site"] = rule
                return

    def _title(self, draft: Draft) -> None:
        element = self._tree.find(".//title")
        page_title = tidy(element.text_content()) if element is not None else None
        named = [("JSON-LD headline", text_of(self.node.get("headline")) or text_of(self.node.get("name")))]
        named += [(f"meta {key}", self._first((key,))) for key in _TITLES]
        named.append(("title element", page_title))
        known = [
            (rule, strip_site(tidy(title), draft.site, self._url)) for rule, title in named if title and tidy(title)
        ]
        heads = [tidy(" ".join(head.itertext())) for head in self._tree.iter("h1")]
        heads = [head for head in heads if 3 < len(head) < 400]
        for head in heads:
            if any(similar_titles(head, title) for _, title in known):
                draft.title, draft.rules["title"] = head, "h1 that agrees with the metadata"
                return
        if known:
            draft.rules["title"], draft.title = known[0]
        elif heads:
            draft.title, draft.rules["title"] = heads[0], "h1"

    def _authors(self, draft: Draft) -> None:
        named: list[tuple[str, Sequence[str]]] = [(STATED, names_of(self.node.get("author")))]
        named += [(f"meta {key}", self.meta.get(key, [])) for key in _AUTHORS]
        sign(draft, self._tree, named)

    def _times(self, draft: Draft) -> None:
        stated = text_of(self.node.get("datePublished")) or text_of(self.node.get("dateCreated"))
        found = self._moment([("JSON-LD datePublished", stated)], _PUBLISHED)
        if found is None and (shown := self._time_element()) and not self._contradicts(shown[1]):
            found = shown
        if found:
            self._publish(draft, found[0], in_local_time(found[1], self._shown_times()))
        modified = self._moment([("JSON-LD dateModified", text_of(self.node.get("dateModified")))], _MODIFIED)
        if modified:
            draft.rules["modified"], draft.modified = modified[0], modified[1].at

    def _shown_times(self) -> Iterator[Moment]:
        """The other readings of the page's times: meta tags, the first time elements, then what stands there to be read."""
        values = [value for key in _PUBLISHED for value in self.meta.get(key, [])]
        values += [
            element.get("datetime") or "" for element in self._tree.xpath("(.//time[@datetime])[position() <= 4]")
        ]
        for value in values:
            if moment := read_moment(value, self._zone):
                yield moment
        for element in _CLOCKS(self._tree):
            text = tidy("".join(element.itertext()))
            if len(text) <= _CLOCK_LONGEST and not _CHANGED.search(text) and (moment := read_moment(text, self._zone)):
                yield moment

    def _contradicts(self, moment: Moment) -> bool:
        """Whether the address names a day that is not this one: the time is another article's."""
        found = _URL_DAY.search(self._url or "")
        day = read_moment("-".join(found.groups()), self._zone) if found else None
        return day is not None and abs((moment.at.date() - day.at.date()).days) > 1

    def guess_published(self, draft: Draft) -> None:
        """Set ``published`` from weaker evidence, the address, an image's path or htmldate; only the day is known then."""
        places = [("address", self._url or ""), ("canonical address", self._canonical() or "")]
        places += [("image path", self._first(("og:image", "twitter:image")) or "")]
        for rule, address in places:
            if found := _URL_DAY.search(address):
                moment = read_moment("-".join(found.groups()), self._zone)
                if moment:
                    self._publish(draft, rule, moment)
                    return
        try:
            day = find_date(
                self._tree, extensive_search=False, original_date=True, outputformat="%Y-%m-%d", url=self._url
            )
        except (
            AssertionError
        ):  # htmldate 1.11 drops a root that is of what it does not read (<svg>), which lxml forbids
            return
        moment = read_moment(day, self._zone)
        if moment:
            self._publish(draft, "htmldate", moment)

    def _publish(self, draft: Draft, rule: str, moment: Moment) -> None:
        draft.published, draft.rules["published"] = moment.at, rule
        if not moment.timed:
            draft.warnings.append(f"published: only the day is known, taken as midnight in {self._zone}")
        elif not moment.zoned:
            draft.warnings.append(f"published: a time without a zone was taken as {self._zone}")

    def _moment(self, first: list[tuple[str, str | None]], keys: Iterable[str]) -> tuple[str, Moment] | None:
        for rule, value in [*first, *((f"meta {key}", self._first((key,))) for key in keys)]:
            moment = read_moment(value, self._zone)
            if moment:
                return rule, moment
        return None

    def _time_element(self) -> tuple[str, Moment] | None:
        times = self._tree.xpath(
            ".//*[@itemprop='datePublished'] | .//time[@pubdate] | .//article//time[@datetime] |"
            " .//header//time[@datetime] | .//main//time[@datetime]"
        )
        for element in times[:6]:
            moment = read_moment(
                element.get("datetime") or element.get("content") or tidy(" ".join(element.itertext())), self._zone
            )
            if moment:
                return "time element", moment
        return None

    def _lead(self, draft: Draft) -> None:
        for rule, text in (
            ("JSON-LD description", text_of(self.node.get("description"))),
            *((f"meta {key}", self._first((key,))) for key in _DESCRIPTIONS),
        ):
            lead = tidy(re.sub(r"<[^>]{0,200}>", " ", text or ""))
            if len(lead) > 20 and words_of(lead) != words_of(draft.title):
                draft.lead, draft.rules["lead"] = lead, rule
                return

    def _views(self, draft: Draft) -> None:
        for one in _as_list(self.node.get("interactionStatistic")):
            kind = one.get("interactionType") if isinstance(one, dict) else None
            name = str(kind.get("@type") if isinstance(kind, dict) else kind)
            if isinstance(one, dict) and ("ViewAction" in name or "ReadAction" in name):
                draft.views = read_count(str(one.get("userInteractionCount") or ""))
                draft.rules["views"] = "JSON-LD interactionStatistic"
                return

    def _language(self) -> str | None:
        candidates = (
            text_of(self.node.get("inLanguage")),
            self._tree.get("lang"),
            self._tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
            self._first(("og:locale", "language")),
        )
        for value in candidates:
            found = re.match(r"[a-z]{2}(?![a-z])", (value or "").strip().lower())
            if found:
                return "uk" if found[0] == "ua" else found[0]
        return None

    def _canonical(self) -> str | None:
        for link in self._tree.iter("link"):
            if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
                return urljoin(self._url or "", str(link.get("href")))
        return self._first(("og:url",))


def strip_site(title: str, site: str | None, url: str | None) -> str:
    """Take the site's name off the end (or the front) of a title."""
    domain = (extract_domain(url) or "").split(".")[0] if url else ""
    names = {words_of(name).replace(" ", "") for name in (site, domain) if name}
    while parts := list(_SEPARATOR.finditer(title)):
        tail, head = title[parts[-1].end() :], title[: parts[0].start()]
        if _names_site(tail, names) and parts[-1].start() > 8:
            title = title[: parts[-1].start()]
        elif _names_site(head, names) and len(title) - parts[0].end() > 8:
            title = title[parts[0].end() :]
        else:
            break
    return title.strip()


def _names_site(part: str, names: set[str]) -> bool:
    joined = words_of(part).replace(" ", "")
    return (
        bool(joined) and len(part) < 60 and any(len(name) > 1 and (name in joined or joined in name) for name in names)
    )


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
