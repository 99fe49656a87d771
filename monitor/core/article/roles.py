"""Words of roles: offices, ranks, and what may stand among them; words that look like names and are none. Word lists only."""

import re

ROLE_NOUN = re.compile(
    r"^(?:(?:ex|vice|co)-)?(?:presidents?|premiers?|(?-i:PM)|(?:secretary|director|attorney)-general|ministers?|secretar(?:y|ies)|advis[eo]rs?|spokes(?:man|woman"
    r"|person|people)|coordinators?|ambassadors?|envoys?|chiefs?|heads?|directors?|leaders?|chair(?:man|woman"
    r"|person)?|commanders?|governors?|mayors?|senators?|representatives?"
    r"|congress(?:man|woman)|deput(?:y|ies)|officials?|analysts?|experts?|professors?|researchers?|fellow"
    r"|counterparts?|chancellors?|king|queen|prince|princess|pope|judge|prosecutors?|lawyers?|attorney|founders?"
    r"|ceo|editors?|journalists?|correspondents?|members?|commissioners?|speaker|delegates?"
    r"|negotiators?|diplomats?|inspectors?|scientists?|economists?|historians?|lawmakers?|legislators?"
    r"|general secretary|attache|attaché|mp|ruler|dictator|officers?|nominees?|candidates?|strategists?|aides?"
    r"|managers?|coach|author|activists?|wife|husband|brother|sister|son|daughter|resident"
    r"|президент\w*|(?:віце)?прем['’]?єр[\w'’-]*|(?:вице-?)?премьер[\w-]*|председател\w*|міністе?р\w*|министр\w*|посолк\w+|секретар\w*|радни[кц]\w*|советни[кц]\w*"
    r"|речни[кц]\w*|пресс?-?секретар\w*|представител\w*|представни[кц]\w*|спікер\w*|спикер\w*|координатор\w*|посол"
    r"|посла|послом|послу|голов[аиіуою]+|глав[аеиіойуы]+|лідер\w*|лидер\w*"
    r"|директор\w*|начальни[кц]\w*|командир\w*|командувач\w*|командующ\w*|головнокомандувач\w*|главнокомандующ\w*"
    r"|губернатор\w*|мер|мера|мэр|мэра|мером|мэром|депутат\w*|експерт\w*|эксперт\w*|аналітик\w*|аналитик\w*"
    r"|заступни[кц]\w*|заместител\w*|канцлер\w*|керівни[кц]\w*|руководител\w*|коллег\w*|колег\w*"
    r"|генсе[кц]\w*|держсекретар\w*|госсекретар\w*|уповноважен\w*|уполномоченн\w*|народн\w*|журналіст\w*"
    r"|журналист\w*|професор\w*|профессор\w*|політолог\w*|политолог\w*|омбудсмен\w*|прокурор\w*|диктатор\w*"
    r"|сенатор\w*|конгресмен\w*|конгрессмен\w*|очільни[кц]\w*)$",
    re.IGNORECASE,
)
RANKS = re.compile(
    r"^(?:(?:Lt|Lieutenant|Maj|Major|Brig|Brigadier|Gen|General|Col|Colonel|Capt|Captain|Sgt|Sergeant|Adm|Admiral"
    r"|Marshal|Sen|Gov|Rep|Dr|Prof|Sir|Vice|Rear)\.?"
    r"|[Гг]енерал\w*(?:-\w+)?|[Пп]олковник\w*|[Пп]ідполковник\w*|[Пп]одполковник\w*|[Мм]айор\w*|[Кк]апітан\w*|[Кк]апитан\w*|[Лл]ейтенант\w*"
    r"|[Аа]дмірал\w*|[Аа]дмирал\w*|[Мм]аршал\w*|бригадн\w+|віцеадмірал\w*|вице-адмирал\w*)$"
)
# Lower-case words that may stand inside a role.
ALLOWED = re.compile(
    r"^(?:of|for|the|and|to|foreign|defen[cs]e|prime|deputy|vice|senior|former|acting|national|security|top|press"
    r"|military|presidential|state|special|first|intelligence|nuclear|chief|general|interim|supreme|executive"
    r"|managing|political|policy|economic|affairs|then|current|new|longtime|veteran|staff|government|parliamentary"
    r"|regional|federal|local|strategic|communications|relations|party|joint|air|naval|army|police|air-force"
    r"|opposition|outgoing|retired|permanent|assistant|associate|public|finance|interior|health|energy|trade"
    r"|unification|port|city|town|village|hospital|school|university|museum|plant|factory|union|club|court|border|coast|guard|railway|airline|research|board|council|committee|company|bank|ministry|department|commission|parliament|institute|human|rights|north|south|east|west|international|[a-z]+-[a-z]+"
    r"|по|з|із|зі|в|у|во|при|на|і|и|та|справах|делам|питань|вопросам|безпеки|безопасности|нацбезпеки"
    r"|нацбезопасности|національної|національною|національній|национальной|оборони|обороны|освіти|закордонних|іноземних"
    r"|иностранных|справ|дел|внутрішніх|внутренних|сил|збройних|вооруженных|вооружённых|повітряних|воздушных"
    r"|військово\w*|военно\w*"
    r"|перш\w+|перв\w+|колишн\w+|бывш\w+|старш\w+|верховн\w+|державн\w+|государственн\w+|офіційн\w+|официальн\w+"
    r"|виконувач\w*|исполняющ\w+|обов['’]язків|обязанности|генеральн\w+|головн\w+|главн\w+|спеціальн\w+"
    r"|специальн\w+|постійн\w+|постоянн\w+|надзвичайн\w+|чрезвычайн\w+|управління|управления|розвідки|разведки"
    r"|ради|совета|комітету|комитета|партії|партии|держави|государства|уряду|правительства|країни|страны|обласної"
    r"|областной|військової|военной|адміністрації|администрации|штабу|штаба|центру|центра|служби|службы|відділу"
    r"|отдела|департаменту|департамента|командування|командования|стратегічних|стратегических|комунікацій"
    r"|коммуникаций"
    r"|китайськ\w+|китайск\w+|південнокорейськ\w+|южнокорейск\w+|північнокорейськ\w+|северокорейск\w+|російськ\w+"
    r"|российск\w+|українськ\w+|украинск\w+|американськ\w+|американск\w+|японськ\w+|японск\w+|британськ\w+"
    r"|британск\w+|німецьк\w+|немецк\w+|французьк\w+|французск\w+)$"
)
# Words of an office's name: what follows the last of them in a run of capitals is the person.
_CYRILLIC_OFFICES = """
європарламенту європарламента сенату конгресу єврокомісії міноборони держдуми генштабу пентагону кремля держдепу
нацбанку кабміну нацполіції мінфіну верховної ради европарламента сената конгресса еврокомиссии минобороны госдумы
генштаба пентагона госдепа нацбанка кабмина нацполиции минфина верховной рады белого білого дома дому
"""
CYRILLIC_OFFICES = frozenset(_CYRILLIC_OFFICES.split())
_OFFICE_WORDS = """
State Defense Defence Treasury Commerce Staff Regional Military Administration Council Committee Ministry Department
Office Agency Security National Foreign Affairs Intelligence Directorate Service Command Region Oblast Party
Parliament Duma Rada House Nations Commission Union Bank Institute University Rights Justice Finance Health Interior
Energy Labor Labour Education Transport Trade Information Resources Environment Economy Culture Infrastructure
"""
OFFICE_WORDS = frozenset(_OFFICE_WORDS.split())
_NOT_NAMES = """
times post journal news press herald tribune guardian reuters media агентство издание видання газета телеканал
журнал ради рада раді раду служби службы міністерства министерства кабінету кабинета уряду правительства парламенту
парламента держдуми госдумы кремля пентагону пентагона білого белого генштабу генштаба збройних вооруженных
повітряних воздушных совета совбеза комітету комитета january february march april june july august september
october november december monday tuesday wednesday thursday friday saturday sunday the this that these those they he
she it we you i in on at by for from with as but and or if when while after before according also however meanwhile
earlier later today yesterday tomorrow his her its their our my who what where why how there here during under over
since until despite american russian ukrainian korean chinese japanese british german french north south east west
northern southern eastern western european united states kingdom union nations security council ministry house party
forces force army navy agency committee center centre board bureau department commission institute facebook telegram
twitter instagram youtube service government state national international white democratic people's rights republic
parliament kremlin pentagon congress senate president minister secretary military defense defence foreign affairs
general staff armed air ground він вона воно вони ми ви це цей ця ці той та те як що коли де чому але і й або якщо
на в у з за до від по про при після під час раніше також словами зокрема нагадаємо водночас тим часом так он она оно
они мы вы это этот эта эти тот как что когда где почему но и или если с от о после ранее также словам напомним
частности между тем україна україни україні украина украины росія росії россия россии сша кндр рф київ києві киев
москва москве москві
"""
NOT_NAMES = frozenset(_NOT_NAMES.split())
