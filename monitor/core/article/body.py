"""The main text as the page's own blocks show it, and what becomes of trafilatura's reading beside it.

A second, light reading: the container with the most running text, without what is set around it. Where the two agree,
trafilatura's stands, without the page's furniture and with the paragraphs that it lost; else the one that the page's
structure bears out. Owns which classes and which densities of links mean that a block is no part of the article.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from monitor.core.article.blocks import Block, Draft, size_of, words_of
from monitor.core.article.dom import DomBlock, locate
from monitor.core.article.furniture import is_furniture, stops, strip_furniture

_NOISE = re.compile(
    r"(?:^|[\s_-])(?:newsletters?(?:form|-?signup)?|promos?|promotion|related|recirc\w*|recommend\w*|more-?from|most-?read|most-?popular"
    r"|trending|popular|share|sharing|social\w*|comments?|disqus|author-?bio|biograph(?:y|ie)|bio|about-?author|tags?|tag-?list|tag-?cloud"
    r"|disclaimer|subscribe|subscription|access-wall|regwall|registration-wall|cookies?|gdpr|privacy|consent|banner|adverts?|advertisement|ads?|sponsor\w*"
    r"|outbrain|taboola|caption|credits?|image-widget|fact-?box|info-?box\w*|breadcrumbs?|byline|timestamp|date-?time|print-only|hidden|visually-hidden"
    r"|sr-only|screen-reader-text|copyright|toolbar|pagination|read-?more|read-?also|see-?also|signup|sign-?up|teasers?|rail|sidebar"
    r"|footer|nav|navigation|menu|footnotes?|references|toc|callout|app-promo\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？:][\"”’»)\]」]*\s*$")
_RUNNING = frozenset(("p", "div", "blockquote", "pre", "li", "span", "td", "section", "article"))
_HEADINGS = frozenset(("h2", "h3", "h4"))
_SHARE, _AGREE, _RUN, _LINKED, _POINTS, _NEAR, _BORNE_OUT = 0.75, 0.8, 60, 0.5, 0.9, 2, 0.2
_ALIKE, _PLACED = 0.5, 0.4
_ENOUGH = 250  # characters
_LOST_MOST = 8


class Page:
    """The blocks that a page shows, with what their surroundings say of them."""

    def __init__(self, shown: Sequence[DomBlock]) -> None:
        self.shown = shown
        self._noise: dict[HtmlElement, bool] = {}
        self.around = [tuple(_around(block)) for block in shown]
        self._inside: dict[HtmlElement, list[int]] = {}

    def own_body(self) -> tuple[HtmlElement | None, list[int]]:
        """The container of the main text by the page's structure alone, and the places of its blocks in order."""
        running = [place for place, block in enumerate(self.shown) if _runs_on(block)]
        calm = [place for place in running if not self.noisy(self.shown[place].element, None)]
        if self.weight(calm) < 0.3 * self.weight(running):
            calm = running
        container = self.container_of(calm, _SHARE)
        if container is None:
            return None, []
        container = self._narrowed(container, calm)
        return container, [place for place in self.inside(container) if self._belongs(place, container)]

    def _narrowed(self, container: HtmlElement, calm: Sequence[int]) -> HtmlElement:
        """The one article of a container that holds several: the one with the page's heading, else one that outweighs the rest."""
        articles: dict[HtmlElement, float] = {}
        for place in calm:
            above = [element for element in self.around[place] if element.tag == "article"]
            within = [element for element in above if container in element.iterancestors()]
            if within:
                articles[within[-1]] = articles.get(within[-1], 0) + size_of(self.shown[place].text)
        if not articles:
            return container
        total = self.weight(calm)
        headed = [one for one in articles if one.find(".//h1") is not None]
        first = headed[0] if headed else max(articles, key=lambda one: articles[one])
        return first if articles[first] > (_ENOUGH if headed else 0.6 * total) else container

    def container_of(self, places: Iterable[int], share: float) -> HtmlElement | None:
        """The deepest element that holds this share of the text at these places."""
        held: dict[HtmlElement, float] = {}
        total = 0.0
        for place in places:
            size = len(self.shown[place].text)
            total += size
            for element in self.around[place]:
                held[element] = held.get(element, 0) + size
        enough = [element for element, size in held.items() if size >= share * total]
        return max(enough, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)

    def inside(self, container: HtmlElement) -> list[int]:
        """The places of the blocks that an element holds."""
        known = self._inside.get(container)
        if known is None:
            known = self._inside[container] = [place for place, above in enumerate(self.around) if container in above]
        return known

    def weight(self, places: Iterable[int]) -> float:
        return sum(size_of(self.shown[place].text) for place in places)

    def noisy(self, element: HtmlElement | None, container: HtmlElement | None) -> bool:
        """Whether an element, or one around it up to the container, is named as something set around an article."""
        while element is not None and element is not container and element.tag not in ("body", "html"):
            known = self._noise.get(element)
            if known is None:
                names = (element.get("class") or "", element.get("id") or "", element.get("data-testid") or "")
                known = self._noise[element] = bool(_NOISE.search(" ".join(names)))
            if known:
                return True
            element = element.getparent()
        return False

    def _belongs(self, place: int, container: HtmlElement) -> bool:
        block = self.shown[place]
        if self.noisy(block.element, container):
            return False
        if block.tag in _HEADINGS:
            return _density(block) < _LINKED
        return block.tag in _RUNNING and _density(block) <= _LINKED and len(block.text) > 1


