"""Which language a text is in: scripts and letters first, a statistical model for what they leave open.

Knows the languages that it tells apart and no other; never guesses: an open text has no language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

__all__ = ["detect"]

_LATIN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ro", "tr", "sv")
_CYRILLIC = ("uk", "ru", "bg")
_LOOKED_AT = 800  # characters: a language shows in the first lines
_FEWEST_LETTERS = 8
_SURE = 0.45  # of the model's weighted probability among the languages of the script
_COMMON = {"en": 3.0, "ru": 3.0, "uk": 3.0}  # a short title of names alone is most often in one of these

_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэёъЫЭЁЪ]")
_TELLS_RUSSIAN = re.compile("[ыэёЫЭЁ]")
_BELARUSIAN = re.compile("[ўЎ]")
_OTHER_CYRILLIC = re.compile("[ђѓѕјљњћќџәғқңөұүһ]", re.IGNORECASE)  # Serbian, Macedonian, Kazakh …


def detect(text: str) -> str | None:
    """Tell a text's language as a two-letter code; None for one that is too short, mixed or of another language."""
    text = text[:_LOOKED_AT]
    counts = {
        "hangul": len(_HANGUL.findall(text)) * 2,  # a syllable says as much as two letters
        "east": (len(_KANA.findall(text)) + len(_HAN.findall(text))) * 2,
        "cyrillic": len(_CYRILLIC_LETTER.findall(text)),
        "latin": len(_LATIN_LETTER.findall(text)),
    }
    script, most = max(counts.items(), key=lambda item: item[1])
    if most < (4 if script in ("hangul", "east") else _FEWEST_LETTERS) or most < 0.6 * sum(counts.values()):
        return None
    if script == "hangul":
        return "ko"
    if script == "east":
        return "ja" if len(_KANA.findall(text)) * 20 > counts["east"] / 2 else "zh"
    if script == "cyrillic":
        return _cyrillic(text)
    return _model(text, _LATIN)


def _cyrillic(text: str) -> str | None:
    if _BELARUSIAN.search(text):
        return "be"
    if _OTHER_CYRILLIC.search(text):
        return None
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    if ukrainian > 3 * russian:
        return "uk"
    if russian > 3 * ukrainian and _TELLS_RUSSIAN.search(text):
        return "ru"
    if ukrainian and russian:
        return None
    return _model(text, _CYRILLIC)


def _model(text: str, languages: tuple[str, ...]) -> str | None:
    ranked = _rank()(text)
    scores = [(score * _COMMON.get(language, 1.0), language) for language, score in ranked if language in languages]
    total = sum(score for score, _ in scores)
    best, language = max(scores)
    return language if total and best / total >= _SURE else None


@cache
def _rank() -> Callable[[str], list[tuple[str, float]]]:
    """Load the model that py3langid carries in its wheel.

    The one thing that the core keeps: package data, read once at the first use, half a second; the library is
    imported here since numpy and the model cost a start more than most commands need. No network, no randomness.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*_LATIN, *_CYRILLIC])
    rank: Callable[[str], list[tuple[str, float]]] = identifier.rank
    return rank
