"""Words and phrases: what each way of writing one finds. One table a rule."""

import pytest

from tests.core.query.asking import article, texts

Row = tuple[str, str, list[str] | None]


def check(row: Row) -> None:
    query, text, found = row
    assert texts(query, text) == found


@pytest.mark.parametrize(
    "row",
    [
        ("missile", "Missiles hit a missile's base", ["Missiles", "missile"]),
        ("ракета", "Ракетами й ракет", ["Ракетами", "ракет"]),
        ("ракета", "удар ракетой, удар ракетою", ["ракетой", "ракетою"]),  # Russian and Ukrainian: the word is open
        ("ракеты", "ракеті", None),  # ы is Russian only
        ("Пхеньян", "у Пхеньяні", ["Пхеньяні"]),
        ("запускати", "запускали ракету", ["запускали"]),
        ("missile", "missive", None),
        ("=missile", "missiles", None),
        ("=missile", "a MISSILE", ["MISSILE"]),
        ("=ракета", "ракети ракета", ["ракета"]),
        ("DPRK", "the DPRK's army", ["DPRK"]),
        ("КНДР", "у КНДР", ["КНДР"]),
        ("США", "у США", ["США"]),
        ("NATO", "natoes", None),  # up to four capitals do not inflect
    ],
)
def test_a_word_finds_its_forms_and_an_exact_one_itself(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        ("Iskander*", "Iskanders and Iskander-M", ["Iskanders", "Iskander"]),
        ("балісти*", "балістичну ракету", ["балістичну"]),
        ("iskander*", "Iskanderkhan", ["Iskanderkhan"]),
        ("missil*", "amissile", None),
        ("ракета*", "ракети", None),  # never inflected
        ("ёлка*", "ЕЛКАМИ", ["ЕЛКАМИ"]),
        ("KN-23*", "KN-233", ["KN-233"]),
        ("탄도미*", "탄도미사일을", ["탄도미"]),
        ('"ballistic missil*"', "ballistic missiles", ["ballistic missiles"]),
    ],
)
def test_a_prefix(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        ("^US", "The US told us", ["US"]),
        ("^Polish", "polish Polish POLISH", ["Polish"]),
        ("^US", "US SLAMS NORTH KOREA", None),  # a sentence that is all capitals
        ("^US", "US SLAMS NORTH KOREA. The US did.", ["US"]),
        ("^US", "US 제재", ["US"]),
        ("^US", "the U.S. said", ["U.S."]),
        ("US", "US SLAMS", ["US"]),
        ("^KN-23", "kn-23 or KN-23", ["KN-23"]),
        ("^Пхеньян", "у Пхеньяні, Пхеньян", ["Пхеньян"]),  # one form
        ("^DPRK", "DPRК и", ["DPRК"]),  # look-alikes fold, the case stays
    ],
)
def test_a_case_that_is_kept(row: Row) -> None:
    check(row)


@pytest.mark.parametrize("term", ["KN-23", "KN23", '"KN 23"', "kn–23", '="KN 23"', "=KN-23"])
@pytest.mark.parametrize("written", ["KN-23", "KN 23", "KN23", "KN–23", "kn‑23", "ＫＮ２３"])
def test_a_hyphen_a_space_and_nothing_are_one(term: str, written: str) -> None:
    assert texts(term, f"a {written}, b") == [written]


@pytest.mark.parametrize(
    "row",
    [
        ("KN", "a KN-23", ["KN"]),
        ("23", "a KN-23", ["23"]),
        ("KN-23", "a KN-24", None),
        ("KN-23", "23 KN", None),
        ("прес-секретар", "прес-секретаря", ["прес-секретаря"]),
        ("про-російський", "проросійського", ["проросійського"]),
        ("про-російський", "про російську", ["про російську"]),
        ("e-mail", "an email", ["email"]),
        ("Kim Jong-un", "Kim Jong Un", ["Kim", "Jong Un"]),
        ("Шахед-136", "Шахедами-136", ["Шахедами-136"]),
        ("KN-23", "KN-23s", ["KN-23"]),
        ("Ан-26", "Ан-26 та Ана-26", ["Ан-26"]),  # parts of two letters do not inflect
        ("missile-23", "missile\n\n23", None),  # no border of a paragraph
    ],
)
def test_hyphens(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        ("Korea", "Korea's and Korea’s", ["Korea", "Korea"]),
        ("Korea's", "in Korea", ["Korea"]),
        ("Jones", "the Jones' house", ["Jones"]),
        ("об'єкт", "обʼєкта та об’єкт", ["обʼєкта", "об’єкт"]),
        ("елка", "Ёлка", ["Ёлка"]),
        ("замок", "за\u0301мок", ["за\u0301мок"]),
        ("київ", "Кыев", None),
        ("=йод", "иод", None),  # letters of their own
        ("=їжак", "іжак", None),
        ("=ґрунт", "грунт", None),
        ("Straße", "STRASSE", ["STRASSE"]),
        ("missile", "ｍｉｓｓｉｌｅ", ["ｍｉｓｓｉｌｅ"]),
        ("ракета", "ра\u00adкета", ["ра\u00adкета"]),
        ("missile", "mis\u200bsile", ["mis\u200bsile"]),
        ("НАТО", "НАТO", ["НАТO"]),
        ("Jong", "Kim Jŏng-un", ["Jŏng"]),
        ("AT&T", "of AT&T.", ["AT&T"]),
        ("US", "the U.S. Navy", ["U.S."]),
        ("U.S.", "the US Navy", ["US"]),
        ("26,500", "$26,500", ["26,500"]),
        ("500", "$26,500", None),
    ],
)
def test_folding(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        ('"ballistic missile"', "Ballistic missiles", ["Ballistic missiles"]),
        ('"ballistic missile"', "ballistic, missile", ["ballistic, missile"]),
        ('"ballistic missile"', "ballistic. Missile", ["ballistic. Missile"]),  # may cross a sentence's end
        ('"ballistic missile"', "ballistic\n\nmissile", None),
        ('"ballistic missile"', "ballistic\nmissile", ["ballistic\nmissile"]),
        ('"ballistic missile"', "missile ballistic", None),
        ('"ballistic missile"', "ballistic new missile", None),
        ('="ballistic missile"', "ballistic missiles", None),
        ('="ballistic missile"', "BALLISTIC missile", ["BALLISTIC missile"]),
        ('"північна корея"', "Північної Кореї", ["Північної Кореї"]),
        ('="північна корея"', "Північної Кореї", None),
        ("«балистическая ракета»", "балистических ракет", ["балистических ракет"]),
        ('"KN-23 missile"', "a KN23 missile", ["KN23 missile"]),
        ('"near"', "it is near", ["near"]),
        ('"a b a"', "a b a b a", ["a b a", "a b a"]),
    ],
)
def test_phrases(row: Row) -> None:
    check(row)


