"""What arrives at each service when the article is hostile: every channel is asked, none is called by it."""

import asyncio
import json
import re
import unicodedata
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from monitor.core.alert import AlertQuote, AlertView, OriginView, OtherReport, UpdateView, view
from monitor.core.article import Article
from monitor.core.query.model import Match
from monitor.notify import Rendered, Sender, render
from monitor.notify.address import plugin_of
from monitor.notify.mail import compose
from monitor.store import Store, alerts
from monitor.store.tables import AlertRow
from tests.notify.conftest import SLACK, Answer, Mailbox, Service

ATTACKS = (
    "<!channel>", "<!here|x>", "<!subteam^S1>", "<@U123>", "<#C1>", "<http://evil.example|https://bank.example>",
    "&lt;!channel&gt;", "&amp;", "@everyone", "x@here", "@room", "@some_one", "<@&1>", "<users/all>", "<t:1:R>",
    "[bank](https://evil.example)", "![i](http://evil.example/i.png)", "[a][b]", "[b]: https://evil.example",
    "⟦bank⟧(https://evil.example)", "<https://evil.example>", "```", "**", "||", "_", "~~", "# ", "> ",
    '<a href="https://evil.example">bank</a>', "<img src=x onerror=a()>", "<script>a()</script>", "</td></body>", "]]>",
    "\r\nBcc: evil@example.net", "\r\n\r\nbody", "\n.\r\n", "=?utf-8?q?a=0D=0ABcc:_evil@example.net?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAZXhhbXBsZS5uZXQ=?=", "\x00", "\x07", "\x1b[31m", "\x9b31m", "\x1b]8;;https://evil.example\x1b\\bank",
    "\u202eevil\u202c", "\u2066x", "\u2069", "\u200f", "\u061c", "\u200b", "\ufeff", "\U000e0041", "\ufffe", "\ud800", "\udfff",
    "{link}", "{title.__class__}", "{{7*7}}", "{secret}", "%s", "${HOME}", "עברית", "العربية", "Київ", "東京", "👩‍🚒" * 5,
    "Z" + "\u0301" * 50, "word " * 50, "x" * 400, "\u2028", "\t", " ", "·", "…",
)  # fmt: skip
HOSTILE = " ".join(ATTACKS)
TEXT = st.lists(
    st.sampled_from(ATTACKS) | st.text(st.characters(codec=None, exclude_categories=()), max_size=8), max_size=12
).map("".join)
LINKS = st.sampled_from(
    ["https://ok.example/1", "https://ok.example/?a=1&b=2|x>", "javascript:alert(1)", "data:text/html,x", "https://b@evil.example/",
     "https://b\u0430nk.example/", "https://ok.example/@everyone](x)", "https://evil.example\\.bank.example/", "ftp://x.example", None]
)  # fmt: skip
KINDS = ("alert", "digest", "notice", "update", "surge")
_TOKEN = "T" * 64
# A service of each way in which Apprise writes text: as it is, as Markdown, as HTML, in XML, in a form.
SERVICES = {
    "discord": "discord://123456789012345678/abcdefghijklmnopqrstuvwxyz",
    "discord-embed": "discord://123456789012345678/abcdefghijklmnopqrstuvwxyz?format=markdown",
    "telegram": "tgram://123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr/123456",
    "telegram-markdown": "tgram://123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr/123456?format=markdown",
    "google-chat": "gchat://space/key/token",
    "mattermost": "mmost://{0}/abcdefghijklmnopqrstuvwxyz",
    "rocket": "rocket://webhookaaaaaaaaaaaaaaaaaaa/bbb@{0}/#chan",
    "matrix": f"matrix://{{0}}/{_TOKEN}?mode=slack",
    "ntfy": "ntfy://{0}/topic",
    "gotify": "gotify://{0}/tokentokentokentok",
    "json": "json://{0}/hook",
}
HOSTS = ("https://discord.com", "https://api.telegram.org", "https://chat.googleapis.com")
LIMITS = {"discord": 2_000, "telegram": 4_096, "mattermost": 4_000, "google-chat": 4_000}


def alert(words: str, url: str | None = "https://ok.example/1", **more: Any) -> AlertView:
    return AlertView(
        watch="arms", watch_title=words, event="e", title=words, url=url, source=words, place=words, language=words,
        snippet=f"⟦{words}⟧{words}", hits=(words,), cited_sources=(words,), note=words, independent=2,
        quotes=(AlertQuote(text=words, speaker=words),), others=(OtherReport(source=words, url=url),),
        origins=(OriginView(name=words),), **more,
    )  # fmt: skip


