"""Plain text to an Article: the layout of an agency's page copied as text."""

from datetime import UTC, date, datetime

from monitor.core.article import ReadHints
from monitor.core.article.read import read_text

PAGE = """Norway and Japan agree to help rebuild Ukrainian railways

Norway and Japan agree to help rebuild Ukrainian railways

Kyiv  •  UNN

 • 20417 views

Norway and Japan will pay for new rails and signals in three regions of Ukraine. The first trains should run by autumn.

Norwegian Transport Minister Kari Solberg spoke by phone with her Japanese counterpart Ren Takeda about the repairs and pledged to go on helping. UNN reports this with reference to the Ministry of Transport

Details

For example, on January 9, Kari Solberg had a first call with Ren Takeda to discuss the damage done by missiles.

The two ministers said that the railways carry most of the grain that Ukraine sells abroad and that they must be safe to use in every season of the year

- the statement said.

"Both ministers agreed to meet again in spring, and they will visit the new depot together," the statement said.

Addendum

Lars Eide, the coordinator of the Nordic Transport Council, reported that two bridges were hit on December 30 and January 2.

On January 5, Ukrainian Railways spokesman Colonel Petro Hrim said that the company cannot confirm the loss of a third bridge.

Night attack on Odesa: how the port went on workingJan 10 2024, 07:26 AM • 130 241 view"""


def read(text: str = PAGE, **hints: object):
    return read_text(text, source="page.txt", hints=ReadHints.model_validate(hints))


def test_the_furniture_of_the_page_goes_into_fields_and_out_of_the_text() -> None:
    article = read()
    assert article.title == "Norway and Japan agree to help rebuild Ukrainian railways"
    assert (article.agency, article.dateline, article.views) == ("UNN", "Kyiv", 20417)
    assert article.lead is not None
    assert article.lead.startswith("Norway and Japan will pay")
    assert article.text.startswith(article.lead)
    for gone in ("UNN\n", "Details", "Addendum", "Night attack", "20417", "rebuild Ukrainian railways", "Kyiv"):
        assert gone not in article.text


def test_labels_head_the_sections() -> None:
    assert [section.heading for section in read().sections] == [None, "Details", "Addendum"]


def test_both_quotations_are_the_statement_s() -> None:
    quotes = read().quotes
    assert [(quote.speaker, quote.cue, quote.section) for quote in quotes] == [("the statement", "said", "Details")] * 2
    assert quotes[0].text.startswith("The two ministers said")
    assert quotes[1].text.endswith("depot together")


def test_it_is_a_relay_of_its_one_source() -> None:
    article = read()
    assert [source.name for source in article.cited_sources] == ["Ministry of Transport"]
    assert article.relay


def test_people_have_their_roles() -> None:
    roles = {person.name: person.role for person in read().people}
    assert roles["Kari Solberg"] == "Norwegian Transport Minister"
    assert roles["Ren Takeda"] == "Japanese counterpart"
    assert roles["Lars Eide"] == "coordinator of the Nordic Transport Council"
    assert roles["Petro Hrim"] == "Ukrainian Railways spokesman Colonel"


def test_dates_are_resolved_across_new_year_against_the_related_article_and_published_stays_unknown() -> None:
    article = read()
    assert article.published is None
    resolved = {mention.text: mention.date for mention in article.dates}
    assert resolved["January 9"] == date(2024, 1, 9)
    assert resolved["December 30"] == date(2023, 12, 30)
    assert any("no publication date" in warning for warning in article.warnings)


def test_the_related_line_is_an_article_with_its_time_and_views() -> None:
    article = read()
    (related,) = article.related
    assert related.title == "Night attack on Odesa: how the port went on working"
    assert related.published == datetime(2024, 1, 10, 7, 26, tzinfo=UTC)
    assert related.views == 130241
    assert any("without a zone" in warning for warning in article.warnings)


def test_a_zone_is_taken_from_the_hints() -> None:
    (related,) = read(zone="Europe/Kyiv").related
    assert related.published is not None
    assert related.published.isoformat() == "2024-01-10T07:26:00+02:00"


def test_a_feed_s_title_means_that_the_text_has_none_and_its_date_is_said_to_be_the_feed_s() -> None:
    published = datetime(2024, 1, 3, 8, 0, tzinfo=UTC)
    article = read_text(
        "SEOUL, Jan. 3 (Yonhap) -- The army fired on Tuesday.",
        source="feed",
        hints=ReadHints(feed_title="Army fires", feed_published=published, feed_authors=("Kim Min-su",)),
    )
    assert article.title == "Army fires"
    assert article.text == "The army fired on Tuesday."
    assert article.published == published
    assert article.authors == ("Kim Min-su",)
    assert any("the feed's" in warning for warning in article.warnings)
    assert article.dates[0].date == date(2024, 1, 2)


def test_a_genuine_heading_is_a_paragraph_of_the_text_and_heads_a_section() -> None:
    article = read_text(
        "A title of the report\n\nThe first paragraph says what has happened in the town on that day.\n\n"
        "What the mayor says\n\nThe mayor says that the bridge will be open again by the end of the month.",
        source="x",
    )
    assert [section.heading for section in article.sections] == [None, "What the mayor says"]
    assert "\n\nWhat the mayor says\n\n" in article.text


def test_hard_wrapped_lines_are_joined_and_others_are_not() -> None:
    wrapped = (
        "Title of the text\n\nThe first line of this paragraph is long enough to have been wrapped by\n"
        "an editor at seventy columns, as mails and old wires have always been, and\nends here.\n\nOne"
        " line.\nAnother line."
    )
    article = read_text(wrapped, source="x")
    assert article.text.split("\n\n")[0].endswith("as mails and old wires have always been, and ends here.")
    assert article.text.split("\n\n")[1:] == ["One line.", "Another line."]


def test_an_empty_text_is_an_empty_article() -> None:
    article = read_text("", source="x")
    assert (article.title, article.text, article.lead, article.sections) == (None, "", None, ())


def test_a_date_line_at_the_top_is_the_publication() -> None:
    article = read_text(
        "Заголовок новини\n\nКиїв • УНН\n\n10 січня 2024, 08:12 • 1520 переглядiв\n\nТекст новини тут.", source="x"
    )
    assert article.published == datetime(2024, 1, 10, 8, 12, tzinfo=UTC)
    assert article.views == 1520
    assert article.text == "Текст новини тут."


def test_a_byline_gives_the_authors() -> None:
    article = read_text("A title of it\n\nBy Jane Doe and John Roe\n\nThe text of the article stands here.", source="x")
    assert article.authors == ("Jane Doe", "John Roe")
    assert article.text == "The text of the article stands here."