def settle_body(
    draft: Draft, shown: Sequence[DomBlock], *, fuller: Callable[[], Sequence[Block]], body: str | None
) -> None:
    """Mend ``draft.blocks``, as trafilatura read them, by the page's own structure.

    Where the two disagree, ``fuller`` (a less careful reading, called then only) and ``body`` (JSON-LD's) are asked.
    """
    page = Page(shown)
    places = locate(draft.blocks, shown)
    held = {place for place in places if place is not None}
    container, own = page.own_body()
    if container is None:
        draft.blocks = strip_furniture(draft.blocks)
        return
    read = _shingles(" ".join(words_of(block.text) for block in draft.blocks))
    showing = _shingles(" ".join(shown[place].words for place in own))
    agreement = _agreement(read, showing)
    if agreement > _ALIKE and page.weight(held) < _PLACED * _size(draft.blocks):
        _take_own(draft, page, own)  # the rows of a table that holds the page, run together
        return
    if agreement < _AGREE and _is_one(page, container):
        size, own_size = _size(draft.blocks), page.weight(own)
        others = [_shingles(words_of(text)) for text in (body, _text(fuller())) if text]
        live = any(warning.startswith("live blog") for warning in draft.warnings) and own_size > 2 * size
        if live or max((_agreement(other, showing) for other in others), default=0) > _BORNE_OUT + max(
            (_agreement(other, read) for other in others), default=0
        ):
            _take_own(draft, page, own)
            return
    if page.weight(held & set(own)) < 0.5 * min(page.weight(held), page.weight(own)):
        container = page.container_of(held, _SHARE)
    if container is None:
        return
    kept, at = _filtered(draft.blocks, places, page, container)
    draft.blocks = strip_furniture(_cut(_filled(kept, at, page, own, one=_is_one(page, container))))


def _take_own(draft: Draft, page: Page, own: Sequence[int]) -> None:
    draft.blocks = strip_furniture(_cut([_as_block(page.shown[place]) for place in own]))
    draft.rules["text"] = "the page's own blocks"


def _size(blocks: Sequence[Block]) -> float:
    return sum(size_of(block.text) for block in blocks)