def update(words: str, url: str | None = "https://ok.example/1") -> UpdateView:
    """What the database gives back of an update whose every text is hostile."""
    made = UpdateView(
        story=1, story_title=words, watches=(words, f"[{words}]"), kind="changed", title=words, url=url, source=words,
        place=words, language=words, snippet=f"⟦{words}⟧{words}", news=(words, f"n: {words}"), copies=1, reports=2,
        independent=2, difference=f"{words}[-{words}-]{words}{{+{words}+}}({words}",
    )  # fmt: skip
    return UpdateView.model_validate(made.model_dump())


def told(words: str, url: str | None, kind: str, style: Any, **more: Any) -> Rendered:
    """A message of each kind, of nothing but hostile texts."""
    alerts = [alert(words, url), alert(words, url).model_copy(update={"event": "f"})]
    updates = [update(words, url)] if kind in ("digest", "update") else []
    notice = {"title": words, "body": words}
    return render(
        [] if kind == "update" else alerts,
        updates=updates,
        kind=kind,
        style=style,
        notice=notice,
        **more,  # type: ignore[arg-type]
    )


def strings(told: Any) -> Iterator[str]:
    """Every text in a JSON document."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, (dict, list)):
        for inner in told.values() if isinstance(told, dict) else told:
            yield from strings(inner)


def assert_seen(text: str) -> None:
    """Nothing that a reader cannot see, but for what a style itself puts in: line ends and zero-width spaces."""
    text.encode()
    joined = {"\n", "\r", "\u200b", "\u200c", "\u200d"}
    joined |= set(map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)))  # are seen
    assert not [c for c in text if c not in joined and unicodedata.category(c) in ("Cc", "Cf", "Cs")], ascii(text)


async def sent(service: Service, url: str, message: Rendered) -> Any:
    """What one delivery left at the service."""
    service.answer, service.got[:] = Answer(body=b"ok" if url == SLACK else b'{"ok": true}'), []
    ends = service.endpoints | dict.fromkeys(HOSTS, f"http://{service.address}")
    sender = Sender(timeout=10, endpoints=ends)
    try:
        recipient = "123456" if url.startswith("tgram") else "#chan" if url.startswith("rocket") else ""
        outcome = await sender.send(url.format(service.address), recipient, message, message_id="m")
    finally:
        await sender.close()
    assert outcome.kind == "sent", outcome
    (got,) = service.got
    return json.loads(got[3])


def runs(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def assert_slack(body: str) -> None:
    assert_seen(body)
    assert len(body) <= 9_000
    for inside in re.findall(r"<([^>]*)>?", body):
        assert re.match(r"https?://(?:ok\.example|xn--bnk-6cd\.example)/", inside), inside
    assert not re.search(r"&(?!amp;|lt;|gt;)", body)
    for target, label in re.findall(r"<([^|>]*)\|([^>]*)>", body):
        host = target.split("/")[2]
        if "bank.example" in label or "evil.example" in label:
            assert host in label


def assert_chat(name: str, told: dict[str, Any]) -> None:
    texts = list(strings(told))
    for text in texts:
        assert_seen(text)
    whole = "\n".join(texts)
    assert not re.search(r"@(?:everyone|here|room)\b|(?<!\w)@some_one", whole), ascii(whole)
    assert not re.search(r"<[@#!]|<users/|<t:|<https?://", whole), ascii(whole)
    assert not re.search(r"(?<!\\)\](?:\(|\[|: ?http)", whole), ascii(whole)
    assert "```" not in whole
    if name.startswith("discord"):
        assert told["allowed_mentions"] == {"parse": [], "roles": [], "users": []}
        assert "allow_mentions" not in told
    if name == "telegram":
        assert told["parse_mode"] == "HTML"
        assert set(re.findall(r"<[^>]*>", told["text"])) <= {"<b>", "</b>"}
    shown = unescape(told["text"]) if name == "telegram" else told.get("content") or told.get("text")
    if name in LIMITS:
        assert isinstance(shown, str)
        assert len(shown.encode("utf-16-le")) // 2 <= LIMITS[name]


class _Page(HTMLParser):
    """The tags and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert {key for key, _ in attrs} <= {
            "style", "href", "rel", "dir", "lang", "charset", "name", "content", "role", "width", "cellpadding",
            "cellspacing", "align",
        }  # fmt: skip
        self.links += [value or "" for key, value in attrs if key == "href"]


_HEADERS = {"message-id", "subject", "from", "to", "date", "auto-submitted", "importance", "mime-version", "content-type",
            "content-transfer-encoding"}  # fmt: skip


