"""A draft mended from the page's own blocks: headings, labels, block quotes and attributions that trafilatura dropped,
and the lines above the text.

Never decides what the main text is; only adds what stands among or just above its paragraphs.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from monitor.core.article.blocks import Block, Draft, words_of
from monitor.core.article.canonical import similar_titles
from monitor.core.article.dom import DomBlock, locate
from monitor.core.article.header import take_line
from monitor.core.article.labels import is_label
from monitor.core.article.lead import HEADING, LEADS, UNSEEN, is_shown, lead_above

_HEADINGS = frozenset(("h2", "h3", "h4"))
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
_LEAD_SHORTEST, _STANDFIRST, _BOLD_LONGEST = 40, 60, 90
_HEADING_REACH, _FAR = 4, 16  # blocks


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
    if draft.lead and not is_shown(draft.lead, shown):
        draft.rules["lead"] += UNSEEN
    if lead := lead_above(draft, shown, first):
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
            similar_titles(block.text, draft.title or "")
            or is_label(block.text, draft.labels)
            or block.text.endswith(("?", ":"))
        ):
            continue
        if len(block.text) > _STANDFIRST or (len(block.text) > _LEAD_SHORTEST and block.text.endswith(".")):
            blocks[number] = Block("paragraph", block.text, block.links)
            if words_of(draft.lead) != words_of(block.text) and draft.rules.get("lead") not in LEADS:
                draft.lead, draft.rules["lead"] = block.text, HEADING
            break
    return blocks


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
