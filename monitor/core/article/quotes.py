"""Quotations with their speakers: in quotation marks or set as a block, attributed before, after, inverted or on a line of its own.

A speaker that cannot be told is ``None``. A quotation of a word or two without a speaker is a name or scare quotes and none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.core.article.blocks import Paragraph, tidy
from monitor.core.article.cues import ACCORDING, ADVERB, HE, IN_DOCUMENT, TAIL, VERB
from monitor.core.article.marks import Span, quote_spans
from monitor.core.article.model import Person, Quote
from monitor.core.article.places import is_place
from monitor.core.article.quotes_asian import speaker_asian
from monitor.core.article.roles import NOT_NAMES
from monitor.core.article.sentences import sentence_texts

_HOLE = "\ue000"
_DASHED = re.compile(r"^[\s,]*[-–—]\s*(?P<rest>\S.*?)[.!]?\s*$", re.DOTALL)
_GLUED = re.compile(r"^(?P<quote>.{40,}?)[\s,.]+[-–—]\s*(?P<rest>[^-–—.!?\"»”]{3,110})[.]?\s*$", re.DOTALL)
_CLAUSE = re.compile(
    r"[;:()]|,\s+(?:and|but|а|але|но)\s|\s[—–-]\s|(?<!\w)(?:that|which|but|while|when|because|where|що|что|але|но"
    r"|коли|когда|котор\w+|як\w{2})(?!\w)",
    re.IGNORECASE,
)
_CAPITAL = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ]"
_NAME_RUN = re.compile(
    rf"{_CAPITAL}[\w'’.-]*(?:\s+(?:(?:al|bin|de|la|von|van|der|of|the|and|el)\s+)*{_CAPITAL}[\w'’.-]*)*"
)
_PREPOSITION = re.compile(
    r"^(?:on|in|at|by|after|during|earlier|before|since|meanwhile|for|from|asked|speaking|when|as|у|в|на|після"
    r"|после|во|під|раніше|ранее|також|также|при)\b",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(
    r"^(?:(?!King\b)[A-Za-z]+(?:ing|ed)|despite|although|though|while|with|of|to|if|even|like|unlike|along|among"
    r"|given|once|instead|through|about|over|under)\s",
    re.IGNORECASE,
)
_SETTING = re.compile(rf"^(?!The |A |An ){_CAPITAL}[a-zа-яіїєґё]+(?: [a-zа-яіїєґё]+)+$")
_NOBODY = re.compile(
    r"^(?:(?:and|but|if|once|there|in|went|came|including|soon|shortly|less|after|before|when|while|where|because|according"
    r"|instead|however|recently|lately|just|then|still|also|even|similar|although|that|which|who|why|how|later|earlier|meanwhile)"
    r"(?:\s.*|$)|(?:he|she|they|it|we)\s+(?:\w+\s+){2,}.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ASIAN = re.compile(r"[가-힣\u3400-\u9fff]")
_FEW_WORDS, _FEW_CHARACTERS = 4, 8
_NEAR = 3
_MOST = 120


@dataclass(slots=True)
class _Found:
    text: str
    speaker: str | None
    cue: str | None
    section: str | None
    paragraph: int
    closed: bool


def find_quotes(paragraphs: Sequence[Paragraph], people: Sequence[Person]) -> tuple[Quote, ...]:
    """The quotations of the paragraphs in order, at most a hundred and twenty."""
    found: list[_Found] = []
    names = [person.name for person in people]
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1].text if number + 1 < len(paragraphs) else ""
        block = _block_quote(paragraph, following, number)
        if block:
            found.append(block)
            continue
        if _line_attribution(paragraph.text) and found and found[-1].paragraph == number - 1:
            continue
        found += _marked(paragraphs, number, found, names)
        if len(found) >= _MOST:
            break
    return tuple(
        Quote(text=one.text, speaker=_named(one.speaker, people), cue=one.cue, section=one.section) for one in found
    )


def _block_quote(paragraph: Paragraph, following: str, number: int) -> _Found | None:
    """A paragraph that is a quotation as a whole: set as one, or attributed by the line after it or by its own end."""
    text = paragraph.text
    spans = quote_spans(text)
    line = _line_attribution(following)
    if spans and not paragraph.quoted:
        return None
    if line and (paragraph.quoted or len(text.split()) >= _FEW_WORDS or _ASIAN.search(text)):
        return _Found(_bare(text), *line, paragraph.heading, number, closed=True)
    glued = _GLUED.match(text)
    if (
        glued
        and (attributed := _line_attribution("- " + glued["rest"]))
        and (paragraph.quoted or len(glued["rest"].split()) <= 8)
    ):
        return _Found(_bare(glued["quote"]), *attributed, paragraph.heading, number, closed=True)
    if paragraph.quoted and not spans and len(text) > 25:
        return _Found(_bare(text), None, None, paragraph.heading, number, closed=True)
    return None


def _line_attribution(line: str) -> tuple[str, str] | None:
    """``- the statement said.`` on a line of its own -> (speaker, cue)."""
    found = _DASHED.match(line) if len(line) < 180 else None
    if not found:
        return None
    rest = found["rest"].strip(" ,")
    if asian := speaker_asian("", rest):
        return asian
    return _after(rest)


def _marked(paragraphs: Sequence[Paragraph], number: int, before: list[_Found], names: list[str]) -> list[_Found]:
    paragraph = paragraphs[number]
    spans = quote_spans(paragraph.text)
    quotes: list[_Found] = []
    for index, span in enumerate(spans):
        ahead = paragraph.text[span.end : spans[index + 1].start if index + 1 < len(spans) else len(paragraph.text)]
        behind = paragraph.text[spans[index - 1].end if index else 0 : span.start]
        attributed = _attribute(span, behind, ahead, index, paragraphs, number)
        if attributed is None and _follows_on(span, behind, quotes):
            attributed = quotes[-1].speaker or "", quotes[-1].cue or ""
        if (
            attributed is None
            and index == 0
            and before
            and before[-1].paragraph == number - 1
            and not before[-1].closed
            and not behind.strip()
        ):
            attributed = before[-1].speaker or "", before[-1].cue or ""
        if (
            attributed is None
            and index == 0
            and not behind.strip()
            and _is_alone(paragraph.text, spans)
            and before
            and before[-1].paragraph == number - 1
            and before[-1].speaker
        ):
            attributed = before[-1].speaker or "", ""
        speaker, cue = attributed if attributed else (None, None)
        if speaker and HE.match(speaker):
            speaker = _person_before(paragraphs, number, span.start, names) or _speaker_before(quotes or before, number)
        if not _is_quotation(span, attributed is not None):
            continue
        quotes.append(_Found(_bare(span.text), speaker or None, cue or None, paragraph.heading, number, span.closed))
    _carry_back(quotes)
    if len(quotes) == 1 and quotes[0].speaker is None and not quotes[0].closed:
        quotes[0].speaker, quotes[0].cue = _look_ahead(paragraphs, number, names)
    return quotes


def _attribute(
    span: Span, behind: str, ahead: str, index: int, paragraphs: Sequence[Paragraph], number: int
) -> tuple[str, str] | None:
    asian = (
        speaker_asian(behind if index or behind.strip() else _last_sentence(paragraphs, number), ahead)
        if _ASIAN.search(span.text + behind + ahead)
        else None
    )
    if asian:
        return asian
    ended = bool(re.search(r"[.]$", span.text)) and not re.match(r"\s*[,—–-]", ahead)
    tail = next(iter(sentence_texts(ahead[:400])), "")
    if not ended or re.match(r"\s*[a-zа-яіїєґ]", ahead):
        if found := _after(tail.strip()):
            return found
    elif re.search(r"[.!?]$", tail.strip()) and len(tail.split()) <= 5 and (found := _after(tail.strip())):
        return found
    if found := _before(behind):
        return found
    if not behind.strip() and index == 0 and number and paragraphs[number - 1].text.rstrip().endswith(":"):
        return _before(paragraphs[number - 1].text)
    return None


def _after(tail: str) -> tuple[str, str] | None:
    """Attribution after a quotation: ``X said``, ``said X``, ``according to X``, ``говорится в заявлении X``."""
    tail = tail.lstrip(" ,.;—–-…").rstrip()
    if not tail:
        return None
    if found := ACCORDING.match(tail):
        return _phrase(found["who"]), found["cue"]
    if found := IN_DOCUMENT.match(tail):
        return _phrase(found["who"], keep=True), tail[: found.start("who")].strip()
    verb = VERB.search(tail[:200])
    if verb is None:
        return None
    subject = tail[: verb.start()].strip()
    inverted = (
        re.match(rf"\s+(?:the |a |an )?{_CAPITAL}", tail[verb.end() :])
        if subject.endswith(",") and not verb["verb"].lower().startswith("t")
        else None
    )
    if subject and not inverted:
        who = _subject(subject)
        if who and len(subject.split()) <= 18:
            # "- зазначили у відомстві": the verb's subject is a place; handled above. "he told X" stays he.
            return who, tail[verb.start("verb") : verb.end()]
        return None
    who = _phrase(tail[verb.end() :])
    if verb["verb"].lower() in ("called", "described", "quoted", "offered", "saying") or (
        verb["verb"].lower() in ("read", "reads") and not who.startswith(("the ", "a "))
    ):
        return None
    return (who, verb["verb"]) if who else None


def _before(behind: str) -> tuple[str, str] | None:
    """Attribution before a quotation: ``X said:``, ``According to X,``, ``X told reporters that``."""
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-ZА-ЯІЇЄҐ])", behind.strip())[-1] if behind.strip() else ""
    if not sentence or re.search(r"[.!?]$", sentence):
        return None
    if found := ACCORDING.search(sentence):
        return _phrase(found["who"]), found["cue"]
    verbs = list(VERB.finditer(sentence))
    for verb in reversed(verbs):
        subject = sentence[: verb.start()].strip()
        rest = sentence[verb.end() :]
        if len(rest) > 160:
            break
        who = _subject(_clause(subject)) if subject else None
        if who is None and re.match(r"^\s*[A-ZА-ЯІЇЄҐ]", rest):
            who = (
                _phrase(rest.rstrip(" :,—–-"))
                if subject == "" or subject.endswith(",") or _PREPOSITION.match(subject)
                else None
            )
        if who:
            return who, tidy(verb["verb"])
    return None


def _clause(subject: str) -> str:
    """The last clause of what stands before a verb."""
    start = 0
    for border in _CLAUSE.finditer(subject):
        start = border.end()
    return subject[start:].strip() or subject


def _subject(text: str) -> str | None:
    """The noun phrase of a subject, without what stands before it, apposition after it, adverbs at its end."""
    text = ADVERB.sub("", text.strip(" ,—–-"))
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return None
    while len(parts) > 1 and (
        _PREPOSITION.match(parts[0])
        or _PARTICIPLE.match(parts[0])
        or (_SETTING.match(parts[0]) and re.match(_CAPITAL, parts[-1]))
    ):
        parts = parts[1:]
    # "Anna Berg, the mayor of X, said": the name first, then its apposition.
    who = parts[0] if len(parts) == 1 or re.match(r"(?:the |a |an )?[A-ZА-ЯІЇЄҐ]|the\b", parts[0]) else parts[-1]
    if _PREPOSITION.match(who):
        runs = list(_NAME_RUN.finditer(who))
        if not runs or runs[-1].end() < len(who):
            return None
        who = runs[-1][0]
    who = re.sub(r"^(?:and|but|and then|however|also|так|а|і|и|але|но)\s+", "", who, flags=re.IGNORECASE).strip(
        " \"“”«»'"
    )
    if not who or len(who.split()) > 14 or not re.search(r"\w{2}|^I$", who):
        return None
    return who


def _phrase(text: str, *, keep: bool = False) -> str:
    """A noun phrase at the start of a text: up to a comma, a clause, a preposition of time or manner."""
    head = re.split(
        r"[,;:()\ue000\"“«]|(?<!\b[A-ZА-Я])(?<!\b(?:Dr|Mr|Ms|Jr|Lt|St))(?<!\b(?:Sen|Rep|Gov|Gen|Col|Mrs|Maj|Adm"
        r"|Sgt))(?<!\b(?:Prof|Capt))\.(?=\s|$)|\s[—–-]\s|\s+(?:who|whose|adding|while|as)\s",
        text.strip(),
        maxsplit=1,
    )[0]
    if not keep:
        head = (
            TAIL.sub("", " " + head).strip()
            if not re.match(r"(?:the|a|an)\s", head)
            else re.sub(TAIL.pattern, "", head, flags=re.IGNORECASE).strip()
        )
    words = head.split()
    return " ".join(words[:16]).strip(' "“”«»')


def _is_alone(text: str, spans: Sequence[Span]) -> bool:
    """Whether a paragraph is quotations and nothing else."""
    position = 0
    for span in spans:
        if text[position : span.start].strip():
            return False
        position = span.end
    return not text[position:].strip() and bool(re.search(r"[.!?]$", spans[0].text))


def _follows_on(span: Span, behind: str, quotes: list[_Found]) -> bool:
    """A further quotation of a paragraph belongs to the speaker of the one before where it is a sentence of its own."""
    return bool(quotes) and len(behind) < 160 and (span.text[:1].isupper() or not re.search(r"[.!?]\s", behind))


def _carry_back(quotes: list[_Found]) -> None:
    for one, other in pairwise(quotes):
        if (
            one.speaker is None
            and other.speaker is not None
            and one.paragraph == other.paragraph
            and len(one.text.split()) >= _FEW_WORDS
        ):
            one.speaker, one.cue = other.speaker, other.cue


def _look_ahead(paragraphs: Sequence[Paragraph], number: int, names: list[str]) -> tuple[str | None, str | None]:
    """The speaker of a quotation that runs on, as the paragraph that closes it names."""
    for ahead in range(number + 1, min(number + 5, len(paragraphs))):
        spans = quote_spans(paragraphs[ahead].text)
        if not spans or spans[0].start > 2:
            return None, None
        if spans[0].closed:
            found = _after(paragraphs[ahead].text[spans[0].end :].split(". ")[0])
            if not found:
                return None, None
            return (
                _person_before(paragraphs, ahead, spans[0].start, names) if HE.match(found[0]) else found[0]
            ), found[1]
    return None, None


def _person_before(paragraphs: Sequence[Paragraph], number: int, offset: int, names: list[str]) -> str | None:
    """The person named last before a place: what a pronoun stands for."""
    for back in range(number, max(-1, number - 4), -1):
        text = paragraphs[back].text[:offset] if back == number else paragraphs[back].text
        best: tuple[int, str] | None = None
        for name in names:
            for form in (name, name.split()[-1]):
                place = text.rfind(form)
                if place >= 0 and len(form) > 2 and (best is None or place > best[0]):
                    best = place, name
        if best:
            return best[1]
        for sentence in reversed(sentence_texts(text[-1500:])):
            found = _NAME_RUN.match(sentence)
            if (
                found
                and len(found[0].split()) <= 3
                and found[0].split()[0].casefold() not in NOT_NAMES
                and not is_place(found[0])
                and _stands_inside(found[0], paragraphs)
            ):
                return found[0]
    return None


def _stands_inside(name: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a name is one: two words or more, or a word that keeps its capital inside a sentence."""
    return " " in name or any(re.search(rf"[\w,] {re.escape(name)}\b", paragraph.text) for paragraph in paragraphs)


