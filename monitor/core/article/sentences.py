"""Paragraphs to sentences, for Latin, Cyrillic, Korean and Chinese text. Never crosses a paragraph's border."""

import re

# Begun at the first mark of a run and never given back: a run of dots would else be tried from each of them.
_ENDS = re.compile(r"(?<![.!?…])[.!?…]++[\"”’»)\]]*+(?=\s)|[。！？]+[”’」』）]*")
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gens?|Brig|Cmdr|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|No|Inc|Ltd|Co|Corp|vs|etc"
    r"|Fig"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mt|Ft|approx|est|им|ул|г|гг|ст|стр|тыс|млн|млрд|тис|руб|грн"
    r"|дол|проф"
    r"|акад|ген|полк|р|рр|вул|ім|див|т|п|обл|кг|км|н|о|у|в)|\b[A-ZА-ЯІЇЄҐ]|\b(?:[a-z]\.)+[a-z])\.$"
)
_OTHER = re.compile(r"[\u0400-\u04ff\u3400-\u9fff\uac00-\ud7af]")
_OPENERS = re.compile(r"\s*[\"“„«‘(\[—–-]*\s*[A-ZА-ЯЁІЇЄҐ0-9가-힣\u3400-\u9fff]")


def is_latin(text: str) -> bool:
    """Whether there is no Cyrillic, Korean or Chinese letter in it."""
    return _OTHER.search(text) is None


def sentences(paragraph: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of one paragraph, without the white space between them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _ENDS.finditer(paragraph):
        if end[0][0] not in "。！？":
            if end[0] == "." and _SHORT.search(paragraph, max(start, end.start() - 12), end.end()):
                continue
            if not _OPENERS.match(paragraph, end.end()):
                continue
        spans.append((start, end.end()))
        start = end.end()
    spans.append((start, len(paragraph)))
    trimmed = []
    for start, stop in spans:
        while start < stop and paragraph[start].isspace():
            start += 1
        while stop > start and paragraph[stop - 1].isspace():
            stop -= 1
        if stop > start:
            trimmed.append((start, stop))
    return trimmed


def sentence_texts(paragraph: str) -> list[str]:
    """The sentences of one paragraph."""
    return [paragraph[start:end] for start, end in sentences(paragraph)]
