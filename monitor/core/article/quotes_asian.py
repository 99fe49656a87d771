"""Who speaks a quotation in Korean and Chinese."""

import re

_KOREAN_CUE = re.compile(
    r"^\s*(?:[이라]?라?고|라며|며|이라며|면서|라면서|는|이라는|라는|라고도)\s*(?:[가-힣]{1,8}\s+){0,3}?(?P<cue>(?:말했|밝혔|전했|주장했|강조했|보도했|설명했"
    r"|덧붙였|지적했|비판했|경고했|언급했|평가했|선언했|반박했|촉구했|당부했|적었|썼|전망했|답했|알렸|비난했|약속했)다?|했다|말한|밝힌|재확인했?다?)"
)
_KOREAN_SUBJECT = re.compile(r"(?P<who>(?:[가-힣A-Za-z·]+\s){0,4}?[가-힣A-Za-z·]{2,}?)(?:은|는|이|가|께서는)\s")
_KOREAN_SOURCE = re.compile(r"(?P<who>(?:[가-힣A-Za-z·]+\s){0,3}?[가-힣A-Za-z·]{2,}?)(?:에 따르면|은|는|이|가)\s")
_CHINESE_BEFORE = re.compile(
    r"(?:^|[，,。；;\s])(?P<who>[^，,。；;：:\s“”]{2,30}?)(?:(?:\d{1,2}月)?\d{1,2}日)?"
    r"(?:(?:在|于|对|就|当天|当日|随后|同日|此前|还|则|并|进一步|明确|同时|周)[^，。：:]{0,24}?)?"
    r"(?P<cue>表示|说道|说|称|指出|强调|认为|宣布|写道|回应称|回应|重申|警告|透露|補充|补充|說)[，,：:]?\s*$"
)
_CHINESE_AFTER = re.compile(
    r"^[，,]?\s*(?P<who>[^，,。；;：:“”]{2,20}?)(?:在[^，。]{1,20}(?:上|中|时))?(?P<cue>表示|说道|说|称|指出|强调|认为|补充说|写道|說)[。，,]?"
)


def speaker_asian(behind: str, ahead: str) -> tuple[str, str] | None:
    """Return (speaker, cue) from what stands before and after a Korean or Chinese quotation, ``None`` where it is not told."""
    if found := _KOREAN_CUE.match(ahead):
        sentence = re.split(r"(?<=[.!?다])\.?\s+", behind.strip())[-1] if behind.strip() else ""
        subject = _KOREAN_SUBJECT.search(sentence + " ") or _KOREAN_SOURCE.search(sentence + " ")
        return (_trim(subject["who"]), found["cue"]) if subject else None
    if re.search(r"[\u3400-\u9fff]", behind + ahead) and not re.search(r"[가-힣]", behind + ahead):
        if found := _CHINESE_BEFORE.search(behind.rstrip()):
            return found["who"], found["cue"]
        if (found := _CHINESE_AFTER.match(ahead)) and found["who"] not in ("他", "她", "并", "而"):
            return found["who"], found["cue"]
    return None


def _trim(who: str) -> str:
    return re.sub(r"^(?:이날|또|또한|한편|앞서|그러면서|이에 대해|이와 관련해|지난|이어)\s+", "", who).strip()
