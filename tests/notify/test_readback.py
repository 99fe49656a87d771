"""Asking Slack's history for a message: a loopback service in Slack's place."""

import json
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

import pytest

from monitor.notify import Outcome, Sender, Thread
from tests.notify.conftest import SLACK, Answer, Service, reset

BOT = "slack://xoxb-111111-222222-abcdefabcdef/#alerts"
OURS = {"metadata": {"event_type": "wirewatch_alert", "event_payload": {"id": "7.100"}}}
OTHER = {"metadata": {"event_type": "wirewatch_alert", "event_payload": {"id": "8.100"}}}
FOREIGN = {"metadata": {"event_type": "deploy", "event_payload": {"id": "7.100"}}}
FOUND = Outcome("sent", None, "found in the channel's history")
ROOM = "slack://xoxb-111111-222222-abcdefabcdef/+C00000009"
CHANNELS = {"ok": True, "channels": [{"id": "C00000001", "name": "other"}, {"id": "C00000002", "name": "alerts"}]}


def history(*messages: dict[str, Any], cursor: str = "") -> dict[str, Any]:
    return {"ok": True, "messages": list(messages), "response_metadata": {"next_cursor": cursor}}


def refused(error: str) -> dict[str, Any]:
    return {"ok": False, "error": error}


def answering(service: Service, tell: Callable[[str, dict[str, str]], dict[str, Any]]) -> list[tuple[str, Any]]:
    """Have the service answer each method of Slack's API; return what it is asked."""
    asked: list[tuple[str, Any]] = []

    def act(handler: BaseHTTPRequestHandler) -> None:
        method = handler.path.rpartition("/")[2]
        given = {key: values[0] for key, values in parse_qs(service.got[-1][3].decode()).items()}
        asked.append((method, given))
        body = json.dumps(tell(method, given)).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    service.answer = Answer(act=act)
    return asked


async def arrived(
    sender: Sender, url: str = BOT, recipient: str = "", thread: Thread | None = None
) -> Outcome | bool | None:
    return await sender.arrived(url, recipient, message_id="7.100", since=100_000.0, thread=thread)


@pytest.mark.parametrize(
    ("messages", "there"),
    [((OTHER, {"text": "hello"}, OURS), FOUND), ((OTHER, FOREIGN, {"metadata": None}), False), ((), False)],
)
async def test_what_the_history_tells(
    sender: Sender, service: Service, messages: tuple[dict[str, Any], ...], there: Outcome | bool
) -> None:
    asked = answering(service, lambda method, _: CHANNELS if method == "conversations.list" else history(*messages))
    assert await arrived(sender) == there
    assert [method for method, _ in asked] == ["conversations.list", "conversations.history"]
    assert asked[1][1] == {
        "channel": "C00000002",
        "oldest": "13600.000000",
        "include_all_metadata": "true",
        "limit": "200",
    }
    assert all(headers["Authorization"] == "Bearer xoxb-111111-222222-abcdefabcdef" for _, _, headers, _ in service.got)


async def test_a_channel_given_by_its_id_is_not_looked_up(sender: Sender, service: Service) -> None:
    asked = answering(service, lambda _method, _: history(OURS))
    assert await arrived(sender, ROOM) == FOUND
    assert [(method, given["channel"]) for method, given in asked] == [("conversations.history", "C00000009")]


async def test_one_recipient_of_several_is_asked_for(sender: Sender, service: Service) -> None:
    asked = answering(service, lambda method, _: CHANNELS if method == "conversations.list" else history(OURS))
    assert await arrived(sender, f"{BOT}/#other", "#other") == FOUND
    assert asked[-1][1]["channel"] == "C00000001"


async def test_pages_are_read_on_but_not_without_end(sender: Sender, service: Service) -> None:
    pages = {"": history(OTHER, cursor="a"), "a": history(OTHER, cursor="b"), "b": history(OURS, cursor="c")}
    url = ROOM
    answering(service, lambda _method, given: pages[given.get("cursor", "")])
    assert await arrived(sender, url) == FOUND
    asked = answering(service, lambda _method, _: history(OTHER, cursor="more"))
    assert await arrived(sender, url) is None
    assert len(asked) == 3


@pytest.mark.parametrize(("last", "there"), [("99699.5", False), ("99700.5", None)])
async def test_a_busy_channel_tells_if_what_is_read_goes_back_far_enough(
    sender: Sender, service: Service, last: str, there: bool | None
) -> None:
    answering(service, lambda _method, _: history(OTHER, {**OTHER, "ts": last}, cursor="more"))
    assert await arrived(sender, ROOM) is there


async def test_a_message_is_found_though_our_clock_is_hours_ahead_of_slacks(sender: Sender, service: Service) -> None:
    early = {**OURS, "ts": "80000.0"}
    answering(service, lambda _method, given: history(*[early] if float(given["oldest"]) <= 80_000 else []))
    assert await arrived(sender, ROOM) == replace(FOUND, receipt="80000.0")


