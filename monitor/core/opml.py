"""OPML, the feed readers' exchange format: folders become tags and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in an OPML file; ``folders`` from the outermost inwards, then the names of its ``category``."""

    title: str
    url: str
    folders: tuple[str, ...] = ()


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """The feeds of an OPML file in its order. Raises ValueError where it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no OPML: {error.msg}") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise ValueError("no OPML: its root is not <opml>")
    found: list[Outline] = []

    def walk(node: etree._Element, folders: tuple[str, ...]) -> None:
        for child in node.iterchildren("outline"):
            title = " ".join((child.get("title") or child.get("text") or "").split())
            url = (child.get("xmlUrl") or child.get("xmlurl") or "").strip()
            if url:
                named = (name.strip() for name in re.split(r"[,/]", child.get("category") or ""))
                found.append(Outline(title, url, tuple(dict.fromkeys((*folders, *filter(None, named))))))
            if len(folders) < _DEEPEST:
                walk(child, (*folders, title) if title and not url else folders)

    for body_node in root.iterchildren("body"):
        walk(body_node, ())
    return tuple(found)


def write_opml(feeds: Iterable[Outline]) -> str:
    """An OPML 2.0 file with one folder a first tag; where a feed has several, all stand in its ``category`` too."""
    folders: dict[str, list[Outline]] = {}
    for feed in feeds:
        folders.setdefault(feed.folders[0] if feed.folders else "", []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head><title>Wirewatch</title></head>",
        "  <body>",
    ]
    for folder, inside in folders.items():
        pad = "    "
        if folder:
            lines.append(f"    <outline text={quoteattr(folder)}>")
            pad = "      "
        for feed in inside:
            text, address = quoteattr(feed.title), quoteattr(feed.url)
            category = f" category={quoteattr(','.join(feed.folders))}" if len(feed.folders) > 1 else ""
            lines.append(f'{pad}<outline type="rss" text={text} title={text}{category} xmlUrl={address}/>')
        if folder:
            lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])
