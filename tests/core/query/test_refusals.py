"""What is refused: where the caret stands, what is wrong, what to write instead. And what is warned about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.query import parse, warnings_of
from monitor.errors import QueryError

# query (the refused part between ⟦ ⟧), words of the message, words of the advice
_REFUSED = [
    # operators of our own, not rightly written
    ("a ⟦NEAR⟧ b", "has no number", "NEAR/8"),
    ("⟦NEAR⟧", "has no number", '"near"'),
    ("a ⟦BEFORE⟧ b", "has no number", "BEFORE/8"),
    ("a ⟦NEAR/⟧ b", "has no number", "NEAR/8"),
    ("a ⟦NEAR5⟧ b", "no operator", "NEAR/5"),
    ("a ⟦NEAR:5⟧ b", "no operator", "NEAR/5"),
    ("a ⟦NEAR~5⟧ b", "no operator", "NEAR/5"),
    ("a ⟦NEAR/x⟧ b", "no operator", "NEAR/8"),
    ("a ⟦near/5⟧ b", "in capitals", "NEAR/5"),
    ("a ⟦Near/5⟧ b", "in capitals", "NEAR/5"),
    ("a ⟦before/5⟧ b", "in capitals", "BEFORE/5"),
    ("⟦atleast/3⟧ (a)", "in capitals", "ATLEAST/3"),
    ("a ⟦same-sentence⟧ b", "no operator", "SAME-SENTENCE"),
    ("a ⟦SAME-SENTENCE/5⟧ b", "no operator", "without a number"),
    ("⟦ATLEAST⟧(a)", "has no number", "ATLEAST/3(a)"),
    ("⟦ATLEAST/0⟧(a)", "counts nothing", "from 1"),
    ("⟦ATLEAST/2⟧ a", "without brackets", "ATLEAST/2(a OR b)"),
    ("ATLEAST/2⟦(NOT a)⟧", "NOTs only", "name a term"),
    # operators of other tools
    ("a ⟦W/5⟧ b", "no operator here", "NEAR/5"),
    ("a ⟦w/5⟧ b", "no operator here", "NEAR/5"),
    ("a ⟦PRE/5⟧ b", "no operator here", "BEFORE/5"),
    ("a ⟦W/s⟧ b", "no operator here", "SAME-SENTENCE"),
    ("a ⟦W/p⟧ b", "no operator here", "NEAR/8"),
    ("a ⟦/s⟧ b", "no operator here", "SAME-SENTENCE"),
    ("a ⟦/5⟧ b /5 c", "no operator here", "NEAR/5"),
    ("a ⟦ADJ⟧ b", "no operator here", "BEFORE/0"),
    ("a ⟦ADJ3⟧ b", "no operator here", "BEFORE/3"),
    ("a ⟦XOR⟧ b", "no operator here", "AND NOT"),
    ("a ⟦ANDNOT⟧ b", "no operator here", "AND NOT"),
    ("a ⟦WITHIN⟧ b", "no operator here", "NEAR/8"),
    ("a ⟦FOO/5⟧ b", "unknown operator", "quotation marks"),
    ("a ⟦and/or⟧ b", "no operator here", "OR"),
    ("a ⟦&⟧& b", "“&&” is no operator", "AND"),
    ("a ⟦|⟧| b", "“||” is no operator", "OR"),
    ("a ⟦|⟧ b", "no operator", "OR"),
    ("⟦!⟧a b", "no operator", "-x"),
    ("⟦+⟧a b", "no operator", "leave the + out"),
    ("a⟦~⟧2", "no operator", "NEAR/8"),
    ('"a b"⟦~⟧5', "after a phrase", "NEAR/8"),
    ("a⟦^⟧2", "no operator", "no weights"),
    ("wom⟦?⟧n", "no operator", "only *"),
    ("⟦[⟧a TO b]", "no operator", "no ranges"),
    ("a⟦,⟧ b", "no operator", "OR or AND"),
    ("word⟦(⟧a b)", "a space is missing", "terms stand apart"),
    ('a⟦"⟧b"', "a space is missing", "terms stand apart"),
    # Westlaw, LexisNexis, Nexis Uni, Factiva, Dialog, Ovid, EBSCO
    ("a ⟦P/3⟧ b", "no operator here", "BEFORE/3"),
    ("a ⟦N/3⟧ b", "no operator here", "NEAR/3"),
    ("a ⟦w/para⟧ b", "no operator here", "NEAR/8"),
    ("a ⟦W/sent⟧ b", "no operator here", "SAME-SENTENCE"),
    ("a ⟦adj3⟧ b", "no operator here", "BEFORE/3"),
    ("a ⟦NEXT/3⟧ b", "no operator here", "BEFORE/3"),
    ("a ⟦near5⟧ b", "no operator", "NEAR/5"),
    ("a ⟦NEAR/5W⟧ b", "no operator", "NEAR/5"),
    ("a ⟦ONEAR/5⟧ b", "no operator here", "BEFORE/5"),
    ("a ⟦onear/5⟧ b", "no operator here", "BEFORE/5"),
    ("a ⟦ONEAR⟧ b", "no operator here", "BEFORE/8"),
    ("a ⟦FBY⟧ b", "no operator here", "BEFORE/8"),
    ("a ⟦AFTER/5⟧ b", "no operator here", "b BEFORE/5 a"),
    ("a ⟦NOTNEAR/5⟧ b", "no operator here", "NOT (a NEAR/5 b)"),
    ("a ⟦SENTENCE⟧ b", "no operator here", "SAME-SENTENCE"),
    ("a ⟦PARAGRAPH⟧ b", "no operator here", "NEAR/8"),
    ("⟦ATLEAST5⟧(a)", "no operator", "ATLEAST/5"),
    ("⟦atleast5⟧(a)", "no operator", "ATLEAST/5"),
    ("⟦atleast⟧ a", "has no number", "ATLEAST/3(a)"),
    ("missil⟦!⟧ a", "no operator", "missil*"),
    ("⟦HEADLINE(⟧a)", "no operator here", "title:(a b)"),
    ("⟦hlead(⟧a)", "no operator here", "title:(a b)"),
    ("⟦caps(⟧US)", "no operator here", "^US"),
    ("hlead⟦=⟧(a)", "no operator", "title:word"),
    ("a ⟦+⟧5 b", "no operator", "leave the + out"),
    # Lucene, Elasticsearch, Brandwatch, Meltwater, Talkwalker, Cision
    ('"a b"⟦^⟧2', "after a phrase", "no weights"),
    ("(a b)⟦^⟧2", "after a bracket", "no weights"),
    ("(a b)⟦~⟧5", "no operator", "NEAR/8"),
    ('"a b" ⟦~⟧10', "no operator", "NEAR/8"),
    ("a⟦~⟧ b", "no operator", "NEAR/8"),
    ("a NOT ⟦NEAR/5⟧ b", "NOT before NEAR/5", "NOT (a NEAR/5 b)"),
    ("⟦NEAR⟧(a b, 5)", "has no number", "NEAR/8"),
    ("⟦near(⟧a b)", "no operator here", "a NEAR/8 b"),
    ("a ⟦NEAR⟧ / 10 b", "has no number", "NEAR/8"),
    ("a ⟦NEAR/⟧ 10 b", "has no number", "NEAR/8"),
    ("a ⟦NEAR/1000000⟧ b", "too far", "999999"),
    ("⟦published:⟧[2020 TO 2024]", "unknown field", "--since"),
    ("a 2020⟦.⟧.2024", "no operator", "no ranges"),
    ("a⟦.⟧.b", "no operator", "no ranges"),
    ("term⟦{⟧2}", "no operator", "brackets"),
    ("⟦?⟧ssile", "no operator", "only *"),
    ("⟦!⟧(a b)", "no operator", "-x"),
    ("a⟦|⟧b", "no operator", "OR"),
    ("a⟦+⟧b", "no operator", '"a+b"'),
    ("a ⟦AND_NOT⟧ b", "no operator here", "AND NOT"),
    ("a ⟦AND-NOT⟧ b", "no operator here", "AND NOT"),
    ("a ⟦NOR⟧ b", "no operator here", "NOT (a OR b)"),
    # PostgreSQL, SQLite, Splunk, KQL, Sphinx
    ("a ⟦<⟧-> b", "no operator", "fields"),
    ("title⟦=⟧x", "no operator", "title:x"),
    ("index⟦=⟧x", "no operator", "=word"),
    ("a ⟦!⟧= b", "no operator", "NOT x"),
    ("a ⟦<⟧< b", "no operator", "fields"),
    ("a ⟦|⟧ stats", "no operator", "OR"),
    ("⟦regexp:⟧x", "unknown field", "/KN-2[34]/"),
    # Google
    ("⟦intitle:⟧a", "unknown field", "title:"),
    ("⟦inurl:⟧a", "unknown field", "site:"),
    ("⟦before:2024-01-01⟧ a", "no operator", "--since"),
    ("⟦after:2024-01-01⟧ a", "no operator", "--since"),
    ("site:⟦https://unn.ua/a⟧ b", "host alone", "site:unn.ua"),
    ("site:⟦www.unn.ua/news⟧ b", "host alone", "site:www.unn.ua"),
    ("site:⟦*.ua⟧ b", "host alone", "site:ua"),
    ("lang:⟦eng⟧ a", "no language", "en?"),
    # another script's letters, signs and marks
    ("a ⟦АND⟧ b", "look like those of AND", "Latin letters"),
    ("a ⟦ОR⟧ b", "look like those of OR", "Latin letters"),
    ("a ⟦NОT⟧ b", "look like those of NOT", "Latin letters"),
    ("a ⟦NЕAR/5⟧ b", "look like those of NEAR/5", "Latin letters"),
    ("a ⟦ＡＮＤ⟧ b", "look like those of AND", "Latin letters"),
    ("a ⟦ＮＥＡＲ／5⟧ b", "look like those of NEAR/5", "Latin letters"),
    ("missile⟦＊⟧", "no operator", "a plain *"),
    ("title⟦：⟧a", "no operator", "a plain :"),
    ("⟦＝⟧a", "no operator", "a plain ="),
    ("⟦＠⟧dprk", "no operator", "a plain @"),
    ("⟦＾⟧US", "no operator", "a plain ^"),
    ("a ⟦＆⟧ b", "no operator", "AND"),
    ("a ⟦｜⟧ b", "no operator", "OR"),
    ("⟦＋⟧a", "no operator", "leave the + out"),
    ("a ⟦－⟧b", "dash", "plain hyphen"),
    ("a ⟦—⟧ b", "dash", "plain hyphen"),
    ("朝鲜⟦，⟧导弹", "no operator", "OR or AND"),
    ("朝鲜⟦、⟧导弹", "no operator", "OR or AND"),
    ("⟦［⟧a OR b］", "no operator", "( )"),
    ("⟦【⟧a】", "no operator", "( )"),
    ("⟦‘⟧a b’", "no quotation mark", "«…»"),
    ("⟦'⟧a b'", "no quotation mark", "«…»"),
    ("⟦`⟧a b`", "no quotation mark", "«…»"),
    ("⟦‹⟧a b›", "no quotation mark", "«…»"),
    ("⟦「⟧a b」", "no quotation mark", "«…»"),
    ("⟦《⟧朝鲜》", "no quotation mark", "«…»"),
    ("⟦“⟧a b", "not closed", "”"),
    ("⟦„⟧a b", "not closed", "“"),
    ("a b⟦”⟧", "a space is missing", "terms stand apart"),
    ("⟦заголовок:⟧ракета", "unknown field", "title:"),
    ("⟦제목:⟧미사일", "unknown field", "title:"),
    # fields
    ("⟦foo:⟧x", "unknown field", "fields are title, lead"),
    ("⟦titel:⟧x", "unknown field", "title:"),
    ("⟦Title:⟧x", "unknown field", "title:"),
    ("⟦headline:⟧x", "unknown field", "title:"),
    ("⟦title:⟧ x", "nothing right after", "title:x"),
    ("⟦title:⟧", "nothing right after", "title:word"),
    ("title:⟦-⟧x", "“-” after", "-title:x"),
    ("title:(a ⟦body:⟧b)", "inside title:", "cannot stand"),
    ("title:⟦body:⟧b", "inside title:", "cannot stand"),
    ("⟦http:⟧//example.org/a", "address", "site:"),
    ("⟦15:⟧30", "no field", '"15:30"'),
    ("lang:⟦ua⟧ x", "no language", "uk"),
    ('lang:⟦"uk"⟧ x', "no language", "lang:uk"),
    # what may not stand inside NEAR
    ("a NEAR/5 ⟦(b AND c)⟧", "AND inside", "operands are"),
    ("a NEAR/5 ⟦NOT⟧ b", "NOT inside", "operands are"),
    ("a NEAR/5 ⟦title:b⟧", "title: inside", "title:(a NEAR/5 b)"),
    ("⟦title:a⟧ NEAR/5 b", "title: inside", "title:(a NEAR/5 b)"),
    ("a NEAR/5 ⟦/b/⟧", "regular expression inside", "operands are"),
    ("a NEAR/5 ⟦ATLEAST/2(b)⟧", "ATLEAST inside", "operands are"),
    ("a NEAR/5 ⟦(b NEAR/5 c)⟧", "another NEAR/5 in brackets", "chain"),
    ("a NEAR/5 (b OR ⟦(c d)⟧)", "AND inside", "operands are"),
    ("a SAME-SENTENCE ⟦(b c)⟧", "AND inside", "operands are"),
    # signs
    ("⟦^US*⟧", "^ with *", "one form"),
    ('⟦^"⟧a b"', "^ before a phrase", "one word"),
    ("⟦=word*⟧", "= with *", "choose one"),
    ('="a ⟦word*⟧"', "= with *", "choose one"),
    ("朝鲜半岛⟦*⟧", "Chinese or Japanese", "朝鲜半岛"),
    ("ミサイル⟦*⟧", "Chinese or Japanese", "ミサイル"),
    ("북한⟦*⟧", "fewer than three", "북한"),
    ("ab⟦*⟧", "fewer than three", "three letters"),
    ("⟦*⟧", "fewer than three", "three letters"),
    ("⟦*⟧missile", "end only", "OR"),
    ("mis⟦*⟧le", "end only", "OR"),
    ("missile⟦*⟧*", "end only", "OR"),
    ("a ⟦-⟧ b", "before nothing", "-x"),
    ("a ⟦–⟧b", "dash", "plain hyphen"),
    ("(a)⟦-⟧b", "needs a space", "NOT"),
    ("a ⟦-⟧-b", "before nothing", "-x"),
    ("a -⟦NOT⟧ b", "NOT twice", "leave both out"),
    ("⟦=⟧", "before nothing", "=word"),
    ("⟦@⟧Foo", "without a concept's name", "@dprk"),
    ("⟦@dprk,⟧ a", "no concept's name", "@dprk"),
    # brackets and quotation marks
    ('⟦"⟧a', "not closed", "expected"),
    ("⟦«⟧a", "not closed", "»"),
    ("⟦(⟧a", "not closed", "expected )"),
    ("a⟦)⟧", "not opened", "leave it out"),
    ("⟦()⟧", "empty bracket", "write terms"),
    ('⟦""⟧', "empty phrase", "write words"),
    ('⟦" — "⟧', "empty phrase", "write words"),
    ("⟦...⟧", "nothing to search for", "expected"),
    # operators without a term
    ("a AND⟦⟧", "missing after AND", "expected"),
    ("⟦AND⟧ a", "left of AND", "expected a term"),
    ("a AND ⟦OR⟧ b", "found OR", "expected"),
    ("a NEAR/5⟦⟧", "missing after NEAR/5", "expected"),
    ("⟦NEAR/5⟧ a", "left of NEAR/5", "expected a term"),
    ("a NOT⟦⟧", "missing after NOT", "expected"),
    ("a NOT ⟦NOT⟧ b", "NOT twice", "leave both out"),
    # what would match everything, or nothing
    ("⟦⟧", "empty query", "expected"),
    ("⟦ ⟧ ", "empty query", "expected"),
    ("⟦NOT a⟧", "NOTs only", "must be found"),
    ("⟦-a⟧ -b", "NOTs only", "must be found"),
    ("title:⟦(-a)⟧", "NOTs only", "must be found"),
    ("a OR ⟦NOT b⟧", "would match", "must be found"),
    ("⟦/(/⟧", "regular expression", "RE2"),
    ("⟦/(?=a)b/⟧", "regular expression", "RE2"),
    ("⟦/a*/⟧", "empty text", "RE2"),
    ("⟦/⟧abc", "not closed", "expected /"),
    ("/a/⟦i⟧", "after a regular expression", "(?i)"),
]


@pytest.mark.parametrize(("marked", "message", "advice"), _REFUSED)
def test_refused_at_its_place(marked: str, message: str, advice: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    query = marked.replace("⟦", "").replace("⟧", "")
    with pytest.raises(QueryError) as caught:
        parse(query)
    wrong = caught.value
    assert message in wrong.message
    assert advice in wrong.advice
    assert (wrong.start, wrong.end) == (start, max(end, start + 1))
    assert str(wrong).splitlines()[2].strip() == "^" * (wrong.end - wrong.start)


@pytest.mark.parametrize("query", ["(" * 100 + "a" + ")" * 100, "a " * 60_000, "a" + " NEAR/1 a" * 20])
def test_too_much_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        parse(query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("missile and launch", ["and"]),
        ("missile or launch", ["or"]),
        ("missile not launch", ["not"]),
        ("not launch missile", ["not"]),
        ("missile Or launch", ["Or"]),
        ("missile near launch", ["near"]),
        ("a and b or c", ["and", "or"]),
        ("(a or b) and (c)", ["or", "and"]),
        ('"a AND b" c', ['"a AND b"']),
        ("$100 a", ["$100"]),
        ("^북한 a", ["^북한"]),
        # words that are operators elsewhere, in capitals
        ("missile NEXT launch", ["NEXT"]),
        ("missile WITH launch", ["WITH"]),
        ("missile EXCEPT launch", ["EXCEPT"]),
        ("missile AFTER launch", ["AFTER"]),
        ("missile LIKE launch", ["LIKE"]),
        ("2020 TO 2024", ["TO"]),
        ("missile adj launch", ["adj"]),
        ("missile W3 launch", ["W3"]),
        ("missile with launch", []),
        # and, or, not in other languages
        ("ракета И удар", ["И"]),
        ("ракета ИЛИ удар", ["ИЛИ"]),
        ("ракета НЕ удар", ["НЕ"]),
        ("НЕ удар ракета", ["НЕ"]),
        ("ракета І удар", ["І"]),
        ("ракета ТА удар", ["ТА"]),
        ("ракета АБО удар", ["АБО"]),
        ("ракета БЕЗ удару", ["БЕЗ"]),
        ("ракета або удар", ["або"]),
        ("북한 그리고 미국", ["그리고"]),
        ("북한 또는 미국", ["또는"]),
        ("朝鲜 和 导弹", ["和"]),
        ("朝鲜 或者 导弹", ["或者"]),
        ("朝鲜 非 导弹", ["非"]),
        ("missile ODER launch", ["ODER"]),
        # signs that count for nothing
        ("#missile a", ["#missile"]),
        ("missile$ a", ["missile$"]),
        ("missil% a", ["missil%"]),
        ("mis_ile a", ["mis_ile"]),
        ('"wom?n at" a', ['"wom?n at"']),
        ('"a ? b" c', ['"a ? b"']),
        ('"who is it?" c', []),
        ("missile AND launch", []),
        ('"war and peace"', []),
        ("=and missile", []),
        ("near", []),
        ("U.S. AT&T об’єкт", []),
    ],
)
def test_warned_about(query: str, words: list[str]) -> None:
    found = warnings_of(query)
    assert [query[warning.start : warning.end] for warning in found] == words
    assert all(warning.message and warning.advice for warning in found)


@pytest.mark.parametrize(
    "query",
    ["KN-23", "24/7", "km/h", "Kim/Putin", "а/я", "AT&T", "O'Neill", "Jones'", "U.S.", "26,500", "1.5", "nearby", "north",
     "post", "x", "photo", "within", "same", "after", "NATO", "PARA", "ОАЕ", "МЗС", "site:unn*", "site:ua"],
)  # fmt: skip
def test_what_only_looks_like_an_operator_is_a_term(query: str) -> None:
    parse(query)
    assert warnings_of(query) == ()


@given(st.text(alphabet='ab()"«»=^*-@/:~&|!? \nANDORNEAR/5,北북їtile', max_size=25))
def test_any_text_is_parsed_or_refused_with_a_place(query: str) -> None:
    wrong = _refusal(query)
    if wrong:
        assert 0 <= wrong.start < wrong.end <= len(query) + 1
        assert wrong.message
        assert wrong.advice


def _refusal(query: str) -> QueryError | None:
    try:
        parse(query)
    except QueryError as wrong:
        return wrong
    return None
