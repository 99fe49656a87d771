"""What changed in an article after the fact, in words: title, numbers, a correction, text that a reader should hear of.

The unit is the sentence: those on one side only are paired by their words. Owns what is too little to tell (white
space, punctuation, spelling, times of an update, photo credits). Never looks at the page; bounded for any text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from monitor.core.article.model import Article
from monitor.core.article.sentences import sentence_texts
from monitor.core.language.fold import IGNORED
from monitor.core.story.model import Development
from monitor.core.story.wording import corrects, is_of_the_page, turns

LONGEST = 1200  # characters of a difference
_COMPARED = 20_000  # characters of what differs, on each side
_LONG_PARAGRAPH, _CONTEXT = 2000, 400  # characters kept before the first and after the last difference in a long one
_MOST_SENTENCES, _PAIRED, _ALIKE = 250, 40, 0.5  # sentences on each side; share of words in common
_DIFFED = 120  # words of a sentence, on each side
_LONGEST_LINE, _LEAST_LINE, _LONGEST_SHOWN = 400, 40, 160
_KEPT = 5  # words of an unchanged stretch, at each end
_ENOUGH_WORDS = 3
_ADDED_WORDS = 5  # of a sentence that is new or gone
_MOST_FIGURES = 3
_EAST = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_GONE = re.compile(f"[{IGNORED}]")
_EAST_CHARACTER = re.compile(f"[{_EAST}]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_MARKS = re.compile(r"(?<=\[)(?=-)|(?<=-)(?=\])|(?<=\{)(?=\+)|(?<=\+)(?=\})")
_KEY = re.compile(rf"\d+|[{_EAST}]|[^\W\d_{_EAST}]+")
_NUMBER = re.compile(r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_EAST_COUNT = re.compile("[一二三四五六七八九十百千万两]{1,8}(?=[人名枚架艘辆死伤])")
_SEPARATOR = re.compile(r"[ ,.\u00a0\u202f](?=\d{3}(?!\d))")
_COUNTS = {
    word: str(number)
    for number, words in enumerate(
        (
            "two два дві две двох двоє двое двух",
            "three три троє трое трьох трех трёх",
            "four чотири четыре чотирьох четырех четверо",
            "five п'ять пять п'ятеро пятеро пятерых",
            "six шість шесть шестеро шести",
            "seven сім семь семеро семи",
            "eight вісім восемь восьми",
            "nine девять дев'ять девяти",
            "ten десять десяти",
            "eleven",
            "twelve",
        ),
        2,
    )
    for word in words.split()
}
_TOKEN = re.compile(rf"[{_EAST}]\s*|[^\s{_EAST}]+\s*")
_SMALL = frozenset(
    word
    for words in (
        "a an the in on at of to by for with and or that which is are was were be has have had it its s t",
        "в у на і й та з із зі до за по від що який яка які це и с со к из от что который которые это",
        "的 了 在 是 和 也 就 有",
    )
    for word in words.split()
)
# A run that the search for the ends of sentences would walk once a character
_DOTS = re.compile(r"[.!?…]{6,}")
_TYPOGRAPHY = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a reader should hear of, and the changed sentences, one a line, as ``[-old-] {+new+}``.

    The ``difference`` is plain text of at most ``LONGEST`` characters; such marks in the article's own text carry a
    backslash.
    """

    developments: tuple[Development, ...]
    difference: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    paragraph: int
    among: int  # sentences of its paragraph
    key: tuple[str, ...]  # folded words and numbers, in order

    def words(self) -> Counter[str]:
        return Counter(word for word in self.key if not word.isdecimal())


@dataclass(frozen=True, slots=True)
class _Change:
    """A sentence that changed; ``old`` or ``new`` is None where it was added or taken out."""

    kind: Literal["correction", "figure", "text"]
    old: _Sentence | None
    new: _Sentence | None
    figure: str = ""
    weight: float = 0.0  # words changed that say something
    loud: bool = False  # a name or a word that turns the sense among them


