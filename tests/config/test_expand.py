"""Variables: where they expand, what a missing one means, and that nothing of them is ever printed."""

from pathlib import Path

import pytest

from monitor.errors import ConfigError
from tests.config.folder import loaded, problems, warnings, write

CHANNELS = """
    channels:
      - name: slack
        url: ${SLACK_URL}
      - name: mail
        url: ${MAIL_URL:-}
    watches:
      - {name: w, query: a, notify: [slack, mail]}
      - {name: v, query: a, notify: [mail]}
"""
SECRET = "slack://Aaaaaaaaaa/Bbbbbbbbbb/Cccccccccc"


def test_names_defaults_and_files_expand_in_values(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    write(
        tmp_path,
        a="""
        settings: {timezone: "${ZONE:-Asia/Seoul}", requests_per_hour: "${RATE}", contact: "http://${HOST}/${HOST}"}
        feeds:
          - {name: a, url: "https://a.org", title: "${file:secret}", headers: {Authorization: "Bearer ${TOKEN}"}}
        """,
    )
    config = loaded(tmp_path, {"RATE": "7", "HOST": "h.org", "TOKEN": "t0ken${X}"}).config
    assert config.settings.timezone == "Asia/Seoul"
    assert config.settings.requests_per_hour == 7
    assert config.settings.contact == "http://h.org/h.org"
    assert config.feeds[0].title == "from a file"
    assert config.feeds[0].headers == {"Authorization": "Bearer t0ken${X}"}  # expanded once, not again


def test_yaml_is_parsed_first_so_a_value_cannot_add_keys(tmp_path: Path) -> None:
    write(tmp_path, a="settings: {contact: '${X}'}\nfeeds: [{name: a, url: 'https://a.org', title: '${Y}'}]")
    assert loaded(tmp_path, {"X": "a@b.org", "Y": "t\n  evil: true"}).config.feeds[0].title == "t\n  evil: true"


def test_without_sending_a_channel_shows_as_unset(tmp_path: Path) -> None:
    write(tmp_path, a=CHANNELS)
    found = loaded(tmp_path)
    assert found.unset == {"slack": ("SLACK_URL",), "mail": ("MAIL_URL",)}
    assert [channel.url for channel in found.config.channels] == [None, None]
    assert found.config.watches[0].notify == ("slack", "mail")


def test_when_sending_a_missing_variable_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, a=CHANNELS)
    assert problems(tmp_path, {"MAIL_URL": SECRET}, sending=True) == [
        "a.yaml:4:10: channels.slack.url: the variable SLACK_URL is not set; "
        "set it, or write ${SLACK_URL:-} to leave the channel off"
    ]


def test_when_sending_an_empty_default_leaves_the_channel_off(tmp_path: Path) -> None:
    write(tmp_path, a=CHANNELS)
    found = loaded(tmp_path, {"SLACK_URL": SECRET}, sending=True)
    assert [channel.name for channel in found.config.channels] == ["slack"]
    assert [watch.notify for watch in found.config.watches] == [("slack",), ()]
    assert warnings(tmp_path, {"SLACK_URL": SECRET}, sending=True)[-2:] == [
        "a.yaml:6:10: channels.mail.url: warning: this channel is off: MAIL_URL is not set; "
        "set it to switch the channel on",
        "a.yaml:9:33: watches.v.notify: warning: every channel of this watch is off; name another one",
    ]


def test_when_every_channel_is_off_nothing_is_sent_at_all(tmp_path: Path) -> None:
    write(tmp_path, a=CHANNELS.replace("${SLACK_URL}", "${SLACK_URL:-}"))
    assert problems(tmp_path, sending=True) == [
        "a.yaml:3:3: channels: every channel is off: alerts would reach nobody; set one of SLACK_URL, MAIL_URL"
    ]


def test_an_empty_variable_counts_as_missing(tmp_path: Path) -> None:
    write(tmp_path, a=CHANNELS)
    assert loaded(tmp_path, {"SLACK_URL": ""}).unset["slack"] == ("SLACK_URL",)


def test_a_feed_goes_without_a_header_that_is_unset(tmp_path: Path) -> None:
    write(tmp_path, a="feeds:\n  - {name: a, url: 'https://a.org', headers: {X-Key: '${KEY}', Accept: text/xml}}")
    found = loaded(tmp_path)
    assert found.config.feeds[0].headers == {"Accept": "text/xml"}
    assert found.unset_headers == {"a": ("KEY",)}
    assert "the variable KEY is not set" in problems(tmp_path, sending=True)[0]


