"""What changed in an article after the fact, in words: its title, its numbers, a correction, text that a reader misses.

Owns what is too little to tell (white space, punctuation, credits). Bounded for any text; never looks at the page.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.core.article.model import Article
from monitor.core.story.figures import find_figures
from monitor.core.story.model import Development

LONGEST = 1200  # characters of a difference
_COMPARED, _WORDS = 40, 400  # changed paragraphs on each side, words of one
_ALIKE = 0.4  # share of words in common of two versions of a paragraph
_MATERIAL = 5  # words that are new or gone
_SHRUNK = 0.3  # of its length: what is left of an article is no later version of it, but a wall or a stub
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_TOKEN = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]\s*|[^\s\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+\s*")
_MARKS = re.compile(r"(?<=\[)(?=-)|(?<=-)(?=\])|(?<=\{)(?=\+)|(?<=\+)(?=\})")
_CREDIT = re.compile(r"^\W*(?:photo|image|picture|фото|знімок|사진|图|照片)\b", re.IGNORECASE)
_CORRECTION = re.compile(
    r"\bcorrect(?:ion|s)\b\s*[:—-]"
    r"|\b(?:article|story|report|headline|version)\b[^.]{0,60}\b(?:has been |was )?corrected\b"
    r"|\bearlier version\b[^.]{0,80}\b(?:said|stated|misstated|incorrectly|gave)|\bclarification\s*:"
    r"|исправлен\w*|уточнен\w*\s*:|поправка\s*:|в предыдущей версии|виправлен\w*|уточнен\w*\s*:|у попередній версії"
    r"|정정합니다|바로잡습니다|정정\s*[:：]|更正|勘误|勘誤",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a reader should hear of, and the changed paragraphs, one a line, as ``[-old-] {+new+}``.

    The ``difference`` is plain text of at most ``LONGEST`` characters; such marks in the article's own text carry a
    backslash.
    """

    developments: tuple[Development, ...]
    difference: str


def changes(before: Article, after: Article) -> Changes | None:
    """Say what a later version of an article changed; None where a reader need not hear of it."""
    old, new = _paragraphs(before), _paragraphs(after)
    if not _is_later(before, after):
        return None
    known, there = Counter(map(_key, old)), Counter(map(_key, new))
    gone = [text for text in old if not there[_key(text)]][:_COMPARED]
    added = [text for text in new if not known[_key(text)]][:_COMPARED]
    found, lines = [], []
    for text in added:
        if _CORRECTION.search(text):
            found.append(Development("correction", f"correction: {_short(text)}"))
    if before.title and after.title and _key(before.title) != _key(after.title):
        found.append(Development("title", f"title: “{_short(before.title)}” → “{_short(after.title)}”"))
        lines.append(_difference(before.title, after.title))
    pairs, left = _pairs(gone, added)
    for one, other in pairs:
        found += [Development("figure", text) for text in _numbers(one, other)]
        if _numbers(one, other) or _words_changed(one, other) >= _MATERIAL:
            lines.append(_difference(one, other))
    material = sum(_words_changed(one, other) for one, other in pairs) + sum(len(_key(text)) for text in left)
    lone = [text for text in left if len(_key(text)) >= _MATERIAL]
    gone_now, new_now = [t for t in lone if t in gone], [t for t in lone if t not in gone]
    if material >= _MATERIAL and (lone or pairs) and not any(one.kind == "figure" for one in found):
        said = [_count(len(new_now), "added"), _count(len(gone_now), "removed"), _count(len(pairs), "changed")]
        found.append(Development("text", "text: " + ", ".join(text for text in said if text)))
    lines += [f"[-{_escaped(text)}-]" for text in gone_now] + [f"{{+{_escaped(text)}+}}" for text in new_now]
    if not found:
        return None
    return Changes(tuple(dict.fromkeys(found))[:8], _bounded(lines))


def _is_later(before: Article, after: Article) -> bool:
    """Whether the later reading is one of the whole article: a wall or a cut page says nothing of what was changed."""
    if len(after.text) >= _SHRUNK * len(before.text):
        return True
    return not (after.warnings or len(after.text) < 200)


def _paragraphs(article: Article) -> list[str]:
    return [text for text in article.text.split("\n\n") if _key(text) and not _CREDIT.search(text)]


def _key(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text[:20_000].casefold()))


def _pairs(gone: Sequence[str], added: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Pair each paragraph that went with the one that took its place; the rest are new or gone."""
    free, pairs, left = list(added), [], []
    for text in gone:
        words = Counter(_key(text))
        best, share = None, _ALIKE
        for other in free:
            theirs = Counter(_key(other))
            both = 2 * sum((words & theirs).values()) / (sum(words.values()) + sum(theirs.values()))
            if both > share:
                best, share = other, both
        if best is None:
            left.append(text)
        else:
            pairs.append((text, best))
            free.remove(best)
    return pairs, left + free


def _numbers(one: str, other: str) -> list[str]:
    """The counts that changed in a paragraph; the numbers that took another's place, with the words around the new."""
    then, now = dict(_counts(one)), dict(_counts(other))
    found = [f"{kind}: {then[kind]} → {now[kind]}" for kind in now if kind in then and then[kind] != now[kind]]
    if found:
        return found
    for old, new, near in _replaced(one, other):
        before, after = _NUMBER.findall(old), _NUMBER.findall(new)
        if before and after and before != after:
            found.append(f"{' '.join(before[:3])} → {' '.join(after[:3])}: {_short(near, 80)}")
    return found[:3]


def _counts(text: str) -> Iterator[tuple[str, int]]:
    """The first number of each kind that news counts, written in words or figures."""
    for figure in reversed(find_figures(text[:2000])):
        yield figure.kind, figure.number


def _words_changed(one: str, other: str) -> int:
    return sum(max(len(_key(old)), len(_key(new))) for old, new, _ in _replaced(one, other))


def _replaced(one: str, other: str) -> Iterator[tuple[str, str, str]]:
    """Give the runs of words that differ: old, new, and the new with its surroundings."""
    old, new = _TOKEN.findall(one)[:_WORDS], _TOKEN.findall(other)[:_WORDS]
    for sort, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if sort != "equal" and _key("".join(old[a:b])) != _key("".join(new[c:d])):
            yield "".join(old[a:b]), "".join(new[c:d]), "".join(new[max(0, c - 4) : d + 4])


def _difference(one: str, other: str) -> str:
    old, new = _TOKEN.findall(one)[:_WORDS], _TOKEN.findall(other)[:_WORDS]
    parts = []
    for sort, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if sort == "equal":
            parts.append(_escaped("".join(old[a:b])))
            continue
        gone, added = _escaped("".join(old[a:b]).strip()), _escaped("".join(new[c:d]).strip())
        parts.append(" ".join(text for text in (gone and f"[-{gone}-]", added and f"{{+{added}+}}") if text) + " ")
    return "".join(parts).strip()


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\", text)


def _bounded(lines: Sequence[str]) -> str:
    kept, room = [], LONGEST
    for line in lines:
        if len(line) + 1 > room:
            kept.append("…")
            break
        kept.append(line)
        room -= len(line) + 2
    return "\n".join(kept)


def _count(number: int, what: str) -> str:
    return f"{number} {'paragraph' if number == 1 else 'paragraphs'} {what}" if number else ""


def _short(text: str, limit: int = 120) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
