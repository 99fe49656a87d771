"""Russian adjectives, adjectival nouns, and surnames in -ов, -ев, -ин, -ын."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.language.inflect.russian.nouns import CLASSES
from monitor.core.language.inflect.tables import Table, closed_sets

__all__ = ["FRONT", "HARD", "adjectives", "surnames"]

HARD = "ый ого ому ым ом ая ой ую ою ое ые ых ыми"
FRONT = "ий его ему им ем ая ей ую ею ее ие их ими"  # after ж ш ч щ

_SETS = {
    "HARD": HARD,
    "FRONT": FRONT,
    "VELAR": "ий ого ому им ом ая ой ую ою ое ие их ими",
    "SOFT": "ий его ему им ем яя ей юю ею ее ие их ими",
    "STRESSED": "ой ого ому им ом ая ую ою ое ие их ими",
    "POSSESSIVE": "ий ьего ьему ьим ьем ья ьей ью ьею ье ьи ьих ьими",
    "SHORT": ". а о ы ее ей",
    "SHORTK": "а о и",
    "SURNAME": ". а у ым ом е ы ых ыми ой ою ов ам ами ах",
    "ANY": ". а у ым ом е ы ых ыми ой ою",
    # the endings that tell an adjective
    "LONG": "ый ого ому ым ая ую ое ые ых ыми",
    "LONGK": "ий ого ому им ая ую ое ие их ими",
    "LONGH": "ий его ему им ая ую ее ие их ими",
    "LONGS": "ий его ему им яя юю ие их ими",
}

_TABLE = Table(
    """
    2:C|*LONG,2:C|ой > HARD SHORT
    2:C|н*LONG,2:C|ной > н*HARD н*SHORT ен
    2:йн*LONG,2:йной > йн*HARD йн*SHORT ен
    2:ьн*LONG,2:ьной > ьн*HARD ьн*SHORT ен
    2:ьном > ьн*HARD
    2:н|н*LONG > н*HARD н*SHORT ен . а о ы
    2:K|*LONGK > VELAR
    2:V|к*LONGK > к*VELAR к*SHORTK к
    2:C|к*LONGK > к*VELAR к*SHORTK ок
    2:ск|*LONGK,2:цк|*LONGK,2:ск|ом,2:цк|ом > VELAR
    2:H|*LONGH > FRONT . а о и
    2:C|н*LONGS,2:ь|н*LONGS > н*SOFT
    2:C|нее,2:C|ней,2:ь|ней > н*SOFT н*HARD
    2:C|ном > н*HARD н*SHORT ен
    2:щ|ем,2:щ|ей > FRONT
    3:C|ен,4:C|но,4:C|на,4:C|ны,3:ь|но,3:ь|на,3:ь|ны > н*HARD н*SHORT ен
    ^ин|ой,^ин|*LONG > HARD
    2:K|ой > VELAR ой
    2:H|ой > STRESSED FRONT
    ^прав|*LONG,^лев|*LONG,^перв|*LONG,^втор|ой,^пят|*LONG,^шест|ой > HARD
    ^друг|ой,^друг|*LONGK,^как|ой,^так|ой,^чуж|ой,^чуж|*LONGH > STRESSED
    трет|ий,бож|ий,казач|ий,волч|ий,медвеж|ий,рыб|ий,охотнич|ий,^коз|ий > POSSESSIVE
    режим|,нажим|,зажим|,отжим| >
    ^стр|ой,остр|ой,естр|ой,^пок|ой,^к|ого,^т|ого >
    """,
    _SETS,
    CLASSES,
)

_SURNAMES = Table(
    "2:ов|*ANY,2:ев|*ANY,2:ин|*ANY,2:ын|*ANY > SURNAME",
    _SETS,
    CLASSES,
)

_CLOSED = closed_sets(
    """
    большой большого большому большим большом большая большую большою большое большие больших большими больше
    больший большего большему большем большей большее
    лучший лучшего лучшему лучшим лучшем лучшая лучшей лучшую лучшее лучшие лучших лучшими лучше
    сам самого самому самим самом сама самой саму самою само сами самих самими
    весь всего всему всем вся всей всю все всех всеми
    """
)
_COMPARED = closed_sets(
    """
    меньше малый маленький
    лучше хороший
    хуже плохой
    выше высокий
    ниже низкий
    шире широкий
    ближе близкий
    дальше далекий
    легче легкий легок
    мягче мягкий мягок
    глубже глубокий
    короче короткий
    реже редкий
    дешевле дешевый
    тоньше тонкий
    проще простой
    чаще частый
    толще толстый
    чище чистый
    гуще густой
    тверже твердый
    богаче богатый
    круче крутой
    старше старый
    моложе молодой
    громче громкий
    жестче жесткий
    ярче яркий
    """
)


def adjectives(word: str) -> Iterable[str]:
    """Give the forms of the adjectives that a folded word may be a form of."""
    if word in _CLOSED:
        return _CLOSED[word]
    found = _TABLE.find(word)
    return [*found, *_COMPARED[word]] if word in _COMPARED else found


def surnames(word: str) -> Iterable[str]:
    """Give the forms of the surname that a folded word may be a form of."""
    return _SURNAMES.find(word)
