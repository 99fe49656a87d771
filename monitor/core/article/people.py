"""People with the roles that the text gives them: role before or after the name, in apposition, with rank.

One person is one record: a surname alone joins its full name; another spelling joins only where the text gives evidence
(the same given name or its sound, in the same role or beside the same counterpart) and is then among ``variants``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.core.article.blocks import Paragraph
from monitor.core.article.cues import VERB
from monitor.core.article.model import Person
from monitor.core.article.organizations import find_organizations
from monitor.core.article.people_asian import find_asian
from monitor.core.article.places import find_places, is_place
from monitor.core.article.roles import ALLOWED, CYRILLIC_OFFICES, NOT_NAMES, OFFICE_WORDS, RANKS, ROLE_NOUN
from monitor.core.article.sentences import sentences
from monitor.core.article.spelling import distance, sound_of

_CAP = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ]"
_TOKEN = re.compile(r"[\w'’-]+(?:\.(?=[\w])[\w'’-]*)*\.?|[^\w\s]")
_CAPITALISED = re.compile(rf"{_CAP}[\w'’.-]*$")
_PARTICLES = frozenset(("al", "bin", "de", "la", "von", "van", "der", "den", "el", "ibn", "da", "di"))
_APPOSITION = re.compile(
    r"^,\s+(?:who (?:is|serves as|was)\s+)?(?P<role>(?:the |a |an |its |his |her "
    r"|their )?[^,;:()—–.]{3,110}?)\s*(?=[,.;:()—–]|$)"
)
_POSSESSIVE = re.compile(r"^(?:the|a|an|its|his|her|their|our)\s+", re.IGNORECASE)
# A hyphenated given name in a Korean or Taiwanese romanisation: a person, whatever stands around it.
_ROMANISED = re.compile(r"^[A-Z][a-z]{1,6} [A-Z][a-z]{1,5}-[a-z]{1,6}$")
# "Повітряних сил", "Білий дім": the capital of an adjective that begins an office's name.
_ADJECTIVE = re.compile(rf"^{_CAP}[а-яіїєґё]+(?:их|ых|ого|ої|ой|ый|ий|ій|ому|ым|им|ая|ну|на)\s+[а-яіїєґё]")
_CYRILLIC_NOUN = re.compile(r"[а-яіїєґё][а-яіїєґё'’-]{3,}$")
_CYRILLIC_VERB = re.compile(
    r"(?:[иаяеуії]л|ла|ли|ло|л[аи]?с[яь]|[иаяу]в|[иаяу]вся|ет|ют|ит|ят|ть|ться|тся|є|ють|їть|уть|ти|тись|тися)$"
    r"|^(?:который|которая|которые|котор\w+|который|який|яка|які|якого|также|також|тоже|потом|после|після|перед"
    r"|между|через|чтобы|когда|если|якщо|коли|этом|этого|этот|цього|цьому|свой|своего|своїм|своему|себе|него|нему"
    r"|його|ним|него)$"
)
_REGIONAL = re.compile(r"^[А-ЯІЇЄҐ]\w{3,}(?:ської|цької|ской|цкой)$")  # "Голова Харківської ОВА Олег Грім"
# A name does not follow its role with one of these between: "сторінка мера у Facebook", "head of the Center".
_LINKING = frozenset(
    (
        "of",
        "for",
        "the",
        "to",
        "and",
        "у",
        "в",
        "во",
        "на",
        "при",
        "з",
        "із",
        "зі",
        "с",
        "со",
        "по",
        "и",
        "і",
        "й",
        "та",
    )
)
_STOPS = frozenset('.!?;:()"“”«»—–')
_BREAKS = frozenset(("и", "і", "й", "та", "з", "із", "зі", "с", "со", ",", "для", "до", "к"))
_ABBREVIATION = 5
_WINDOW = 12
_MOST = 60


@dataclass(slots=True)
class _Record:
    name: str
    role: str | None
    first: int
    sentences: set[int] = field(default_factory=set)
    variants: list[str] = field(default_factory=list)


def find_people(paragraphs: Sequence[Paragraph]) -> tuple[Person, ...]:
    """The people of the paragraphs in order of mention, at most sixty."""
    organizations = {name.casefold() for name in find_organizations(paragraphs)}
    records: list[_Record] = []
    numbered: list[str] = []
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text):
            numbered.append(paragraph.text[start:end])
    for number, sentence in enumerate(numbered):
        if len(records) > 4 * _MOST:
            break
        for name, role in _mentions(sentence[:4000]):
            if name.casefold() not in organizations:
                _add(records, name, role, number)
        for name, role in find_asian(sentence[:4000]):
            _add(records, name, role, number)
    _note_sentences(records, numbered)
    _join_spellings(records, numbered)
    return tuple(Person(name=one.name, role=one.role, variants=tuple(one.variants)) for one in records[:_MOST])


def _mentions(sentence: str) -> list[tuple[str, str | None]]:
    tokens = [(found[0], found.start(), found.end()) for found in _TOKEN.finditer(sentence)]
    mentions: list[tuple[str, str | None]] = []
    position = 0
    while position < len(tokens):
        if not _is_capital(tokens[position][0]):
            position += 1
            continue
        end = position
        while end < len(tokens) and (
            _is_capital(tokens[end][0])
            or (tokens[end][0] in _PARTICLES and end + 1 < len(tokens) and _is_capital(tokens[end + 1][0]))
        ):
            end += 1
            if tokens[end - 1][0].endswith(".") and len(tokens[end - 1][0]) > 5:
                break
        mention = _read_run(sentence, tokens, position, end)
        if mention:
            mentions.append(mention)
        position = max(end, position + 1)
    return mentions


def _read_run(sentence: str, tokens: list[tuple[str, int, int]], start: int, end: int) -> tuple[str, str | None] | None:
    """A run of capitalised words: the role nouns at its front (and the words before it) are the role, the rest the name."""
    split = start
    for number in range(start, end):
        if _is_role(tokens[number][0]):
            split = number + 1
    moved = max(
        [split, *(number + 1 for number in range(split, end - 2) if tokens[number][0] in OFFICE_WORDS)],
    )
    while moved < end - 1 and _qualifies(tokens[moved][0]):
        moved += 1
    if moved > split and _role_before(sentence, tokens, moved, start):
        split = moved
    name_tokens = [token for token, _, _ in tokens[split:end]]
    if not name_tokens or len(name_tokens) > 4:
        return None
    before = _role_before(sentence, tokens, split, start)
    name = sentence[tokens[split][1] : tokens[end - 1][2]].rstrip(".,")
    name = re.sub(r"['’]s$", "", name)
    if name_tokens[0].casefold().rstrip(".") in NOT_NAMES or is_place(name) or name.isupper() or len(name) < 3:
        return None
    if any(token.casefold().rstrip(".") in NOT_NAMES for token in name_tokens):
        return None
    ranked = before is not None and all(RANKS.match(word) for word in before.split())
    after = _role_after(sentence[tokens[end - 1][2] :]) if before is None or ranked else None
    if ranked and after:
        before = f"{before}, {after}"
    if before is None and after is None:
        follows = sentence[tokens[end - 1][2] :][:40]
        speaks = VERB.match(follows.lstrip()) if follows.startswith(" ") else None
        if _ROMANISED.match(name):
            return name, None
        if not speaks or len(name_tokens) < 2 or any(token.isupper() and len(token) > 1 for token in name_tokens):
            return None
    if len(name_tokens) == 1 and (before is None or _ADJECTIVE.search(sentence[tokens[split][1] :][:60])):
        return None
    return name, before or after


def _qualifies(token: str) -> bool:
    """Whether a capitalised word after a role belongs to it: ``Министр обороны Японии``, ``president of the US``."""
    if (token.isupper() and len(token) > 1) or is_place(token) or token.casefold() in CYRILLIC_OFFICES:
        return True
    return bool(find_places([token], None)) or bool(_REGIONAL.search(token))


def _role_before(sentence: str, tokens: list[tuple[str, int, int]], split: int, run_start: int) -> str | None:
    first = split
    seen_role = False
    if split and tokens[split - 1][0] in _LINKING:
        return None
    for number in range(split - 1, max(-1, split - 1 - _WINDOW), -1):
        word = tokens[number][0]
        is_role = bool(ROLE_NOUN.match(word) or RANKS.match(word))
        if number < split - 1 and word == "," and seen_role:
            break
        if word == "," and number == split - 1:
            # "the leader, Kim Jong Un,": an apposition with the role first.
            if number and (ROLE_NOUN.match(tokens[number - 1][0]) or _is_apposed(tokens, number)):
                continue
            break
        if not (
            is_role
            or number >= run_start
            or _is_capital(word)
            or ALLOWED.match(word)
            or (_CYRILLIC_NOUN.match(word) and not _CYRILLIC_VERB.search(word))
        ):
            break
        if _ends_sentence(word) or (number == 0 and not is_role and _CYRILLIC_VERB.search(word.lower())):
            break
        seen_role = seen_role or is_role
        first = number
    if not seen_role:
        return None
    # What stands before the first role noun must belong to it: leading function words do not.
    while first < split and not (
        _is_capital(tokens[first][0])
        or ROLE_NOUN.match(tokens[first][0])
        or RANKS.match(tokens[first][0])
        or (ALLOWED.match(tokens[first][0]) and len(tokens[first][0]) > 3)
    ):
        first += 1
    if re.search(r"[А-Яа-яІЇЄҐіїєґё]", tokens[split - 1][0]):
        first = _first_cyrillic_role(tokens, first, split)
    role = sentence[tokens[first][1] : tokens[split - 1][2]].strip(" ,")
    role = role if RANKS.match(tokens[split - 1][0]) else role.strip(".")
    role = _POSSESSIVE.sub("", role)
    return role if 2 < len(role) < 120 else None


def _is_apposed(tokens: list[tuple[str, int, int]], comma: int) -> bool:
    """Whether the name after this comma is closed by another: ``the chairman of the board, Ann Lowe,``."""
    end = comma + 1
    while end < len(tokens) and _is_capital(tokens[end][0]):
        end += 1
    return end < len(tokens) and tokens[end][0] == "," and bool(ALLOWED.match(tokens[comma - 1][0]))


def _first_cyrillic_role(tokens: list[tuple[str, int, int]], first: int, split: int) -> int:
    """In Cyrillic the role noun leads (``советник президента США по …``), but for an adjective before it."""
    nouns = [number for number in range(first, split) if _is_role(tokens[number][0])]
    if not nouns:
        return first
    lead = nouns[-1]
    for number in reversed(nouns):
        between = [word for word, _, _ in tokens[number + 1 : lead]]
        named = any(_is_capital(one) and _is_capital(other) for one, other in pairwise(between))
        if named or any(word in _BREAKS or _is_verb(word) for word in between):
            break
        lead = number
    before = tokens[lead - 1][0] if lead > first else ""
    is_adjective = re.search(r"(?:ый|ий|ой|ая|ого|ому|ым|им|ій|а|ої|ій|ою)$", before) and len(before) > 4
    return lead - 1 if is_adjective else lead


def _is_verb(word: str) -> bool:
    return bool(_CYRILLIC_VERB.search(word)) and not ALLOWED.match(word)


def _role_after(rest: str) -> str | None:
    found = _APPOSITION.match(rest)
    if not found:
        return None
    words = found["role"].split()
    if (
        not any(ROLE_NOUN.match(word.strip("'’\"")) for word in words[:7])
        or VERB.match(found["role"])
        or words[0].lower() in ("said", "who", "and", "while", "which", "in", "on", "at", "as", "after", "when", "but")
    ):
        return None
    return _POSSESSIVE.sub("", found["role"]).strip()


def _is_role(word: str) -> bool:
    """Whether a word is of a role; a capital ``Son`` is a name's."""
    return bool((ROLE_NOUN.match(word) and word != "Son") or RANKS.match(word))


