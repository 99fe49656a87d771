"""Articles of random words laid out for the oracle: texts with their words numbered.

Which paragraphs and sentences there are is known because they are written here; words are cut by the language layer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.core.article.model import Article, CitedSource, Quote, Section
from monitor.core.language.fold import APOSTROPHES
from monitor.core.language.tokens import Kind, parts, segments
from monitor.core.query.tree import Node

Paragraphs = Sequence[Sequence[str]]  # paragraphs of sentences


@dataclass(frozen=True)
class Told:
    """What an article is made of."""

    title: str = ""
    lead: str = ""  # one of its own; ``lead_is_first`` makes it the first paragraph
    lead_is_first: bool = False
    text: Paragraphs = ()
    authors: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()  # what was said, by whom
    cited: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    dateline: str = ""
    site: str = ""
    host: str = ""
    language: str = "en"
    feeds: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Named:
    """A concept's entries and exceptions, parsed."""

    any: tuple[Node, ...]
    except_: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Spot:
    """A word. Spots of one ``counter`` are one word of so many ``halves`` where a distance is counted."""

    folded: str
    cased: str
    kind: Kind
    raw: str
    paragraph: tuple[str, int, int]
    sentence: tuple[str, int, int, int]
    segment: tuple[str, int, int]
    counter: tuple[str, int, int, int]
    halves: int
    capitals: bool
    start: int
    end: int


Island = list[Spot]


@dataclass
class Laid:
    """An article laid out: the stream, the values of each field, their raw paragraphs for regular expressions."""

    article: Article
    feeds: tuple[str, ...] | None
    stream: Island
    values: dict[str, list[Island]]
    concepts: Mapping[str, Named] = field(default_factory=dict)
    texts: dict[tuple[str, int], str] = field(default_factory=dict)
    lead_place: str = "lead"


def lay_out(told: Told, concepts: Mapping[str, Named]) -> Laid:
    """Write an article and number its words."""
    text = _write(told.text)
    lead = " ".join(told.text[0]) if told.lead_is_first and told.text else told.lead
    article = Article(
        source="x",
        title=told.title or None,
        lead=lead or None,
        text=text,
        language=told.language,
        authors=told.authors,
        quotes=tuple(Quote(text=said, speaker=who or None) for said, who in told.quotes),
        cited_sources=tuple(CitedSource(name=name) for name in told.cited),
        sections=tuple(Section(heading=heading or None, paragraphs=()) for heading in told.headings),
        dateline=told.dateline or None,
        site=told.site or None,
        url=f"https://{told.host}/a" if told.host else None,
    )
    laid = Laid(article, told.feeds, [], {}, concepts)
    one: dict[str, tuple[str, Sequence[str]]] = {
        "title": ("title", [told.title]),
        "author": ("authors", told.authors),
        "quoted": ("quotes.text", [said for said, _ in told.quotes]),
        "speaker": ("quotes.speaker", [who for _, who in told.quotes]),
        "cites": ("cited_sources.name", told.cited),
        "heading": ("sections.heading", told.headings),
        "dateline": ("dateline", [told.dateline]),
        "site": ("site", [told.site]),
        "lang": ("language", [told.language]),
    }
    for name, (path, texts) in one.items():
        laid.values[name] = [read(path, [[value]], number) for number, value in enumerate(texts) if value]
        laid.texts |= {(path, number): value for number, value in enumerate(texts)}
    if told.host:
        laid.values["site"].append(read("url", [[told.host]], 0, len("https://")))
        laid.texts["url", 0] = article.url or ""
    laid.values["body"] = [read("text", told.text)] if text else []
    laid.texts["text", 0] = text
    first = told.lead_is_first and bool(told.text)
    laid.values["lead"] = [read("lead", told.text[:1] if first else [[lead]])] if lead else []
    laid.texts["lead", 0] = lead
    laid.lead_place = "text" if first else "lead"
    own_lead = laid.values["lead"] if lead and not first else []
    laid.stream = [
        spot for islands in (laid.values["title"], own_lead, laid.values["body"]) for spots in islands for spot in spots
    ]
    return laid


def read(path: str, paragraphs: Paragraphs, index: int = 0, at: int = 0) -> Island:
    """Number the words of one value; ``at``: where its text begins."""
    spots: Island = []
    for number, paragraph in enumerate(paragraphs):
        for count, sentence in enumerate(paragraph):
            letters = [letter for letter in sentence if letter.isalpha() and letter not in APOSTROPHES]
            capitals = bool(letters) and all(letter.isupper() for letter in letters)
            for segment in segments(sentence):
                cut = parts(segment[0])
                korean = any(part.kind is Kind.HANGUL for part in cut)
                begun, run = at + segment.start(), 0
                for place, part in enumerate(cut):
                    east = part.kind is Kind.EAST
                    run = place if east or not korean or (place and cut[place - 1].kind is Kind.EAST) else run
                    spots.append(
                        Spot(
                            part.folded,
                            part.cased,
                            part.kind,
                            segment[0][part.start : part.end],
                            (path, index, number),
                            (path, index, number, count),
                            (path, index, begun),
                            (path, index, begun, run),
                            1 if east else 2,
                            capitals,
                            begun + part.start,
                            begun + part.end,
                        )
                    )
            at += len(sentence) + 1
        at += 1
    return spots


def _write(paragraphs: Paragraphs) -> str:
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs)
