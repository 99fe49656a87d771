"""What a person receives: every item of the contract, in every style, and nothing hostile."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from monitor.core.alert import AlertQuote, AlertView, OtherReport
from monitor.notify import Rendered, render

STYLES = ("slack", "mail", "text")
AT = datetime(2024, 1, 10, 17, 34, tzinfo=UTC)


def alert(**changes: object) -> AlertView:
    made = AlertView(
        watch="dprk-russia",
        watch_title="DPRK and Russia",
        level="urgent",
        event="e1",
        title="Росія застосувала ракети КНДР",
        url="https://www.unn.example/news/1",
        source="UNN",
        place="Kyiv",
        published=AT,
        seen=AT.replace(minute=36),
        alerted=AT.replace(minute=37),
        snippet="the ⟦DPRK⟧ sent ⟦ballistic missiles⟧",
        hits=("DPRK", "ballistic missiles"),
        cited_sources=("White House",),
        quotes=(AlertQuote(text="We condemn it", speaker="John Kirby"),),
        others=(OtherReport(source="Yonhap", url="https://yna.example/1", seen=AT.replace(minute=40)),),
        independent=2,
        note="page not read: 403; matched on the feed's text",
    )
    return made.model_copy(update=changes)


def everything(message: Rendered) -> str:
    return "\n".join((message.title, message.body, message.html or ""))


class _Page(HTMLParser):
    """Collects tags, links and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for key, value in attrs if key in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("style", STYLES)
def test_an_alert_says_all_of_the_contract(style: str) -> None:
    message = render([alert()], kind="alert", style=style, zone="Europe/Kyiv")  # type: ignore[arg-type]
    parts = [f"{message.title}\n{message.body}"] + ([message.html] if message.html else [])
    for part in parts:
        for wanted in (
            "Росія застосувала ракети КНДР", "DPRK and Russia", "UNN (unn.example)", "Kyiv", "10 Jan 2024, 19:34 EET",
            "seen 19:36", "alerted 19:37", "ballistic missiles", "White House", "We condemn it", "John Kirby",
            "1 other report, 2 independent sources", "Yonhap", "https://yna.example/1",
            "https://www.unn.example/news/1", "page not read: 403",
        ):  # fmt: skip
            assert wanted in part, (style, wanted)
        assert "urgent" in part.lower()
    assert message.level == "urgent"
    assert message.title == "URGENT: Росія застосувала ракети КНДР [DPRK and Russia]"
    assert (message.html is not None) == (style == "mail")


def test_hits_are_marked() -> None:
    assert "*ballistic missiles*" in render([alert()], kind="alert", style="slack").body
    assert "[ballistic missiles]" in render([alert()], kind="alert", style="text").body
    assert ">ballistic missiles</b>" in (render([alert()], kind="alert", style="mail").html or "")


def test_the_slack_headline_is_the_link() -> None:
    body = render([alert()], kind="alert", style="slack").body
    assert body.startswith("🔴 *<https://www.unn.example/news/1|Росія застосувала ракети КНДР>*\n")


def test_times_are_of_the_zone_and_say_a_new_day() -> None:
    late = alert(alerted=datetime(2024, 1, 10, 22, 5, tzinfo=UTC))
    kyiv = render([late], kind="alert", style="text", zone="Europe/Kyiv").body
    assert "published 10 Jan 2024, 19:34 EET · seen 19:36 · alerted 11 Jan 2024, 00:05 EET" in kyiv
    assert "11 Jan 2024, 02:34 KST" in render([alert()], kind="alert", style="text", zone="Asia/Seoul").body


def test_an_article_of_two_watches_is_one_report_with_the_highest_level() -> None:
    pair = [
        alert(watch="a", watch_title="Watch A", level="info", snippet="first ⟦x⟧"),
        alert(watch="b", watch_title="Watch B", level="normal", snippet="second ⟦y⟧"),
    ]
    for style in STYLES:
        message = render(pair, kind="alert", style=style)  # type: ignore[arg-type]
        assert message.level == "normal"
        assert message.title.endswith("[Watch B, Watch A]")
        assert "first" in message.body
        assert "second" in message.body
        assert message.body.count("https://yna.example/1") == 1


@pytest.mark.parametrize("style", STYLES)
def test_what_is_absent_leaves_no_trace(style: str) -> None:
    bare = AlertView(watch="w", event="e", title="Bare")
    message = render([bare], kind="alert", style=style)  # type: ignore[arg-type]
    shown = everything(message)
    for word in ("None", "Cites", "Cited", "Quoted", "Why", "Note", "{", "other report", "published", " ·  ·"):
        assert word not in shown, word
    assert "Bare" in shown


@pytest.mark.parametrize("style", STYLES)
def test_a_digest_lists_every_report(style: str) -> None:
    alerts = [alert(event=f"e{n}", title=f"Report {n}", url=f"https://x.example/{n}") for n in range(5)]
    message = render(alerts, kind="digest", style=style)  # type: ignore[arg-type]
    assert message.title == "URGENT: 5 reports [DPRK and Russia]"
    for part in filter(None, (message.body, message.html)):
        for number in range(5):
            assert f"Report {number}" in part
            assert f"https://x.example/{number}" in part


def test_a_summary_says_why_it_comes() -> None:
    alerts = [alert(event=f"e{n}", url=f"https://x.example/{n}") for n in range(2)]
    message = render(alerts, kind="summary", style="text")
    assert message.title == "URGENT: 2 more reports [DPRK and Russia]"
    assert "Over the limit of single messages" in message.body