def _is_capital(token: str) -> bool:
    return bool(_CAPITALISED.match(token))


def _ends_sentence(word: str) -> bool:
    return word in _STOPS or (word.endswith(".") and len(word) > _ABBREVIATION and not RANKS.match(word))


def _add(records: list[_Record], name: str, role: str | None, number: int) -> None:
    record = _same(records, name)
    if record is None:
        records.append(_Record(name, role, number))
        return
    if record.role is None or (role and len(role) > 2 * len(record.role)):
        record.role = role or record.role
    if len(name.split()) > len(record.name.split()) and _is_tail(record.name, name):
        record.name = name


def _same(records: list[_Record], name: str) -> _Record | None:
    for record in records:
        if record.name == name or _stem(record.name) == _stem(name):
            return record
        if _is_tail(name, record.name) or _is_tail(record.name, name):
            return record
    return None


def _is_tail(short: str, full: str) -> bool:
    """Whether ``short`` is the surname of ``full`` (its last word; the first of a Korean name), whatever its Cyrillic case ending."""
    if " " in short or " " not in full:
        return False
    words = full.split()
    ends = [words[-1]] + (
        [words[0]] if "-" in words[-1] or (len(words) == 3 and all(len(word) < 6 for word in words)) else []
    )
    return any(_stem(short) == _stem(word) for word in ends)


