"""Updates of a story, surges, and whose accounts an alert's story has, in every style."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any, get_args

import pytest

from monitor.core.alert import AlertView, OriginView, UpdateView
from monitor.notify import TEMPLATE_FIELDS, Rendered, render
from monitor.notify.fields import fields_of, reports_of, update_fields
from monitor.notify.render import StyleName
from monitor.notify.text import Html, Plain, Slack

STYLES = get_args(StyleName)
AT = datetime(2024, 1, 10, 17, 34, tzinfo=UTC)
ALERT = AlertView(
    watch="arms",
    watch_title="Arms",
    level="urgent",
    event="e1",
    title="Rockets hit Kharkiv",
    url="https://unn.example/1",
)


def update(**changes: object) -> UpdateView:
    document = {
        "story": 4,
        "story_title": "Rockets hit Kharkiv",
        "watches": ["Arms", "DPRK and Russia"],
        "title": "Twelve killed, Kyiv says",
        "url": "https://www.yna.example/2",
        "source": "Yonhap",
        "place": "Seoul",
        "published": AT.isoformat(),
        "seen": AT.replace(minute=36).isoformat(),
        "snippet": "where a ⟦ballistic missile⟧ came down",
        "news": ["an independent source: Yonhap", "killed: 7 → 12"],
        "copies": 3,
        "reports": 9,
        "independent": 4,
        **changes,
    }
    return UpdateView.model_validate(document)


def parts(message: Rendered) -> list[str]:
    """Each form in which the message is sent, tags left out."""
    page = [unescape(re.sub(r"<[^>]+>", "", message.html))] if message.html else []
    return [f"{message.title}\n{message.body}", *page]


@pytest.mark.parametrize("style", STYLES)
def test_an_update_says_what_is_new_before_it_says_the_report(style: Any) -> None:
    message = render([], updates=[update(level="urgent")], kind="update", style=style, zone="Europe/Kyiv")
    assert message.title == "Update: Rockets hit Kharkiv [Arms, DPRK and Russia]"
    assert message.level == "urgent"
    assert (message.html is not None) == (style == "mail")
    for part in parts(message):
        wanted = [
            "Update: Rockets hit Kharkiv", "• an independent source: Yonhap", "• killed: 7 → 12", "Twelve killed, Kyiv says",
            "Yonhap (yna.example)", "published 10 Jan 2024, 19:34 EET · seen 19:36", "ballistic missile",
            "3 copies and relays since the last message. 9 reports in all, 4 independent sources.",
        ]  # fmt: skip
        rows = [wanted[number] for number in (0, 1, 2, 3, 4, 6, 7)]
        assert [part.count(words) > 0 for words in wanted] == [True] * len(wanted), part
        places = [part.index(words) for words in rows]
        assert places == sorted(places)
        assert "Seoul" in part
    assert "https://www.yna.example/2" in message.body


@pytest.mark.parametrize("style", STYLES)
def test_what_an_update_does_not_know_leaves_no_trace(style: Any) -> None:
    bare = UpdateView(story=1, story_title="S", watches=("w",), title="Bare")
    message = render([], updates=[bare], kind="update", style=style)
    for word in ("None", "copies", "reports", "independent", "changed", "It says", "{", "published", " ·  ·", "•"):
        assert word not in "\n".join(parts(message)), word


@pytest.mark.parametrize(
    ("kinds", "title"),
    [
        (["changed"], "Changed: Rockets hit Kharkiv [Arms]"),
        (["removed"], "Removed: Rockets hit Kharkiv [Arms]"),
        (["report", "report"], "Update: Rockets hit Kharkiv [Arms]"),
        (["removed", "report"], "Update, removed: Rockets hit Kharkiv [Arms]"),
    ],
)
def test_the_title_says_what_became_of_the_story(kinds: list[str], title: str) -> None:
    updates = [update(kind=kind, watches=["Arms"]) for kind in kinds]
    assert render([], updates=updates, kind="update", style="text").title == title


def test_several_updates_of_one_story_count_its_reports_once() -> None:
    updates = [update(copies=1, reports=8, title="First"), update(kind="removed", copies=0, title="Second")]
    for style in STYLES:
        for part in parts(render([], updates=updates, kind="update", style=style)):
            assert part.index("First") < part.index("Second")
            assert "1 copy or relay since the last message." in part
            assert "8 reports in all" not in part
            assert part.count("9 reports in all, 4 independent sources.") == 1


@pytest.mark.parametrize(
    ("kind", "alerts", "updates", "title"),
    [
        ("digest", 1, 1, "URGENT: 1 report, 1 update [Arms, DPRK and Russia]"),
        ("digest", 2, 3, "URGENT: 2 reports, 3 updates [Arms, DPRK and Russia]"),
        ("summary", 2, 1, "URGENT: 2 more reports, 1 update [Arms, DPRK and Russia]"),
        ("summary", 0, 2, "2 more updates [Arms, DPRK and Russia]"),
        ("digest", 0, 1, "Update: Rockets hit Kharkiv [Arms, DPRK and Russia]"),
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_a_digest_lists_updates_after_alerts(kind: Any, alerts: int, updates: int, title: str, style: Any) -> None:
    told = [ALERT.model_copy(update={"event": f"e{number}", "title": f"Alert {number}"}) for number in range(alerts)]
    later = [update(story=number, title=f"Report {number}") for number in range(updates)]
    message = render(told, updates=later, kind=kind, style=style)
    assert message.title == title
    for part in parts(message):
        body = part.partition("\n")[2] if part.startswith(title) else part
        places = [body.index(words) for words in [one.title for one in told] + [one.title for one in later]]
        assert places == sorted(places)


def test_the_changed_words_stand_out() -> None:
    changed = update(kind="changed", difference="Kyiv said [-seven-] {+twelve <b>+} people\nwere [-~hurt~-]{+killed+}")

    def shown(style: Any) -> Rendered:
        return render([], updates=[changed], kind="update", style=style)

    assert "Kyiv said \u200b~seven~\u200b \u200b*twelve &lt;b&gt;*\u200b people\n" in shown("slack").body
    assert "were \u200b~∼hurt∼~\u200b\u200b*killed*\u200b\n" in shown("slack").body
    assert "Kyiv said [-seven-] {+twelve <b>+} people" in shown("text").body.replace("\u200b", "")
    page = re.sub(r' style="[^"]*"', "", shown("mail").html or "")
    assert "Kyiv said <del>seven</del> <ins>twelve &lt;b&gt;</ins> people<br>" in page


@pytest.mark.parametrize("style", STYLES)
def test_a_long_difference_is_cut_and_its_mark_closed(style: Any) -> None:
    changed = update(kind="changed", difference="{+" + "word " * 16_000 + "+}")
    message = render([], updates=[changed], kind="update", style=style)
    assert len(message.body) < 3_000
    assert "…+}" in message.body or "…*" in message.body
    assert (message.html or "").count("<ins") == (message.html or "").count("</ins>") == (style == "mail")


def test_a_difference_of_many_lines_is_bounded_as_a_whole() -> None:
    changed = update(kind="changed", difference="\n".join(["word " * 100] * 40))
    assert render([], updates=[changed], kind="update", style="text").body.count("word") < 320


def test_a_half_open_mark_is_text() -> None:
    changed = update(kind="changed", difference="[-gone {+new+} {+")
    body = render([], updates=[changed], kind="update", style="text").body
    assert "[-gone {+new+} {+\n" in body


@pytest.mark.parametrize("style", STYLES)
def test_users_templates_and_the_short_form_take_updates(style: Any) -> None:
    updates = [update(kind="removed")]
    body = render([ALERT], updates=updates, kind="digest", style=style, template="{title}|{level}|{story}\n{news}").body
    assert body == (
        "Rockets hit Kharkiv|urgent|\n\nRemoved: Twelve killed, Kyiv says|normal|Rockets hit Kharkiv\n"
        "• an independent source: Yonhap\n• killed: 7 → 12"
    )
    assert "Removed: Twelve" in render([], updates=updates, kind="update", style=style, template="{headline}").body
    short = render([ALERT], updates=updates, kind="digest", style=style, short=True)
    assert short.html is None
    assert short.body.splitlines() == [
        "Rockets hit Kharkiv", "https://unn.example/1",
        "Removed: Rockets hit Kharkiv", "Twelve killed, Kyiv says", "https://www.yna.example/2",
    ]  # fmt: skip
    itself = render([], updates=[update(title="Rockets hit Kharkiv")], kind="update", style=style, short=True)
    assert itself.body == "Update: Rockets hit Kharkiv\nhttps://www.yna.example/2"


@pytest.mark.parametrize("style", [Slack(), Plain(), Html()])
def test_a_templates_fields_are_those_of_alerts_and_of_updates(style: Any) -> None:
    (report,) = reports_of([ALERT])
    assert set(fields_of(report, style, zone="UTC", maybe_repeat=False)) == TEMPLATE_FIELDS
    more = set(update_fields(update(), style, zone="UTC", maybe_repeat=False)) - TEMPLATE_FIELDS
    assert more == {"heading", "report"}


@pytest.mark.parametrize("style", STYLES)
def test_a_possible_repeat_of_an_update_is_marked(style: Any) -> None:
    for updates in ([update()], [update(), update()]):
        message = render([], updates=updates, kind="update", style=style, maybe_repeat=True)
        assert all("Possibly a repeat" in part for part in parts(message))


@pytest.mark.parametrize("style", STYLES)
def test_an_alert_lists_whose_accounts_there_are(style: Any) -> None:
    origins = (
        OriginView(name="White <House>", first=AT, reports=3),
        OriginView(name="Yonhap", first=AT.replace(minute=40)),
        OriginView(name="KCNA"),
    )
    told = ALERT.model_copy(update={"origins": origins, "independent": 3})
    message = render([told], kind="alert", style=style, zone="Europe/Kyiv")
    said = "Independent sources: White <House> 10 Jan 2024, 19:34 EET (3 reports); Yonhap 19:40 (1 report); KCNA (1 report)"
    for part in parts(message):
        assert said in (unescape(part) if style == "slack" else part).replace("\u200b", "")
    many = ALERT.model_copy(update={"origins": tuple(OriginView(name=f"n{number}") for number in range(40))})
    assert "n7 (1 report); and 32 more" in render([many], kind="alert", style=style).body
    assert "Independent" not in render([ALERT], kind="alert", style=style).body


@pytest.mark.parametrize("style", STYLES)
def test_a_surge_is_told_without_the_daemons_name(style: Any) -> None:
    notice = {"title": "Surge: Arms: 9 stories in two hours, usually 1", "body": "three <independent> sources"}
    message = render([], kind="surge", style=style, notice=notice)
    assert message.title == notice["title"]
    for part in parts(message):
        assert "Wirewatch" not in part.replace("Sent by Wirewatch", "")
        assert "Surge: Arms: 9 stories in two hours, usually 1" in part
        assert "three <independent> sources" in (unescape(part) if style == "slack" else part).replace("\u200b", "")


def test_a_message_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="without alerts"):
        render([], kind="update", style="text")
