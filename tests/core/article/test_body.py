"""The main text: what trafilatura loses is put back, what the page sets around its article stays out."""

import time

import pytest
from trafilatura.utils import load_html

from monitor.core.article import Article
from monitor.core.article.blocks import Block, Draft
from monitor.core.article.body import settle_body
from monitor.core.article.dom import DomBlock, dom_blocks
from monitor.core.article.furniture import strip_furniture
from monitor.core.article.read import read_page

WORDS = (
    "The harbour board voted on Tuesday to dredge the eastern channel before the autumn storms set in along the coast.",
    "Engineers measured the silt twice last winter and found that it had risen by almost a metre near the old pier.",
    "Two dredgers will come from the north in August and stay until the channel is deep enough for the ferries again.",
    "The mayor said the cost would be shared by the town, the ferry company and the fund for the small harbours.",
    "Fishermen asked for a week without work in September, since the herring come into the bay at that time of the year.",
    "Residents of the quay were promised that no machine would run there between ten at night and six in the morning.",
)


def page(body: str, head: str = "") -> Article:
    html = f"<html><head><title>The channel</title>{head}</head><body><main>{body}</main></body></html>"
    article = read_page(html, source="x", url="https://news.example/town/channel")
    assert isinstance(article, Article), article
    return article


def paragraphs(texts: tuple[str, ...] = WORDS) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def shown(body: str) -> list[DomBlock]:
    return dom_blocks(load_html(f"<html><body>{body}</body></html>"), "https://news.example/a")


def settled(body: str, kept: tuple[str, ...], fuller: tuple[str, ...] = ()) -> Draft:
    draft = Draft([Block("paragraph", text) for text in kept], title="The channel")
    settle_body(draft, shown(body), fuller=lambda: [Block("paragraph", text) for text in fuller], body=None)
    return draft


def test_words_of_nested_inline_elements_stay_in_order() -> None:
    (block,) = shown("<p>The <b>harbour <i>board</i> of</b> Vik met.</p>")
    assert block.text == "The harbour board of Vik met."


def test_text_between_the_child_blocks_of_one_block_is_read() -> None:
    lines = "<br><br>".join(WORDS[:3])
    blocks = shown(f"<div>{lines}<div><p>An advertisement</p></div>{WORDS[3]}</div>")
    assert [block.text for block in blocks] == [*WORDS[:3], "An advertisement", WORDS[3]]


def test_a_page_that_is_one_form_is_shown_and_a_small_form_is_not() -> None:
    blocks = shown(f"<form><h1>The channel</h1>{paragraphs()}<form><p>Your name</p></form></form>")
    assert [block.text for block in blocks][:3] == ["The channel", *WORDS[:2]]
    assert shown("<form><p>Your name</p></form>") == []


def test_chunks_of_a_body_that_were_lost_are_put_back_in_their_places() -> None:
    chunks = "".join(f"<div><div class='inner'>{paragraphs(WORDS[n : n + 2])}</div></div>" for n in (0, 2, 4))
    draft = settled(f"<article><h1>The channel</h1><div>{chunks}</div></article>", kept=WORDS[2:4])
    assert [block.text for block in draft.blocks] == list(WORDS)


def test_other_articles_on_the_page_are_not_put_back() -> None:
    body = "".join(f"<article><h1>Story {n}</h1>{paragraphs(WORDS[n : n + 2])}</article>" for n in (0, 2, 4))
    draft = settled(body, kept=WORDS[:2])
    assert [block.text for block in draft.blocks] == list(WORDS[:2])


def test_the_page_s_own_blocks_count_where_another_reading_bears_them_out() -> None:
    caption = "A caption under the picture of the pier, which is all that was kept of the page in the first reading."
    body = f"<figure><p>{caption}</p></figure><div><h1>The channel</h1>{paragraphs()}</div>"
    draft = settled(body, kept=(caption,), fuller=WORDS[1:])
    assert [block.text for block in draft.blocks] == list(WORDS)
    assert draft.rules["text"] == "the page's own blocks"
    assert [block.text for block in settled(body, kept=(caption,), fuller=(caption,)).blocks] == [caption]


@pytest.mark.parametrize(
    "name",
    ["newsletter-signup", "c-author-bio", "related-stories", "fact-box", "social-share", "image-caption", "read-more"],
)
def test_what_is_named_as_set_around_an_article_is_no_text(name: str) -> None:
    inset = f"<div class='{name}'><p>The ferry museum is open every day and shows how boats were built in the town.</p></div>"
    article = page(
        f"<article><h1>The channel</h1><div>{paragraphs(WORDS[:3])}{inset}{paragraphs(WORDS[3:])}</div></article>"
    )
    assert "museum" not in article.text
    assert all(text in article.text for text in WORDS)


def test_a_name_that_covers_the_whole_article_means_nothing() -> None:
    article = page(f"<div class='social-share related'><article><h1>The channel</h1>{paragraphs()}</article></div>")
    assert all(text in article.text for text in WORDS)


def test_a_row_of_links_after_the_text_is_a_list_of_other_articles() -> None:
    links = "".join(
        f"<li><a href='/{n}'>Another long story about something else, number {n} of them</a></li>" for n in range(3)
    )
    article = page(f"<article><h1>The channel</h1><div>{paragraphs()}<ul>{links}</ul></div></article>")
    assert "Another long story" not in article.text


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our morning newsletter and never miss a story.",
        "Follow Anna Berg on Twitter for more.",
        "Read more: Ferries stand still for a week",
        "© 2024 The Channel Times. All rights reserved.",
        "Les også: Fergene står stille",
        "(Image credit: Town archive)",
        "This article was originally published in The Channel Times.",
        "Anna Berg is a reporter who covers harbours and the sea for The Channel Times.",
        "Підписуйтесь на наш телеграм",
        "Читайте также: паромы стоят",
        "무단 전재 및 재배포 금지",
        "责任编辑：王小明",
    ],
)
def test_the_page_s_own_lines_leave_the_text(line: str) -> None:
    blocks = [Block("paragraph", text) for text in WORDS] + [Block("paragraph", line)]
    assert [block.text for block in strip_furniture(blocks)] == list(WORDS)


@pytest.mark.parametrize(
    "line",
    [
        "Read the statement carefully, the minister told his colleagues in the chamber on Monday.",
        "Anna Berg is a fisherman from the town and has lived on the quay for thirty years.",
        "More from the channel is expected to be dredged in the autumn, the board said.",
        "Photographs of the pier from 1920 show how deep the water was, the engineer said.",
        "Get out of the water, the captain shouted.",
    ],
)
def test_sentences_that_begin_alike_stay(line: str) -> None:
    blocks = [Block("paragraph", text) for text in (*WORDS[:5], line, WORDS[5])]
    assert line in [block.text for block in strip_furniture(blocks)]


def test_the_text_ends_where_a_list_of_other_articles_is_opened() -> None:
    teasers = "".join(f"<p>Ferry number {n} stays in port</p>" for n in range(4))
    article = page(
        f"<article><h1>The channel</h1><div>{paragraphs()}<h3>More from the Times</h3>{teasers}</div></article>"
    )
    assert article.text.endswith(WORDS[-1])


def test_thousands_of_lost_paragraphs_cost_no_square() -> None:
    texts = tuple(" ".join(f"word{number}of{at}" for at in range(8)) + "." for number in range(5000))
    html = f"<article><h1>The channel</h1><div>{paragraphs(texts)}</div></article>"
    started = time.process_time()
    draft = settled(html, kept=texts[::2])
    assert len(draft.blocks) == len(texts)
    assert time.process_time() - started < 5
