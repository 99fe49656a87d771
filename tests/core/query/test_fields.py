"""Fields: what each one looks at, how far it scopes, where its hits are."""

import pytest

from monitor.core.article.model import CitedSource, Quote, Section
from tests.core.query.asking import article, ask, texts

FULL = article(
    "The lead of it.\n\nHeading here\n\nMissiles flew, an aide said.",
    "A title of rockets",
    lead="The lead of it.",
    site="UNN Agency",
    url="https://www.unn.ua/news/1",
    authors=("Olena Kovalenko", "John Smith"),
    dateline="PYONGYANG, Jan. 10",
    quotes=(
        Quote(text="We sent missiles", speaker="Kim Jong Un"),
        Quote(text="We got no rockets", speaker="Vladimir Putin"),
    ),
    cited_sources=(CitedSource(name="Reuters"), CitedSource(name="Yonhap News")),
    sections=(Section(heading="Background of missiles", paragraphs=("x",)),),
)


@pytest.mark.parametrize(
    ("query", "path", "text"),
    [
        ("title:rocket", "title", "rockets"),
        ("lead:lead", "lead", "lead"),
        ("body:missile", "text", "Missiles"),
        ("body:heading", "text", "Heading"),
        ("site:agency", "site", "Agency"),
        ("site:unn.ua", "url", "unn.ua"),
        ("author:kovalenko", "authors[0]", "Kovalenko"),
        ('author:"john smith"', "authors[1]", "John Smith"),
        ("dateline:pyongyang", "dateline", "PYONGYANG"),
        ("quoted:missile", "quotes[0].text", "missiles"),
        ("quoted:rocket", "quotes[1].text", "rockets"),
        ("speaker:putin", "quotes[1].speaker", "Putin"),
        ("cites:yonhap", "cited_sources[1].name", "Yonhap"),
        ("heading:missile", "sections[0].heading", "missiles"),
        ("lang:en", "language", "en"),
        ("lang:(uk OR en)", "language", "en"),
        ("title:/r.ckets/", "title", "rockets"),
        ("title:rock*", "title", "rockets"),
    ],
)
def test_where_a_field_looks(query: str, path: str, text: str) -> None:
    found = ask(query, FULL)
    assert found
    assert [(hit.path, hit.text) for hit in found.hits] == [(path, text)]


@pytest.mark.parametrize(
    "query",
    [
        "title:missile",
        "body:rocket",
        "lead:missile",
        "quoted:putin",
        "speaker:missile",
        "heading:heading",
        "cites:putin",
        "author:reuters",
        "site:unn.com",
        "site:agencies",  # a site is no word that inflects
        "lang:uk",
        "dateline:missile",
        "background",  # a section's label is not in the stream
        "reuters",
        "kovalenko",
    ],
)
def test_where_a_field_does_not_look(query: str) -> None:
    assert ask(query, FULL) is None


def test_offsets_in_other_fields() -> None:
    hit = ask("site:unn.ua", FULL).hits[0]  # type: ignore[union-attr]
    assert FULL.url is not None
    assert FULL.url[hit.start : hit.end] == "unn.ua"
    hit = ask("speaker:putin", FULL).hits[0]  # type: ignore[union-attr]
    assert (hit.index, hit.start, hit.end) == (1, 9, 14)


def test_a_field_scopes_its_term_only_or_its_bracket() -> None:
    about = article("b", "a")
    assert texts("title:a b", about) == ["a", "b"]
    assert texts("title:(a b)", about) is None
    assert texts("title:(a b)", article("", "b x a")) == ["b", "a"]
    assert texts("title:(a NEAR/0 b)", article("b", "a")) is None


def test_everything_stays_within_one_value() -> None:
    assert ask("quoted:(missile rocket)", FULL) is None
    assert ask("quoted:missile quoted:rocket", FULL)
    assert ask("quoted:(sent missile)", FULL)
    assert ask('author:"kovalenko john"', FULL) is None
    assert ask("quoted:(rocket NEAR/9 missile)", FULL) is None
    assert ask("quoted:(we -rocket)", FULL)  # a quotation with the one and without the other


def test_not_inside_a_field_means_nowhere_in_it() -> None:
    assert texts("title:(a -b)", article("b", "a")) == ["a"]
    assert texts("title:(a -b)", article("", "a b")) is None
    assert texts("a title:(NOT b)", article("a b", "c")) == ["a"]
    assert texts("a title:(NOT b)", article("a", "b")) is None
    assert texts("a title:(NOT b)", article("a")) == ["a"]  # no title, nowhere in it
    assert ask("missile quoted:(NOT rocket)", FULL) is None
    assert ask("missile NOT quoted:rocket", FULL) is None
    assert ask("missile NOT quoted:tank", FULL)


def test_a_lead_that_begins_the_text_is_counted_once() -> None:
    about = article("A lead.\n\nMore.", lead="A lead.")
    assert texts("lead", about) == ["lead"]
    assert texts("ATLEAST/2(lead)", about) is None
    assert texts("ATLEAST/2(lead:lead OR lead)", about) is None
    assert [hit.field for hit in ask("lead", about).hits] == ["text"]  # type: ignore[union-attr]


def test_a_lead_of_its_own_stands_before_the_text() -> None:
    about = article("More.", "Title", lead="A lead.")
    assert [(hit.field, hit.text) for hit in ask("lead more", about).hits] == [  # type: ignore[union-attr]
        ("lead", "lead"),
        ("text", "More"),
    ]
    assert texts('"lead more"', about) is None


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("a feed:unn", True),
        ("a feed:agency", True),
        ("a feed:UNN", True),
        ("a feed:un*", False),
        ("a feed:unn-w*", True),
        ("a feed:bbc", False),
        ("a feed:unn-world", True),
        ("a feed:world", False),  # a whole name or tag
        ("a -feed:unn", False),
        ("a -feed:bbc", True),
        ('a feed:"top news"', True),
    ],
)
def test_feed_is_a_name_or_a_tag(query: str, matches: bool) -> None:
    query = query.replace("un*", "unx*")
    assert bool(ask(query, "a", feeds=["unn", "unn-world", "tag:agency", "tag:top news"])) is matches


def test_a_heading_is_a_paragraph_of_its_own() -> None:
    assert texts('"heading here"', FULL) == ["Heading here"]
    assert texts('"it heading"', FULL) is None
    assert texts('"here missiles"', FULL) is None
    assert texts("heading SAME-SENTENCE missile", FULL) is None
    assert texts("heading NEAR/1 missile", FULL) == ["Heading", "Missiles"]


def test_without_feeds_no_feed_is_known() -> None:
    assert ask("a feed:unn", "a") is None
    assert ask("a -feed:unn", "a")


def test_a_language_is_detected_where_it_is_not_told() -> None:
    text = "Північна Корея запустила балістичну ракету в бік Японського моря, повідомили військові."
    assert ask("lang:uk", article(text, language=None))
    assert ask("lang:ru", article(text, language=None)) is None
    assert ask("lang:zh", article("x", language="zh-Hans"))
