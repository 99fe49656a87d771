"""Generated events with several reports each: alike within an event, unlike between events.

The same seed, event and report give the same words. Every event has its own people, numbers and things.
"""

import random
from dataclasses import dataclass

_WORDS = """
bar tov mel rin dak os lun ve gra zhi kor pem sul tan wic yar hod fen qui nas

harbour council bridge winter market railway teacher orchard library engineer valley budget museum festival harvest
tunnel clinic stadium forest island customs bakery canal archive turbine meadow school theatre garden tower factory
laboratory airfield station monastery lighthouse vineyard quarry warehouse hospital kitchen workshop cinema pasture

inspected repaired photographed measured abandoned reopened flooded painted guarded emptied surveyed insured rented
closed visited damaged lit covered heated searched fenced mapped borrowed cleared sealed weighed counted warned

slowly twice again quietly hastily yesterday carefully early together alone overnight briefly
"""
_SYLLABLES, _THINGS, _DEEDS, _MANNERS = (part.split() for part in _WORDS.split("\n\n"))


@dataclass(frozen=True)
class Report:
    """A title and its text."""

    title: str
    paragraphs: tuple[str, ...]


def lettered(number: int) -> str:
    """Write a number in five letters: a title's number would tell a report from its copies."""
    return f"{number:05d}".translate(str.maketrans("0123456789", "bcdfghjklm"))


def numbered(letters: str) -> int:
    """Read what ``lettered`` wrote."""
    return int(letters.translate(str.maketrans("bcdfghjklm", "0123456789")))


def report(seed: int, event: int, number: int, *, word: str, token: str, retold: bool = False) -> Report:
    """Write a report of an event; ``word`` is what a watch asks for, ``token`` stands in the title.

    ``retold``: in other words than the wire's account, with most of its numbers and more of its own.
    """
    facts = random.Random(f"{seed}:event:{event}")
    who = f"{_name(facts, 2)} {_name(facts, 3)}"
    numbers = [facts.randrange(1_000, 99_000) for _ in range(4)]
    dice = random.Random(f"{seed}:event:{event}:{number if retold else 'wire'}")
    title = (
        f"{token}: {word} near the {dice.choice(_THINGS)} and the {dice.choice(_THINGS)}, {who} tells of {numbers[0]}"
    )
    if retold:
        numbers[3] = dice.randrange(1_000, 99_000)
    first = (
        f"The {word} {dice.choice(_DEEDS)} {numbers[0]} {dice.choice(_THINGS)} doors and {numbers[1]} "
        f"{dice.choice(_THINGS)} lamps, governor {who} said. {_sentence(dice)} {_sentence(dice)} Of {numbers[2]} boats "
        f"{numbers[3]} were {dice.choice(_DEEDS)}."
    )
    if retold:  # and with more to tell
        more = f"{_name(dice, 2)} {_name(dice, 3)}"
        first += f" {dice.randrange(1_000, 99_000)} people and {dice.randrange(1_000, 99_000)} birds left, mayor {more} said."
    others = [" ".join(_sentence(dice) for _ in range(4)) for _ in range(3)]
    if not retold and number:  # a copy: an end of its own
        others[-1] = f"{others[-1]} {_sentence(random.Random(f'{seed}:event:{event}:{number}'))}"
    return Report(title, (first, *others))


def _name(dice: random.Random, length: int) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(length)).capitalize()


def _sentence(dice: random.Random) -> str:
    """Words in an order that no other event has: two texts of one grammar share too many pairs of words."""
    words = [dice.choice((*_THINGS, *_DEEDS, *_MANNERS)) for _ in range(9)] + [_name(dice, 2).lower()]
    dice.shuffle(words)
    return f"{' '.join(words).capitalize()}."
