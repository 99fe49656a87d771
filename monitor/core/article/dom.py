"""The page's own blocks in document order: to mend what trafilatura dropped (headings, labels, lead, block quotes),
to find links and related articles, and to read the lines above the text.

Never decides what the main text is; only adds what stands among or just above its paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

from monitor.core.article.blocks import Block, Draft, Link, tidy, words_of
from monitor.core.article.calendar import MOMENT
from monitor.core.article.canonical import similar_titles
from monitor.core.article.header import take_line
from monitor.core.article.labels import is_label
from monitor.core.article.model import Related
from monitor.core.article.related import read_count, split_related

_HEADINGS = frozenset(("h2", "h3", "h4"))
_LEAVES = frozenset(
    (
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "li",
        "dd",
        "dt",
        "figcaption",
        "pre",
        "td",
        "th",
        "caption",
    )
)
_CONTAINERS = frozenset(
    (
        "div",
        "section",
        "article",
        "main",
        "header",
        "body",
        "ul",
        "ol",
        "table",
        "tbody",
        "tr",
        "figure",
        "aside",
        "form",
        "dl",
        "center",
        "hgroup",
    )
)
_SKIPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "template",
        "svg",
        "select",
        "iframe",
        "figure",
        "figcaption",
        "head",
        "textarea",
    )
)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|subtitle|sub-title|subheadline|subhead|sub-?heading|dek|deck|summary"
    r"|excerpt|perex|vorspann|intro|introduction|chapo|teaser-text|article-description|sapo|anons"
    r"|annotation|synopsis|kicker-text|subheader|ingress|abstract|doc_header__subheader)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(
    r"^(?:related|read (?:more|also|next)|more (?:on|from|stories|news)|see also|share|follow|subscribe|newsletter"
    r"|sign up|most (?:read|popular)|trending|comments?|tags?|topics?|recommended|advertisement|about the author"
    r"|watch|listen|sponsored|editor'?s picks?)\b"
    r"|^(?:читайте|по темі|по теме|популярн|новини|новости|поділит|поделит|коментар|комментар|підпис|подпис|관련|추천|相关"
    r"|推荐)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!…。！,;:][\"”’»)\]」]*\s*$")
_BYLINED = re.compile(r"^(?:by|von|par|por|автор|текст|photo|foto|фото)\b", re.IGNORECASE)
_ATTRIBUTION = re.compile(r"^[-–—]\s*\S.{2,120}$")
_VIEWS_CLASS = re.compile(r"(?:^|[\s_-])views?(?:[_-]?(?:count|counter|num))?(?:\s|$)", re.IGNORECASE)
_VIEWS_COUNT = re.compile(r"^\D{0,15}?(\d[\d\s,.]*[KkКк]?)\D{0,15}$")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f-\x9f]{3,2000}$")
_MOST = 6000
_MOST_RELATED, _MOST_TRIED = 10, 300
_LEAD_SHORTEST, _LEAD_LONGEST, _STANDFIRST, _BOLD_LONGEST = 40, 900, 90, 90
_UNSEEN = frozenset(("script", "style", "noscript"))
_HEADING_REACH, _FAR = 4, 16  # blocks
_MUCH, _DIRECT = 1500, 120  # characters


@dataclass(frozen=True, slots=True)
class DomBlock:
    """A leaf block of the page: its element, tag, text and case-folded words."""

    element: HtmlElement
    tag: str
    text: str
    words: str
    links: tuple[Link, ...] = ()


def dom_blocks(tree: HtmlElement, url: str | None) -> list[DomBlock]:
    """The leaf blocks of the page in document order, without menus, forms and figures; at most six thousand."""
    blocks = []
    for element, words in _leaves(tree):
        text = tidy(words)
        if text:
            links = links_in(element, url)
            if links and len(text) < 5000:
                links = tuple(link for link in links if link.text in text)
            blocks.append(DomBlock(element, str(element.tag), text, words_of(text), links))
            if len(blocks) >= _MOST:
                break
    return blocks


def links_in(element: HtmlElement, url: str | None) -> tuple[Link, ...]:
    """The http(s) links in an element, absolute."""
    links = []
    for anchor in element.iter("a"):
        href = (anchor.get("href") or "").strip()
        text = tidy("".join(anchor.itertext()))
        if not href or not text or href.startswith("#"):
            continue
        try:
            address = urljoin(url or "", href)
        except ValueError:
            continue
        if _ADDRESS.match(address):
            links.append(Link(text, address))
    return tuple(links[:20])


def mend(draft: Draft, shown: list[DomBlock], zone: str) -> None:
    """Put back into ``draft.blocks`` what stands among its paragraphs on the page, and read the lines above them."""
    places = locate(draft.blocks, shown)
    found = [place for place in places if place is not None]
    if not found:
        return
    title = words_of(draft.title)
    body = [place for place in found if shown[place].words != title] or found
    first, last = min(body), max(body)
    _read_above(draft, shown, first, zone)
    around = _around(shown[place].element for place in found)
    kept = set(found)
    starts = next((number for number, block in enumerate(draft.blocks) if len(block.text) > _STANDFIRST), 0)
    plain = not any(
        block.kind == "heading" and not is_label(block.text, draft.labels) for block in draft.blocks[starts + 1 :]
    )
    merged: list[tuple[float, Block]] = []
    position = float(first)
    for block, place in zip(draft.blocks, places, strict=True):
        position = float(place) if place is not None else position + 0.001
        shown_as = shown[place] if place is not None else None
        kind = block.kind
        if shown_as is not None and shown_as.tag in _HEADINGS and len(block.text) < 200:
            kind = "heading"
        if shown_as is not None and shown_as.tag == "blockquote":
            kind = "quote"
        if shown_as is not None and kind == "paragraph" and plain and _is_set_bold(shown_as):
            kind = "heading"
        if shown_as is not None and kind == "heading" and _points_elsewhere(shown_as):
            continue
        merged.append((position, Block(kind, block.text, shown_as.links if shown_as else ())))
    for place in range(min(found), last + 1):
        if place not in kept and (added := _missing(shown, place, kept, around, draft)):
            merged.append((float(place), added))
    if draft.lead and not _is_shown(draft.lead, shown):
        draft.rules["lead"] += ", not on the page"
    if lead := _lead_above(draft, shown, first):
        merged.append((-1.0, lead))
    trailing = last + 1
    if (
        trailing < len(shown)
        and _ATTRIBUTION.match(shown[trailing].text)
        and shown[trailing].element.getparent() in around
    ):
        merged.append((float(trailing), Block("paragraph", shown[trailing].text)))
    draft.blocks = _without_standfirst([block for _, block in sorted(merged, key=lambda pair: pair[0])], draft)


def _is_set_bold(block: DomBlock) -> bool:
    """Whether a short paragraph is bold as a whole and no sentence: how many pages set their headings."""
    if not 3 < len(block.text) < _BOLD_LONGEST or _SENTENCE_END.search(block.text) or block.tag not in ("p", "div"):
        return False
    if block.links or _BYLINED.match(block.text) or _ATTRIBUTION.match(block.text):
        return False
    bold = [child for child in block.element if child.tag in ("strong", "b")]
    return len(bold) == 1 and words_of("".join(bold[0].itertext())) == block.words


def _points_elsewhere(block: DomBlock) -> bool:
    """Whether a heading is the title of another article, which it links to."""
    if any(element.tag == "a" and element.get("href") for element in block.element.iterancestors()):
        return True
    return bool(block.links) and len(block.links[0].text) >= 0.9 * len(block.text)


def _without_standfirst(blocks: list[Block], draft: Draft) -> list[Block]:
    """A heading above the first paragraph that is a sentence, and no label, is the lead and no heading."""
    for number, block in enumerate(blocks):
        if block.kind != "heading":
            break
        if (
            similar_titles(block.text, draft.title)
            or is_label(block.text, draft.labels)
            or block.text.endswith(("?", ":"))
        ):
            continue
        if len(block.text) > _STANDFIRST or (len(block.text) > _LEAD_SHORTEST and block.text.endswith(".")):
            blocks[number] = Block("paragraph", block.text, block.links)
            if words_of(draft.lead) != words_of(block.text) and draft.rules.get("lead") != "lead above the text":
                draft.lead, draft.rules["lead"] = block.text, "heading above the text"
            break
    return blocks


def find_views(tree: HtmlElement) -> int | None:
    """The count in an element of the class ``views`` after the first heading, as older layouts have it."""
    below = False
    for element in tree.iter():
        if element.tag == "h1":
            below = True
        elif below and isinstance(element.tag, str) and _VIEWS_CLASS.search(element.get("class") or ""):
            text = tidy("".join(element.itertext()))
            found = _VIEWS_COUNT.match(text) if len(text) < 40 else None
            if found:
                return read_count(found[1])
    return None


def find_related(tree: HtmlElement, url: str | None, zone: str, warnings: list[str]) -> list[Related]:
    """Links whose words are a title, a date and a count of views."""
    related: list[Related] = []
    tried = 0
    for anchor in tree.iter("a"):
        text = tidy(" ".join(anchor.itertext()))
        if 20 < len(text) < 600 and re.search(r"[•·|∙]\s*\d", text) and re.search(MOMENT, text, re.IGNORECASE):
            tried += 1
            _, several, notes = split_related([Block("paragraph", text, links_in_self(anchor, url, text))], zone)
            related += several
            warnings += [note for note in notes if note not in warnings]
        if len(related) >= _MOST_RELATED or tried >= _MOST_TRIED:
            break
    return related


def links_in_self(anchor: HtmlElement, url: str | None, text: str) -> tuple[Link, ...]:
    """The link that an anchor itself is."""
    try:
        address = urljoin(url or "", (anchor.get("href") or "").strip())
    except ValueError:
        return ()
    return (Link(text, address),) if _ADDRESS.match(address) else ()


def _leaves(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The pieces of running text in document order, each with the element that it stands in.

    A block with text between its child blocks, or lines parted by two ``<br>``, gives a piece for each.
    """
    stack: list[HtmlElement | tuple[HtmlElement, str]] = [tree]
    while stack:
        element = stack.pop()
        if isinstance(element, tuple):
            yield element
            continue
        tag = element.tag
        if not isinstance(tag, str) or (tag in _SKIPPED and not (tag == "form" and _holds_page(element))):
            continue
        children = list(element)
        blocky = any(child.tag in _LEAVES or child.tag in _CONTAINERS for child in children)
        if (
            (tag in _LEAVES and not (blocky and tag in ("li", "td", "th", "dd")))
            or (not blocky and ((element.text or "").strip() or any((child.tail or "").strip() for child in children)))
            or (
                not blocky
                and children
                and tag in ("div", "span", "a", "time", "strong", "b", "em")
                and not any(len(child) for child in children)
            )
        ):
            for text in _runs(element):
                yield element, text
        elif blocky and _says_much(element, children):
            stack.extend(reversed(list(_pieces(element, children))))
        else:
            stack.extend(reversed(children))


