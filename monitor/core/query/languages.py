"""Which language codes exist, for ``lang:`` and a watch's ``languages:``."""

# ISO 639-1, the codes that a page may declare.
_WRITTEN = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik
    io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml
    mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd
    se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi
    vo wa wo xh yi yo za zh zu
"""
_CODES = frozenset(_WRITTEN.split())
_MEANT = {
    "ua": "uk", "ukr": "uk", "ukrainian": "uk", "rus": "ru", "russian": "ru", "eng": "en", "english": "en",
    "kor": "ko", "korean": "ko", "cn": "zh", "chi": "zh", "chinese": "zh", "jp": "ja", "jpn": "ja", "japanese": "ja",
}  # fmt: skip


def wrong_language(code: str) -> str | None:
    """Say what to write instead of a code that names no language; None for one that does."""
    lower = code.lower()
    if lower in _CODES:
        return None
    meant = _MEANT.get(lower) or (lower[:2] if lower[2:3] in ("-", "_") and lower[:2] in _CODES else None)
    return f"did you mean {meant}?" if meant else "languages are two letters: en, uk, ru, ko, zh"
