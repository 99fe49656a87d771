"""People with roles in Korean and Chinese sentences."""

import re

_KOREAN_ROLES = "대통령|총리|국무총리|장관|차관|외무상|국방상|외무성상|실장|안보실장|부부장|부장|위원장|부위원장|대변인|보좌관|사령관|대사|의장|대표|국장|청장|교수|연구위원|총비서|비서|조정관|특사|총서기|주석|원장|의원|지사|시장|제1부상|부상|참모총장|합참의장|본부장|소장|중장|대장|대령|소령|연구원|센터장|선임연구원|지도자"
_KOREAN_ROLE = rf"(?P<role>(?:[가-힣A-Za-z0-9·]{{1,14}}(?:\([A-Za-z]{{2,8}}\))?\s){{0,4}}?[가-힣A-Za-z]{{0,12}}?(?:{_KOREAN_ROLES}))(?=[은는이가을를의과와도에,.\s\"”’()]|께서|$)"
_KOREAN = re.compile(rf"(?<![가-힣])(?:[가-힣]{{1,8}}의\s)?(?P<name>[가-힣]{{2,3}})\s{_KOREAN_ROLE}")
_FOREIGN = re.compile(rf"(?<![가-힣])(?P<name>[가-힣]{{1,6}}\s[가-힣]{{2,6}})\s{_KOREAN_ROLE}")
# "북한 지도자 김정은은": the role first.
_KOREAN_AFTER = re.compile(
    r"(?P<role>(?:[가-힣]{2,6}\s)?(?:지도자|대통령|총리|외무상))\s(?P<name>[가-힣]{3})(?=[은는이가을를의과와](?:\s|$))"
)
_GIVEN_IN_EUN = ("정은", "하은", "지은", "다은", "가은", "나은", "예은", "소은", "시은", "고은", "성은", "재은", "영은")
_KOREAN_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도석선설마길연위표명기반왕금옥육인맹제모탁국"
)
_KOREAN_COMMON = frozenset(
    [
        "이번",
        "이날",
        "한국",
        "한편",
        "이후",
        "이어",
        "이에",
        "이를",
        "정부",
        "장관",
        "미국",
        "북한",
        "남한",
        "전날",
        "지난",
        "최근",
        "현재",
        "국방",
        "안보",
        "군사",
        "외교",
        "대북",
        "노동당",
        "당시",
        "국가",
        "조선",
        "신임",
        "현지",
        "주요",
        "우리",
        "한미",
        "양국",
        "전직",
        "차기",
        "초대",
        "제1",
        "러시아",
        "중국",
        "일본",
        "우크라이나",
        "백악관",
        "국무부",
        "국방부",
        "외교부",
        "통일부",
        "대한민국",
        "윤",
        "문",
        "김",
        "대미",
        "유엔",
        "공군",
        "육군",
        "해군",
        "정보",
        "인민",
        "공화국",
        "위원회",
        "연방",
        "소련",
        "기자",
        "이사회",
        "양자",
        "오전",
        "오후",
        "서울",
        "평양",
        "방한",
        "방러",
        "방북",
    ]
)
_CHINESE_ROLES = "总统|总理|首相|外长|外务相|外相|防长|国防部长|外交部长|外交大臣|国防大臣|发言人|领导人|最高领导人|委员长|国务委员长|主席|国家主席|顾问|安全顾问|大使|将军|司令|秘书长|总书记|部长|副部长|国务卿|防卫大臣|参谋长|协调员|市长|州长|议员|教授|专家|特使|室长|局长|院长"
_CHINESE = re.compile(
    rf"(?P<role>(?:[\u4e00-\u9fff]{{2,14}}?)?(?:{_CHINESE_ROLES}))(?P<name>[\u4e00-\u9fff]{{2,4}}?(?:·[\u4e00-\u9fff]{{2,6}}?)*?|[\u4e00-\u9fff]{{1,6}}(?:·[\u4e00-\u9fff]{{1,8}}?)+)"
    r"(?=表示|说|称|指出|强调|认为|宣布|在|于|与|和|同|、|，|,|。|的|对|会见|会晤|访问|抵达|将|透露|重申|\d|当天|当地|周|出席|举行|发表|通过|就|向|进行|讨论|写道|批准|命令|签署|视察|召开|否认|警告|批评|呼吁|承诺|下令|宣称|前往|同意|拒绝|回应|敦促|谴责|证实)"
)
_CHINESE_LEADING = re.compile(r"^.*?(?:据|与|和|同|对|向|由|是|了|，|称|说|表示|会见|访问|邀请)(?=[\u4e00-\u9fff]{2})")
_NOT_CHINESE = re.compile(
    r"(?:会议|会谈|访问|表示|宣布|国家|政府|部门|今天|昨天|当天|办公室|先生|发言|举行|通过|再次|已经|日前|近日|正在|随后|此前|等|们$|府$|团$)"
)


def find_asian(sentence: str) -> list[tuple[str, str]]:
    """Names with their roles in a Korean or Chinese sentence, in order."""
    if re.search(r"[가-힣]", sentence):
        return _korean(sentence)
    people: list[tuple[str, str]] = []
    if re.search(r"[\u3400-\u9fff]", sentence):
        for found in _CHINESE.finditer(sentence):
            role = _CHINESE_LEADING.sub("", found["role"])
            if not _NOT_CHINESE.search(found["name"]) and found["name"][0] not in "对向" and len(role) > 1:
                people.append((found["name"], role))
    return people


def _korean(sentence: str) -> list[tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    spans: list[tuple[int, int]] = []
    for match in _KOREAN.finditer(sentence):
        name = match["name"]
        if (
            name[0] in _KOREAN_SURNAMES
            and name not in _KOREAN_COMMON
            and (name[-1] not in "은는을를의에" or name.endswith(_GIVEN_IN_EUN))
            and name[-1] not in "크트드르스브프츠즈"  # 제이크 설리번: a foreign given name
            and not _is_word(name)
        ):
            found[match.start()] = name, match["role"]
            spans.append(match.span())
    for match in _FOREIGN.finditer(sentence):
        words = match["name"].split()
        # A foreign name is two words (제이크 설리번); neither is a common word or carries a particle.
        if any(start < match.end() and match.start() < end for start, end in spans) or any(
            _is_word(word) or word[-1] in "은는을를의에과와" for word in words
        ):
            continue
        found[match.start()] = match["name"], match["role"]
    for match in _KOREAN_AFTER.finditer(sentence):
        if match["name"][0] in _KOREAN_SURNAMES and not _is_word(match["name"]):
            found.setdefault(match.start(), (match["name"], match["role"]))
    return [found[place] for place in sorted(found)]


def _is_word(word: str) -> bool:
    return (
        word in _KOREAN_COMMON
        or bool(re.search(rf"(?:{_KOREAN_ROLES})$", word))
        or word.endswith(("했다", "했던", "한다", "하는", "에서", "으로", "부터", "까지"))
    )