def test_elsewhere_a_missing_variable_is_one_error_and_nothing_follows_from_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="settings:\n  timezone: ${ZONE}\nfeeds:\n  - {name: a, url: '${FEED}/rss', title: '${file:nowhere}'}",
    )
    assert problems(tmp_path) == [
        "a.yaml:2:13: settings.timezone: the variable ZONE is not set; set it, or give a default: ${ZONE:-…}",
        "a.yaml:4:20: feeds.a.url: the variable FEED is not set; set it, or give a default: ${FEED:-…}",
        "a.yaml:4:42: feeds.a.title: the file nowhere is missing or empty; write the value into it",
    ]


@pytest.mark.parametrize("wrong", ["${SLACK-URL}", "${}", "${1}", "${file:}", "${OPEN", "${a b}"])
def test_what_only_looks_like_a_variable_is_an_error(tmp_path: Path, wrong: str) -> None:
    write(tmp_path, a=f"channels:\n  - {{name: a, url: '{wrong}'}}")
    assert any(f"{wrong} is no variable; write ${{NAME}}" in line for line in problems(tmp_path))


def test_a_secret_is_in_no_message(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="""
        settings:
          timezone: ${A}
          requests_per_hour: ${A}
          alert_backlog: ${A}
          database: ${A}
          ping: ${A}
          contact: ${A} x
          operators: ["${A}"]
          fetch: {proxy: "${A}", allow_networks: ["${A}"], max_bytes: "${A}"}
        feeds:
          - {name: "${A}", url: "${A}", language: "${A}", every: "${A}", read: "${A}"}
          - {name: f, url: "${A}", tags: ["${A} x"], headers: {X: "é${A}"}}
        watches:
          - {name: w, query: "${A} NEAR x", level: "${A}", at_most: "${A}"}
          - {name: v, query: "${A}", notify: ["${A}"], feeds: ["${A}", "tag:${A}"]}
        channels:
          - {name: c, url: "${A}", template: "{${A}}", timezone: "${A}"}
        """,
    )
    secret = "hunter2-Secret.Value"
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path, {"A": secret}, usable_channel=lambda url: f"{url} is no address", template_fields={"title"})
    assert len(refused.value.problems) > 18
    for text in (str(refused.value), repr(refused.value), repr(refused.value.problems)):
        assert secret.lower() not in text.lower()


def test_the_secrets_for_masking_logs_hold_addresses_tokens_and_headers(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="""
        settings: {database: "postgresql+psycopg://wire:p%40ssw0rd@db/wire", timezone: "${ZONE}"}
        feeds: [{name: a, url: "https://a.org/?key=${KEY}", headers: {Authorization: "Bearer ${TOKEN}"}}]
        channels:
          - {name: slack, url: "${SLACK}"}
          - {name: mail, url: "mailtos://robot:mailpass@smtp.example.org?to=desk@example.org"}
        """,
    )
    found = loaded(tmp_path, {"TOKEN": "abcdef0123", "SLACK": SECRET, "ZONE": "Europe/Kyiv", "KEY": "feedkey9"})
    assert {
        SECRET,
        "Aaaaaaaaaa",
        "Bbbbbbbbbb",
        "abcdef0123",
        "Bearer abcdef0123",
        "mailpass",
        "feedkey9",
        "p%40ssw0rd",
        "p@ssw0rd",
    } <= found.secrets
    assert not {"Europe/Kyiv", "smtp.example.org", "Bearer"} & found.secrets
    assert "abcdef0123" not in repr(found)
    assert "Aaaaaaaaaa" not in repr(found)


def test_two_channels_with_one_address_by_alias_are_both_unset(tmp_path: Path) -> None:
    write(tmp_path, a="channels:\n  - {name: a, url: &x '${X:-}'}\n  - {name: b, url: *x}\n")
    assert loaded(tmp_path).unset == {"a": ("X",), "b": ("X",)}


def test_a_problem_of_a_variable_names_its_item(tmp_path: Path) -> None:
    write(tmp_path, a="channels:\n  - {name: a, url: '${X-Y}'}\n")
    assert problems(tmp_path)[0].startswith("a.yaml:2:20: channels.a.url: ${X-Y} is no variable; ")
