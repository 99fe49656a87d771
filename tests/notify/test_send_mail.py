"""Mail: what arrives at a mail server, and what each of its answers means."""

import asyncio
from dataclasses import replace

import pytest

from monitor.notify import Outcome, Rendered, Sender, Thread, recipients
from tests.notify.conftest import Mailbox

MAIL = Rendered("Ракети\r\nBcc: evil@example.net", "Текст\n.крапка\nend", "<p>Ракети</p>", "urgent")


async def deliver(
    url: str, recipient: str = "a@example.org", timeout: float = 5, message: Rendered = MAIL, **kwargs: object
) -> Outcome:
    sender = Sender(timeout=timeout)
    try:
        return await sender.send(url, recipient, message, message_id="<alert-7@wirewatch>", **kwargs)  # type: ignore[arg-type]
    finally:
        await sender.close()


async def test_what_arrives(mailbox: Mailbox) -> None:
    outcome = await deliver(mailbox.url("a@example.org"), at=1704902400.0, thread=Thread("alert-1@wirewatch"))
    assert outcome == Outcome("sent", 250, "queued", receipt="Ракети Bcc: evil@example.net")
    mail = mailbox.mails[0]
    assert mailbox.recipients == [["a@example.org"]]
    assert mail.get_all("Message-ID") == ["<alert-7@wirewatch>"]
    assert mail["References"] == mail["In-Reply-To"] == "<alert-1@wirewatch>"
    assert mail["Subject"] == "Ракети Bcc: evil@example.net"
    assert mail["Bcc"] is None
    assert mail["From"] == "Wirewatch <wire@example.org>"
    assert mail["To"] == "a@example.org"
    assert mail["Date"] == "Wed, 10 Jan 2024 16:00:00 +0000"
    assert mail["Importance"] == "high"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, page = mail.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == ["Текст", ".крапка", "end"]
    assert page.get_content().strip() == "<p>Ракети</p>"
    assert mailbox.raw[0].isascii()


async def test_a_thread_has_one_subject_since_gmail_parts_others(mailbox: Mailbox) -> None:
    first = await deliver(mailbox.url("a@example.org"))
    thread = Thread("<alert-7@wirewatch>", first.receipt)
    update = replace(MAIL, title="Removed: Ракети [Arms]")
    updates = [await deliver(mailbox.url("a@example.org"), message=update, thread=thread) for _ in range(2)]
    subject = mailbox.mails[0]["Subject"]
    for outcome, mail in zip(updates, mailbox.mails[1:], strict=True):
        assert mail["Subject"] == f"Re: {subject}"
        assert mail["References"] == mail["In-Reply-To"] == mailbox.mails[0]["Message-ID"]
        assert outcome.receipt == first.receipt


async def test_a_receipts_line_breaks_make_no_header(mailbox: Mailbox) -> None:
    await deliver(mailbox.url("a@example.org"), thread=Thread("1\r\nBcc: x@example.net", "S\r\nBcc: x@example.net"))
    mail = mailbox.mails[0]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Re: S Bcc: x@example.net"


async def test_every_attempt_has_the_same_message_id(mailbox: Mailbox) -> None:
    for _ in range(2):
        await deliver(mailbox.url("a@example.org"))
    assert [mail.get_all("Message-ID") for mail in mailbox.mails] == [["<alert-7@wirewatch>"]] * 2


async def test_each_recipient_is_a_delivery_of_its_own(mailbox: Mailbox) -> None:
    mailbox.rcpt_answer["bad@example.org"] = "550 no such user"
    url = mailbox.url("a@example.org", "bad@example.org", "c@example.org", more="&cc=d@example.org")
    people = recipients(url)
    assert people == ("a@example.org", "bad@example.org", "c@example.org", "d@example.org")
    outcomes = [await deliver(url, person) for person in people]
    assert [outcome.kind for outcome in outcomes] == ["sent", "rejected", "sent", "sent"]
    assert outcomes[1] == Outcome("rejected", 550, "no such user")
    assert mailbox.recipients == [["a@example.org"], ["c@example.org"], ["d@example.org"]]


@pytest.mark.parametrize(
    ("where", "answer", "kind"),
    [
        ("rcpt", "450 greylisted, come back", "retry"),
        ("rcpt", "550 unknown", "rejected"),
        ("rcpt", "421 too busy", "retry"),
        ("data", "451 try later", "retry"),
        ("data", "554 looks like spam", "rejected"),
        ("mail", "550 sender not allowed", "broken"),
        ("mail", "451 later", "retry"),
    ],
)
async def test_codes(mailbox: Mailbox, where: str, answer: str, kind: str) -> None:
    if where == "rcpt":
        mailbox.rcpt_answer["a@example.org"] = answer
    elif where == "data":
        mailbox.data_answer = answer
    else:
        mailbox.mail_answer = answer
    assert await deliver(mailbox.url("a@example.org")) == Outcome(kind, int(answer[:3]), answer[4:])  # type: ignore[arg-type]


async def test_a_login(mailbox: Mailbox) -> None:
    mailbox.logins = {"desk": "pa55word-x"}
    good = mailbox.url("a@example.org", login="desk:pa55word-x@")
    assert (await deliver(good)).kind == "sent"
    refused = await deliver(mailbox.url("a@example.org", login="desk:wr0ng-word@"))
    assert (refused.kind, refused.status) == ("broken", 535)
    assert "wr0ng" not in refused.answer


async def test_a_connection_lost_after_the_message_is_unknown(mailbox: Mailbox) -> None:
    mailbox.break_after_data = True
    outcome = await deliver(mailbox.url("a@example.org"))
    assert outcome.kind == "unknown"
    assert len(mailbox.mails) == 1


async def test_no_answer_after_the_message_is_unknown(mailbox: Mailbox) -> None:
    mailbox.hang_after_data = asyncio.Event()
    outcome = await deliver(mailbox.url("a@example.org"), timeout=0.5)
    assert outcome.kind == "unknown"


async def test_who_was_never_reached_is_tried_again() -> None:
    url = "mailto://127.0.0.1:1/?from=wire@example.org&to=a@example.org"
    assert await deliver(url) == Outcome("retry", None, "the mail server cannot be reached")


async def test_a_server_that_hangs_before_the_message_is_tried_again() -> None:
    ended = asyncio.Event()

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        ended.set()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"mailto://127.0.0.1:{port}/?from=wire@example.org&to=a@example.org"
    outcome = await deliver(url, timeout=0.4)
    assert outcome.kind == "retry"
    await asyncio.wait_for(ended.wait(), 5)
    server.close()


async def test_tls_that_is_not_offered_is_a_broken_channel(mailbox: Mailbox) -> None:
    outcome = await deliver(mailbox.url("a@example.org", more="&mode=starttls"))
    assert (outcome.kind, mailbox.mails) == ("broken", [])


async def test_custom_headers_are_kept_but_never_ours(mailbox: Mailbox) -> None:
    await deliver(mailbox.url("a@example.org", more="&+X-Desk=news&+Message-ID=other&reply=desk@example.org"))
    mail = mailbox.mails[0]
    assert mail["X-Desk"] == "news"
    assert mail.get_all("Message-ID") == ["<alert-7@wirewatch>"]
    assert mail["Reply-To"] == "desk@example.org"