def changes(before: Article, after: Article) -> Changes | None:
    """Tell what changed between two readings of an article, or None where a reader need not hear of it.

    A reading that became a wall, or was cut short, is no change. After a first reading that was cut itself only the
    title and a correction count.
    """
    old, new = _left(before, after)
    found = list(_compared(old, new))
    corrections = [change for change in found if change.kind == "correction"]
    if _is_lost(before, after, corrected=bool(corrections)):
        return None
    told = [*corrections]
    if not (_warned(before) and not _warned(after)):
        texts = [change for change in found if change.kind == "text"]
        told += [change for change in found if change.kind == "figure"]
        told += texts if _is_material(texts) else []
    titles = _titles(before, after)
    developments = (
        *(_correction(text) for text in titles[1:] if titles and corrects(text) and not corrects(titles[0])),
        *(_correction(change.new.text) for change in corrections[:1] if change.new),
        *([Development("title", f"title: “{_short(titles[0])}” → “{_short(titles[1])}”")] if titles else ()),
        *_figures(told),
        *_summary([change for change in told if change.kind == "text"]),
    )
    if not developments:
        return None
    pairs = [(change.old.text if change.old else "", change.new.text if change.new else "") for change in told]
    return Changes(developments, _difference([(titles[0], titles[1]), *pairs] if titles else pairs))


def _warned(article: Article) -> bool:
    return any(warning.startswith(("wall", "truncated", "page not read", "live blog")) for warning in article.warnings)


def _is_lost(before: Article, after: Article, *, corrected: bool) -> bool:
    """Whether the later reading is no longer the whole article."""
    if any(warning.startswith(("wall", "page not read")) for warning in after.warnings) and not _warned(before):
        return True
    old, new = len(before.text), len(after.text)
    return (new < old / 2 and _warned(after)) or (new < old / 5 and not corrected)


def _left(before: Article, after: Article) -> tuple[list[_Sentence], list[_Sentence]]:
    """The sentences that only one of two readings has, within bounds, without what is of the page."""
    if before.text == after.text:
        return [], []
    long = max(len(before.text), len(after.text)) > _COMPARED
    start, stop = _common(before.text, after.text) if long else (0, 0)
    texts = [text[start : len(text) - stop] for text in (before.text, after.text)]
    sides = [[part for part in re.split(r"\n\s*\n", text) if part.strip()] for text in texts]
    loose = [[*map(_loose, side)] for side in sides]
    olds, news = (_without(sides[one], loose[one], loose[1 - one]) for one in (0, 1))
    related = {_key(item.title[:400]) for item in (*before.related, *after.related)}
    one, two = (_sentences(side, related) for side in (olds, news))
    return _unshared(one, two), _unshared(two, one)


def _common(old: str, new: str) -> tuple[int, int]:
    """How many characters to leave out at both ends: whole paragraphs, of a very long one all but some words."""
    start = _prefix(old, new)
    room = min(len(old), len(new)) - start
    stop = _prefix(old[: -room - 1 : -1], new[: -room - 1 : -1]) if room else 0
    border = old.rfind("\n\n", max(0, start - _LONG_PARAGRAPH), start)
    start = border if border >= 0 else 0 if start < _LONG_PARAGRAPH else start - _CONTEXT
    end = len(old) - stop
    border = old.find("\n\n", end, end + _LONG_PARAGRAPH)
    stop = len(old) - border if border >= 0 else 0 if stop < _LONG_PARAGRAPH else stop - _CONTEXT
    return start, stop


def _prefix(one: str, two: str) -> int:
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == two[low:middle] else (low, middle - 1)
    return low


def _without(side: Sequence[str], loose: Sequence[str], other: Collection[str]) -> list[str]:
    """The paragraphs that the other side does not have, up to the bound."""
    known, kept, size = set(other), [], 0
    for paragraph, key in zip(side, loose, strict=True):
        if key not in known and size < _COMPARED:
            kept.append(paragraph[: _COMPARED - size])
            size += len(paragraph)
    return kept


def _loose(paragraph: str) -> str:
    if not paragraph.isascii():
        for typographic, plain in _TYPOGRAPHY.items():
            paragraph = paragraph.replace(typographic, plain)
    return " ".join(paragraph.split())