def _stem(name: str) -> str:
    """A name without the case endings of Ukrainian and Russian; Latin names as they are."""
    if not re.search(r"[а-яіїєґё]", name):
        return name.casefold()
    return " ".join(
        re.sub(r"(?:ого|ому|ым|им|ом|ем|єм|ою|ої|ой|ій|ым|у|ю|а|я|е|і|и|ы|ь|й|ові|еві)$", "", word)
        if len(word) > 4
        else word
        for word in name.casefold().split()
    )


def _note_sentences(records: list[_Record], numbered: Sequence[str]) -> None:
    for record in records:
        surname = record.name.split()[-1]
        for number, sentence in enumerate(numbered):
            if record.name in sentence or (len(surname) > 3 and re.search(rf"(?<!\w){re.escape(surname)}", sentence)):
                record.sentences.add(number)


def _join_spellings(records: list[_Record], numbered: Sequence[str]) -> None:
    """Join spellings of one person; a new single name beside a known counterpart joins where it sounds like a part of a name."""
    for record in list(records):
        if record not in records:
            continue
        for other in list(records):
            if other is record or other not in records or other.first < record.first:
                continue
            if _spelled_alike(record, other, records):
                records.remove(other)
                record.variants.append(other.name)
                record.sentences |= other.sentences
    text = " ".join(numbered)
    for record in list(records):
        for spelling in [record.name, *record.variants]:
            given = spelling.split()[-1]
            if "-" not in given:
                continue
            for found in re.finditer(rf"(?<!\w)(?<!\. ){_CAP}[a-z]{{3,12}}(?!\w|-)", text):
                alone = found[0]
                if (
                    alone.casefold() in NOT_NAMES
                    or is_place(alone)
                    or any(alone in one.name or alone in one.variants for one in records)
                ):
                    continue
                if sound_of(alone) == sound_of(given) and _beside(alone, record, records, numbered):
                    record.variants.append(alone)
    _take_pairs(records, numbered)


