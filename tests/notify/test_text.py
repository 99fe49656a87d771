"""Text of hostile articles made harmless, in every style."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.notify.text import Html, Plain, Slack, clean, cut, host_of, line, safe_link, shorten


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("safe\u202etxt.exe\u2066!\u200f", "safetxt.exe!"),
        ("mis\u200bsile\u2060\ufeff\u00ad", "missile"),
        ("lone \ud800 \udfff", "lone  "),
        ("mis\U0001bca0sile\U0001d173\U00013430", "missile"),
        ("\u0600\u06dd", "\u0600\u06dd"),
        ("👩‍🚒 🇺🇦 ❤️", "👩‍🚒 🇺🇦 ❤️"),
        ("a\u200db", "ab"),
        ("Z" + "\u0301" * 500, "Z" + "\u0301" * 4),
        ("Київ, 평양, 東京 й ї", "Київ, 평양, 東京 й ї"),
    ],
)
def test_clean(raw: str, wanted: str) -> None:
    assert clean(raw) == wanted


def test_one_line() -> None:
    assert line(" Subject\r\nBcc: x@example.org\t! ") == "Subject Bcc: x@example.org !"
    assert len(line("x" * 80_000)) == 300


def test_cutting() -> None:
    assert shorten("one two three", 100) == "one two three"
    assert shorten("one two three four", 15) == "one two three…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
    text = "\n".join(f"line {number}" for number in range(10_000))
    short = cut(text, 500)
    assert len(short) <= 500
    assert short.endswith("\n… (cut: 98,889 characters)")
    assert cut("short", 500) == "short"
    assert len(cut(text, 10)) == 10


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2"),
        ("https://example.org/a|bank.com>x", "https://example.org/a%7Cbank.com%3Ex"),
        ('https://example.org/"onmouseover="x', "https://example.org/%22onmouseover=%22x"),
        ("https://example.org/\u202egnp.exe", "https://example.org/gnp.exe"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("https://bank.com@evil.example/", None),
        ("https:///nohost", None),
        ("https://[::bad", None),
        ("", None),
        (None, None),
    ],
)
def test_links(url: str | None, wanted: str | None) -> None:
    assert safe_link(url) == wanted


def test_the_host_is_the_real_one() -> None:
    assert host_of("https://www.unn.ua/news") == "unn.ua"
    assert host_of("javascript:x") is None


@given(st.text())
def test_slack_text_has_no_markup(raw: str) -> None:
    written = Slack().text(raw)
    assert not re.search(r"[<>`]|(?<!\w)[*~]\S", written)
    assert not re.search(r"&(?!amp;|lt;|gt;)", written)


@given(st.text())
def test_html_text_has_no_markup(raw: str) -> None:
    assert "<" not in Html().text(raw).replace("<br>\n", "")
    assert '"' not in Html().text(raw)


@pytest.mark.parametrize("attack", ["<!channel>", "<@U1>", "<https://evil.example|bank.com>", "<!subteam^S1>"])
def test_slack_mentions_and_fake_links_are_text(attack: str) -> None:
    assert Slack().text(attack) == attack.replace("<", "&lt;").replace(">", "&gt;")


def test_plain_mentions_call_no_one() -> None:
    assert "@everyone" not in Plain().text("hi @everyone, @here and <@123>")
    assert "<@123>" not in Plain().text("<@123>")
    assert Plain().text("mail a@example.org, a@here.example") == "mail a@example.org, a@here.example"


def test_hits_stand_out() -> None:
    snippet = "朝鲜的⟦导弹⟧ & <b> ⟦missiles⟧ stray ⟦ mark"
    assert Slack().quote(snippet) == (">朝鲜的\u200b*导弹*\u200b &amp; &lt;b&gt; \u200b*missiles*\u200b stray  mark")
    assert Plain().quote(snippet) == "  朝鲜的[导弹] & <\u200bb> [missiles] stray  mark"
    page = Html().quote(snippet)
    assert ">导弹</b> &amp; &lt;b&gt; <b" in page


def test_a_link_in_html_cannot_break_out() -> None:
    url = safe_link('https://example.org/?a=1&b="><script>')
    assert url is not None
    assert Html().link(url, "<script>") == (
        '<a href="https://example.org/?a=1&amp;b=%22%3E%3Cscript%3E" style="color:#0b57d0" rel="noreferrer">'
        "&lt;script&gt;</a>"
    )