def _text(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _agreement(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return 2 * len(one & other) / max(1, len(one) + len(other))


def _is_one(page: Page, container: HtmlElement) -> bool:
    """Whether an element holds one article and no list of them."""
    inside = page.inside(container)
    nested = [
        place
        for place in inside
        if any(one.tag == "article" for one in takewhile(lambda one: one is not container, page.around[place]))
    ]
    return sum(1 for _ in container.iter("h1")) <= 1 and page.weight(nested) <= 0.4 * page.weight(inside)


def _filtered(
    blocks: Sequence[Block], places: Sequence[int | None], page: Page, container: HtmlElement
) -> tuple[list[Block], list[int | None]]:
    """The blocks without those that the page sets around its article, and their places."""
    inside = set(page.inside(container))
    last = max(inside, default=0)
    near = set(page.inside(_above(container, _NEAR)))
    pointers = _pointers(places, page)
    kept: list[tuple[Block, int | None]] = []
    dropped = 0.0
    for block, place in zip(blocks, places, strict=True):
        if place is not None:
            element = page.shown[place].element
            noisy = page.noisy(element, container if place in inside else None)
            if (
                noisy
                or place in pointers
                or (place > last and (place not in near or _is_headed(page.shown[place], container)))
            ):
                dropped += size_of(block.text)
                continue
        kept.append((block, place))
    if dropped >= 0.6 * _size(blocks):
        return list(blocks), list(places)
    return [block for block, _ in kept], [place for _, place in kept]


def _is_headed(block: DomBlock, container: HtmlElement) -> bool:
    """Whether a block stands in an article of its own, with a heading of its own, and not in the container's."""
    article = _article_of(block)
    return (
        article is not None
        and article.find(".//h1") is not None
        and article not in (container, *container.iterancestors())
    )


def _pointers(places: Sequence[int | None], page: Page) -> set[int]:
    """The places of blocks that are links and nothing else, two or more in a row: a list of other articles."""
    found: set[int] = set()
    row: list[int] = []
    for place in [*places, None]:
        if place is not None and _density(page.shown[place]) > _POINTS and page.shown[place].tag not in _HEADINGS:
            row.append(place)
            continue
        if len(row) > 1:
            found.update(row)
        row = []
    return found


def _above(element: HtmlElement, levels: int) -> HtmlElement:
    for _ in range(levels):
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "html", "main"):
            break
        element = parent
    return element


def _filled(
    blocks: Sequence[Block], places: Sequence[int | None], page: Page, own: Sequence[int], *, one: bool
) -> list[Block]:
    """Put the paragraphs back that stand among the others on the page and were lost."""
    held = {place for place in places if place is not None}
    if not held:
        return list(blocks)
    said = _shingles(" ".join(words_of(block.text) for block in blocks))
    kin = _Kin(held, page)
    lost = [
        place
        for place in own
        if place not in held
        and kin.holds(place, one=one)
        and _runs_on(page.shown[place])
        and not _is_said(page.shown[place].words, said)
        and not is_furniture(page.shown[place].text)
    ]
    if page.weight(lost) > (_LOST_MOST if one else 1) * _size(blocks):
        return list(blocks)
    merged: list[tuple[float, Block]] = []
    position = float(min(held)) - 0.5
    for block, place in zip(blocks, places, strict=True):
        position = float(place) if place is not None else position + 0.0001
        merged.append((position, block))
    merged += [(float(place), _as_block(page.shown[place])) for place in lost]
    return [block for _, block in sorted(merged, key=lambda pair: pair[0])]


class _Kin:
    """What stands among the blocks held: of their kind between two of them, or after others of its parent. One pass."""

    def __init__(self, held: Iterable[int], page: Page) -> None:
        self._page = page
        self._articles: set[HtmlElement | None] = set()
        self._kinds: dict[tuple[str, ...], list[int]] = {}
        self._parents: Counter[tuple[HtmlElement | None, str]] = Counter()
        for place in sorted(held):
            shown = page.shown[place]
            self._articles.add(_article_of(shown))
            self._kinds.setdefault(_kind(shown), []).append(place)
            self._parents[shown.element.getparent(), shown.tag] += 1

    def holds(self, place: int, *, one: bool) -> bool:
        """Whether a block belongs among them; where the page shows ``one`` article, two of its kind anywhere are enough."""
        shown = self._page.shown[place]
        if _article_of(shown) not in self._articles:
            return False
        kin = self._kinds.get(_kind(shown), [])
        if kin and ((one and len(kin) > 1) or kin[0] < place < kin[-1]):
            return True
        return self._parents[shown.element.getparent(), shown.tag] > 1


def _article_of(block: DomBlock) -> HtmlElement | None:
    return next(block.element.iterancestors("article"), None)


def _shingles(words: str) -> set[tuple[str, ...]]:
    parts = words.split()
    return set(zip(parts, parts[1:], parts[2:], strict=False)) if len(parts) > 2 else {tuple(parts)}


def _is_said(words: str, said: set[tuple[str, ...]]) -> bool:
    own = _shingles(words)
    return len(own & said) > len(own) / 3


def _kind(block: DomBlock) -> tuple[str, ...]:
    parent = block.element.getparent()
    return block.tag, block.element.get("class") or "", (parent.get("class") or "") if parent is not None else ""


def _cut(blocks: Sequence[Block]) -> list[Block]:
    """Stop at the line that opens a list of other articles, where nothing but short lines follows."""
    for number, block in enumerate(blocks):
        if number and stops(block.text) and not any(_is_sentence(one.text) for one in blocks[number + 1 :]):
            return list(blocks[:number])
    return list(blocks)


def _is_sentence(text: str) -> bool:
    return size_of(text) > _RUN and bool(_SENTENCE_END.search(text))


def _runs_on(block: DomBlock) -> bool:
    """Whether a block is running text: long enough, few links, and a sentence where it is no paragraph."""
    if block.tag not in _RUNNING or _density(block) > _LINKED:
        return False
    return size_of(block.text) >= _RUN and (block.tag in ("p", "blockquote") or bool(_SENTENCE_END.search(block.text)))


def _density(block: DomBlock) -> float:
    if block.element.tag == "a" or next(block.element.iterancestors("a"), None) is not None:
        return 1.0
    if not block.links:
        return 0.0
    return sum(len(link.text) for link in block.links) / max(1, len(block.text))


def _around(block: DomBlock) -> Iterable[HtmlElement]:
    """The elements that hold a block: its own where it is a container, and all above it."""
    if block.tag in ("div", "section", "article", "td", "main", "body"):
        yield block.element
    yield from block.element.iterancestors()


def _as_block(shown: DomBlock) -> Block:
    kinds = {"blockquote": "quote", "li": "item", "h2": "heading", "h3": "heading", "h4": "heading"}
    return Block(kinds.get(shown.tag, "paragraph"), shown.text, shown.links)  # type: ignore[arg-type]