def _take_pairs(records: list[_Record], numbered: Sequence[str]) -> None:
    """A name that nobody carries yet, found nowhere else, in a pair ``X and Name`` of which X met exactly this person before."""
    for record in records:
        if not record.variants:
            continue
        for other in records:
            if other is record or not record.sentences & other.sentences:
                continue
            surname = other.name.split()[-1]
            for sentence in numbered:
                found = re.search(
                    rf"{re.escape(surname)} (?:and|та|и|і) ({_CAP}[a-z]{{2,14}})(?!\w|-)(?! {_CAP})"
                    rf"|({_CAP}[a-z]{{2,14}}) (?:and|та|и|і) (?:\w+ )?{re.escape(surname)}",
                    sentence,
                )
                name = (found[1] or found[2]) if found else None
                if (
                    name
                    and not _known(name, records)
                    and name.casefold() not in NOT_NAMES
                    and not is_place(name)
                    and _alike(name, record)
                ):
                    record.variants.append(name)


def _known(name: str, records: list[_Record]) -> bool:
    return any(name in one.name.split() or name in one.variants for one in records)


def _alike(name: str, record: _Record) -> bool:
    sounds = [
        sound_of(word)
        for spelling in [record.name, *record.variants]
        for word in (spelling.split()[-1], spelling.split()[0], spelling)
    ]
    return any(distance(sound_of(name), sound) <= 1 for sound in sounds if len(sound) > 3)


def _spelled_alike(record: _Record, other: _Record, records: list[_Record]) -> bool:
    if sound_of(record.name) == sound_of(other.name):
        return True  # "Kim Jong Un" and "Kim Jong-un"
    a, b = record.name.split(), other.name.split()
    if len(a) < 2 or len(b) < 2 or len(a) != len(b):
        return False
    same_given = sound_of(a[-1]) == sound_of(b[-1]) or (
        sound_of(a[0]) == sound_of(b[0]) and distance(sound_of(a[-1]), sound_of(b[-1])) <= 2
    )
    if not same_given:
        return False
    near = distance(sound_of(a[0]), sound_of(b[0])) <= 2
    same_role = bool(record.role and other.role and record.role.casefold() == other.role.casefold())
    missing_role = other.role is None
    shared = any(
        one is not record and one is not other and one.sentences & record.sentences and one.sentences & other.sentences
        for one in records
    )
    return near and (same_role or (missing_role and shared))


def _beside(alone: str, record: _Record, records: list[_Record], numbered: Sequence[str]) -> bool:
    """Whether a lone name stands in a sentence with someone whom the person met in another sentence."""
    here = {number for number, sentence in enumerate(numbered) if alone in sentence}
    return any(one is not record and one.sentences & here and one.sentences & record.sentences for one in records)
