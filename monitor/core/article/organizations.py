"""Organisations that an article names: by the noun that ends (or begins) their name, and by well-known acronyms."""

import re
from collections.abc import Sequence

from monitor.core.article.blocks import Paragraph
from monitor.core.article.sentences import is_latin

_NOUNS = (
    "Council|Ministry|Forces?|Agency|Committee|Service|Party|House|Command|Staff|Army|Navy|Directorate|University"
    "|Institute|Corporation|Company|Bank|Commission|Union|Organi[sz]ation|Nations|Administration"
    "|Department|Office|Parliament|Congress|Senate|Assembly|Court|Center|Centre|Foundation|Association|Federation"
    " of \\w+|Group|Bureau|Police|Guard|Alliance|Cabinet|Secretariat|Rada|Duma|Kremlin|Pentagon|Brigade|Regiment"
    "|Academy"
)
_ENGLISH = re.compile(
    rf"(?<![\w-])(?:(?:the )?(?P<of>(?:[A-Z][\w'’&-]+ ){{0,5}}(?:Ministry|Department|Office|Council|Committee|Bank"
    rf"|University|Parliament|General Staff|Chiefs of Staff|Institute|Bureau|Organi[sz]ation|House"
    rf"|Government) (?:of|for) (?:the )?[A-Z][\w'’-]+(?:(?: of| and| for)?(?: the)? [A-Z][\w'’-]+){{0,4}})"
    rf"|(?P<plain>(?:(?:(?:[A-Z]\.)+|[A-Z][\w'’&-]+) ){{1,5}}(?:{_NOUNS}))(?!\w))"
)
_LATIN = (
    r"NATO|UN|EU|IAEA|KCNA|CIA|FBI|SBU|NSC|OSCE|UNESCO|UNICEF|WHO|IMF|G7|G20|ASEAN|Interpol|Pentagon"
    r"|Kremlin|White House|State Department|Joint Chiefs of Staff|General Staff|Security Council|Blue House"
    r"|Verkhovna Rada|State Duma"
)
_KNOWN_LATIN = re.compile(rf"(?<![\w-])(?:{_LATIN})(?![\w-])")
_KNOWN = re.compile(
    rf"(?<![\w-])(?:{_LATIN}"
    r"|НАТО|ООН|ЄС|ЕС|МАГАТЕ|МАГАТЭ|ОБСЄ|ОБСЕ|СБУ|ГУР|ЗСУ|ВСУ|ДСНС|ГСЧС|ФСБ|МЗС|МИД|ЦТАК|Генштаб[а-яі]*|Міноборони"
    r"|Минобороны|Кремл[а-яьі]*|Пентагон[а-яу]*|Верховн[а-я]+ Рад[а-яиу]|Госдум[а-яы]|Держдум[а-яи]|Білий дім"
    r"|Білого дому|Білому домі|Белый дом|Белого дома|Белом доме|Рада Безпеки ООН|Совет[а-я]* Безопасности ООН"
    r"|РНБО|СНБО|Повітряні сили|Повітряних сил|Воздушные силы|Воздушных сил|ОВА|ЦАХАЛ|МВФ|МВС|МВД)(?![\w-])"
    r"|(?:합동참모본부|합참|국방부|외교부|통일부|국가정보원|국정원|대통령실|청와대|백악관|국무부|조선중앙통신|노동당|외무성|국방성|유엔|안보리|나토|크렘린|국가안전보장회의|국가안보실|유럽연합"
    r"|국제원자력기구)"
    r"|(?:外交部|国防部|国务院|安理会|联合国|北约|欧盟|白宫|五角大楼|克里姆林宫|劳动党|朝中社|国家安全委员会|国际原子能机构|外务省|国防省|联合参谋本部|国家情报院|俄国防部|乌空军)"
)
_MOST = 60


def find_organizations(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """The organisations named in the paragraphs, each once as first written, in order."""
    names: dict[str, str] = {}
    for paragraph in paragraphs:
        known = _KNOWN_LATIN if is_latin(paragraph.text) else _KNOWN
        spans: list[tuple[int, int]] = []
        found: list[tuple[int, str]] = []
        for match in _ENGLISH.finditer(paragraph.text):
            group = "of" if match["of"] else "plain"
            spans.append(match.span())
            found.append((match.start(), re.sub(r"^(?:The|In|On|At|For|From|By|And|But) ", "", match[group])))
        found += [
            (match.start(), match[0])
            for match in known.finditer(paragraph.text)
            if not any(start <= match.start() < end for start, end in spans)
        ]
        for _, name in sorted(found):
            if " " in name or not re.fullmatch(r"[A-Z][a-z]+", name) or _KNOWN.fullmatch(name):
                names.setdefault(name.casefold(), name)
    return tuple(list(names.values())[:_MOST])
