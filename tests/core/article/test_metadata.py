"""What a page says of itself: the publication's own offset, bylines, leads and headings as pages set them."""

import pytest

from monitor.core.article import Article, Quote
from monitor.core.article.authors import clean_authors
from monitor.core.article.read import read_page, read_text

TEXT = "".join(
    f"<p>The {word} crew of the northern railway came to the bridge on Monday and went on with the repairs there.</p>"
    for word in ("first", "second", "third", "fourth", "fifth")
)


def page(body: str = "", head: str = "", url: str = "https://news.example/bridge", text: str = TEXT) -> Article:
    html = f"<html><head><title>The bridge</title>{head}</head><body><article><h1>The bridge</h1>{body}<div>{text}</div></article></body></html>"
    article = read_page(html, source="x", url=url)
    assert isinstance(article, Article), article
    return article


def stated(key: str, value: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "The bridge", "{key}": {value}}}</script>'


@pytest.mark.parametrize(
    "shown",
    ["2023-12-22T20:48:00-05:00", "2023-12-22 20:48:19"],
    ids=["with its offset", "without a zone, the same minute"],
)
def test_a_time_in_utc_takes_the_offset_of_the_clock_that_the_page_shows(shown: str) -> None:
    article = page(f'<time datetime="{shown}">Friday</time>', stated("datePublished", '"2023-12-23T01:48:19Z"'))
    assert article.published is not None
    assert article.published.isoformat() == "2023-12-22T20:48:19-05:00"


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ('<p class="article-date">Friday, December 22, 2023 8:48 PM EST</p>', "2023-12-22T20:48:19-05:00"),
        ("<time>22 December 2023, 20:48</time>", "2023-12-22T20:48:19-05:00"),
        ('<p class="article-date">Updated December 22, 2023 8:48 PM EST</p>', "2023-12-23T01:48:19+00:00"),
        ('<p class="article-date">December 22, 2023 8:40 PM EST</p>', "2023-12-23T01:48:19+00:00"),
        ("<p>It was on December 22, 2023 8:48 PM that the bridge fell.</p>", "2023-12-23T01:48:19+00:00"),
    ],
    ids=["by its class", "a time element", "a change", "another minute", "no date of the page"],
)
def test_the_clock_may_be_one_that_is_only_written(shown: str, published: str) -> None:
    article = page(shown, stated("datePublished", '"2023-12-23T01:48:19Z"'))
    assert article.published is not None
    assert article.published.isoformat() == published


@pytest.mark.parametrize("shown", ["2023-12-21 09:13:00", "2023-12-20T10:00:00-05:00", "2023-12-22"])
def test_another_time_on_the_page_changes_nothing(shown: str) -> None:
    article = page(f'<time datetime="{shown}">then</time>', stated("datePublished", '"2023-12-23T01:48:19Z"'))
    assert article.published is not None
    assert article.published.isoformat() == "2023-12-23T01:48:19+00:00"


def test_a_time_element_that_the_address_contradicts_is_another_article_s() -> None:
    article = page('<time datetime="2022-02-11T00:00:00Z">old</time>', url="https://news.example/2023/06/08/bridge")
    assert article.published is not None
    assert article.published.date().isoformat() == "2023-06-08"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Anna Berg and Olav Moe", ("Anna Berg", "Olav Moe")),
        ("Robert E. Moe, Ph.D.", ("Robert E. Moe, Ph.D",)),
        ("Anna Berg Link Copied", ("Anna Berg",)),
        ("Anna Berg - December 21, 2023", ("Anna Berg",)),
        ("Anna Berg The Associated Press", ("Anna Berg", "The Associated Press")),
        ("dpa", ("dpa",)),
        ("webmaster", ()),
    ],
)
def test_names_in_a_byline(line: str, names: tuple[str, ...]) -> None:
    assert clean_authors([line]) == names


