"""From an article to its traits: what it is about in a few marks, and whose account it is.

What happened stands in the title and the first paragraphs; what follows is background and would join every report of
a war. Concepts, and places as concepts, are told by the product's one matcher, so a mark is the same in five languages.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from monitor.core.article.calendar import MONTH, MONTHS
from monitor.core.article.model import Article
from monitor.core.language import fold
from monitor.core.query.matcher import compile_watches
from monitor.core.query.model import ConceptSpec, WatchSpec
from monitor.core.story.destinations import destinations
from monitor.core.story.figures import NUMBER, find_figures, number_of
from monitor.core.story.model import Figure, Name, Status, Traits
from monitor.core.story.presearch import presearch
from monitor.core.story.sketch import Sketcher

_TOWN = "at-"  # before a town's key among the concepts
_HEAD = 900  # characters of the first paragraphs
_REMEMBERED = 5_000
_LEAD = 200  # characters of the text in which a visit is the event; further on it is another, or to come
_GENERAL = 40  # entries: a concept of more is a topic (troops, weapons), which tells no event
_NUMBERED = re.compile(r"\d+(?:[.,]\d+)*")
_NAMED = re.compile(r"(?<![^\W\d_])(?<![-'’])[^\W\d_][\w'’-]+")  # of these, those with a capital within a sentence
_BEGINS = re.compile(r"(?:^|\n|[.!?…]\s+|[.!?…][»”\"]\s+)\W*$")  # ends here: what follows has a capital anyhow
_DATED = re.compile(
    rf"(?<!\w){MONTH}\s+\d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}}\s+(?:of\s+)?{MONTH}", re.IGNORECASE
)  # no number
# Where weapons came from, a list of names: no place of the event.
_LIST = r"(?:\s*[:,–—/-]?\s*(?:(?:and|the|та|і|й|и|із|з|с)\s+)*[A-ZА-ЯІЇЄҐЁ][\w'’-]*)+"
_FROM = re.compile(
    rf"\b(?:from|of) the directions? of{_LIST}|\b(?:launched|fired) from{_LIST}"
    rf"|(?<!\w)(?:із|зі|з|с|со|из) (?:напрямк|напрямів|направлени|районів|районов)\w*{_LIST}"
    rf"|(?<!\w)(?:запущен|запустил|випущен|выпущен|пуск)\w* (?:із|зі|з|с|из){_LIST}"
    r"|(?<![가-힣])[가-힣]+(?:[·, ]+[가-힣]+){0,4} (?:방향|방면)에서|[从自][^，。；]{1,30}(?:方向|发射)"
)
_NO_WORD = r"[^\pL\p{Nd}]+"
_MAY_BE_DATED = presearch(
    rf"(?:{'|'.join(MONTHS)}){_NO_WORD}\p{{Nd}}|\p{{Nd}}{_NO_WORD}(?:of{_NO_WORD})?(?:{'|'.join(MONTHS)})"
)
_STEM = 6  # letters of a name that its cases leave alone
_CYRILLIC = re.compile("[а-яіїєґ]")
_VOWELS, _BONES = re.compile("[aeiou]"), 3
_MOST_NAMED = 24
_SMALLEST = 13  # a number that tells a report by itself; no word is one
# Concepts that are people, and offices and agencies whose account an article may be.
_PERSONS = """
kim-jong-un kim-yo-jong choe-son-hui no-kwang-chol kang-sun-nam pak-jong-chon kim-yong-bok ri-chang-ho
jo-yong-won ri-hi-yong putin lavrov shoigu belousov medvedev peskov zakharova matviyenko volodin gerasimov
naryshkin matsegora rudenko kozlov kozhemyako zelensky sybiha umerov syrskyi budanov yermak zaluzhnyi ihnat
xi-jinping trump lukashenko lee-jae-myung yoon-suk-yeol rutte stoltenberg biden kirby sullivan austin hegseth
rubio witkoff macron merz scholz guterres grossi
"""
_PEOPLE = frozenset(_PERSONS.split())
_OFFICES = """
kcna rodong-sinmun yonhap tass ria-novosti interfax unn ukrinform joint-chiefs-seoul nis ukrainian-air-force
ukrainian-intelligence russian-defence-ministry sbu fsb msmt iaea un-panel-of-experts
"""
_ACCOUNTS = tuple(_OFFICES.split())
_CLAIMED = re.compile(
    r"\bclaim(?:s|ed|ing)?\b|стверджу\w+|нібито|утвержда\w+|якобы|주장(?:했|하)|声称|宣称|據稱|据称", re.IGNORECASE
)
_MAY_BE_CLAIMED = presearch("claim|стверджу|нібито|утвержда|якобы|주장|声称|宣称|據稱|据称")
_LETTERS = "а=a б=b в=v г=h ґ=g д=d е=e є=e ё=e ж=zh з=z и=y і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f"
_MORE_LETTERS = "х=kh ц=ts ч=ch ш=sh щ=shch ь= ы=y ъ= э=e ю=iu я=ia"
_LATIN = {pair[0]: pair[2:] for pair in f"{_LETTERS} {_MORE_LETTERS}".split(" ")}
_ENDING = re.compile(r"(?:oho|omu|imu|im|oiu|iem|em|om|ovi|evi|iei|oi|ii|ikh|imi|aia|uiu|oie|ie|i|a|u|e|ia|iu)$")


class Marker:
    """Makes traits of articles, by one set of concepts and of towns, which become concepts of their own."""

    def __init__(
        self, concepts: Mapping[str, ConceptSpec], towns: Mapping[str, Iterable[str]], own: Collection[str] = ()
    ) -> None:
        """Compile the concepts and the names of the towns by their keys, a second for those that are shipped.

        Those of a user's ``own`` list things of a topic as often as names of one thing: they tell no event.
        """
        self._towns = {f"{_TOWN}{key}": ConceptSpec(tuple(names)) for key, names in towns.items()}
        plain = {
            name: spec for name, spec in concepts.items() if not all(entry.startswith("@") for entry in spec.any)
        } | self._towns
        asked = [WatchSpec(name, f"@{name}") for name in plain]
        self._matcher = compile_watches(asked, {**concepts, **self._towns})
        self._general = frozenset(own).union(name for name, spec in plain.items() if len(spec.any) > _GENERAL)
        self._listed = frozenset(
            _letters(word) for spec in {**concepts, **self._towns}.values() for word in _words_of(spec)
        )
        self._sketcher = Sketcher()
        self._known: dict[str, tuple[str, ...]] = {}

    def traits(self, article: Article) -> Traits:
        """Give what is kept of an article to tell its story."""
        head = _head(article)
        title = article.title or ""
        opening = f"{title}\n{head}"
        here = _FROM.sub(" ", head)
        # the place where it happened may stand in the dateline alone
        told = self._matcher.fires(Article(source="", title=article.title, text=f"{article.dateline or ''}\n\n{here}"))
        places = tuple(
            Name(name.removeprefix(_TOWN), _title(name.removeprefix(_TOWN))) for name in told if name in self._towns
        )
        concepts = [name for name in told if name not in self._towns]
        counted = _DATED.sub(" ", opening) if _MAY_BE_DATED.search(opening.encode("utf-8", "replace")) else opening
        figures = find_figures(counted)
        people = self._people(article, [name for name in concepts if name in _PEOPLE], opening)
        return Traits(
            sketch=self._sketcher.sketch(f"{title}\n{article.text or article.lead or ''}"),
            marks=frozenset(self._marks(article, concepts, places, people, figures, opening, counted)),
            figures=figures,
            people=people,
            places=places,
            status=_status(article, opening),
            day=_day(article, opening),
            language=article.language,
            origin=self._origin(article),
            relay=article.relay,
        )

    def _marks(
        self,
        article: Article,
        concepts: list[str],
        places: tuple[Name, ...],
        people: tuple[Name, ...],
        figures: tuple[Figure, ...],
        opening: str,
        counted: str,
    ) -> set[str]:
        title = article.title or ""
        marks = {f"{'g' if name in self._general else 'c'}:{name}" for name in concepts if name not in _PEOPLE}
        marks |= {f"l:{name.key}" for name in places}
        marks |= {f"p:{name.key}" for name in people}
        marks |= {f"s:{self._account(source.name)}" for source in article.cited_sources[:4]}
        marks |= {f"v:{name}" for name in destinations(opening[: len(title) + _LEAD])}
        marks |= self._headline(title, places, people)
        marks |= self._written(article, title, opening[len(title) :])
        marks |= {f"d:{number}" for number in [*dict.fromkeys(_NUMBERED.findall(opening))][:_MOST_NAMED]}
        marks |= {f"f:{figure.kind}:{figure.number}" for figure in figures}
        numbers = (number_of(match) for match in NUMBER.finditer(counted))
        return marks | {f"n:{number}" for number in numbers if number is not None and number >= _SMALLEST}

    def _headline(self, title: str, places: tuple[Name, ...], people: tuple[Name, ...]) -> set[str]:
        """Mark which places and people of the article its headline has."""
        told = self._matcher.fires(Article(source="", title=title)) if title and (places or people) else ()
        marks = {f"h:{name.removeprefix(_TOWN)}" for name in told if name in self._towns}
        marks |= {f"k:{name}" for name in told if name in _PEOPLE}
        return marks | {f"k:{name.key}" for name in people if name.shown in title}

    def _written(self, article: Article, title: str, text: str) -> set[str]:
        """Mark names as they are written, but for those of accounts and of people whom a concept knows."""
        accounts = [article.agency or "", *(source.name for source in article.cited_sources[: article.relay])]
        known = [person.name for person in article.people if self._person(person.name)]
        told = _stems([*accounts, *known])
        named = {stem: word for stem, word in _named(text).items() if stem not in told}
        marks = {f"{'x' if _letters(word) in self._listed else 'w'}:{stem}" for stem, word in named.items()}
        told |= _stems(person.name for person in article.people)  # a person is a mark already
        return marks | {f"t:{name}" for name in _headed(title, named, self._listed) - told}

    def _people(self, article: Article, known: list[str], opening: str) -> tuple[Name, ...]:
        found = {name: Name(name, _title(name)) for name in known}
        for person in article.people[:12]:
            if person.name not in opening:
                continue
            told = self._person(person.name)
            key = told or _surname(person.name)
            if key:
                found.setdefault(key, Name(key, _title(key) if told else person.name))
        return tuple(found.values())

    def _person(self, name: str) -> str | None:
        """Give the key of a person whom a concept knows."""
        return next((one for one in self._concepts_of(name) if one in _PEOPLE), None)

    def _origin(self, article: Article) -> str:
        if article.relay and article.cited_sources:
            return self._account(article.cited_sources[0].name)
        if article.agency:
            return self._account(article.agency)
        host = urlsplit(article.url or "").hostname or article.site or article.source
        return fold(host).removeprefix("www.")

    def _account(self, name: str) -> str:
        """Give an agency or an office one name in every language where a concept knows it."""
        told = self._concepts_of(name)
        return next((one for one in _ACCOUNTS if one in told), fold(name).strip())

    def _concepts_of(self, name: str) -> tuple[str, ...]:
        """Give the concepts that a name is."""
        known = self._known.get(name)
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            known = self._known[name] = self._matcher.fires(Article(source="", title=name))
        return known


def _head(article: Article) -> str:
    text = article.text or article.lead or ""
    if len(text) <= _HEAD:
        return text
    end = text.find("\n\n", _HEAD)
    return text[:_HEAD] if end < 0 or end > 2 * _HEAD else text[:end]


def _status(article: Article, opening: str) -> Status | None:
    told = {claim.status for claim in article.claims[:8] if claim.sentence in opening}
    if "denied" in told:
        return "denied"
    may_claim = _MAY_BE_CLAIMED.search(opening.encode("utf-8", "replace"))
    if "unconfirmed" in told or "alleged" in told or (may_claim and _CLAIMED.search(opening)):
        return "claimed"
    return "confirmed" if "confirmed" in told else None


def _day(article: Article, opening: str) -> int | None:
    """The day on which the first paragraphs say that it happened: the first that is not in the future.

    A weekday's name six days back may be tomorrow's, where the clock of the place is ahead: it is passed over.
    """
    last = article.published.date().toordinal() + 1 if article.published else None
    for mention in article.dates[:8]:
        day = mention.date.toordinal()
        if mention.sentence in opening and (last is None or last - 6 <= day <= last):
            return day
    return None


def _named(text: str) -> dict[str, str]:
    """Give the words that have a capital though no sentence begins there, by rough stems: names as written."""
    found: dict[str, str] = {}
    for word in _NAMED.finditer(text):
        if (
            word[0][0].isupper()
            and not word[0].isupper()
            and not _BEGINS.search(text, max(0, word.start() - 6), word.start())
        ):
            found.setdefault(_stem(word[0]), word[0])
    return dict(islice(found.items(), _MOST_NAMED))


def _headed(title: str, named: Collection[str], known: Collection[str]) -> set[str]:
    """Give the names in a headline that are not known: with a capital within a sentence, or names in the text too."""
    words = [word for word in _NAMED.finditer(title) if len(word[0]) > 2]
    capital = [word for word in words if word[0][0].isupper() and not word[0].isupper()]
    sentence = _CYRILLIC.search(title) or 2 * len(capital) <= len(words)  # else nearly every word has one
    fresh = [word for word in capital if _letters(word[0]) not in known]
    stems = ((_stem(word[0]), sentence and not _BEGINS.search(title, 0, word.start())) for word in fresh)
    return {stem for stem, within in stems if stem in named or within}


def _stems(names: Iterable[str]) -> set[str]:
    return {_stem(word[0]) for name in names for word in _NAMED.finditer(name)}


@lru_cache(_REMEMBERED)
def _stem(word: str) -> str:
    """The consonants of a name, which its cases and its spellings in other languages leave alone, else its letters."""
    spelled = _spelled(_plain(word))
    bones = (spelled[:1] + _VOWELS.sub("", spelled[1:]))[:_STEM]
    return bones if len(bones) >= _BONES else _letters(word)


def _letters(word: str) -> str:
    return _spelled(_plain(word))[:_STEM] or fold(_plain(word))


def _plain(word: str) -> str:
    return word.replace("’", "'").removesuffix("'s")


def _words_of(spec: ConceptSpec) -> Iterator[str]:
    """Give the names of a concept's entries, word by word."""
    return (word[0] for entry in spec.any for word in _NAMED.finditer(entry) if word[0][0].isupper())


@lru_cache(_REMEMBERED)
def _surname(name: str) -> str:
    """A rough key of a name that no concept knows, the same in Latin and Cyrillic letters where spelling allows."""
    words = fold(name).split()
    if not words:
        return ""
    if re.search(r"[\u3400-\u9fff가-힣]", name):
        return "".join(words)
    return _spelled(words[-1])[: _STEM + 1]


def _spelled(word: str) -> str:
    """A word in Latin letters, one for those that languages spell otherwise, without the ending of its case."""
    latin = "".join(_LATIN.get(letter, letter) for letter in fold(word))
    return _ENDING.sub("", re.sub(r"[^a-z]", "", latin.replace("y", "i").replace("g", "h")))


def _title(key: str) -> str:
    return key.replace("-", " ").title()
