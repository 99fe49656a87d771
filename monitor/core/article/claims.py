"""The standing that an article gives a sentence: denied, unconfirmed, confirmed, alleged, attributed. Cautious: no mark, no claim."""

import re
from collections.abc import Sequence
from typing import Literal

from monitor.core.article.blocks import Paragraph
from monitor.core.article.model import Claim
from monitor.core.article.sentences import is_latin, sentence_texts

_Status = Literal["confirmed", "denied", "unconfirmed", "alleged", "attributed"]
# In this order: a denial that is reported stays a denial; what cannot be confirmed is not confirmed.
_MARKS: tuple[tuple[_Status, str], ...] = (
    (
        "unconfirmed",
        r"\b(?:can(?:not|'t|’t| not)|could(?: not|n't|n’t)|unable to|not able to|ha(?:s|ve|d) (?:not"
        r"|yet to)(?: been)?(?: able to)?|(?:has|have)n['’]t|did(?: not|n['’]t)|not) (?:independently |yet "
        r"|immediately |be )*(?:confirm|verif)(?:y|ied|ed)?\b"
        r"|\b(?:never|declin(?:es|ed) to|refus(?:es|ed) to)(?: be| been)? (?:independently )?(?:confirm|verif)(?:y|ied|ed)?\b"
        r"|\bif (?:confirmed|verified)\b|\b(?:awaiting|await|pending) confirmation\b"
        r"|\bunconfirmed\b|\bunverified\b|\bno (?:independent |official )?(?:confirmation|verification)\b"
        r"|\bcould not be (?:independently |immediately )*(?:verified|confirmed)\b|\bneither confirm(?:ed"
        r"|s)? nor den"
        r"|не (?:може|можуть|можемо|могли|зміг|змогла|змогли) (?:\w+ )?підтверд|не (?:\w+ )?підтвердж"
        r"|не підтверди|непідтвердж|немає (?:\w+ )?підтвердж|підтверджен(?:ня|ь) (?:\w+ ){0,2}(?:немає|нема|не було)|не (?:може|можуть) бути підтверджен"
        r"|не (?:может|могут|можем|смог|смогла|смогли) (?:\w+ )?подтверд|не (?:\w+ )?подтвержд|не подтверди"
        r"|неподтвержд|нет (?:\w+ )?подтвержд|подтверждени[йя] (?:\w+ ){0,2}(?:нет|не было)"
        r"|확인(?:할 수 없|되지 않|하지 못|이 안 된)|미확인|无法(?:证实|核实|确认)|未(?:经|能|获|予|得到|获得)(?:证实|核实|确认)",
    ),
    (
        "denied",
        r"(?<!\bnot )(?<!n['’]t )(?<!nor )\b(?:(?:den(?:y|ies|ied)|denying)(?! (?:\w+ )?(?:access|entry|bail|parole|permission|visas?|asylum|service)\b)|refut(?:e|es|ed)|reject(?:s|ed)? (?:the )?(?:claims?|reports?"
        r"|allegations?|accusations?)|dismiss(?:es|ed)? (?:the |such )?(?:claims?|reports?|allegations?"
        r"|accusations?))\b"
        r"|\b(?:called|branded) [\w ]{0,40}(?:false|fake|baseless|groundless)\b"
        r"|(?<!не )(?:спростув|заперечи|заперечу|опроверг|отрицал|отрицает|отрицают|отверг)|부인(?:했|하(?!지 않)|해)"
        r"|반박(?:했|하)|일축|(?<![没不未])(?<!没有)(?:否认|否認)|驳斥|辟谣",
    ),
    (
        "confirmed",
        r"\b(?:confirm(?:s|ed|ing)|can confirm|officially (?:announced|acknowledged)|acknowledg(?:es|ed)|verified)\b"
        r"|підтверд(?:ив|ила|или|жу|жен)|підтверджено|подтверд(?:ил|ила|или|жд|жен)"
        r"|확인(?:했|됐|되었|하였)|공식 (?:확인|인정)|(?<![未无法经能予])(?<!未得到)(?<!未获得)(?:证实了?|確認了|确认了)",
    ),
    (
        "alleged",
        r"\b(?:reportedly|allegedly|alleged|purported(?:ly)?|supposedly|apparently|is said to|are said to"
        r"|is believed to|are believed to|is suspected of|suspected of|rumou?red|claims? (?:that|to have)"
        r"|claimed (?:that|to have))\b"
        r"|нібито|начебто|ймовірно|імовірно|за непідтвердженими|якобы|предположительно|вероятно|по слухам"
        r"|것으로 (?:알려졌|전해졌|추정|보인다|보이)|라는 의혹|据称|据传|涉嫌|疑似|据说",
    ),
    (
        "attributed",
        r"\baccording to (?!(?:the |a |its |his |her |their )?(?:plans?|law|schedule|tradition|custom|constitution|rules?|agreements?"
        r"|protocol|wishes|size|age)\b)|,\s[^,.]{2,40}\sclaims(?=[,.]|$)|\b(?:(?:said|says)(?! nothing\b)|stated|announced|reported|reports|noted|claimed|argued|warned"
        r"|told (?:[A-Z]\w+|reporters|journalists)|writes|wrote)\b"
        r"|за (?:\w+ )?(?:словами|даними|інформацією|повідомленням)|повідоми(?:в|ла|ли|ло)|повідомляє|заяви(?:в|ла|ли"
        r"|ло)|пише |пишуть |передає |йдеться (?:у|в) |говориться (?:у|в) |на думку |згідно (?:з|із) (?:даними|повідомленням|звітом|заявою)|зазначи(?:в|ла|ли)|сказа(?:в|ла|ли)|розпові(?:в|ла|ли)"
        r"|по (?:\w+ )?(?:словам|данным|информации)|сообщи(?:л|ла|ли|ло)|сообщает|пишет |пишут |переда[её]т |говорится (?:в|во) |по мнению |согласно (?:данным|сообщению|отч[её]ту|заявлению)|заяви(?:л|ла|ли|ло)|отмети(?:л|ла|ли)"
        r"|сказа(?:л|ла|ли)|рассказа(?:л|ла|ли)"
        r"|(?<!법)(?<!계획)(?<!규정)(?<!헌법)에 따르면|\d+일 보도했|(?:고|라고) (?:말했|밝혔|전했|주장했|보도했|강조했|했다)|(?:表示|宣布|指出|强调|报道称|报道说|称[，：:]|(?:发言人|总统|总理|部长|外长|官员|社|报)\w{0,8}说)|(?:社|网|报|台)(?:（\w+）)?(?:\d+[月日])*报道|根据[^，。]{2,16}(?:报告|声明|数据)|据[^，。]{2,20}(?:报道|消息|称)",
    ),
)
_PATTERNS = tuple((status, re.compile(marks, re.IGNORECASE)) for status, marks in _MARKS)
# "- the statement said.": a line of its own that attributes the block quote above it.
_ATTRIBUTION = re.compile(r"^[-–—]\s*(?=\S)[^.!?]{3,80}[.!?]?$")
# What an English sentence must hold for its pattern to be worth a search: most hold nothing of it.
_STEMS: dict[_Status, tuple[str, ...]] = {
    "unconfirmed": ("confirm", "verif"),
    "denied": ("deny", "deni", "refut", "reject", "dismiss", "called", "branded"),
    "confirmed": ("confirm", "officially", "acknowledg", "verified"),
    "alleged": (
        "report",
        "alleg",
        "purport",
        "supposed",
        "apparent",
        "said to",
        "believed",
        "suspect",
        "rumo",
        "claim",
    ),
    "attributed": (
        "according",
        "said",
        "says",
        "stated",
        "announced",
        "report",
        "noted",
        "claim",
        "argued",
        "warned",
        "told",
        "writes",
        "wrote",
    ),
}
_MOST = 100


def find_claims(paragraphs: Sequence[Paragraph]) -> tuple[Claim, ...]:
    """The sentences whose standing is marked, in order; at most a hundred.

    A line that attributes the block quote above it is no claim: the quote's sentences are.
    """
    claims: list[Claim] = []
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1].text if number + 1 < len(paragraphs) else ""
        default: _Status | None = "attributed" if _attributes(following) else None
        for sentence in () if _attributes(paragraph.text) else sentence_texts(paragraph.text):
            status = _status(sentence) or default
            if status:
                claims.append(Claim(sentence=sentence, status=status))
    return tuple(claims[:_MOST])


def _attributes(text: str) -> bool:
    return bool(_ATTRIBUTION.match(text)) and _status(text) is not None


def _status(sentence: str) -> _Status | None:
    read = sentence[:3000]
    lower = read.lower() if is_latin(read) else None
    for status, marks in _PATTERNS:
        if (lower is None or any(stem in lower for stem in _STEMS[status])) and marks.search(read):
            return status
    return None
