"""What each way of writing a word or a phrase finds: groups of the lexicon, in sequence.

A hyphen, a space and nothing are one between letters and digits (KN-23), since documents are cut there too;
a hyphen between letters is also tried joined. Parts of one or two letters in a longer term do not inflect.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from monitor.core.language.fold import DASHES
from monitor.core.language.tokens import Kind, Part, parts, segments
from monitor.core.query.atoms import Words
from monitor.core.query.lexicon import Lexicon
from monitor.core.query.tree import Mode, Phrase, Word

_HYPHEN = re.compile(f"[{re.escape(DASHES)}]")
_MOST_JOINTS = 3


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of a term: as written, folded, whether a hyphen between letters joins it to the one before.

    ``alone``: it is all that stands between two spaces, not a part of KN-23.
    """

    written: str
    folded: str
    cased: str
    kind: Kind
    mode: Mode
    joint: bool = False
    alone: bool = True

    def join(self, following: "_Step") -> "_Step":
        written, folded = self.written + following.written, self.folded + following.folded
        return _Step(written, folded, self.cased + following.cased, self.kind, following.mode)


class Terms:
    """Compiles words and phrases into one lexicon; equal ones once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known: dict[tuple[str, Mode, bool], Words] = {}

    def word(self, node: Word, *, inflect: bool = True) -> Words:
        """Compile a word; without ``inflect`` a plain one is taken as exact."""
        mode = Mode.EXACT if node.mode is Mode.PLAIN and not inflect else node.mode
        return self._compile(node.text, mode, phrase=False)

    def phrase(self, node: Phrase, *, inflect: bool = True) -> Words:
        """Compile a phrase; each word of it may carry a star."""
        return self._compile(node.text, Mode.EXACT if node.exact or not inflect else Mode.PLAIN, phrase=True)

    def _compile(self, text: str, mode: Mode, *, phrase: bool) -> Words:
        key = (text, mode, phrase)
        known = self._known.get(key)
        if known is None:
            steps = [step for word in (text.split() if phrase else [text]) for step in _steps(word, mode)]
            sequences = tuple(dict.fromkeys(tuple(self._groups(sequence)) for sequence in _spellings(steps)))
            cased = mode is Mode.CASED
            single = not cased and all(len(sequence) == 1 for sequence in sequences)
            known = self._known[key] = Words(
                sequences,
                self._clauses(sequences),
                exact=mode is Mode.EXACT,
                cased=cased,
                singles=frozenset(sequence[0] for sequence in sequences) if single else None,
            )
        return known

    def _groups(self, steps: list[_Step]) -> Iterator[int]:
        for step in steps:
            if step.kind is Kind.EAST:
                yield self._lexicon.east(step.folded)
            elif step.kind is Kind.HANGUL and step.mode in (Mode.PLAIN, Mode.PREFIX):
                yield self._lexicon.hangul(step.folded)
            elif step.mode is Mode.PREFIX:
                yield self._lexicon.prefix(step.folded)
            elif step.mode is Mode.CASED and step.kind is Kind.LETTERS:
                yield self._lexicon.cased(step.cased)
            elif step.mode is Mode.PLAIN and step.kind is Kind.LETTERS and (step.alone or len(step.folded) > 2):
                yield self._lexicon.inflected(step.written)
            else:
                yield self._lexicon.exact(step.folded)

    def _clauses(self, sequences: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
        """Give what a document must have: each group of the only spelling, or the rarest group of each spelling."""
        asked = [[self._lexicon.clause((group,)) for group in sequence] for sequence in sequences]
        if len(asked) == 1:
            return tuple(dict.fromkeys(asked[0]))
        rarest = [min(clauses, key=self._lexicon.weight) for clauses in asked]
        return (self._lexicon.clause(group for clause in rarest for group in self._lexicon.groups_of(clause)),)


def _steps(text: str, mode: Mode) -> list[_Step]:
    """Cut one word (or what stands between spaces in a phrase) into steps."""
    starred = text.endswith("*")
    text = text.removesuffix("*")
    steps: list[_Step] = []
    ended = 0
    for segment in segments(text):
        hyphen = _HYPHEN.fullmatch(text[ended : segment.start()]) is not None
        steps += _segment_steps(segment[0], mode, hyphen=hyphen, before=steps[-1].kind if steps else None)
        ended = segment.end()
    if len(steps) > 1:
        steps = [replace(step, alone=False) for step in steps]
    if steps and (starred or mode is Mode.PREFIX):
        steps = [replace(step, mode=Mode.EXACT) for step in steps[:-1]] + [replace(steps[-1], mode=Mode.PREFIX)]
    return steps


def _segment_steps(segment: str, mode: Mode, *, hyphen: bool, before: Kind | None) -> list[_Step]:
    steps: list[_Step] = []
    last: Part | None = None
    for part in parts(segment):
        written = segment[part.start : part.end]
        if part.kind is Kind.EAST and last and last.kind is Kind.EAST:
            steps[-1] = steps[-1].join(_Step(written, part.folded, part.cased, part.kind, mode))
        else:
            joint = hyphen and not steps and part.kind is Kind.LETTERS and before is Kind.LETTERS
            written = part.cased if "." in written else written
            steps.append(_Step(written, part.folded, part.cased, part.kind, mode, joint))
        last = part
    return steps


def _spellings(steps: list[_Step]) -> Iterator[list[_Step]]:
    """Give a term's spellings: with each hyphen between letters as a border, and joined."""
    joints = [number for number, step in enumerate(steps) if step.joint]
    if len(joints) > _MOST_JOINTS:
        choices: Iterable[frozenset[int]] = (frozenset(), frozenset(joints))
    else:
        picks = product((False, True), repeat=len(joints))
        choices = (frozenset(n for n, pick in zip(joints, picked, strict=True) if pick) for picked in picks)
    for joined in choices:
        spelling: list[_Step] = []
        for number, step in enumerate(steps):
            if number in joined:
                spelling[-1] = spelling[-1].join(step)
            else:
                spelling.append(step)
        yield spelling
