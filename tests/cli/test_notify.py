"""`wirewatch notify test`: a real message through each channel, and its receipt."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session

from monitor import app
from monitor.cli import main
from monitor.core.alert import Health
from monitor.store import Store, alerts, channels
from tests.notify.conftest import Answer, Service, service

__all__ = ["service"]

CHANNELS = """
channels:
  - name: desk-slack
    url: ${SLACK_URL}
  - name: hook
    url: ${HOOK_URL}
"""


@pytest.fixture
def config(tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "wirewatch.yaml"
    path.write_text(CHANNELS)
    monkeypatch.setenv("SLACK_URL", "https://hooks.slack.com/services/T0AAAAAA/B0BBBBBB/c3cr3tT0k3nV4lu3")
    monkeypatch.setenv("HOOK_URL", f"json://{service.address}/hook")
    monkeypatch.setenv("WIREWATCH_ENDPOINTS", f"https://hooks.slack.com=http://{service.address}")
    return path


def test_every_channel_gets_a_message(config: Path, service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-c", str(config), "notify", "test"]) == 0
    shown = capsys.readouterr().out
    assert "desk-slack: sent 200 ok" in shown
    assert "hook: sent 200 ok" in shown
    assert "c3cr3t" not in shown
    assert {path for _, path, _, _ in service.got} == {"/services/T0AAAAAA/B0BBBBBB/c3cr3tT0k3nV4lu3", "/hook"}


def test_one_channel_that_fails(config: Path, service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    service.answer = Answer(404, b"no_service")
    assert main(["-c", str(config), "--json", "notify", "test", "desk-slack"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "channel": "desk-slack",
        "recipient": None,
        "outcome": "broken",
        "status": 404,
        "answer": "no_service",
    }


def test_a_channel_that_is_not_there(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-c", str(config), "notify", "test", "nope"]) == 2
    assert "there is no channel nope; there are: desk-slack, hook" in capsys.readouterr().err


def test_a_channel_that_passes_gets_what_waited(
    config: Path, service: Service, store: Store, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(f"settings:\n  database: {database}\n{CHANNELS}")
    moment = app.now()

    def wait(session: Session) -> None:
        for channel in ("desk-slack", "hook"):
            channels.record(session, channel, Health("broken", 1, moment, moment + 3000), "no_service")
            for number in range(2):
                alerts.queue(
                    session,
                    channel=channel,
                    recipients=("",),
                    gather=f"notice:{number}",
                    kind="notice",
                    due=moment,
                    now=moment,
                    notice={"title": "t", "body": ""},
                )

    store.write(wait)
    assert store.write(lambda s: alerts.claim(s, app.now(), owner="me", limit=9, lease=60)) == []
    service.answer = Answer(404, b"no_service")
    assert main(["-c", str(config), "notify", "test", "desk-slack"]) == 1
    assert "due now" not in capsys.readouterr().out
    service.answer = Answer()
    assert main(["-c", str(config), "notify", "test", "desk-slack"]) == 0
    assert "2 waiting messages are due now" in capsys.readouterr().out
    claims = store.write(lambda s: alerts.claim(s, app.now(), owner="me", limit=9, lease=60))
    assert [claim.channel for claim in claims] == ["desk-slack"] * 2