def _sentences(paragraphs: Sequence[str], related: Collection[tuple[str, ...]]) -> list[_Sentence]:
    found: list[_Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        texts = sentence_texts(_DOTS.sub("…", paragraph))
        for raw in texts[: _MOST_SENTENCES - len(found)]:
            text = _plain(raw)
            key = _key(text)
            if key and key not in related and (not is_of_the_page(text) or corrects(text)):
                found.append(_Sentence(text, number, len(texts), key))
    return found


def _unshared(side: Sequence[_Sentence], other: Sequence[_Sentence]) -> list[_Sentence]:
    """Without the sentences that the other side has too: moved or repeated ones, other punctuation."""
    known = {sentence.key for sentence in other}
    return [sentence for sentence in side if sentence.key not in known]


def _plain(text: str) -> str:
    text = _GONE.sub("", unicodedata.normalize("NFC", text)).replace("⟦", "[").replace("⟧", "]")
    return " ".join(text.split())


def _key(text: str) -> tuple[str, ...]:
    return tuple(_KEY.findall(text.casefold()))


def _compared(olds: Sequence[_Sentence], news: Sequence[_Sentence]) -> Iterator[_Change]:
    """Each changed sentence once, in order of the later text, then those that are gone."""
    free = [(sentence, sentence.words()) for sentence in olds[:_PAIRED]]
    rest = list(olds[_PAIRED:])
    for number, new in enumerate(news):
        words = new.words()
        scores = [_likeness(words, known) for _, known in free] if number < _PAIRED else []
        best = max(range(len(scores)), key=scores.__getitem__, default=0)
        old = free.pop(best) if scores and scores[best] >= _ALIKE else None
        yield _change(old[0] if old else None, new)
    for gone in (*(sentence for sentence, _ in free), *rest):
        yield _change(gone, None)


def _likeness(one: Counter[str], two: Counter[str]) -> float:
    return 2 * len(one.keys() & two.keys()) / (len(one) + len(two) or 1)


def _change(old: _Sentence | None, new: _Sentence | None) -> _Change:
    if new and corrects(new.text) and not (old and corrects(old.text)):
        return _Change("correction", old, new)
    if old is None or new is None:
        weight = _weight(old.key if old else new.key if new else ())
        return _Change("text", old, new, weight=weight, loud=weight >= _ADDED_WORDS)
    figure = _figure(old.text, new.text)
    if figure:
        return _Change("figure", old, new, figure)
    lost, gained = old.words() - new.words(), new.words() - old.words()
    said = [*_respelled(lost, gained), *_respelled(gained, lost)]
    said = [word for word in said if word not in _SMALL and word not in _COUNTS]
    names = set(re.findall(r"(?<!^)\b[^\W\d_a-zа-яёіїєґ]\w+", f"{old.text}\n{new.text}"))
    loud = any(turns(word) for word in said) or any(name.casefold() in said for name in names if name[0].isupper())
    return _Change("text", old, new, weight=_weight(said), loud=loud)


def _respelled(words: Counter[str], others: Counter[str]) -> list[str]:
    """Without those that are but another spelling or form of one on the other side; those that turn the sense stay."""
    few = [*others][:_DIFFED]
    return [word for word in [*words][:_DIFFED] if turns(word) or not any(_is_spelling(word, other) for other in few)]


def _is_spelling(one: str, two: str) -> bool:
    longest = max(len(one), len(two))
    if len(one) == len(two) > 2 and sorted(one) == sorted(two):
        return True
    if min(len(one), len(two)) < 4 or abs(len(one) - len(two)) > 2 or (one[0] != two[0] and one[-1] != two[-1]):
        return False
    return _prefix(one, two) + _prefix(one[::-1], two[::-1]) >= longest - 2


def _weight(words: Collection[str]) -> float:
    """How much words say: a Chinese or Japanese character counts for half."""
    return sum(0.5 if _EAST_CHARACTER.match(word) else 1.0 for word in words)


def _is_material(texts: Sequence[_Change]) -> bool:
    return any(change.loud for change in texts) or sum(change.weight for change in texts) >= _ENOUGH_WORDS


def _figure(old: str, new: str) -> str:
    """The numbers that differ between two wordings of a sentence, in words."""
    lost, gained = (_numbers(one) for one in (old, new))
    less, more = ([*(one - two).elements()][:4] for one, two in ((lost, gained), (gained, lost)))
    if less and more:
        return f"{', '.join(less)} → {', '.join(more)}"
    return f"new {', '.join(more)}" if more else f"no longer {', '.join(less)}" if less else ""


def _numbers(text: str) -> Counter[str]:
    found = [_SEPARATOR.sub("", number[0]) for number in _NUMBER.finditer(text) if number[0][0].isdecimal()]
    found += [
        _COUNTS[word] for word in _WORD.findall(text.casefold().replace("’", "'").replace("ʼ", "'")) if word in _COUNTS
    ]
    return Counter(number[:20] for number in (*found, *_EAST_COUNT.findall(text)))


def _titles(before: Article, after: Article) -> tuple[str, ...]:
    """The two titles where they differ in more than the site's name and punctuation."""
    old, new = (_plain((article.title or "")[:400]) for article in (before, after))
    keys = []
    for article, title in ((before, old), (after, new)):
        key, site = _key(title), _key(article.site or "")
        keys.append(key[: -len(site)] if site and key[-len(site) :] == site and key != site else key)
    return (old, new) if all(keys) and keys[0] != keys[1] else ()


def _correction(text: str) -> Development:
    return Development("correction", f"correction: “{_short(text)}”")


def _figures(told: Sequence[_Change]) -> Iterator[Development]:
    shown = {change.figure: change.new for change in reversed(told) if change.kind == "figure"}
    for figure, sentence in [*reversed(shown.items())][:_MOST_FIGURES]:
        if sentence:
            yield Development("figure", f"{figure} in “{_short(sentence.text)}”")


def _summary(texts: Sequence[_Change]) -> Iterator[Development]:
    """Paragraphs where all of them are new or gone, else sentences."""
    counts: Counter[str] = Counter()
    for what, sentences in (
        ("added", [change.new for change in texts if change.new and not change.old]),
        ("removed", [change.old for change in texts if change.old and not change.new]),
    ):
        whole = Counter((sentence.paragraph, sentence.among) for sentence in sentences)
        for (_, among), number in whole.items():
            counts[f"paragraph {what}" if number == among else f"sentence {what}"] += 1 if number == among else number
    counts["sentence changed"] = sum(1 for change in texts if change.old and change.new)
    parts = [
        f"{number} {unit if number == 1 else unit.replace(' ', 's ', 1)}"
        for unit in ("paragraph added", "sentence added", "sentence changed", "paragraph removed", "sentence removed")
        if (number := counts[unit])
    ]
    if parts:
        yield Development("text", f"text: {', '.join(parts)}")


def _difference(pairs: Sequence[tuple[str, str]]) -> str:
    lines: list[str] = []
    left = LONGEST
    for old, new in pairs:
        if left < _LEAST_LINE:
            break
        lines.append(_line(old, new, min(left, _LONGEST_LINE)))
        left -= len(lines[-1]) + 1
    return "\n".join(lines)


def _line(old: str, new: str, room: int) -> str:
    """One sentence with its changes marked, its long unchanged stretches left out, in ``room`` characters."""
    pieces: list[str] = []
    for kind, text in _pieces(_TOKEN.findall(old)[:_DIFFED], _TOKEN.findall(new)[:_DIFFED]):
        spaced = text[-1:].isspace() or (" " in f"{old}{new}" and not _EAST_CHARACTER.match(text[-1:]))
        gap = " " if spaced else ""
        opening, closing = {"-": ("[-", "-]"), "+": ("{+", "+}"), "=": ("", "")}[kind]
        body = _MARKS.sub(r"\\", text.rstrip())
        spare = room - len(opening) - len(closing) - len(gap) - 1
        if spare < 1:
            pieces.append("…")
            break
        cut = body if len(body) <= spare else body[:spare] + "…"
        pieces.append(f"{opening}{cut}{closing}{gap}")
        room -= len(pieces[-1])
        if cut != body:
            break
    return "".join(pieces).strip()


def _pieces(olds: Sequence[str], news: Sequence[str]) -> Iterator[tuple[str, str]]:
    one, two = ([_key(word) or (word.strip(),) for word in words] for words in (olds, news))
    # autojunk would take a word that is frequent in a long sentence for none
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "equal":
            same = news[c:d]
            yield "=", "".join(same if len(same) <= 2 * _KEPT + 2 else [*same[:_KEPT], "… ", *same[-_KEPT:]])
            continue
        for mark, words in (("-", olds[a:b]), ("+", news[c:d])):
            if words:
                yield mark, "".join(words)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1].rstrip() + "…"
