"""Wordings that tell what a sentence is to its article: a correction, a line of the page, a word that turns the sense.

Owns the cues in English, Ukrainian, Russian, Korean and Chinese. Never compares texts.
"""

import re

_CORRECTION = re.compile(
    r"^\W*(?:corrections?|clarifications?|corrected|retraction|retracted)\b\s*(?:[:：(–—-]|$)"
    r"|^\W*corrects\b|\(corrects\b"
    r"|\b(?:article|story|report|post|version|headline|piece|item)\b.{0,80}"
    r"\b(?:was|has been|have been|is|were) (?:\w+ )?(?:corrected|amended|retracted|withdrawn)\b"
    r"|\b(?:earlier|previous|original|initial) version of (?:this|the) (?:article|story|report|post|headline|piece)\b"
    r"|\bregret the error\b|\bcorrected (?:version|on \w+ \d)"
    r"|^\W*(?:виправлено|уточнено|виправлення|уточнення|спростування)(?:\s*[:：.(–—-]|\s+\d|\W*$)"
    r"|\b(?:текст|матеріал|новин[ауі]|статт[яю]|заголовок|публікаці[яю]|дані)\s+(?:\w+\s+)?"
    r"(?:виправлено|уточнено|виправили)"
    r"|\b(?:попередній|первинній|первісній) версії|\bредакція (?:виправила|уточнила|перепрошує)"
    r"|^\W*(?:исправлено|уточнено|исправление|поправка|уточнение|опровержение)(?:\s*[:：.(–—-]|\s+\d|\W*$)"
    r"|\b(?:текст|материал|новость|статья|заголовок|публикация|данные)\s+(?:\w+\s+)?(?:исправлен|уточн[её]н)\w*"
    r"|\b(?:предыдущей|первоначальной|ранней) версии|\bредакция (?:исправила|уточнила|приносит извинения)"
    r"|^\W*정정\s*(?:[:：\])】]|보도|합니다|$)|정정\s?보도"
    r"|(?:기사|제목|내용|본문)\S*\s.{0,20}정정(?:합니다|했습니다|하였습니다)|바로\s?잡습니다|바로잡았습니다"
    r"|^\W*(?:更正|勘误|勘誤)|(?:本文|本报道|本报|文章|标题|標題|特此).{0,12}(?:更正|修正)"
    r"|(?:此前|早前|之前)(?:版本|报道)有误",
    re.IGNORECASE,
)
_OF_THE_PAGE = re.compile(
    r"^\W*(?:(?:last |page |article )?(?:updated|modified|published)(?:\W*$|\s*[:：(]|\s+(?:on|at)\b|\s+\d)"
    r"|(?:photo|image|picture|video|credit)s?\s*(?:[:：/|]|by\b|credits?\b)"
    r"|(?:оновлен\w*|обновлен\w*|опубліковано|опубликовано)(?:\W*$|\s*[:：(]|\s+(?:о|об|в)?\s*\d)"
    r"|останн\w+ оновлення|последнее обновление"
    r"|(?:(?:джерело |источник )?фото|відео|видео|переглядів|просмотров|перегляди|просмотры)\s*[:：]"
    r"|(?:수정|입력|업데이트|최종\s?수정|조회\s?수?)\s*[:：0-9]|사진\s*[:：=]"
    r"|更新(?:于|時間|时间|[:：])|发布(?:于|时间|[:：])|(?:图|图片|圖|資料圖|资料图)\s*[:：/]|(?:阅读|浏览|閱讀)(?:量|次数)?\s*[:：0-9])"
    r"|^\W*\d[\d ,.]*(?:views|comments|shares|reads|likes|переглядів|просмотров|коментар\w*|комментар\w*"
    r"|次阅读|次浏览)\W*$"
    r"|^\((?:photo|image|picture|фото)\b[^)]{0,120}\)\W*$",
    re.IGNORECASE,
)
_LOOKED_AT, _LONGEST_OF_THE_PAGE = 400, 160
_TURNING = re.compile(
    r"not|no|never|neither|nor|none|cannot|don|didn|isn|wasn|hasn|haven|couldn|won|false|den(?:y|ies|ied)|refut\w+|confirm\w*"
    r"|unconfirmed|не|ні|ни|нет|немає|спрост\w+|заперечи?\w*|опров\w+|отриц\w+|підтвердж?\w*|подтвержд?\w*"
    r"|.*(?:않|아니|못|부인|확인).*|[不没沒未无無否]",
    re.IGNORECASE,
)


def corrects(text: str) -> bool:
    """Whether a sentence or a title says that the article was corrected or taken back; an update alone does not."""
    return bool(_CORRECTION.search(text[:_LOOKED_AT]))


def is_of_the_page(text: str) -> bool:
    """Whether a short line tells of the page and not of the event: when updated, whose photo, how often read."""
    return len(text) <= _LONGEST_OF_THE_PAGE and bool(_OF_THE_PAGE.search(text))


def turns(word: str) -> bool:
    """Whether a word may turn the sense of its sentence: a negation, a denial, a confirmation."""
    return bool(_TURNING.fullmatch(word[:40]))