def _holds_page(form: HtmlElement) -> bool:
    """Whether a form is the whole page, as ASP.NET has it, rather than a few fields."""
    return (
        sum(len(paragraph.text or "") for paragraph in form.iter("p", "div", "span")) > _MUCH
        or form.find(".//h1") is not None
    )


def _says_much(element: HtmlElement, children: list[HtmlElement]) -> bool:
    direct = len((element.text or "").strip())
    for child in children:
        direct += len((child.tail or "").strip())
        if direct > _DIRECT:
            return True
    return False


def _pieces(element: HtmlElement, children: list[HtmlElement]) -> Iterator[HtmlElement | tuple[HtmlElement, str]]:
    """What a block with text of its own holds: that text in pieces, and between them its child blocks."""
    parts = [element.text or ""]
    breaks = 0
    for child in children:
        if child.tag == "br":
            breaks += 1
            if breaks == 2:
                yield element, "".join(parts)
                parts = []
            parts.append(" ")
        elif child.tag in _LEAVES or child.tag in _CONTAINERS or child.tag in _SKIPPED:
            yield element, "".join(parts)
            parts = []
            yield child
        elif isinstance(child.tag, str):
            breaks = 0
            parts.append("".join(_words_in(child)))
        if (child.tail or "").strip():
            breaks = 0
        parts.append(child.tail or "")
    yield element, "".join(parts)