def assert_mail(raw: bytes) -> None:
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322 2.1.1
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    assert {key.lower() for key in mail} <= _HEADERS
    assert len(mail.get_all("Subject", [])) == 1
    assert_seen(mail["Subject"])
    assert not re.search(r"[\r\n]", mail["Subject"])
    assert len(mail["Subject"]) <= 200
    assert str(mail["To"]) == "a@example.org"
    text = mail.get_body(("plain",))
    assert text is not None
    assert_seen(text.get_content())
    page = mail.get_body(("html",))
    if page is not None:
        assert_seen(page.get_content())
        seen = _Page(page.get_content())
        assert not set(seen.tags) & {"script", "img", "iframe", "form", "base", "link"}
        assert seen.tags.count("body") == 1
        assert all(re.match(r"https?://(ok|xn--bnk-6cd)\.example/", link) for link in seen.links), seen.links


MAILTO = "mailto://127.0.0.1:1/?from=wire@example.org&to=a@example.org"


def composed(message: Rendered) -> bytes:
    plugin = plugin_of(MAILTO, "a@example.org")
    return compose(plugin, message, message_id="m@wirewatch", at=1.7e9).as_bytes()


@given(TEXT, LINKS, st.sampled_from(KINDS), st.booleans())
@settings(max_examples=150, deadline=None)
def test_mail_of_any_text_is_one_message_with_our_headers(words: str, url: str | None, kind: Any, short: bool) -> None:
    assert_mail(composed(told(words, url, kind, "mail", short=short)))


@given(TEXT, LINKS, st.sampled_from(KINDS))
@settings(max_examples=150, deadline=None)
def test_slack_text_of_any_article_holds_our_links_only(words: str, url: str | None, kind: Any) -> None:
    assert_slack(told(words, url, kind, "slack").body)


