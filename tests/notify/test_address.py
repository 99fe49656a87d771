"""Apprise addresses: what is refused, whom they reach, what must not be shown."""

import pytest

from monitor.notify import recipients, style_of, usable
from monitor.notify.address import mask, plugin_of, secrets_of
from tests.notify.conftest import SLACK


@pytest.mark.parametrize(
    "url",
    [
        SLACK,
        "slack://T0AAAAAA/B0BBBBBB/c3cr3tT0k3nV4lu3",
        "slack://xoxb-111111-222222-abcdefabcdef/#alerts",
        "mailtos://desk:pa55word@example.org/?to=a@example.net",
        "mailto://127.0.0.1:2525/?from=wire@example.org&to=a@example.org",
        "tgram://123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr/123456",
        "discord://123456789012345678/abcdefghijklmnopqrstuvwxyz",
        "ntfy://alerts",
        "json://127.0.0.1:8080/hook",
    ],
)
def test_what_can_be_used(url: str) -> None:
    assert usable(url) is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (SLACK + "?optional=yes", "`optional=` is not allowed: it would report success"),
        ("json://127.0.0.1/hook?retry=3&s3cr3tk3y=1", "`retry=` is not allowed"),
        ("json://127.0.0.1/hook?Attach=file:///etc/passwd", "`attach=` is not allowed: it would send local files"),
        (SLACK + "?template=/etc/passwd", "`template=` is not allowed"),
        ("mailto://127.0.0.1/?from=a@example.org&pgp=sign", "`pgp=` is not allowed"),
        ("notaservice://s3cr3tk3y", "it is no address that Apprise knows"),
        ("s3cr3tk3y", "it is no address that Apprise knows"),
        ("", "it is no address that Apprise knows"),
        ("slack://s3cr3tk3y/", "its parts are not what `slack://` expects"),
        ("mailto://127.0.0.1/?from=a@example.org&to=s3cr3tk3y", "its parts are not what `mailto://` expects"),
        ("syslog://", "`syslog://` shows a message on this machine only"),
        ("[[[s3cr3tk3y", "it is no address that Apprise knows"),
    ],
)
def test_what_is_refused_is_said_without_secrets(url: str, words: str) -> None:
    told = usable(url)
    assert told is not None
    assert told.startswith(words)
    assert "s3cr3t" not in told
    assert "c3cr3t" not in told


def test_styles() -> None:
    assert style_of(SLACK) == "slack"
    assert style_of("mailtos://u:p@example.org") == style_of("mailto://u@example.org") == "mail"
    assert style_of("ntfy://topic") == style_of("nonsense") == "text"


def test_recipients() -> None:
    mail = "mailto://127.0.0.1/?from=w@example.org&to=b@example.org,a@example.org,b@example.org&bcc=z@example.org"
    assert recipients(mail) == ("b@example.org", "a@example.org", "z@example.org")
    assert recipients("mailtos://desk:pw@example.org") == ("desk@example.org",)
    assert recipients(SLACK) == ("",)
    assert recipients("slack://xoxb-111111-222222-abcdefabcdef/#a/#b") == ("#a", "#b")
    assert recipients("tgram://123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr/1/2") == ("1", "2")


def test_a_plugin_is_fresh_and_sends_to_one() -> None:
    url = "mailto://127.0.0.1/?from=w@example.org&to=a@example.org,b@example.org&cc=c@example.org"
    first, second = plugin_of(url, "b@example.org"), plugin_of(url, "b@example.org")
    assert first is not None
    assert first is not second
    assert first.targets == [(False, "b@example.org")]
    assert not first.cc
    slack = plugin_of(SLACK, "")
    assert slack is not None
    assert (slack.request_rate_per_sec, slack.redirects, slack.retry, slack.optional) == (0, False, 0, False)


def test_secrets_are_masked() -> None:
    secrets = secrets_of("json://desk:pa55word@host.example/t0k3nt0k3n?+X-Key=h3ad3rv4lue")
    assert mask("told pa55word and t0k3nt0k3n, h3ad3rv4lue", secrets) == "told *** and ***, ***"
    mail = secrets_of("mailtos://desk:pa55%2Fword@example.org/?to=a@example.org")
    assert mask("535 pa55/word refused for a@example.org", mail) == "535 *** refused for a@example.org"
