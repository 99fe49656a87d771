"""Markup and dirty strings to plain text: paragraphs, titles, single lines.

Owns what a reader of the feed would see as text; never decides what is an entry. Every function is bounded in
its input and never raises on what the network sent.
"""

import html as entities
import re
from collections.abc import Iterable

from lxml import etree

LONGEST_TEXT = 1_000_000
LONGEST_LINE = 1_000

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_UNFIT_ASCII = bytes({*range(32), 127} - {9, 10, 13})
_DROPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "textarea",
    "select", "head",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul", "xmp", "option", "audio", "video",
})  # fmt: skip
_TAG = re.compile(r"<(?:[A-Za-z!?]|/[A-Za-z])")
_KNOWN_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|del|div|em|figure|font|h[1-6]|hr|i|iframe|img|ins|li|mark|nobr"
    r"|object|ol|p|pre|q|s|script|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tr|tt|u|ul|video|wbr)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
# A line that ends a sentence ends a paragraph; any other is a wrapped line.
_ENDS_SENTENCE = re.compile(r"""[.!?…:;。！？][)"'»”’」』\]]{0,3}$""")


def cleaned(text: str) -> str:
    """Drop what no text may hold: NUL and other controls, lone surrogates, byte-order marks inside."""
    if text.isascii():  # a sixth of the time
        return text.encode().translate(None, _UNFIT_ASCII).decode()
    return _UNFIT.sub("", text)


def one_line(text: str, *, longest: int = LONGEST_LINE) -> str | None:
    """Collapse white space into a single line of at most ``longest`` characters, ``None`` when nothing is left."""
    line = " ".join(cleaned(text[: longest * 20]).split())
    if len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    return line or None


def title_line(text: str) -> str | None:
    """Return a title as plain text: known tags out, entities decoded, one line. ``a < b`` and ``<Name>`` stay."""
    text = cleaned(text[: LONGEST_LINE * 20])
    text = paragraphs(text).replace("\n\n", " ") if _KNOWN_TAG.search(text) else entities.unescape(text)
    return one_line(text)


def looks_marked_up(text: str) -> bool:
    """Tell whether a string declared as plain text is HTML all the same: it has tags that HTML knows."""
    return _KNOWN_TAG.search(text[:LONGEST_TEXT]) is not None


def paragraphs(markup: str) -> str:
    """Turn HTML (``cleaned``) into paragraphs of plain text separated by a blank line.

    Scripts and their like are dropped, entities decoded; libxml2 cuts what is nested beyond its own limit.
    """
    markup = markup[:LONGEST_TEXT]
    if not _TAG.search(markup):
        return plain_paragraphs(entities.unescape(markup))
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(f"<html><body>{markup}</body></html>".encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return plain_paragraphs(entities.unescape(re.sub(r"<[^<>]{0,2000}>", " ", markup)))
    return "\n\n".join(_walk(root))


def plain_paragraphs(text: str) -> str:
    """Part plain text into paragraphs: at blank lines, and after lines that end a sentence."""
    return "\n\n".join(_fold(cleaned(text[:LONGEST_TEXT]).splitlines()))


def as_markup(text: str) -> str:
    """Return plain text as HTML that shows the same."""
    return entities.escape(text, quote=False)


def _walk(root: etree._Element) -> Iterable[str]:
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        if pieces and tag in _BLOCKS:
            yield from _fold("".join(pieces).split("\n"))
            pieces.clear()
        if event == "start":
            if tag in _DROPPED:
                walk.skip_subtree()
            elif node.text:
                pieces.append(node.text.replace("\n", " "))
        else:
            if tag == "br":
                pieces.append("\n")
            if node.tail:
                pieces.append(node.tail.replace("\n", " "))
    yield from _fold("".join(pieces).split("\n"))


def _fold(lines: Iterable[str]) -> Iterable[str]:
    held: list[str] = []
    for line in lines:
        line = " ".join(line.split())
        if line:
            held.append(line)
        if held and (not line or _ENDS_SENTENCE.search(line[-8:])):
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)
