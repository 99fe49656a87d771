"""Labels that a site sets over parts of its pages (Details, Addendum, Recall …): headings that are no words of the article."""

import re
from collections.abc import Collection

_LABELS = frozenset(
    # UNN's own, in its three languages, with the forms of its translated pages
    [
        "details",
        "addendum",
        "addition",
        "addendums",
        "additionally",
        "recall",
        "reminder",
        "let us remind",
        "let us remind you",
        "let's remind",
        "supplement",
        "context",
        "for reference",
        "background",
        "reference",
        "optional",
        "what is known",
        "in addition",
        "деталі",
        "подробиці",
        "доповнення",
        "додатково",
        "додамо",
        "нагадаємо",
        "нагадуємо",
        "контекст",
        "довідка",
        "довідково",
        "передісторія",
        "що відомо",
        "що передувало",
        "детали",
        "подробности",
        "дополнение",
        "дополнительно",
        "добавим",
        "напомним",
        "контекст",
        "справка",
        "справочно",
        "предыстория",
        "что известно",
        "что предшествовало",
    ]
)


def is_label(text: str, more: Collection[str] = ()) -> bool:
    """Whether a line of its own is a page's label; ``more`` are a site profile's labels, case-folded."""
    if len(text) > 40:
        return False
    plain = re.sub(r"[\s.:…!]+$", "", text).strip().casefold()
    return plain in _LABELS or plain in more
