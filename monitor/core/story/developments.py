"""What a further report brings to a story, in words.

Owns what counts as new; the earlier reports are the whole of what is known. Never joins reports, never tells
origins.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from monitor.core.story.model import Development, Name, Traits

_MOST_NAMES, _MOST_FIGURES = 3, 6
_LONGEST = 80  # characters of a name
_LANGUAGES = {
    "ar": "Arabic",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "cs": "Czech",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sr": "Serbian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def developments(
    new: Traits, earlier: Sequence[Traits], *, origin: str, origins: Collection[str]
) -> tuple[Development, ...]:
    """Say what ``new`` brings that the ``earlier`` reports (in order of arrival) did not have.

    ``origin``: whose account ``new`` counts as; ``origins``: those that the story has. In order: status, figures,
    origin, language, people, places; nothing for a story without earlier reports.
    """
    if not earlier:
        return ()
    return (
        *_status(new, earlier),
        *_figures(new, earlier),
        *_origin(origin, origins),
        *_language(new, earlier),
        *_names("person", "new: ", new.people, (name for report in earlier for name in report.people)),
        *_names("place", "also ", new.places, (name for report in earlier for name in report.places)),
    )


def _status(new: Traits, earlier: Sequence[Traits]) -> Iterator[Development]:
    """A claim repeated after it was confirmed or denied is no news; what was never called a claim may still be so."""
    if new.status not in ("confirmed", "denied"):
        return
    told = [report.status for report in earlier if report.status]
    known = next((status for status in reversed(told) if status != "claimed"), "claimed" if told else None)
    if known != new.status:
        yield Development("status", f"{known} → {new.status}" if known else new.status)


def _figures(new: Traits, earlier: Sequence[Traits]) -> Iterator[Development]:
    """A report's first number of a kind is the one that it leads with; one that the last to count had is not new."""
    latest: dict[str, list[int]] = {}
    for report in earlier:
        latest |= _numbers(report)
    changed = ((kind, numbers[0]) for kind, numbers in _numbers(new).items() if numbers[0] not in latest.get(kind, ()))
    for (kind, number), _ in zip(changed, range(_MOST_FIGURES), strict=False):
        known = f"{latest[kind][0]:,} → " if kind in latest else ""
        yield Development("figure", f"{_short(kind)}: {known}{number:,}")


def _numbers(report: Traits) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    for figure in report.figures:
        numbers.setdefault(figure.kind, []).append(figure.number)
    return numbers


def _origin(origin: str, origins: Collection[str]) -> Iterator[Development]:
    if origin and origin not in origins:
        yield Development("origin", f"independent source: {_short(origin)}")


def _language(new: Traits, earlier: Sequence[Traits]) -> Iterator[Development]:
    known = {report.language for report in earlier if report.language}
    if new.language and known and new.language not in known:
        name = _LANGUAGES.get(new.language) or _LANGUAGES.get(new.language.split("-")[0]) or _short(new.language)
        yield Development("language", f"first report in {name}")


def _names(
    kind: Literal["person", "place"], before: str, names: Sequence[Name], known: Iterator[Name]
) -> Iterator[Development]:
    keys = {name.key for name in known}
    fresh = {name.key: name.shown for name in reversed(names) if name.key not in keys and name.shown.strip()}
    for shown in [*reversed(fresh.values())][:_MOST_NAMES]:
        yield Development(kind, before + _short(shown))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
