"""From an article to its traits: what it is about in a few marks, and whose account it is.

What happened stands in the title and the first paragraphs; what follows is background and would join every report of
a war. Concepts, and places as concepts, are told by the product's one matcher, so a mark is the same in five languages.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from monitor.core.article.calendar import MONTH, MONTHS
from monitor.core.article.model import Article
from monitor.core.language import fold
from monitor.core.query.matcher import compile_watches
from monitor.core.query.model import ConceptSpec, WatchSpec
from monitor.core.story.destinations import destinations
from monitor.core.story.figures import NUMBER, find_figures, number_of
from monitor.core.story.gazetteer import PLACES, PREFIX
from monitor.core.story.model import Figure, Name, Status, Traits
from monitor.core.story.presearch import presearch
from monitor.core.story.sketch import Sketcher

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
_NO_WORD = r"[^\pL\p{Nd}]+"
_MAY_BE_DATED = presearch(
    rf"(?:{'|'.join(MONTHS)}){_NO_WORD}\p{{Nd}}|\p{{Nd}}{_NO_WORD}(?:of{_NO_WORD})?(?:{'|'.join(MONTHS)})"
)
_STEM = 6  # letters of a name that its cases leave alone
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
_ENDING = re.compile(r"(?:ogo|oho|omu|ymu|ym|im|oiu|iem|em|om|ovi|evi|y|i|a|u|e|ia|iu)$")


class Marker:
    """Makes traits of articles, by one set of concepts."""

    def __init__(self, concepts: Mapping[str, ConceptSpec]) -> None:
        """Compile the concepts, half a second for those that are shipped."""
        plain = {
            name: spec for name, spec in concepts.items() if not all(entry.startswith("@") for entry in spec.any)
        } | PLACES
        asked = [WatchSpec(name, f"@{name}") for name in plain]
        self._matcher = compile_watches(asked, {**concepts, **PLACES})
        self._general = frozenset(name for name, spec in plain.items() if len(spec.any) > _GENERAL)
        self._sketcher = Sketcher()
        self._known: dict[str, tuple[str, ...]] = {}

    def traits(self, article: Article) -> Traits:
        """Give what is kept of an article to tell its story."""
        head = _head(article)
        title = article.title or ""
        opening = f"{title}\n{head}"
        # the place where it happened may stand in the dateline alone
        told = self._matcher.fires(Article(source="", title=article.title, text=f"{article.dateline or ''}\n\n{head}"))
        places = tuple(
            Name(name.removeprefix(PREFIX), _title(name.removeprefix(PREFIX))) for name in told if name in PLACES
        )
        concepts = [name for name in told if name not in PLACES]
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
        marks = {f"{'g' if name in self._general else 'c'}:{name}" for name in concepts if name not in _PEOPLE}
        marks |= {f"l:{name.key}" for name in places}
        headline = self._matcher.fires(Article(source="", title=article.title)) if places and article.title else ()
        marks |= {f"h:{name.removeprefix(PREFIX)}" for name in headline if name in PLACES}
        marks |= {f"p:{name.key}" for name in people}
        marks |= {f"s:{self._account(source.name)}" for source in article.cited_sources[:4]}
        marks |= {f"v:{name}" for name in destinations(opening[: len(article.title or "") + _LEAD])}
        marks |= {f"w:{name}" for name in _named(opening[len(article.title or "") :])}
        marks |= {f"d:{number}" for number in [*dict.fromkeys(_NUMBERED.findall(opening))][:_MOST_NAMED]}
        marks |= {f"f:{figure.kind}:{figure.number}" for figure in figures}
        numbers = (number_of(match) for match in NUMBER.finditer(counted))
        return marks | {f"n:{number}" for number in numbers if number is not None and number >= _SMALLEST}

    def _people(self, article: Article, known: list[str], opening: str) -> tuple[Name, ...]:
        found = {name: Name(name, _title(name)) for name in known}
        for person in article.people[:12]:
            if person.name not in opening:
                continue
            told = [name for name in self._named(person.name) if name in _PEOPLE]
            key = told[0] if told else _surname(person.name)
            if key:
                found.setdefault(key, Name(key, _title(key) if told else person.name))
        return tuple(found.values())

    def _origin(self, article: Article) -> str:
        if article.relay and article.cited_sources:
            return self._account(article.cited_sources[0].name)
        if article.agency:
            return self._account(article.agency)
        host = urlsplit(article.url or "").hostname or article.site or article.source
        return fold(host).removeprefix("www.")

    def _account(self, name: str) -> str:
        """Give an agency or an office one name in every language where a concept knows it."""
        told = self._named(name)
        return next((one for one in _ACCOUNTS if one in told), fold(name).strip())

    def _named(self, name: str) -> tuple[str, ...]:
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
    """The day on which the first paragraphs say that it happened: the first that is not in the future."""
    last = article.published.date().toordinal() + 1 if article.published else None
    for mention in article.dates[:8]:
        day = mention.date.toordinal()
        if mention.sentence in opening and (last is None or last - 8 <= day <= last):
            return day
    return None


def _named(text: str) -> list[str]:
    """Give the words that have a capital though no sentence begins there, as rough stems: names as written."""
    found: dict[str, None] = {}
    for word in _NAMED.finditer(text):
        if word[0][0].isupper() and not _BEGINS.search(text, max(0, word.start() - 6), word.start()):
            name = word[0].replace("’", "'").removesuffix("'s")
            found[_surname(name)[:_STEM] or fold(name)] = None
    return [*found][:_MOST_NAMED]


@lru_cache(_REMEMBERED)
def _surname(name: str) -> str:
    """A rough key of a name that no concept knows, the same in Latin and Cyrillic letters where spelling allows."""
    words = fold(name).split()
    if not words:
        return ""
    if re.search(r"[\u3400-\u9fff가-힣]", name):
        return "".join(words)
    latin = "".join(_LATIN.get(letter, letter) for letter in words[-1])
    latin = re.sub(r"[^a-z]", "", latin.replace("y", "i").replace("g", "h"))
    return _ENDING.sub("", latin)[:7]


def _title(key: str) -> str:
    return key.replace("-", " ").title()
