"""Lines of a page that point at other articles: glued ``title`` + ``date`` + ``• N views``, and ``Read also:`` lines.

They leave the text and become related articles.
"""

import re
from collections.abc import Sequence

from monitor.core.article.blocks import Block, words_of
from monitor.core.article.calendar import MOMENT, read_moment
from monitor.core.article.model import Related

# UNN's Ukrainian pages spell "переглядiв" with a Latin i; its translated pages glue a second counter ("view2").
VIEW_WORD = r"(?:views?|перегляд[а-яіi]*|просмотр[а-я]*|조회|次(?:浏览|阅读|瀏覽)|次观看)"
_COUNT = r"\d[\d\s,.\u00a0]*(?:[KkКкMmМм](?![\w]))?"
_GLUED = re.compile(
    rf"^(?P<title>.{{8,400}}?)\s*(?P<date>{MOMENT})?\s*[•·|∙]\s*(?P<count>{_COUNT})\s*{VIEW_WORD}\s*\d*\s*$",
    re.IGNORECASE | re.DOTALL,
)
_GLUED_ANY = re.compile(rf"(?P<date>{MOMENT})\s*[•·|∙]\s*(?P<count>{_COUNT})\s*{VIEW_WORD}\d*", re.IGNORECASE)
_MORE = re.compile(
    r"^\W{0,3}(?:read (?:also|more|next|this)|see (?:also|more)|also read|related(?: (?:news|articles?|stories"
    r"|story))?|more on this(?: story)?"
    r"|читайте (?:також|также|ще|еще|ещё)|читай (?:також|также)|дивіться також|смотрите также|по темі|по теме"
    r"|більше новин"
    r"|관련\s?기사|관련\s?뉴스|相关(?:阅读|新闻|报道|报导)|延伸阅读|延伸閱讀|推荐阅读)\s*[:：|—–-]\s*(?P<title>.{10,300})$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[•·|∙]\s*\d")  # cheap, before the costly pattern
_BARE_TITLE = 25
_FULL_STOP = re.compile(r"(?<=[a-zа-яіїєґ]{3})\.$")
_SUFFIX_WORD = r"(?:PHOTOS?|VIDEOS?|EXCLUSIVE|ФОТО|ВІДЕО|ВИДЕО|ЕКСКЛЮЗИВ|ЭКСКЛЮЗИВ)"
_BARE_SUFFIX = (
    rf"(?:(?<![a-zа-яіїє])(?<![A-ZА-ЯІЇЄ]){_SUFFIX_WORD}"
    r"|(?<![A-ZА-ЯІЇЄ])(?:Photos?|Videos?|Exclusive|Фото|Відео|Видео|Ексклюзив|Эксклюзив))"
)
_SUFFIX = re.compile(
    rf"(?:(?<=[\w\"”»?!.)])|\s)\s*[-–—|+]?\s*(?:\(\s*(?i:{_SUFFIX_WORD})(?:\s*[,+/&|]\s*(?i:{_SUFFIX_WORD}))*\s*\)"
    rf"|{_BARE_SUFFIX}(?:(?:\s*[,+/&]\s*|\s+)?{_BARE_SUFFIX}){{0,4}})\s*$"
)


def split_related(blocks: Sequence[Block], zone: str) -> tuple[list[Block], list[Related], list[str]]:
    """Take the related lines out: the blocks that stay, the related articles, warnings about their times."""
    kept: list[Block] = []
    related: list[Related] = []
    warnings: list[str] = []
    for block in blocks:
        found = _GLUED.match(block.text) if len(block.text) < 600 and _COUNTED.search(block.text) else None
        if found and (found["date"] or len(found["title"]) >= _BARE_TITLE):
            if len(list(_GLUED_ANY.finditer(block.text))) > 1:
                related += _several(block, zone, warnings)
            else:
                related.append(_read(found["title"], found["date"] or "", found["count"], block, zone, warnings))
            continue
        more = _MORE.match(block.text) if len(block.text) < 350 else None
        if more:
            related.append(Related(title=more["title"].strip(), url=_address(block, more["title"])))
            continue
        kept.append(block)
    return kept, related, list(dict.fromkeys(warnings))


def read_count(text: str) -> int | None:
    """Read a count of views: ``109325``, ``109 325``, ``1,204``, ``12K``."""
    digits = re.sub(r"[^\d]", "", text)
    if not digits:
        return None
    scale = {"k": 1000, "к": 1000, "m": 1_000_000, "м": 1_000_000}.get(text.strip()[-1:].lower(), 1)
    scale = 1000 if text.strip().endswith(("тыс.", "тис.")) else scale
    if scale > 1:
        return round(float(re.sub(r"[^\d.]", "", text.replace(",", ".")).strip(".") or 0) * scale)
    return int(digits[:12])


def strip_suffix(title: str) -> str:
    """Drop what a page glues to a title: Photo, Video, Exclusive."""
    if title.isupper():
        return title
    bare = _SUFFIX.sub("", title).strip()
    return (_FULL_STOP.sub("", bare) if bare != title.strip() else bare) or title


def _several(block: Block, zone: str, warnings: list[str]) -> list[Related]:
    start, several = 0, []
    for found in _GLUED_ANY.finditer(block.text):
        title = block.text[start : found.start()].strip()
        if title:
            several.append(_read(title, found["date"], found["count"], block, zone, warnings))
        start = found.end()
    return several


def _read(title: str, date: str, count: str, block: Block, zone: str, warnings: list[str]) -> Related:
    moment = read_moment(date, zone)
    if moment and not moment.zoned:
        warnings.append(f"related: times without a zone were taken as {zone}")
    name = strip_suffix(title.strip())
    published = moment.at if moment else None
    return Related(title=name, url=_address(block, title), published=published, views=read_count(count))


def _address(block: Block, title: str) -> str | None:
    wanted = words_of(title)
    for link in block.links:
        words = words_of(link.text)
        if words and (words in wanted or wanted in words):
            return link.href
    return block.links[0].href if len(block.links) == 1 else None