def _runs(element: HtmlElement) -> list[str]:
    if element.tag not in ("div", "p", "span", "td", "section", "article") or element.find("br") is None:
        return ["".join(_words_in(element))]
    return [piece[1] for piece in _pieces(element, list(element)) if isinstance(piece, tuple)]


def _words_in(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            if child.tag in ("br", "p", "div"):
                yield " "
            yield from _words_in(child)
        yield child.tail or ""


def locate(blocks: Sequence[Block], shown: Sequence[DomBlock]) -> list[int | None]:
    """For each block its place on the page, in order; ``None`` where it cannot be told."""
    by_words: dict[str, list[int]] = {}
    for number, leaf in enumerate(shown):
        by_words.setdefault(leaf.words, []).append(number)
        by_words.setdefault(leaf.words[:60], []).append(number)
    places: list[int | None] = []
    last = -1
    for block in blocks:
        words = words_of(block.text)
        candidates = by_words.get(words) or by_words.get(words[:60]) or []
        following = [number for number in candidates if number > last]
        place = following[0] if following else None
        if place is not None and (len(words) > 20 or block.kind == "heading"):
            last = place
        places.append(place)
    return places


def _around(elements: Iterator[HtmlElement]) -> set[HtmlElement]:
    around: set[HtmlElement] = set()
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            around.add(parent)
            above = parent.getparent()
            if above is not None and above.tag not in ("body", "html"):
                around.add(above)
    return around


def _missing(shown: list[DomBlock], place: int, kept: set[int], around: set[HtmlElement], draft: Draft) -> Block | None:
    block = shown[place]
    if is_label(block.text, draft.labels):
        return Block("heading", block.text)
    parent = block.element.getparent()
    alike = block.tag in _HEADINGS and any(
        _alike(block, shown[other]) for other in kept if shown[other].tag == block.tag
    )
    if parent not in around and not alike:
        return None
    if (
        block.tag in _HEADINGS
        and len(block.text) < 200
        and not _NO_HEADING.match(block.text)
        and block.words != words_of(draft.title)
    ):
        following = min((other for other in kept if other > place), default=place + _FAR + 1)
        follows = following <= place + (_FAR if alike else _HEADING_REACH)
        return (
            Block("heading", block.text)
            if follows and not (block.links and len(block.links[0].text) == len(block.text))
            else None
        )
    if block.tag == "blockquote" and len(block.text) > 30 and "twitter" not in (block.element.get("class") or ""):
        return Block("quote", block.text, block.links)
    if _ATTRIBUTION.match(block.text) and place - 1 in kept and not block.links:
        return Block("paragraph", block.text)
    return None


def _alike(one: DomBlock, other: DomBlock) -> bool:
    above, over = one.element.getparent(), other.element.getparent()
    return (
        one.element.get("class") == other.element.get("class")
        and above is not None
        and over is not None
        and above.get("class") == over.get("class")
    )


def _read_above(draft: Draft, shown: list[DomBlock], first: int, zone: str) -> None:
    title = words_of(draft.title)
    start = max(
        [number + 1 for number in range(max(0, first - 25), first) if shown[number].words == title and title]
        or [max(0, first - 6)]
    )
    for block in shown[start:first]:
        if len(block.text) <= 120:
            take_line(block.text, draft, zone)


def _lead_above(draft: Draft, shown: list[DomBlock], first: int) -> Block | None:
    """The lead that stands above the text: as the description says it, by its class, or as the line under the headline."""
    held = {words_of(block.text) for block in draft.blocks}
    title = words_of(draft.title)
    description = words_of(draft.lead)
    begins = words_of(" ".join(block.text for block in draft.blocks[:4]))
    in_text = len(description) > _LEAD_SHORTEST and begins.startswith(description[:60])
    candidates = [
        (number, block)
        for number, block in enumerate(shown[max(0, first - 12) : first], max(0, first - 12))
        if _LEAD_SHORTEST < len(block.text) < _LEAD_LONGEST and block.words not in held and block.words != title
    ]
    for number, block in candidates:
        if len(description) > _LEAD_SHORTEST and (
            block.words.startswith(description[:60])
            or description.startswith(block.words[:60])
            or (len(block.words) > 80 and block.words[:80] in description)
        ):
            return _set_lead(draft, _continued(shown, number, first, description), "lead above the text")
    for number, block in candidates:
        over = shown[number - 1] if number else None
        if (
            over is not None
            and over.tag == "h1"
            and over.words == title
            and not block.links
            and (block.tag in ("h2", "h3") or _is_lead(block.element) or (block.tag == "p" and not in_text))
        ):
            return _set_lead(draft, [block], "line under the headline")
    if in_text:
        return None
    for number, block in candidates:
        if _is_lead(block.element):
            following = [block]
            for other in shown[number + 1 : min(first, number + 4)]:
                if other.tag != block.tag or not _is_lead(other.element) or other.words in held:
                    break
                following.append(other)
            return _set_lead(draft, following, "lead above the text")
    return None


def _continued(shown: list[DomBlock], number: int, end: int, description: str) -> list[DomBlock]:
    """The block and those after it that the description goes on with."""
    blocks = [shown[number]]
    said = shown[number].words
    for block in shown[number + 1 : end]:
        if len(said) > len(description) - 20:
            break
        said = f"{said} {block.words}"
        if not description.startswith(said[: len(description) - 20]):
            break
        blocks.append(block)
    return blocks


def _is_shown(lead: str, shown: list[DomBlock]) -> bool:
    said = words_of(lead.rstrip(".… "))[:_LEAD_SHORTEST]
    return any(
        said in block.words or (len(block.words) > _LEAD_SHORTEST and block.words in words_of(lead)) for block in shown
    )


def _is_lead(element: HtmlElement) -> bool:
    parent = element.getparent()
    names = [
        one.get(key) or ""
        for one in (element, parent)
        if one is not None
        for key in ("class", "data-testid", "data-test-tag")
    ]
    return any(_LEAD.search(name) for name in names) or element.get("itemprop") in (
        "description",
        "alternativeHeadline",
    )


def _set_lead(draft: Draft, blocks: list[DomBlock], rule: str) -> Block:
    draft.lead, draft.rules["lead"] = " ".join(block.text for block in blocks), rule
    return Block("paragraph", draft.lead, tuple(link for block in blocks for link in block.links))
