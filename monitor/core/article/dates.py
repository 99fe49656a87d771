"""Dates in sentences, resolved against the publication date: full, without a year, relative, weekdays, in five languages.

A date without a year is the one nearest to the publication. Without a reference only full dates are resolved.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from monitor.core.article.blocks import Paragraph
from monitor.core.article.calendar import MONTH, MONTHS, WEEKDAY, WEEKDAYS
from monitor.core.article.cues import VERB
from monitor.core.article.model import DateMention
from monitor.core.article.sentences import is_latin, sentences

_LAST_YEAR = r"last year|минулого року|торік|прошлого года|в прошлом году|지난해|작년|去年"
_THIS_YEAR = r"this year|цього року|этого года|текущего года|올해|今年"
_YEAR = rf"(?:,?\s*(?P<year>(?:19|20)\d{{2}})(?!\d)(?:\s*(?:року|рік|года|год|р\.|г\.))?|,?\s+(?:of\s+)?(?P<said>{_LAST_YEAR}|{_THIS_YEAR}))?"
_TO = r"\s*(?:[∼~～–-]|과|와|[至到和及、])\s*"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\w)(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%:]|\s?(?:percent|million"
        rf"|billion))(?:\s*(?:-|–|and|,|to|through)\s*(?P<second>\d{{1,2}})(?![\d%:]|\s+[a-z]))?{_YEAR}",
        rf"(?<![\w.:])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|-го|-е)?\s*(?:-|–|and|та|і|и|,|до"
        rf"|по)\s*)?(?P<second>\d{{1,2}})(?:st|nd|rd|th|-го|-е)?\s+(?:of\s+)?(?P<month>{MONTH}){_YEAR}",
        r"(?<!\d)(?:(?P<year>(?:19|20)\d{2})\s*[年년]\s*|(?P<said>지난해|작년|올해|去年"
        r"|今年)\s*)?(?P<number>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*"
        rf"(?:[日일号]?{_TO}(?P<second>\d{{1,2}})\s*)?[日일号]",
        r"(?<![\d./-])(?P<year>(?:19|20)\d{2})-(?P<number>\d{2})-(?P<day>\d{2})(?![\d-])",
        r"(?<![\d.,])(?P<day>\d{1,2})\.(?P<number>\d{2})\.(?P<year>(?:19|20)\d{2})(?!\d|\.\d)",
    )
)
_RELATIVE = tuple(
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), days)
    for words, days in (
        (r"the day before yesterday|позавчора|позавчера", -2),
        (
            r"(?<!before )yesterday|(?<!until )the day before|the previous day|last night|вчора|вчера|напередодні|накануне",
            -1,
        ),
        (r"earlier today|today|tonight|this (?:morning|afternoon|evening)|сьогодні|сегодня", 0),
        (r"(?<!after )tomorrow|завтра", 1),
        (r"the day after tomorrow|післязавтра|послезавтра", 2),
    )
)
_RELATIVE_ASIAN = tuple(
    (re.compile(words), days)
    for words, days in (
        (r"그저께|그제|前天", -2),
        (r"어제|어젯밤|전날|昨天|昨日|昨晚|昨夜|前一天", -1),
        (r"오늘|今天|今日|今晚|今早|今晨", 0),
        (r"내일|明天|明日", 1),
        (r"모레|后天|後天", 2),
    )
)
_COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "a one день тиждень неделю 하루 一",
            "two два дві две 이틀 两 二",
            "three три 사흘 三",
            "four чотири четыре 나흘 四",
            "five п'ять п’ять пять 닷새 五",
            "six шість шесть 엿새 六",
            "seven сім семь 七",
            "eight вісім восемь 八",
            "nine дев'ять дев’ять девять 九",
            "ten десять 十",
        ),
        1,
    )
    for word in words.split()
}
_COUNT = r"(?P<count>\d{1,2}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + r")"
_AGO = tuple(
    (re.compile(form, re.IGNORECASE), days)
    for form, days in (
        (rf"(?<!\w){_COUNT}\s+days?\s+ago(?!\w)", 1),
        (rf"(?<!\w){_COUNT}\s+weeks?\s+ago(?!\w)", 7),
        (rf"(?<!\w){_COUNT}(?:\s+(?:дні|днів|дня|дней))?\s+(?:тому|назад)(?!\w)(?<!тиждень тому)(?<!неделю назад)", 1),
        (rf"(?<!\w){_COUNT}(?:\s+(?:тижні|тижнів|недели|недель))?\s+(?:тому|назад)(?!\w)", 7),
        (rf"{_COUNT}(?:일)?\s*전(?=[에,\s])(?<!주일 전)", 1),
        (r"(?P<count>\d|일)주일?\s*전(?=[에,\s])", 7),
        (rf"(?<![\d第]){_COUNT}天(?:之)?前", 1),
        (rf"(?<![\d第]){_COUNT}(?:个)?(?:周|星期)(?:之)?前", 7),
    )
)
_DAY_NAMES = r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
# "said Friday", "Tuesday night" of American wires; "Black Friday" and "Sunday Times" are names.
_BARE = rf"(?-i:(?<!Black )(?<!Good )(?<!Bloody )(?<!Super )(?<!Cyber )(?<!Holy )(?<!Palm )(?P<bare>{_DAY_NAMES}))(?![\w'’-])(?! (?-i:[A-Z])| prayers)"
_WEEKDAY = re.compile(
    rf"(?<!\w)(?P<lead>(?:on|last|next|this|early|late|since|by|until)\s+|(?:(?:минуло(?:го|ї)|наступно(?:го|ї)|цього|цієї|минулу"
    rf"|наступну|цю|в|у|во|прошлый|прошлую|прошлой|следующий|следующую|этот|эту"
    rf"|прошлое)\s+){{1,2}})(?P<weekday>{WEEKDAY})(?!\w)|{_BARE}"
    r"|(?:(?P<zh>上|下|本|这)?(?:个)?(?P<han>(?:周|星期)[一二三四五六日天]))|(?:(?P<ko>지난주|다음\s*주|이번\s*주|지난|다음|이번|오는)\s*)?(?P<hangul>[월화수목금토일]요일)",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(
    r"(?<![\d월月년年.,])(?:(?P<ko>지난달|지난\s*달|이달|다음\s*달|내달|오는|지난)\s*)?(?:(?P<first>\d{1,2})일?\s*(?:[∼~～–-]|과|와)\s*)?"
    r"(?P<day>\d{1,2})일(?=\s|\(|,|부터|까지|에|의|밤|새벽|오전|오후)(?!\s*(?:간|동안|째|전|만에|뒤|후))"
    r"|(?<![\d月年第])(?:(?P<zh>上个?月|本月|这个月|下个?月)\s*)?(?P<han>\d{1,2})日(?=[^本元间內内])"
)
_FUTURE = re.compile(
    r"\b(?:will|plans? to|is (?:set|due|expected|scheduled) to|are (?:set|due|expected|scheduled) to|is to|are to)\b"
    r"|наступн|следующ|відбуд|состо[ия]тся|пройдет|пройдёт|буде\b|будет|будуть|будут|планує|планиру|запланова|запланирова"
    r"|예정|열린다|[将將]",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(rf"\b(?:that|what|how|as)\b|\b(?:що|что)\b|表示|说|称|宣布|指出|{VERB.pattern}", re.IGNORECASE)
_AGO_WORD = re.compile(r"(?i)\bago\b|тому|назад|전|前")
# An English sentence without these names no day: "Monday", "today", "the day before"; "last night", "this morning".
_DAY_WORD, _LATIN_RELATIVE = "day", ("night", "this ", "tomorrow")
_DIGIT = re.compile(r"\d")
_MONTH_STEMS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = _FORMS[3:]  # those without a name or a letter for the month
_MOST, _GAP = 200, 3


def find_dates(paragraphs: Sequence[Paragraph], reference: datetime | None) -> tuple[DateMention, ...]:
    """The dates that the paragraphs name, in order, each with its sentence; at most two hundred."""
    mentions: list[DateMention] = []
    base = reference.date() if reference else None
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text):
            sentence = paragraph.text[start:end]
            if len(sentence) < 5000:
                mentions += _in_sentence(sentence, base)
        if len(mentions) >= _MOST:
            break
    return tuple(dict.fromkeys(mentions[:_MOST]))


def _in_sentence(sentence: str, base: date | None) -> list[DateMention]:
    found: list[tuple[int, str, date]] = []
    taken: list[tuple[int, int]] = []

    def add(match: re.Match[str], text: str, day: date | None) -> None:
        if day is not None:
            found.append((match.start(), text.strip(" ,."), day))
            taken.append(match.span())

    latin = is_latin(sentence)
    lower = sentence.lower()
    numbered = _DIGIT.search(sentence) is not None  # every form with a day needs one
    forms = _FORMS if not latin or any(stem in lower for stem in _MONTH_STEMS) else _NUMERIC
    for form in forms if numbered else ():
        for match in form.finditer(sentence):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            parts = match.groupdict()
            if match["month"] == "may" if "month" in parts else False:
                continue  # "it may 5 …"
            days = [int(parts[name]) for name in ("day", "second") if parts.get(name)]
            resolved = [_resolve(parts, day, base) for day in days]
            for day in resolved:
                add(match, match[0], day)
    if base is not None:
        named = not latin or _DAY_WORD in lower
        relative = _RELATIVE if named or any(word in lower for word in _LATIN_RELATIVE) else ()
        for pattern, shift in (*relative, *(() if latin else _RELATIVE_ASIAN)):
            for match in pattern.finditer(sentence):
                if not any(start <= match.start() < end for start, end in taken):
                    add(match, match[0], base + timedelta(days=shift))
        for pattern, length in _AGO if ("ago" in lower if latin else _AGO_WORD.search(sentence)) else ():
            for match in pattern.finditer(sentence):
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    add(match, match[0], base - timedelta(days=length * _count(match["count"])))
        for match in _WEEKDAY.finditer(sentence) if named else ():
            if not _joins(match.span(), taken, sentence):
                add(match, match[0], _weekday(match, base, sentence))
        for match in _DAY_ONLY.finditer(sentence) if numbered and not latin else ():
            if not any(start < match.end() and match.start() < end for start, end in taken):
                for number in filter(None, (match["first"], match["day"], match["han"])):
                    add(match, match[0], _day_only(int(number), base, match["ko"] or match["zh"] or ""))
    return [
        DateMention(text=text, date=day, sentence=sentence)
        for _, text, day in sorted(found, key=lambda one: (one[0], one[2]))
    ]


def _joins(span: tuple[int, int], taken: Sequence[tuple[int, int]], sentence: str) -> bool:
    """Whether a weekday stands beside a date and only repeats it: ``Saturday, January 27``, ``9일(토요일)``."""
    start, end = span
    gaps = [sentence[end:first] for first, _ in taken if first >= end]
    gaps += [sentence[last:start] for _, last in taken if last <= start]
    return any(len(gap) <= _GAP and not gap.strip(" ,(（") for gap in gaps)


def _resolve(parts: dict[str, str | None], day: int, base: date | None) -> date | None:
    name = (parts.get("month") or "").lower().rstrip(".")
    month = MONTHS.get(name) or int(parts.get("number") or 0)
    said = (parts.get("said") or "").lower()
    if parts.get("year"):
        return _date(int(parts["year"] or 0), month, day)
    if base is None:
        return None
    if said:
        last = re.fullmatch(_LAST_YEAR, said, re.IGNORECASE)
        return _date(base.year - 1 if last else base.year, month, day)
    candidates = [one for year in (base.year - 1, base.year, base.year + 1) if (one := _date(year, month, day))]
    return min(candidates, key=lambda one: abs((one - base).days), default=None)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS.get(word.lower(), 1)


def _weekday(match: re.Match[str], base: date, sentence: str) -> date | None:
    """A weekday is the last one up to the publication, unless it is called the next or what is said of it is to come."""
    wanted = WEEKDAYS.get((match["weekday"] or match["bare"] or match["han"] or match["hangul"] or "").lower())
    if wanted is None:
        return None
    lead = (match["lead"] or match["zh"] or match["ko"] or "").lower()
    back, ahead = (base.weekday() - wanted) % 7, (wanted - base.weekday()) % 7
    monday = base - timedelta(days=base.weekday())
    if re.match(r"[上下本这]|(?:지난|다음|이번)\s*주", lead):  # weeks of the calendar
        week = -1 if re.match(r"上|지난", lead) else 1 if re.match(r"下|다음", lead) else 0
        return monday + timedelta(days=7 * week + wanted)
    if re.search(r"next|наступн|следующ|다음", lead):
        return base + timedelta(days=ahead or 7)
    if re.search(r"last|минул|прошл|지난", lead):
        return base - timedelta(days=back or 7)
    if "오는" in lead or _is_to_come(match, sentence):
        return base + timedelta(days=ahead)
    return base - timedelta(days=back)


def _is_to_come(match: re.Match[str], sentence: str) -> bool:
    """Whether the clause with the weekday speaks of the future: "said on Tuesday that it will …" does not."""
    before, after = sentence[: match.start()], sentence[match.end() :]
    marks = list(_FUTURE.finditer(before))
    if marks and not VERB.search(before, marks[-1].end()):
        return True
    if VERB.search(before[-40:]):
        return False
    following = _FUTURE.search(after[:80])
    return following is not None and not _NEW_CLAUSE.search(after[: following.start()])


def _day_only(day: int, base: date, lead: str) -> date | None:
    """A bare day of the month is the last such day up to the publication (or the day after it, across a zone)."""
    months = base.year * 12 + base.month - 1
    if shift := -1 if re.match(r"지난\s*달|上", lead) else 1 if re.match(r"다음|내달|下", lead) else 0:
        return _date((months + shift) // 12, (months + shift) % 12 + 1, day)
    if re.match(r"이달|本月|这个月", lead):
        return _date(base.year, base.month, day)
    near = [one for ahead in (0, 1, -1) if (one := _date((months + ahead) // 12, (months + ahead) % 12 + 1, day))]
    if lead == "오는":
        return min((one for one in near if one >= base), default=None)
    return max((one for one in near if one <= base + timedelta(days=1)), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
