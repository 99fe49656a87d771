"""Mail: one message to one recipient, submitted with Apprise's reading of a mailto address.

Apprise's own sending swallows SMTP codes, makes a new Message-ID each time and takes the text from the HTML;
so its plugin only tells server, login and names here, and the message and its submission are ours.
"""

import contextlib
import re
import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any, Literal

from monitor.notify.exchange import Exchange
from monitor.notify.outcome import Outcome, Thread, of_smtp
from monitor.notify.render import Rendered
from monitor.notify.text import line

_POLICY = SMTP.clone(cte_type="7bit")
_OURS = frozenset(
    {"message-id", "subject", "from", "to", "cc", "bcc", "date", "reply-to", "mime-version", "auto-submitted"}
)
_GREETING = 15.0  # seconds; servers that fight spam greet slowly
_Stage = Literal["hello", "login", "sender", "recipient", "data"]


def compose(
    plugin: Any, rendered: Rendered, *, message_id: str, at: float | None, thread: Thread | None = None
) -> EmailMessage:
    """Build the message. ``message_id`` is the same for every attempt; ``at`` (Unix seconds) dates it.

    In a thread the subject is that of the first message: Gmail parts what has another, whatever it references
    (https://workspaceupdates.googleblog.com/2019/03/threading-changes-in-gmail-conversation-view.html).
    """
    name, sender = plugin.from_addr
    _, address = plugin.targets[0]
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = identifier(message_id, sender)
    subject = rendered.title
    if thread is not None:
        message["References"] = message["In-Reply-To"] = identifier(thread.known, sender)
        subject = f"Re: {thread.receipt}" if thread.receipt else subject
    message["Subject"] = _header(subject, 210)
    message["From"] = formataddr((_header(str(name or "Wirewatch"), 100), sender), charset="utf-8")
    message["To"] = address
    if at is not None:
        message["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
    reply_to = sorted(plugin.reply_to - {address})
    if reply_to:
        message["Reply-To"] = ", ".join(reply_to)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation replies
    if rendered.level == "urgent":
        message["Importance"] = "high"
    for key, value in plugin.headers.items():
        named = line(str(key), 80)
        if (
            named.lower() not in _OURS
            and not named.lower().startswith("content-")
            and re.fullmatch(r"[!-9;-~]+", named)
        ):
            message[named] = _header(str(value), 500)
    message.set_content(rendered.body)
    if rendered.html is not None:
        message.add_alternative(rendered.html, subtype="html")
    return message


def receipt_of(rendered: Rendered, thread: Thread | None) -> str:
    """Return the subject that answers to this message take up."""
    return thread.receipt if thread and thread.receipt else _header(rendered.title, 200)


def _header(text: str, limit: int) -> str:
    """Clean a header's text; ``email`` would decode ``=?utf-8?q?=0D=0ABcc:…?=`` and write the line that it holds."""
    return line(text, limit).replace("=?", "=\u200b?")


def identifier(message_id: str, sender: str) -> str:
    """Return a Message-ID in angle brackets; one without a host gets the sender's."""
    inner = re.sub(r"[^!-~]|[<>()\[\]\\,;:\"]", "", message_id) or "message"
    local, _, host = inner.rpartition("@")
    return f"<{inner}>" if local and host else f"<{inner.strip('@')}@{sender.rpartition('@')[2]}>"


def submit(plugin: Any, message: EmailMessage, exchange: Exchange) -> Outcome:
    """Hand the message to the server of the address; never raises for what the server or the network does."""
    call = exchange.begin()
    stage: _Stage = "hello"
    smtp: _Smtp | _SmtpTls | None = None
    read = exchange.timeout[1]
    connect = min(_GREETING, read)
    context = ssl.create_default_context()
    if not plugin.verify_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        port = plugin.port or 0
        if plugin.secure_mode == "ssl":
            smtp = _SmtpTls(plugin.smtp_host, port, timeout=connect, context=context)
        else:
            smtp = _Smtp(plugin.smtp_host, port, timeout=connect)
        assert smtp.sock is not None
        smtp.sock.settimeout(read)
        exchange.watch(smtp.sock)
        if plugin.secure_mode == "starttls":
            smtp.starttls(context=context)
            exchange.watch(smtp.sock)
        stage = "login"
        if plugin.user and plugin.password:
            smtp.login(plugin.user, plugin.password)
        stage = "sender"
        smtp.ehlo_or_helo_if_needed()
        _expect(smtp.mail(plugin.from_addr[1]))
        stage = "recipient"
        _expect(smtp.rcpt(plugin.targets[0][1]))
        stage = "data"
        code, answer = _expect(smtp.data(message.as_bytes()))
        call.status, call.body = code, answer
        return Outcome("sent", code, " ".join(answer.split())[:300])
    except smtplib.SMTPServerDisconnected:
        return _lost(smtp, "the mail server closed the connection")
    except smtplib.SMTPResponseException as error:
        call.status, call.body = error.smtp_code, _text(error.smtp_error)
        if error.smtp_code <= 0:
            return _lost(smtp, "the mail server closed the connection")
        return of_smtp(error.smtp_code, call.body, stage=stage)
    except smtplib.SMTPNotSupportedError:
        return Outcome("broken", None, "the mail server does not offer what the address asks for (TLS or login)")
    except smtplib.SMTPException:
        return _lost(smtp, "the mail server broke the protocol")
    except ssl.SSLCertVerificationError:
        return Outcome("broken", None, "the mail server's certificate is not valid")
    except ssl.SSLError:
        return _lost(smtp, "TLS with the mail server failed")
    except TimeoutError:
        return _lost(smtp, "no answer from the mail server in time")
    except OSError:
        return _lost(smtp, "the mail server cannot be reached")
    finally:
        call.sent = smtp is not None and smtp.handed_over
        if smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if call.status is not None:
                    smtp.sock.settimeout(1)  # type: ignore[union-attr]  # AttributeError is none: it has answered
                    smtp.quit()
            smtp.close()


class _Handing:
    """Mixed into smtplib's clients: knows when the whole message, with its final dot, has left."""

    handed_over = False

    def send(self, s: Any) -> None:
        super().send(s)  # type: ignore[misc]  # a mixin: the client stands behind it
        if isinstance(s, bytes) and s.endswith(b"\r\n.\r\n"):
            self.handed_over = True


class _Smtp(_Handing, smtplib.SMTP):
    pass


class _SmtpTls(_Handing, smtplib.SMTP_SSL):
    pass


def _expect(reply: tuple[int, bytes]) -> tuple[int, str]:
    code, answer = reply
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, answer)
    return code, _text(answer)


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _lost(smtp: _Smtp | _SmtpTls | None, words: str) -> Outcome:
    """Before the final dot the server cannot have taken it; after it nobody knows."""
    if smtp is not None and smtp.handed_over:
        return Outcome("unknown", None, f"{words} after the whole message had been handed over")
    return Outcome("retry", None, words)