THREAD = Thread("1.100", "1700000000.000100")


async def test_a_reply_is_looked_for_in_its_thread_and_gives_the_threads_receipt(
    sender: Sender, service: Service
) -> None:
    reply = {**OURS, "ts": "1700000900.000200", "thread_ts": "1700000000.000100"}
    asked = answering(service, lambda method, _: history(OTHER, reply) if method == "conversations.replies" else {})
    assert await arrived(sender, ROOM, thread=THREAD) == replace(FOUND, receipt="1700000000.000100")
    assert [(method, given["ts"], given["include_all_metadata"]) for method, given in asked] == [
        ("conversations.replies", "1700000000.000100", "true")
    ]


@pytest.mark.parametrize("thread", [history(OTHER), refused("thread_not_found")])
async def test_what_is_not_in_its_thread_may_stand_beside_it(
    sender: Sender, service: Service, thread: dict[str, Any]
) -> None:
    beside = {**OURS, "ts": "1700000900.000200"}
    answering(service, lambda method, _: thread if method == "conversations.replies" else history(beside))
    assert await arrived(sender, ROOM, thread=THREAD) == replace(FOUND, receipt="1700000900.000200")
    answering(service, lambda method, _: thread if method == "conversations.replies" else history())
    assert await arrived(sender, ROOM, thread=THREAD) is False


async def test_who_may_not_read_the_thread_does_not_know(sender: Sender, service: Service) -> None:
    answering(service, lambda method, _: refused("missing_scope") if method == "conversations.replies" else history())
    assert await arrived(sender, ROOM, thread=THREAD) is None


async def test_a_long_thread_is_read_from_its_old_end_so_what_is_not_read_is_not_known(
    sender: Sender, service: Service
) -> None:
    early = {**OTHER, "ts": "1.5"}
    asked = answering(service, lambda _method, _: history(early, cursor="more"))
    assert await arrived(sender, ROOM, thread=THREAD) is None
    assert [method for method, _ in asked] == ["conversations.replies"] * 3


async def test_a_thread_of_which_no_receipt_is_known_is_not_asked(sender: Sender, service: Service) -> None:
    asked = answering(service, lambda _method, _: history())
    assert await arrived(sender, ROOM, thread=Thread("1.100")) is False
    assert [method for method, _ in asked] == ["conversations.history"]


async def test_a_thread_that_the_address_names_is_asked(sender: Sender, service: Service) -> None:
    asked = answering(service, lambda _method, _: history(OURS))
    assert await arrived(sender, f"{ROOM}:1600000000.000100", thread=THREAD) == FOUND
    assert asked[0] == ("conversations.replies", asked[0][1] | {"channel": "C00000009", "ts": "1600000000.000100"})


async def test_without_the_scope_for_private_channels_public_ones_are_found(sender: Sender, service: Service) -> None:
    def tell(method: str, given: dict[str, str]) -> dict[str, Any]:
        if method == "conversations.history":
            return history(OURS)
        return refused("missing_scope") if "private" in given["types"] else CHANNELS

    answering(service, tell)
    assert await arrived(sender) == FOUND


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel"])
async def test_who_may_not_ask_does_not_know(sender: Sender, service: Service, error: str) -> None:
    answering(service, lambda method, _: CHANNELS if method == "conversations.list" else refused(error))
    assert await arrived(sender) is None


async def test_an_odd_answer_is_no_knowledge(sender: Sender, service: Service) -> None:
    for answer in (Answer(200, b"[]"), Answer(200, b'{"ok": true}')):
        service.answer = answer
        assert await arrived(sender) is None


async def test_who_does_not_answer_now_is_asked_again(sender: Sender, service: Service) -> None:
    later = Outcome("retry", None, "the channel's history could not be read now")
    limited = json.dumps(refused("ratelimited")).encode()
    for answer in (Answer(act=reset), Answer(500, b"<html>"), Answer(503, b"{}"), Answer(429), Answer(200, limited)):
        service.answer = answer
        assert await arrived(sender) == later
    hanging = Sender(timeout=0.3, endpoints=service.endpoints)
    service.answer = Answer(act=lambda handler: service.release.wait())  # type: ignore[arg-type]
    assert await arrived(hanging) == later
    await hanging.close()
    assert await arrived(hanging) == later


@pytest.mark.parametrize(
    "url", [SLACK, "json://127.0.0.1:1/x", "mailto://127.0.0.1:1/?from=a@b.example&to=c@d.example"]
)
async def test_others_cannot_be_asked(sender: Sender, service: Service, url: str) -> None:
    assert await arrived(sender, url) is None
    assert service.got == []
