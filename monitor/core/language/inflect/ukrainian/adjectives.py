"""Ukrainian adjectives, adjectival nouns, and surnames in -ов, -ев, -ін, -ин."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.language.inflect.tables import Table, closed_sets
from monitor.core.language.inflect.ukrainian.nouns import CLASSES

__all__ = ["adjectives", "surnames"]

_HARD = "ий ого ому им ім а ої ій у ою е і их ими"

_SETS = {
    "HARD": _HARD,
    "SOFT": "ій ього ьому ім я ьої ю ьою є і іх іми",
    "JOT": "їй його йому їм я йої ю йою є ї їх їми",
    "ANY": ". а у ові им ім ом і и их ими ої ій ою",
    "SURNAME": "ANY ів ам ами ах е о",
    # the endings that tell an adjective
    "LONG": "ий ого ому им ої их ими",
    "TAIL": "ий ого ому им ім а ої у ою е і их ими",
    "SLONG": "ій ього ьому ьої ьою іх іми",
}

_TABLE = Table(
    """
    2:C|*LONG,1:C|ий > HARD
    2:ив|*TAIL,2:ат|*TAIL,2:ибл|*TAIL,2:ист|*TAIL,2:їв|*TAIL > HARD
    2:C|*SLONG > SOFT
    2:C|ій > HARD
    2:н|ій,2:н|я,2:н|є > SOFT HARD
    режим|,нажим|,віджим| >
    2:V|їй,2:V|його,2:V|йому > JOT
    ськ|а,ськ|е,ськ|у,ськ|ою,ськ|і,ськ|ім,цьк|ім,зьк|ім,цьк|а,цьк|е,цьк|у,цьк|ою,цьк|і,зьк|а,зьк|е,зьк|у,зьк|ою,зьк|і > HARD
    2:C|н*TAIL,2:V|н*TAIL,2:ь|н*TAIL,2:й|н*TAIL > н*HARD
    ов|а,ов|е,ов|у,ов|ою,ов|і > HARD
    єв|а,єв|е,єв|у,єв|ою,єв|і > HARD
    2:H|а,2:H|е,2:H|ою > HARD
    2:іш|*TAIL,2:ьш|*TAIL,^перш|*TAIL,2:крит|*TAIL,^велик|*TAIL > HARD
    """,
    _SETS,
    CLASSES,
)

_SURNAMES = Table(
    """
    2:ов|*ANY,2:ев|*ANY,2:єв|*ANY,2:ін|*ANY,2:їн|*ANY,2:ин|*ANY > SURNAME
    2:енк|ів,2:єнк|ів > ів ов*HARD о а у ові ом и ам ами ах
    """,
    _SETS,
    CLASSES,
)

_CLOSED = closed_sets(
    """
    весь всього всьому всім вся всієї всій всю всією все всі всіх всіма увесь усього усьому усім уся усю усе усі усіх
    третій третього третьому третім третя третьої третю третьою третє треті третіх третіми
    сам самого самому самим самім сама самої самій саму самою само самі самих самими
    """
)
_TOWNS = closed_sets(
    """
    любов любові любов'ю
    київ києва києву києвові києвом києві
    харків харкова харкову харковові харковом харкові
    львів львова львову львовові львовом львові
    чернігів чернігова чернігову чернігові черніговом
    миколаїв миколаєва миколаєву миколаєвом миколаєві
    тернопіль тернополя тернополю тернополем тернополі
    бориспіль борисполя борисполю борисполем борисполі
    """
)


def adjectives(word: str) -> Iterable[str]:
    """Give the forms of the adjectives that a folded word may be a form of."""
    return _CLOSED.get(word) or _TABLE.find(word)


def surnames(word: str) -> Iterable[str]:
    """Give the forms of the surname, or of the town in -ів, that a folded word may be a form of."""
    return _TOWNS.get(word) or _SURNAMES.find(word)
