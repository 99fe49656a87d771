"""The log: one event a line, and no secret in it, not even one that a reload brings; and the dead-man address."""

import io
import json
from pathlib import Path

import pytest
import structlog
import yaml

from monitor.app import start_log
from monitor.cli import main
from tests.site import serving


def test_secrets_are_masked_those_of_a_reload_too() -> None:
    out, secrets = io.StringIO(), {"first-token"}
    start_log(as_json=True, secrets=secrets, stream=out)
    try:
        log = structlog.get_logger("t")
        secrets |= {"second-token"}
        log.info("poll", url="https://h/first-token/x", note="second-token")
    finally:
        structlog.reset_defaults()
    event = json.loads(out.getvalue())
    assert (event["url"], event["note"], event["event"]) == ("https://h/***/x", "***", "poll")


@pytest.mark.parametrize(
    ("status", "more", "calls"),
    [(200, (), 1), (500, (), 0), (200, ("--dry-run",), 0)],
    ids=["well", "fails", "dry run"],
)
def test_the_dead_man_address_is_called_when_all_is_well(
    tmp_path: Path, status: int, more: tuple[str, ...], calls: int
) -> None:
    with serving() as site:
        site.feed("/feed")
        site.put("/feed", site.answers["/feed"][2], status=status)
        site.put("/ping/7f3", "OK")
        document = {
            "settings": {
                "database": f"sqlite:///{tmp_path / 'w.db'}",
                "fetch": {"allow_networks": ["127.0.0.0/8"]},
                "ping": f"{site.url}/ping/7f3",
            },
            "feeds": [{"name": "paper", "url": f"{site.url}/feed"}],
        }
        (tmp_path / "c.yaml").write_text(yaml.safe_dump(document))
        try:
            code = main(["-c", str(tmp_path / "c.yaml"), "run", "--once", *more])
        finally:
            structlog.reset_defaults()
        assert code == (0 if status == 200 else 1)
        assert site.asked_for("/ping/7f3") == calls
