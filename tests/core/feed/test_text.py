import pytest

from monitor.core.feed.text import one_line, paragraphs, plain_paragraphs, title_line


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("One<br>two<br/><br/>three", "One two\n\nthree"),
        ("A sentence.<br>Another one.", "A sentence.\n\nAnother one."),
        ("<ul><li>a</li><li><b>b</b>c</li></ul>tail", "a\n\nbc\n\ntail"),
        ("x<script>evil()</script>y<style>p{}</style><!-- c --><noscript>n</noscript>z", "xyz"),
        ("no tags, AT&amp;T &mdash; 5 &lt; 6", "no tags, AT&T — 5 < 6"),
        ("<p>unclosed <b>bold<p>next", "unclosed bold\n\nnext"),
        ("</div>stray", "stray"),
        ("<a href='javascript:x'>link</a> &#0; &#xD800;", "link \ufffd \ufffd"),
        ("", ""),
        ("<!-- only -->", ""),
    ],
)
def test_paragraphs(markup: str, expected: str) -> None:
    assert paragraphs(markup) == expected


def test_deep_nesting_ends_and_keeps_what_stands_before_it() -> None:
    assert paragraphs("<p>before</p>" + "<div>" * 100_000 + "inside").startswith("before")


def test_plain_text_is_parted_at_blank_lines_and_sentence_ends() -> None:
    wrapped = "A line that\nis wrapped.\nA second.\n\nA heading\n\nA third"
    assert plain_paragraphs(wrapped) == "A line that is wrapped.\n\nA second.\n\nA heading\n\nA third"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("  Two\n lines\t", "Two lines"),
        ("<b>Bold</b> &quot;claim&quot;", 'Bold "claim"'),
        ("<script>alert(1)</script>Fine", "Fine"),
        ("Price < 5 and > 3, <Name> stays", "Price < 5 and > 3, <Name> stays"),
        ("NUL\x00 and \ud800surrogate", "NUL and surrogate"),
        (" \x00 ", None),
    ],
)
def test_titles_are_plain(title: str, expected: str | None) -> None:
    assert title_line(title) == expected


def test_a_line_is_bounded() -> None:
    line = one_line("слово " * 4_000_000)
    assert line is not None
    assert len(line) <= 1000
    assert line.endswith("…")
