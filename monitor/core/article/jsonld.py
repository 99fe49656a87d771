"""JSON-LD of a page: the node that describes the article, from broken JSON too.

Owns schema.org's shapes (``@graph``, lists, references by ``@id``); never decides which source of a field wins.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

_ARTICLE = re.compile(
    r"(?:News|Reportage|Analysis|Opinion|Background|Review|Satirical|Scholarly|Tech|Advertiser)?\w*Article$"
    r"|BlogPosting|LiveBlogPosting|^Report$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_FIELD = re.compile(r'"(headline|datePublished|dateModified|description|inLanguage)"\s*:\s*"((?:[^"\\]|\\.){1,2000})"')
_DEPTH = 12


def article_node(scripts: Sequence[str], address: str | None) -> dict[str, Any]:
    """Return the article's node of these JSON-LD scripts, ``{}`` where there is none; references are resolved."""
    nodes: list[dict[str, Any]] = []
    named: dict[str, dict[str, Any]] = {}
    for script in scripts:
        for node in _walk(_parse(script), 0):
            if isinstance(node.get("@id"), str) and len(node) > 1:
                named.setdefault(node["@id"], node)
            if any(_ARTICLE.search(kind) for kind in kinds_of(node)):
                nodes.append(node)
    if not nodes:
        return {}
    best = max(nodes, key=lambda node: _worth(node, address))
    return {key: _resolve(value, named) for key, value in best.items()}


def kinds_of(node: dict[str, Any]) -> tuple[str, ...]:
    """The ``@type`` of a node as a tuple."""
    kind = node.get("@type")
    return tuple(str(one) for one in kind) if isinstance(kind, list) else (str(kind or ""),)


def names_of(value: Any) -> tuple[str, ...]:
    """Names in an ``author`` or ``publisher``: text, a node with a name, or a list of either."""
    if isinstance(value, str):
        return (html.unescape(value),)
    if isinstance(value, dict):
        return names_of(value.get("name"))
    if isinstance(value, list):
        return tuple(name for one in value[:50] for name in names_of(one))
    return ()


def text_of(value: Any) -> str | None:
    """A text field; the first of a list; ``None`` for anything else."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def _parse(script: str) -> Any:
    text = (
        re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", script)
        .strip()
        .rstrip(";")
    )
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    fields = dict(reversed(_FIELD.findall(text[:200_000])))
    if "headline" in fields or "datePublished" in fields:
        return {"@type": "Article", **{key: _unescape(value) for key, value in fields.items()}}
    return None


def _unescape(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for key, child in value.items():
            if isinstance(child, (dict, list)) and key not in (
                "isPartOf",
                "hasPart",
                "mentions",
                "relatedLink",
                "citation",
            ):
                yield from _walk(child, depth + 1)
    elif isinstance(value, list):
        for child in value[:500]:
            yield from _walk(child, depth + 1)


def _worth(node: dict[str, Any], address: str | None) -> tuple[bool, int]:
    page = node.get("mainEntityOfPage")
    addresses = [
        node.get("url"),
        node.get("@id"),
        page if isinstance(page, str) else page.get("@id") if isinstance(page, dict) else None,
    ]
    tail = (address or "").split("://")[-1].split("?")[0].rstrip("/")
    same = bool(tail) and any(isinstance(one, str) and tail in one for one in addresses)
    return same, sum(
        bool(node.get(key))
        for key in ("headline", "datePublished", "author", "description", "articleBody", "publisher")
    )


def _resolve(value: Any, named: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    if isinstance(value, list):
        return [_resolve(one, named) for one in value]
    return value