def test_an_agency_among_people_is_the_agency() -> None:
    article = page(head=stated("author", '[{"name": "Anna Berg"}, {"name": "The Associated Press"}]'))
    assert (article.authors, article.agency) == (("Anna Berg",), "The Associated Press")
    assert page(head=stated("author", '[{"name": "Reuters"}]')).authors == ("Reuters",)


def test_the_house_is_the_author_where_no_meta_tag_names_another() -> None:
    house = '<meta property="og:site_name" content="The Times">' + stated("author", '{"name": "The Times"}')
    assert page(head=house).authors == ("The Times",)
    assert page(head=house + '<meta name="author" content="Anna Berg">').authors == ("Anna Berg",)


def test_authors_of_other_articles_are_not_this_one_s() -> None:
    others = "".join(f'<li><a rel="author" href="/p/{n}">Other Writer{n}</a></li>' for n in range(3))
    below = f"<section><div><ul>{others}</ul></div></section>"
    article = page('<div><span><a rel="author" href="/p/9">Anna Berg</a></span></div>', text=TEXT + below)
    assert article.authors == ("Anna Berg",)


def test_the_line_under_the_headline_is_the_lead() -> None:
    line = "The northern railway wants the old bridge open again before the first snow"
    article = page(
        f"<h2>{line}</h2>",
        '<meta name="description" content="All the news of the north, every morning, from our own people">',
    )
    assert article.lead == line
    assert article.text.startswith(line)


def test_a_lead_of_several_blocks_is_one() -> None:
    first, second = (
        "The old bridge in the north of the country is closed.",
        "It stays so until the crews have gone home.",
    )
    article = page(f'<p class="lead-text">{first}</p><p class="lead-text">{second}</p>')
    assert article.lead == f"{first} {second}"


def test_a_description_that_stands_nowhere_on_the_page_gives_way_to_the_first_paragraph() -> None:
    article = page(
        head='<meta name="description" content="Why was the old northern bridge closed for repairs by the railway on Monday?">'
    )
    assert (
        article.lead
        == "The first crew of the northern railway came to the bridge on Monday and went on with the repairs there."
    )


def test_bold_lines_are_headings_where_a_page_has_no_others() -> None:
    parts = TEXT.split("</p>")
    bold = "</p>".join(parts[:2]) + "</p><p><strong>Work at night</strong></p>" + "</p>".join(parts[2:])
    assert [section.heading for section in page(text=bold).sections] == [None, "Work at night"]
    real = "<h2>The plan</h2>" + parts[0] + "</p>"
    assert "Work at night" not in [section.heading for section in page(text=parts[0] + "</p>" + real + bold).sections]


def test_a_heading_that_links_to_another_article_is_none() -> None:
    linked = TEXT + '<h3><a href="/other">How the tunnel was built</a></h3>' + TEXT.replace("crew", "team")
    assert page(text=linked).sections[0].heading is None
    assert "tunnel" not in page(text=linked).text


@pytest.mark.parametrize(
    "title", ["Bridge opens: live updates", "Bridge opens, as it happened", "실시간 속보: 다리 개통"]
)
def test_a_live_blog_says_so(title: str) -> None:
    assert any(
        "live blog" in warning for warning in page(head=f'<meta property="og:title" content="{title}">').warnings
    )


@pytest.mark.parametrize(
    "text",
    [
        "Instead the bridge stays closed until further notice. “We will open it when it is safe for all who use it,” he said.",
        "Twelve crews are there. “We have worked on it for a month without a single day of rest,” she said.",
    ],
)
def test_a_word_that_begins_a_sentence_is_no_speaker(text: str) -> None:
    (quote,) = read_text(f"The bridge\n\n{text}", source="x").quotes
    assert isinstance(quote, Quote)
    assert quote.speaker is None


def test_a_page_whose_root_is_a_formula_has_no_date_and_breaks_nothing() -> None:
    read = read_page(b"<!><math><ttl></ttl><t>", source="p", url="https://news.example/")
    assert getattr(read, "published", None) is None
