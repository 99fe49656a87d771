"""The top of a document: the title said again, byline, dateline line, date and views. Peeled off, none of it is text.

Owns which short lines at the top are furniture; never looks below the first few blocks.
"""

import re

from monitor.core.article.blocks import Block, Draft, words_of
from monitor.core.article.calendar import MOMENT, MONTH, read_moment
from monitor.core.article.dateline import Dateline, read_dateline, strip_marks
from monitor.core.article.related import VIEW_WORD, read_count, strip_suffix

_VIEWS = re.compile(
    rf"^(?P<before>.*?)[\s•·|∙]*(?:(?P<count>\d[\d\s,.\u00a0]*(?:[KkКк]|тыс\.|тис\.)?)\s*{VIEW_WORD}\s*\d*|(?:views?|переглядів"
    rf"|переглядiв|просмотров|조회수?|阅读)\s*[:：]?\s*(?P<other>\d[\d\s,.]*))\s*$",
    re.IGNORECASE,
)
_CHANGED = r"(?:updated|last (?:modified|updated)|оновлено|обновлено|수정|更新(?:时间)?)"
_ZONES = {
    "KST": "Asia/Seoul",
    "JST": "Asia/Tokyo",
    "MSK": "Europe/Moscow",
    "EET": "Europe/Kyiv",
    "EEST": "Europe/Kyiv",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "BST": "Europe/London",
    "ET": "America/New_York",
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "UTC": "UTC",
    "GMT": "UTC",
}
_DATE_LINE = re.compile(
    rf"^(?:(?P<changed>{_CHANGED})|published|posted|опубліковано|опубликовано|입력|등록|发布时间|发布)?\s*(?:on|at|:|：)?\s*"
    rf"(?P<date>(?:(?:\w+,\s*)?)(?P<moment>{MOMENT}))[\s•·|,]*(?:(?P<zone>{'|'.join(_ZONES)})|\(.{{1,10}}\))?$",
    re.IGNORECASE,
)
# A day without its year, and the day as the page's reader sees it: no publication can be told from them.
_YEARLESS = re.compile(
    rf"^(?:\w+,\s*)?(?:\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}}|today|yesterday|сьогодні|вчора|сегодня|вчера|오늘|어제|今天|昨天)"
    r"(?:(?:,|\s+at|\s+[ово])?\s+\d{1,2}:\d{2}(?:\s*[ap]\.?m\.?)?)?$",
    re.IGNORECASE,
)
_CLOCK_FIRST = re.compile(r"^\d{1,2}:\d{2}(?:,|\s*\|)?\s+(?=\d|[A-ZА-Яa-zа-яіїє])")
_BARE_COUNT = re.compile(
    rf"^\d[\d ]{{0,9}}\s+(?={MOMENT}[\s•·|,]*$)|(?<=[\d.])[\s•·|,]+\d[\d\s]{{0,9}}$", re.IGNORECASE
)
_EMPTY = re.compile(rf"^[•·|∙]\s*(?:{VIEW_WORD})?$", re.IGNORECASE)
# "2024-01-10 08:12 来源：新华社": Chinese pages name whose text it is.
_ORIGIN = re.compile(r"^(?P<before>.{0,40}?)[\s|]*(?:来源|來源|稿源)\s*[:：]\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,16})$")
_BYLINE = re.compile(r"^(?:by|автор|авторка|текст)\s*:?\s+(?P<names>[A-ZА-ЯЁІЇЄҐ][^.!?:]{3,80})$", re.IGNORECASE)
_KOREAN_BYLINE = re.compile(r"^(?P<names>[가-힣]{2,4})\s*(?:기자|특파원)(?:\s+\S+@\S+)?$")
_FURNITURE = re.compile(
    r"^(?:(?:reading time|\d+ min(?:ute)?s? read|lesedauer|час читання|время чтения)\b.{0,30}|share|print"
    r"|поділитися|поделиться|listen(?: to this article)?|save|"
    r"advertisement|реклама|(?:photo|фото|image|illustrat\w+|иллюстрация|ілюстрація|사진|资料图|图源)\s*[:：].{0,120})$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_DATED = re.compile(rf"^{MOMENT}", re.IGNORECASE)
_TOP = 10


def peel_header(draft: Draft, zone: str) -> None:
    """Take the furniture off the top of ``draft.blocks`` into its fields; fields that are set already stand."""
    kept: list[Block] = []
    blocks = draft.blocks
    if draft.title:
        draft.title = strip_suffix(strip_marks(draft.title))
    title = words_of(draft.title)
    for number, block in enumerate(blocks):
        if number < _TOP and len(kept) < 3 and (_repeats(block.text, title) or take_line(block.text, draft, zone)):
            continue
        kept.append(block)
    draft.blocks = kept


def set_dateline(line: Dateline, draft: Draft) -> None:
    """Put a dateline's place, agency and authors into the draft where it has none."""
    if draft.dateline is None and line.place:
        draft.dateline = line.place
        draft.rules["dateline"] = "dateline"
    if draft.agency is None and line.agency:
        draft.agency = line.agency
        draft.rules["agency"] = "dateline"
    if not draft.authors and line.authors:
        draft.authors = line.authors
        draft.rules["authors"] = "dateline"


def _repeats(text: str, title: str) -> bool:
    words = words_of(strip_suffix(strip_marks(text)))
    return bool(words) and words == title


def take_line(text: str, draft: Draft, zone: str) -> bool:
    """Whether this short line is furniture; what it says goes into the draft."""
    if len(text) > 200:
        return False
    if _FURNITURE.match(text) or (text and not strip_marks(text)):
        return True
    if (
        (dated := _DATED.match(text))
        and (views := _VIEWS.match(text[dated.end() :]))
        and not views["before"].strip(" •·|∙,")
    ):
        _set_published(dated[0], "", draft, zone)
        _set_views(views, draft)
        return True
    if _DIGIT.search(text) and (views := _VIEWS.match(text)):
        before = views["before"].strip(" •·|∙,")
        if not before or take_line(before, draft, zone):
            _set_views(views, draft)
            return True
    dated = _DATE_LINE.match(_CLOCK_FIRST.sub("", text)) if len(text) <= 80 and _DIGIT.search(text) else None
    if dated is None and _BARE_COUNT.search(text) and _DATE_LINE.match(_CLOCK_FIRST.sub("", _BARE_COUNT.sub("", text))):
        return take_line(_BARE_COUNT.sub("", text), draft, zone)  # older pages: a count without its word
    if dated is not None:
        _set_published(dated["date"], text, draft, zone, named=dated["zone"], changed=bool(dated["changed"]))
        return True
    if _YEARLESS.match(text) or _EMPTY.match(text):
        return True
    if (origin := _ORIGIN.match(text)) and (not origin["before"] or take_line(origin["before"], draft, zone)):
        if draft.agency is None:
            draft.agency, draft.rules["agency"] = origin["name"], "source line"
        return True
    if byline := _BYLINE.match(text) or _KOREAN_BYLINE.match(text):
        if not draft.authors:
            draft.authors = tuple(
                name.strip() for name in re.split(r"\s*(?:,|;| and | та | и )\s*", byline["names"]) if name.strip()
            )
            draft.rules["authors"] = "byline"
        return True
    line = read_dateline(text) if len(text) <= 120 else None
    if line and not line.rest and (line.place or line.agency):
        set_dateline(line, draft)
        return True
    if line and line.place and line.rest.startswith("•") and take_line(line.rest.strip(" •"), draft, zone):
        set_dateline(line, draft)
        return True
    return False


def _set_views(views: re.Match[str], draft: Draft) -> None:
    if draft.views is None:
        draft.views = read_count(views["count"] or views["other"] or "")
        draft.rules["views"] = "views line"


def _set_published(
    date: str, text: str, draft: Draft, zone: str, *, named: str | None = None, changed: bool = False
) -> None:
    """Set the publication, or the last change; ``named`` is the zone that the line itself gives."""
    clock = _CLOCK_FIRST.match(text)
    moment = read_moment(f"{date} {clock[0].strip(' ,|')}" if clock else date, _ZONES[named.upper()] if named else zone)
    if moment is None or (draft.modified if changed else draft.published) is not None:
        return
    if changed:
        draft.modified, draft.rules["modified"] = moment.at, "date line"
        return
    draft.published, draft.rules["published"] = moment.at, "date line"
    if not moment.timed:
        draft.warnings.append(f"published: only the day is known, taken as midnight in {zone}")
    elif not moment.zoned and not named:
        draft.warnings.append(f"published: a time without a zone was taken as {zone}")