def test_a_phrase_does_not_cross_from_title_to_text() -> None:
    assert texts('"ballistic missile"', article("missile", "ballistic")) is None
    assert texts("ballistic missile", article("missile", "ballistic")) == ["ballistic", "missile"]


@pytest.mark.parametrize(
    "row",
    [
        ("북한", "북한이 북한의 북한, 북한군", ["북한"] * 4),
        ("북한", "대북한", None),  # a term starts a word
        ("한국", "북한국", None),
        ("=북한", "북한이 북한 북한의", ["북한"]),
        ("ICBM", "ICBM을", ["ICBM"]),
        ("=ICBM", "ICBM을", ["ICBM"]),
        ("발사", "ICBM발사", ["발사"]),  # a border stands where the script changes
        ("화성-17", "화성-17형", ["화성-17"]),
        ("화성-17형", "화성17형을", ["화성17형"]),
        ('"북한 미사일"', "북한은 미사일을", ["북한은 미사일"]),
        ('"ICBM 발사"', "ICBM을 발사했다", ["ICBM을 발사"]),
        ('="북한 미사일"', "북한은 미사일", None),
        ('="ICBM 발사"', "ICBM을 발사", None),
        ('="북한 미사일"', "북한 미사일", ["북한 미사일"]),
        ("각", "가", None),
        ("북한", "\u1107\u116e\u11a8\u1112\u1161\u11ab", ["\u1107\u116e\u11a8\u1112\u1161\u11ab"]),  # taken apart
    ],
)
def test_korean(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        ("朝鲜", "在朝鲜半岛", ["朝鲜"]),
        ("朝鲜", "朝，鲜", None),  # inside a run of characters
        ("導弾", "弾道導弾発射", ["導弾"]),
        ("ミサイル", "弾道ミサイル発射", ["ミサイル"]),
        ("ミサイル", "弾道ﾐｻｲﾙ発射", ["ﾐｻｲﾙ"]),
        ("=朝鲜", "朝鲜半岛", ["朝鲜"]),
        ("导弹", "导弹导弹", ["导弹", "导弹"]),
        ('"朝鲜 导弹"', "朝鲜导弹", ["朝鲜导弹"]),
        ("ICBM", "发射ICBM导弹", ["ICBM"]),
        ("KN-23导弹", "KN23导弹", ["KN23导弹"]),
        ("人人", "人人人", ["人人", "人人"]),
    ],
)
def test_chinese_and_japanese(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        (r"/KN-?\d+/", "KN-23 kn-24 KN25", ["KN-23", "KN25"]),
        (r"/(?i)kn-?\d+/", "KN-23 kn24", ["KN-23", "kn24"]),
        ("/^North/", "In the North\n\nNorth Korea", ["North"]),  # each paragraph by itself
        ("/a.b/", "a\n\nb", None),
        ("/, (Kim|Putin)/", "now, Kim", [", Kim"]),
        (r"/a\/b/", "a/b", ["a/b"]),
        ("/’s/", "Korea’s", ["’s"]),  # raw, not folded
    ],
)
def test_regular_expressions(row: Row) -> None:
    check(row)


def test_a_hostile_regular_expression_is_harmless() -> None:
    assert texts(r"/(a+)+$/ b", "a" * 50_000 + "! b") is None


def test_a_regular_expression_looks_at_the_title_too() -> None:
    assert texts("/KN-\\d+/", article("", "the KN-23")) == ["KN-23"]
