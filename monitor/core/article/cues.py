"""Words that attribute speech, in English, Ukrainian and Russian; Korean and Chinese have forms of their own in quotes_asian.py.

Owns word lists only.
"""

import re

_ENGLISH_VERBS = (
    "said|says|saying|say|added|adds|wrote|writes|tweeted|posted|stated|states|noted|notes|stressed|stresses"
    "|emphasi[sz]ed|emphasi[sz]es|claimed|claims|argued|argues|insisted|insists|explained|explains"
    "|warned|warns|announced|announces|declared|declares|continued|continues|recalled|recalls|admitted|admits"
    "|acknowledged|concluded|commented|remarked|asked|asks|replied|responded|quipped|joked|suggested|suggests"
    "|pointed out|observed|confirmed|denied|reported|reads|read|told|tells|vowed|pledged|boasted|complained"
    "|cautioned|predicted|charged|alleged|asserted|maintained|countered|conceded|recounted|testified|shouted"
    "|exclaimed"
    "|mused|opined|remembered|agreed|related|riffed|recommended|lectured|counsel?led|fumed|protested|promised"
    "|speculated|enthused|lamented|underscored|underlined|reiterated|urged|thinks|believes|goes on|went on|put it"
    "|quoted|described|called|blasted|slammed|criticized|criticised|praised|offered|tells|chided|retorted|yelled"
    "|cried"
)
_CYRILLIC_STEMS = (
    # Ukrainian
    "сказа(?:в|ла|ли|но)|заяви(?:в|ла|ли|ло)|заявля(?:є|ють)|зазначи(?:в|ла|ли|ло)|зазначен[оі]|зазнача(?:є|ють"
    "|ється)|наголоси(?:в|ла|ли)|наголошу(?:є|ють|ється)|підкресли(?:в|ла|ли)|підкреслю(?:є|ють)|дода(?:в|ла|ли|є"
    "|ють)"
    "|поясни(?:в|ла|ли)|пояснює|розпові(?:в|ла|ли)|розповіда(?:є|ють)|повідоми(?:в|ла|ли|ло)|повідомля(?:є|ють"
    "|ється)|написа(?:в|ла|ли)|пише|пишуть|уточни(?:в|ла|ли)|нагада(?:в|ла|ли)|визна(?:в|ла|ли)|попереди(?:в|ла|ли)"
    "|стверджу(?:є|ють|вав|вала)|вважа(?:є|ють)|каже|кажуть|говори(?:ть|в|ла)|говориться|йдеться|відпові(?:в|ла|ли)"
    "|прокоментува(?:в|ла|ли)|заклика(?:в|ла|ли)|пообіця(?:в|ла|ли)|переконан(?:ий|а)|констатува(?:в|ла|ли)"
    "|відзначи(?:в|ла|ли)|цитує|резюмува(?:в|ла)|підсумува(?:в|ла|ли)"
    # Russian
    "|сказа(?:л|ла|ли|но)|заяви(?:л|ла|ли|ло)|заявля(?:ет|ют)|отмети(?:л|ла|ли|ло)|отмеча(?:ет|ют|ется)|отмечено"
    "|подчеркну(?:л|ла|ли|ло)|подчеркива(?:ет|ют|ется)|добави(?:л|ла|ли|ло)|добавля(?:ет|ют)|поясни(?:л|ла|ли|ло)"
    "|поясня(?:ет|ют)"
    "|объясни(?:л|ла|ли)|рассказа(?:л|ла|ли)|рассказыва(?:ет|ют)|сообщи(?:л|ла|ли|ло)|сообща(?:ет|ют|ется)"
    "|написа(?:л|ла|ли)|пишет|уточни(?:л|ла|ли|ло)|напомни(?:л|ла|ли)|призна(?:л|ла|ли|лся)|предупреди(?:л|ла|ли)"
    "|утвержда(?:ет|ют|л)"
    "|счита(?:ет|ют)|говорит(?:ся)?|говорят|ответи(?:л|ла|ли)|прокомментирова(?:л|ла|ли)|призва(?:л|ла|ли)"
    "|пообеща(?:л|ла)|уверен(?:а)?|констатирова(?:л|ла|ли)|цитирует|заключи(?:л|ла)|указа(?:л|ла|ли|но)"
    "|подытожи(?:л|ла)|резюмирова(?:л|ла)"
)
VERB = re.compile(
    rf"(?<![\w-])(?:(?P<aux>(?:has|have|had|also|later|then|is|was|who)\s+){{0,2}})(?P<verb>{_ENGLISH_VERBS}"
    rf"|{_CYRILLIC_STEMS})(?![\w-])",
    re.IGNORECASE,
)
ACCORDING = re.compile(
    r"(?<!\w)(?P<cue>according to|in the words of|as told by|за словами|за даними|за повідомленням|як повідомляє"
    r"|по словам|по данным|по сообщению|как сообщает|цитирует|цитує)\s+(?P<who>[^,.;:—–()\ue000\n]{2,120})",
    re.IGNORECASE,
)
IN_DOCUMENT = re.compile(
    r"(?:говориться|йдеться|сказано|зазначено|зазначається|повідомляється|наголошується|зазначили|заявили|розповіли"
    r"|повідомили|пояснили|додали|наголосили"
    r"|говорится|сказано|отмечено|отмечается|сообщается|указано|подчеркивается|заявили|отметили|рассказали|сообщили"
    r"|пояснили|добавили|подчеркнули|уточнили)\s+(?:также\s+|також\s+)?(?:в|у"
    r"|во)\s+(?P<who>[^,.;:—–()\ue000\n]{3,120})",
    re.IGNORECASE,
)
HE = re.compile(r"^(?:he|she|they|it|we|i|who|him|her|він|вона|вони|он|она|они)$", re.IGNORECASE)
ADVERB = re.compile(
    r"(?:\s+(?:also|later|then|previously|earlier|recently|again|once|has|had|have|was|is|already|further"
    r"|reportedly|\w+ly|також|теж|раніше|згодом|знову|также|тоже|ранее|позже|снова|вновь|при этом|при цьому))+$",
    re.IGNORECASE,
)
# Where the noun phrase after an inverted verb ends: a preposition of time or manner, a clause.
TAIL = re.compile(
    r"\s+(?:in|on|at|during|to|after|before|when|as|who|whose|while|adding|noting|referring|by|following|about|with"
    r"|from|via|yesterday|today|(?:(?:last|this|late|early) )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday"
    r"|Sunday|week|month|year|night)|that"
    r"|під|на|в|у|во|во время|після|после|під час|журналістам|журналистам|комментируя|коментуючи|о|об|про|щодо|для"
    r"|по|за|вчора|вчера|сьогодні|сегодня|который|який|яка|которая)(?=\s|$).*$",
    re.IGNORECASE | re.DOTALL,
)