def _speaker_before(found: list[_Found], number: int) -> str | None:
    """The speaker of the quotation before, where it is near and bears a name."""
    if found and number - found[-1].paragraph <= _NEAR and found[-1].speaker and re.match(_CAPITAL, found[-1].speaker):
        return found[-1].speaker
    return None


def _named(speaker: str | None, people: Sequence[Person]) -> str | None:
    """A speaker with a role in front becomes the person's name; anything else stays as it is written."""
    if not speaker or _NOBODY.match(speaker):
        return None
    for person in people:
        if speaker != person.name and (
            speaker.endswith(person.name) or (_ASIAN.search(speaker) and speaker.startswith(person.name))
        ):
            return person.name
    return re.sub(r"['’]s$", "", speaker).strip() or None


def _is_quotation(span: Span, attributed: bool) -> bool:
    if _ASIAN.search(span.text):
        return len(span.text) >= (_FEW_CHARACTERS if attributed else 2 * _FEW_CHARACTERS)
    words = len(span.text.split())
    if words >= 2 * _FEW_WORDS:
        return True
    return (attributed and (words >= _FEW_WORDS or bool(re.search(r"[.!?,]$", span.text)))) or (
        words >= _FEW_WORDS and bool(re.search(r"[.!?,]$", span.text))
    )


def _bare(text: str) -> str:
    return text.strip().strip('"“”«»„＂').rstrip(",").strip()


def _last_sentence(paragraphs: Sequence[Paragraph], number: int) -> str:
    return (
        paragraphs[number - 1].text[-120:]
        if number and paragraphs[number - 1].text.rstrip().endswith((":", "："))
        else ""
    )
