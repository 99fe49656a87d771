"""The top of a document: the title said again, byline, dateline line, date and views. Peeled off, none of it is text.

Owns which short lines at the top are furniture; never looks below the first few blocks.
"""

import re

from monitor.core.article.blocks import Block, Draft, words_of
from monitor.core.article.calendar import MOMENT, read_moment
from monitor.core.article.dateline import Dateline, read_dateline, strip_marks
from monitor.core.article.related import VIEW_WORD, read_count, strip_suffix

_VIEWS = re.compile(
    rf"^(?P<before>.*?)[\s•·|∙]*(?:(?P<count>\d[\d\s,.\u00a0]*[KkКк]?)\s*{VIEW_WORD}\s*\d*|(?:views?|переглядів"
    rf"|переглядiв|просмотров|조회수?|阅读)\s*[:：]?\s*(?P<other>\d[\d\s,.]*))\s*$",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    rf"^(?:(?:published|updated|posted|last modified|опубліковано|опубликовано|оновлено|обновлено|입력|등록|수정|发布时间"
    rf"|发布)\s*(?:on|at|:|：)?\s*)?(?P<date>(?:(?:\w+,\s*)?)(?P<moment>{MOMENT}))[\s•·|,]*(?:UTC|GMT|EET|EEST|KST|MSK"
    rf"|\(.{{1,10}}\))?$",
    re.IGNORECASE,
)
_CLOCK_FIRST = re.compile(r"^\d{1,2}:\d{2},?\s+(?=\d|[A-ZА-Яa-zа-яіїє])")
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
    if len(text) <= 80 and _DIGIT.search(text) and (dated := _DATE_LINE.match(_CLOCK_FIRST.sub("", text))):
        _set_published(dated["date"], text, draft, zone)
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
    return False


def _set_views(views: re.Match[str], draft: Draft) -> None:
    if draft.views is None:
        draft.views = read_count(views["count"] or views["other"] or "")
        draft.rules["views"] = "views line"


def _set_published(date: str, text: str, draft: Draft, zone: str) -> None:
    clock = _CLOCK_FIRST.match(text)
    moment = read_moment(f"{date} {clock[0].strip(' ,')}" if clock else date, zone)
    if draft.published is None and moment:
        draft.published = moment.at
        draft.rules["published"] = "date line"
        if not moment.timed:
            draft.warnings.append(f"published: only the day is known, taken as midnight in {zone}")
        elif not moment.zoned:
            draft.warnings.append(f"published: a time without a zone was taken as {zone}")
