"""Numbers of what news counts (killed, wounded, launched, downed …), in figures and in words, in five languages.

A number goes to the nearest word that says what is counted, each to one only.
"""

import re

import re2

from monitor.core.story.model import Figure

_CUES = {
    "killed": r"\bkill(?:s|ed|ing)?\b|\bdead\b|\bdie[sd]?\b|\bdeaths?\b|\bfatalit\w+|\bloss of life|загину\w+|загибл\w+"
    r"|(?<!\w)вбит\w+|погиб\w+|(?<!\w)убит\w+|숨[졌진지]|숨을 거|사망|목숨|死亡|遇难|遇難|丧生|身亡|打死",
    "wounded": r"\bwound(?:s|ed|ing)?\b|\binjur\w+|\bhurt\b|поранен\w*|поранил\w*|травмован\w*"
    r"|(?<!\w)ранен\w*|(?<!\w)ранил\w*|пострада\w+|постраждал\w+|부상|다[쳤친치]|受伤|受傷|负伤",
    "launched": r"\blaunch(?:es|ed|ing)?\b|\bfire[sd]\b|\bfiring\b|(?<!\w)запуст\w+|випуст\w+|випущен\w+"
    r"|выпуст\w+|выпущен\w+|발사|쏘았|쐈|쏜|发射|發射|出动",
    "downed": r"\bsh(?:o|oo)t(?:ing)? down\b|\bdown(?:ed|ing)\b|\bintercept\w*|\bneutrali[sz]ed\b"
    r"|(?<!\w)збит\w+|(?<!\w)збил\w+|знешкод\w+|перехоп\w+|(?<!\w)сбит\w+|(?<!\w)сбил\w+|перехва\w+|격추|요격|击落|擊落|拦截|攔截",
    "evacuated": r"\bevacuat\w+|евакую\w+|евакуйо\w+|эвакуир\w+|대피|疏散|撤离|转移",
    "missing": r"\bmissing\b|зникл\w+|пропал\w+ без|пропавш\w+|실종|失踪|失蹤",
    "detained": r"\bdetain\w*|\barrest\w*|затриман\w*|затримал\w*|задержан\w*|задержал\w*|체포|구속|억류|逮捕|拘留",
    "deployed": r"\bdeploy\w*|\bdispatch\w*|(?<!\w)відправ\w+|(?<!\w)отправ\w+|파병|파견|派遣|派出",
}
_CUE = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _CUES.items()), re.IGNORECASE)
# Where this finds nothing, nothing is counted: the beginnings of the same words, looked for all at once.
_MAY_COUNT = re2.compile("(?i)" + re.sub(r"\\b|\(\?<!\\w\)|\\w[+*][^|]*", "", "|".join(_CUES.values())))
_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve|"
    "один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять|"
    "одна двоє троє четверо п'ятеро шестеро семеро восьмеро дев'ятеро десятеро|"
    "одного двох трьох чотирьох п'ятьох шістьох сімох вісьмох дев'ятьох десятьох|"
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать|"
    "одна двое трое четверо пятеро шестеро семеро восьмеро девятеро десятеро|"
    "одного двух трех четырех пяти шести семи восьми девяти десяти|"
    "하나 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두"
)
_NUMBER_WORDS = {word: place for row in _WORDS.split("|") for place, word in enumerate(row.split(), 1)}
_EAST = {sign: place for place, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "十一": 11, "十二": 12}
_LATIN_WORDS = "|".join(
    sorted((word for word in _NUMBER_WORDS if not re.match("[가-힣]", word)), key=len, reverse=True)
)
_KOREAN_WORDS = "|".join(sorted((word for word in _NUMBER_WORDS if re.match("[가-힣]", word)), key=len, reverse=True))
# A digit first, and only then what may not stand before it: there is something to look for.
_DIGITS = (
    r"(?P<digits>\d(?<![A-Za-zА-Яа-яёіїєґ0-9_.,:/№#-]\d)(?:\d{0,2}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|\d{0,5}))"
    r"(?![\d%:/]|[.,]\d"
    r"|-?(?:mm|km|км|мм|й\b|го\b|th\b|st\b|nd\b|rd\b)"
    r"|\s?(?:percent|per cent|km\b|kilomet|км\b|кіломет|километ|킬로|公里|年|月|日|时|點|点|년|월|일"
    r"|시|분|세|岁|рок|год|лет|років|years?\b"
    r"|a\.m|p\.m|hours|годин|час|:00))"
)
NUMBER = re.compile(_DIGITS, re.IGNORECASE)  # in figures
_NUMBER = re.compile(
    rf"{_DIGITS}|(?<!\w)(?P<word>{_LATIN_WORDS})(?!\w)|(?<![가-힣])(?P<korean>{_KOREAN_WORDS})(?=\s?(?:명|사람|기|발|대|척)(?![가-힣]{{3}}))"
    r"|(?P<han>十[一二]|[一二三四五六七八九十两])(?=[人名枚架艘])",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?。！？]\s+|[。！？\n]+")
_FAR = 45  # characters between a number and what it counts
_HANGUL = re.compile("[가-힣]")  # where the verb comes last


def find_figures(text: str) -> tuple[Figure, ...]:
    """Find what a text counts, in order, each kind as first said."""
    found: dict[str, Figure] = {}
    for sentence in _SENTENCE.split(text):
        for figure in _in_sentence(sentence) if _MAY_COUNT.search(sentence.encode("utf-8", "replace")) else ():
            found.setdefault(figure.kind, figure)
    return tuple(found.values())


def number_of(match: re.Match[str]) -> int | None:
    """Give the number that ``NUMBER`` matched; None for a year."""
    digits = match["digits"]
    number = int(re.sub(r"\D", "", digits))
    return None if len(digits) == 4 and 1900 <= number <= 2100 else number


def _counted(match: re.Match[str]) -> int | None:
    if match["digits"]:
        return number_of(match)
    if match["han"]:
        return _EAST[match["han"]]
    return _NUMBER_WORDS.get((match["word"] or match["korean"]).lower().replace("’", "'").replace("ʼ", "'"))


def _in_sentence(sentence: str) -> list[Figure]:
    numbers = [(match, number) for match in _NUMBER.finditer(sentence) if (number := _counted(match)) is not None]
    cues = list(_CUE.finditer(sentence)) if numbers else []
    pairs = []
    for place, cue in enumerate(cues):
        for index, (match, _) in enumerate(numbers):
            between = sentence[min(cue.end(), match.end()) : max(cue.start(), match.start())]
            if len(between) <= _FAR:
                clauses = len(re.findall(r"[,;:—–()，；、]", between))
                late = 6 if match.start() > cue.start() and _HANGUL.search(cue[0]) else 0
                pairs.append((len(between) + 25 * clauses + late, place, index))
    used_cues: set[int] = set()
    used: set[int] = set()
    chosen = []
    for far, place, index in sorted(pairs):
        if far <= _FAR and place not in used_cues and index not in used:
            used_cues.add(place)
            used.add(index)
            chosen.append((cues[place].start(), Figure(cues[place].lastgroup or "", numbers[index][1])))
    return [figure for _, figure in sorted(chosen, key=lambda one: one[0])]
