"""Capitals that a text says somebody goes to or meets in, in five languages.

A capital also stands for its government ("Moscow said") and in datelines, so it is a place of the event only beside a
word of travel or of a meeting, or where it is named as the place.
"""

import re

import re2

from monitor.core.story.presearch import with_every_i

# name: English | Ukrainian and Russian stems | Korean, with the short forms of visits to it | Chinese, the same
_CAPITALS = """
moscow: Moscow|Москв|모스크바,방러|莫斯科,访俄
pyongyang: Pyongyang|Пхеньян,Пхен’ян,Пхен'ян|평양,방북|平壤,访朝
beijing: Beijing|Пекін,Пекин|베이징,방중|北京,访华
seoul: Seoul|Сеул|서울,방한|首尔,访韩
washington: Washington|Вашингтон|워싱턴,방미|华盛顿,访美
tokyo: Tokyo|Токіо,Токио|도쿄,방일|东京,访日
minsk: Minsk|Мінськ,Минск|민스크|明斯克
ankara: Ankara|Анкар|앙카라|安卡拉
tehran: Tehran|Тегеран|테헤란|德黑兰
brussels: Brussels|Брюссел|브뤼셀|布鲁塞尔
geneva: Geneva|Женев|제네바|日内瓦
istanbul: Istanbul|Стамбул|이스탄불|伊斯坦布尔
riyadh: Riyadh|Ер-Ріяд,Эр-Рияд|리야드|利雅得
hanoi: Hanoi|Ханой,Ханої|하노이|河内
new-delhi: New Delhi|Нью-Делі,Нью-Дели|뉴델리|新德里
astana: Astana|Астан|아스타나|阿斯塔纳
budapest: Budapest|Будапешт|부다페스트|布达佩斯
warsaw: Warsaw|Варшав|바르샤바|华沙
london: London|Лондон|런던|伦敦
paris: Paris|Париж|파리|巴黎
berlin: Berlin|Берлін,Берлин|베를린|柏林
"""


def _forms() -> list[tuple[str, tuple[str, ...], re.Pattern[str]]]:
    """Give each capital's key with its names in one script or language, and what is looked for where one is found."""
    forms = []
    for line in _CAPITALS.strip().splitlines():
        name, _, rest = line.partition(": ")
        english, cyrillic, korean, chinese = (tuple(part.split(",")) for part in rest.split("|"))
        latin, stems = english[0], "|".join(cyrillic)
        going = {
            english: rf"\b(?:visit\w*(?: to)?|arriv\w+ in|fl(?:y|ies|ew|ying) (?:in)?to|trip to|travel\w* to"
            rf"|head\w* (?:to|for)|went to|goes to|came to"
            rf"|(?:talks|met|meeting|land(?:s|ed)|welcomed|received) in) {latin}\b"
            rf"|\b{latin} (?:receives|received|hosts|hosted|welcomes|welcomed|talks)\b"
            rf"|\bin {latin}(?: for (?:talks|meetings?|a visit)\b|\s*$)",
            cyrillic: rf"(?:приб[уы]\w+|приї\w+|прие\w+|приле\w+|виле\w+|выле\w+|відвіда\w+|посети\w+|посеща\w+"
            rf"|візит\w*|визит\w*|поїздк\w+|поездк\w+|їде|едет|летить|летит|зустрі\w+|встре\w+|переговор\w+)"
            rf"(?:\s[\w-]+)?:?\s(?:(?:до|в|у|во|із|с)\s)?(?:{stems})\w*"
            rf"|(?<!\w)(?:{stems})[аьоіи]?\s(?:прийма\w+|прийня\w+|принима\w+|приня\w+|зустріча\w+|встреча\w+)"
            rf"|(?<!\w)(?:{stems})[аьоіи]?:\s.*(?:переговор|візит|визит)"
            rf"|(?<!\w)(?:у|в)\s(?:{stems})[еіи]\b(?!\s(?:заяви\w*|сообщ\w*|повідом\w*|вваж\w*|счита\w*|назва\w*))",
            korean: rf"{korean[0]}(?:에 도착|을 방문|를 방문| 방문|에서 (?:만나|회담|열)|행)",
            chinese: rf"(?:抵达|到访|访问|飞抵|前往|赴){chinese[0]}"
            rf"|在{chinese[0]}(?:[^，。]{{0,8}}(?:举行|会谈|会见|会晤|签署))",
        }
        for names, form in going.items():
            whole = "|".join((form, *names[1:])) if names in (korean, chinese) else form
            forms.append((name, names, re.compile(whole, re.IGNORECASE | re.MULTILINE)))
    return forms


_FORMS = _forms()


def _named() -> "re2.Set":
    """Make what tells at once which of the forms have a name in a text."""
    named = re2.Set.SearchSet()
    for _, names, _ in _FORMS:
        named.Add("(?i)" + with_every_i("|".join(names)))
    named.Compile()
    return named


_NAMED = _named()


def destinations(text: str) -> tuple[str, ...]:
    """Give the keys of the capitals that a text says somebody travels to or meets in."""
    named = sorted(_NAMED.Match(text.encode("utf-8", "replace")) or ())
    return tuple(dict.fromkeys(_FORMS[number][0] for number in named if _FORMS[number][2].search(text)))