@given(words=TEXT, url=LINKS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_slack_gets_json_with_the_text_and_nothing_else(service: Service, words: str, url: str | None) -> None:
    payload = runs(sent(service, SLACK, render([alert(words, url)], kind="alert", style="slack")))
    assert set(payload) == {"text", "mrkdwn", "unfurl_links", "unfurl_media"}
    assert_slack(payload["text"])


@pytest.mark.parametrize("name", SERVICES)
@given(words=TEXT | st.just(HOSTILE), url=LINKS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_service_is_told_to_call_or_to_link(service: Service, name: str, words: str, url: str | None) -> None:
    for kind in ("alert", "update"):
        assert_chat(name, runs(sent(service, SERVICES[name], told(words, url, kind, "text"))))


@pytest.mark.parametrize("name", SERVICES)
async def test_each_attack_on_each_service(service: Service, name: str) -> None:
    for attack in ATTACKS:
        for kind in ("alert", "update"):
            assert_chat(name, await sent(service, SERVICES[name], told(attack, "https://ok.example/1", kind, "text")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_in_slack_and_mail(attack: str) -> None:
    for kind in KINDS:
        assert_slack(told(attack, "https://ok.example/1", kind, "slack").body)
        assert_mail(composed(told(attack, "https://ok.example/1", kind, "mail")))


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"ntfy"}))  # which takes a long text as a file
@pytest.mark.parametrize("word", ["\\_*word[x] ", "🚀🇺🇦 ", "<b>&amp; "])
def test_80_kb_are_cut_with_a_note(service: Service, name: str, word: str) -> None:
    notice = {"title": word * 300, "body": word * (80_000 // len(word))}
    payload = runs(sent(service, SERVICES[name], render([], kind="notice", style="text", notice=notice)))
    assert_chat(name, payload)
    assert "characters" in "".join(strings(payload))
    whole = word * (80_000 // len(word))
    assert_chat(name, runs(sent(service, SERVICES[name], told(whole, "https://ok.example/1", "update", "text"))))


async def test_xml_is_well_formed(service: Service) -> None:
    service.answer = Answer()
    sender = Sender(timeout=5)
    message = render([alert(HOSTILE)], kind="alert", style="text")
    assert (await sender.send(f"xml://{service.address}/x", "", message, message_id="m")).kind == "sent"
    await sender.close()
    found = ElementTree.fromstring(service.got[0][3]).iter()
    assert next(part.text for part in found if part.tag.endswith("Message")) == message.body


async def test_discord_calls_whom_the_address_names(service: Service) -> None:
    url = SERVICES["discord"] + "?ping=<@%261>,<@2>"
    for more in ("", "&format=markdown"):
        payload = await sent(service, url + more, render([alert("@everyone <@3>")], kind="alert", style="text"))
        assert payload["allowed_mentions"] == {"parse": [], "roles": ["1"], "users": ["2"]}
        assert "<@2>" in payload["content"]


async def test_what_a_server_answers_can_be_stored(service: Service, store: Store) -> None:
    service.answer = Answer(500, "no\x00 \x1b[31m\u202e\nnext \ud800".encode("utf-8", "surrogatepass"))
    sender = Sender(timeout=5, endpoints=service.endpoints)
    outcome = await sender.send(SLACK, "", Rendered("t", "b"), message_id="m")
    await sender.close()
    assert outcome.answer.startswith("no [31m next ")
    assert_seen(outcome.answer)

    def work(session: Session) -> None:
        made = alerts.add(session, watch="w", event="e", article_id=None, level="normal", now=1.0, document={})
        assert made is not None
        alerts.queue(
            session, channel="c", recipients=("",), gather="event:e", kind="alert", due=1.0, now=1.0, alert_id=made.id
        )

    store.write(work)
    (claim,) = store.write(lambda s: alerts.claim(s, 2.0, owner="me", limit=1, lease=60))
    store.write(
        lambda s: alerts.finish(
            s, claim, 3.0, state="retry", outcome="retry", status=500, answer=outcome.answer, next_attempt=4.0
        )
    )


def test_an_alert_of_hostile_text_can_be_stored(store: Store) -> None:
    article = Article(
        source="feed", url="https://ok.example/\x00\ud800", title=HOSTILE, text=HOSTILE, language="e\x00n"
    )
    match = Match(watch="w", hits=(), snippet=HOSTILE)
    made = view(article, match, event="e", feed_title=HOSTILE, watch_title="w", note=HOSTILE, others=())
    whole = made.model_dump_json()
    assert "\\u0000" not in whole
    added = store.write(
        lambda s: alerts.add(
            s, watch="w", event="e", article_id=None, level="normal", now=1.0, document=made.model_dump(mode="json")
        )
    )
    assert added is not None
    kept = store.read(lambda s: s.get(AlertRow, added.id))
    assert kept is not None
    assert AlertView.model_validate(kept.document) == made


@pytest.mark.parametrize("word", ["\\_*word[x] ", "🚀🇺🇦 ", "<b>&amp; ", "x", "\ud800 "])
@pytest.mark.parametrize("short", [False, True])
def test_an_update_of_80_kb_a_field_is_bounded(word: str, short: bool) -> None:
    whole = word * (80_000 // len(word))
    for kind in ("update", "digest"):
        slack = told(whole, None, kind, "slack", short=short).body
        assert_slack(slack)
        mail = told(whole, None, kind, "mail", short=short)
        assert_mail(composed(mail))
        assert max(len(slack), len(mail.body)) < 9_000
        assert len(mail.title) <= 200


@pytest.mark.parametrize("style", ["slack", "mail", "text"])
@pytest.mark.parametrize("title", ["{link}", "{title}", "{title.__class__}", "{{link}}", "{0}", "{level!r:9}"])
def test_an_articles_braces_are_no_template(style: Any, title: str) -> None:
    for template in (None, "{title}\n{why}"):
        message = render([alert(title, None)], kind="alert", style=style, template=template)
        assert title in message.body
        assert "class 'str'" not in message.body


@pytest.mark.parametrize("style", ["slack", "mail", "text"])
def test_a_template_whose_fields_are_empty_still_says_something(style: Any) -> None:
    bare = AlertView(watch="w", event="e", title="Bare", url="https://ok.example/1")
    body = render([bare], kind="alert", style=style, template="{note}\n\ud800").body
    assert body == "Bare\nhttps://ok.example/1"


LURES: list[tuple[str, Callable[[Rendered], str]]] = [
    ("slack", lambda m: m.body),
    ("mail", lambda m: m.html or ""),
]


@pytest.mark.parametrize(("style", "part"), LURES)
def test_a_links_words_name_its_host(style: Any, part: Callable[[Rendered], str]) -> None:
    lure = AlertView(
        watch="w", event="e", title="Sign in at https://bank.example/login", url="https://ok.example/1", source="bank.example",
        others=(OtherReport(source="bank.example", url="https://evil.example/2"),),
    )  # fmt: skip
    shown = part(render([lure], kind="alert", style=style))
    assert "Sign in at https://bank.example/login (ok.example)" in shown
    assert "bank.example (ok.example)" in shown
    assert "bank.example (evil.example)" in shown


def test_a_look_alike_host_shows_as_what_it_is() -> None:
    body = render([alert("News", "https://b\u0430nk.example/1")], kind="alert", style="text").body
    assert "https://xn--bnk-6cd.example/1" in body
    assert "b\u0430nk" not in body


async def test_a_hostile_subject_at_a_mail_server(mailbox: Mailbox) -> None:
    sender = Sender(timeout=5)
    for attack in ("=?utf-8?q?a=0D=0ABcc:_evil@example.net?=", "a\r\nBcc: evil@example.net"):
        message = replace(render([alert("x")], kind="alert", style="mail"), title=attack)
        assert (
            await sender.send(mailbox.url("a@example.org"), "a@example.org", message, message_id="m")
        ).kind == "sent"
        assert_mail(mailbox.raw[-1])
        assert mailbox.recipients[-1] == ["a@example.org"]
    await sender.close()
