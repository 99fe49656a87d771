"""The log: one event a line, and no secret in it, not even one that a reload brings."""

import io
import json

import structlog

from monitor.app import start_log


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