def test_a_long_digest_counts_what_it_leaves_out() -> None:
    alerts = [alert(event=f"e{n}", title=f"Report {n}", url=f"https://x.example/{n}") for n in range(400)]
    message = render(alerts, kind="digest", style="slack")
    shown = sum(f"|Report {n}>" in message.body for n in range(400))
    assert 0 < shown < 400
    assert message.body.endswith(f"… and {400 - shown} more: wirewatch alerts list")
    assert len(message.body) <= 9_000


@pytest.mark.parametrize("style", STYLES)
def test_a_possible_repeat_is_marked(style: str) -> None:
    plain = everything(render([alert()], kind="alert", style=style))  # type: ignore[arg-type]
    marked = render([alert()], kind="alert", style=style, maybe_repeat=True)  # type: ignore[arg-type]
    assert "repeat" not in plain
    for part in filter(None, (marked.body, marked.html)):
        assert "Possibly a repeat" in part
    many = [alert(event=str(n), url=f"https://x.example/{n}") for n in range(2)]
    assert "Possibly a repeat" in render(many, kind="digest", style=style, maybe_repeat=True).body  # type: ignore[arg-type]


@pytest.mark.parametrize("style", STYLES)
def test_a_single_source_is_marked(style: str) -> None:
    body = render([alert(single_source=True, others=())], kind="alert", style=style).body  # type: ignore[arg-type]
    assert "Single source" in body


@pytest.mark.parametrize("style", STYLES)
def test_a_notice_to_the_operators(style: str) -> None:
    notice = {"title": "channel desk is broken", "body": "HTTP 404 <no_service>"}
    message = render([], kind="notice", style=style, notice=notice)  # type: ignore[arg-type]
    assert message.title == "Wirewatch: channel desk is broken"
    assert "no_service" in message.body
    if style != "text":
        assert "<no_service>" not in (message.html or message.body)


HOSTILE = (
    "<!channel> <@U1> <https://evil.example|bank.com> {{7*7}} {secret} {link}\r\nBcc: x@example.org "
    "\u202eevil\u202c \x00 \ud800 @everyone <script>alert(1)</script> <img src=x onerror=1> 🚀"
)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ["alert", "digest"])
def test_hostile_text_reaches_no_one_as_more_than_text(style: str, kind: str) -> None:
    hostile = alert(
        title=HOSTILE, source=HOSTILE, place=HOSTILE, snippet=f"⟦{HOSTILE}⟧ {HOSTILE}", note=HOSTILE,
        watch_title=HOSTILE, hits=(HOSTILE,), cited_sources=(HOSTILE,),
        quotes=(AlertQuote(text=HOSTILE, speaker=HOSTILE),),
        others=(OtherReport(source=HOSTILE, url="javascript:alert(1)"),),
        url="https://ok.example/|evil>",
    )  # fmt: skip
    second = hostile.model_copy(update={"event": "e2", "url": "https://ok.example/2"})
    message = render([hostile, second] if kind == "digest" else [hostile], kind=kind, style=style)  # type: ignore[arg-type]
    everything(message).encode()  # no lone surrogate
    assert "\n" not in message.title
    assert "\r" not in everything(message)
    for bad in ("\x00", "\u202e", "\u202c"):
        assert bad not in everything(message)
    assert "{{7*7}}" in message.body
    assert "49" not in message.body
    if style == "slack":
        for bad in ("<!", "<@", "<https://evil.example", "<script"):
            assert bad not in message.body
        assert "<https://ok.example/%7Cevil%3E|" in message.body
    if style == "text":
        assert "@everyone" not in message.title + message.body
    if message.html:
        page = _Page(message.html)
        assert not page.tags & {"script", "img"}
        assert all(link.startswith("https://ok.example/") for link in page.links)
        assert "<script>" in "".join(page.words)


@pytest.mark.parametrize("style", STYLES)
def test_80_kb_are_cut(style: str) -> None:
    huge = "word " * 16_000
    message = render([alert(title=huge, snippet=huge, note=huge)], kind="alert", style=style)  # type: ignore[arg-type]
    assert len(message.body) < 6_000
    assert len(message.title) <= 200
    notice = render([], kind="notice", style=style, notice={"title": "t", "body": huge})  # type: ignore[arg-type]
    assert len(notice.body) < 7_000
    assert "(cut: 80,000 characters)" in notice.body


def test_a_template_of_the_user() -> None:
    template = "{level} {title} {link} {{7*7}} {secret} <!here>"
    body = render([alert(title="<!channel> a & b")], kind="alert", style="slack", template=template).body
    assert body == ("urgent &lt;!channel&gt; a &amp; b <https://www.unn.example/news/1> {{7*7}} {secret} <!here>")
    mail = render([alert()], kind="alert", style="mail", template="{title}\n{why}")
    assert mail.body == "Росія застосувала ракети КНДР\n  the [DPRK] sent [ballistic missiles]"
    assert mail.html is None
    two = [alert(), alert(event="e2", title="Second", url=None)]
    assert render(two, kind="digest", style="text", template="{title}").body.endswith("КНДР\n\nSecond")


@pytest.mark.parametrize("style", STYLES)
def test_the_short_form_is_headline_and_link(style: str) -> None:
    message = render([alert()], kind="alert", style=style, short=True)  # type: ignore[arg-type]
    assert message.body == "Росія застосувала ракети КНДР\nhttps://www.unn.example/news/1"
    assert message.html is None


def test_a_message_without_alerts_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="without alerts"):
        render([], kind="alert", style="text")


def test_a_snippet_is_not_cut_within_a_hit() -> None:
    body = render([alert(snippet="word " * 138 + "⟦" + "missile " * 30 + "⟧")], kind="alert", style="slack").body
    assert "⟦" not in body
    assert "missile" not in body
