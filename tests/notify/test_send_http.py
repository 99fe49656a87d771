"""Deliveries over HTTP: through Apprise's own plugins to a loopback service."""

import asyncio
import json
import logging
from http.server import BaseHTTPRequestHandler

import pytest
import requests

from monitor.notify import Outcome, Rendered, Sender, Thread
from tests.notify.conftest import SLACK, Answer, Service, reset

MESSAGE = Rendered("Title", "*<https://example.org|Title>* &lt;!channel&gt;", None, "urgent")
PLAIN = Rendered("Title", "Body", None, "normal")


async def deliver(sender: Sender, url: str = SLACK, message: Rendered = MESSAGE, recipient: str = "") -> Outcome:
    return await sender.send(url, recipient, message, message_id="alert-1")


async def test_slack_gets_our_mrkdwn_as_it_is(sender: Sender, service: Service) -> None:
    outcome = await deliver(sender)
    assert outcome == Outcome("sent", 200, "ok")
    method, path, headers, body = service.got[0]
    assert (method, path) == ("POST", "/services/T0AAAAAA/B0BBBBBB/c3cr3tT0k3nV4lu3")
    assert json.loads(body) == {
        "text": MESSAGE.body,
        "mrkdwn": True,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    assert headers["User-Agent"] == "Wirewatch"


async def test_a_slack_bot_carries_the_alerts_id_and_keeps_its_channel(sender: Sender, service: Service) -> None:
    service.answer = Answer(body=b'{"ok": true, "channel": "C1"}')
    url = "slack://xoxb-111111-222222-abcdefabcdef/#alerts/#desk"
    assert (await deliver(sender, url, recipient="#desk")).kind == "sent"
    assert len(service.got) == 1
    sent = json.loads(service.got[0][3])
    assert sent["channel"] == "#desk"
    assert sent["metadata"] == {"event_type": "wirewatch_alert", "event_payload": {"id": "alert-1"}}
    assert service.got[0][2]["Authorization"] == "Bearer xoxb-111111-222222-abcdefabcdef"


BOT = "slack://xoxb-111111-222222-abcdefabcdef/#alerts"
THREAD = Thread("alert-0", "1700000000.000100")


async def send_in(sender: Sender, url: str, thread: Thread | None) -> Outcome:
    return await sender.send(url, "", PLAIN, message_id="alert-1", thread=thread)


async def test_a_slack_bots_message_can_be_answered(sender: Sender, service: Service) -> None:
    service.answer = Answer(body=b'{"ok": true, "channel": "C1", "ts": "1700000900.000200"}')
    assert (await send_in(sender, BOT, None)).receipt == "1700000900.000200"
    assert "thread_ts" not in json.loads(service.got[0][3])
    assert (await send_in(sender, BOT, THREAD)).receipt == "1700000000.000100"  # the thread's, not the answer's own
    assert json.loads(service.got[1][3])["thread_ts"] == "1700000000.000100"


@pytest.mark.parametrize("told", ['"nonsense"', '"1700000900.000200\\u0000"', "17", "null", '["1.2"]'])
async def test_an_odd_ts_is_no_receipt(sender: Sender, service: Service, told: str) -> None:
    service.answer = Answer(body=f'{{"ok": true, "ts": {told}}}'.encode())
    outcome = await send_in(sender, BOT, None)
    assert (outcome.kind, outcome.receipt) == ("sent", None)


async def test_a_thread_without_a_receipt_is_a_message_of_its_own(sender: Sender, service: Service) -> None:
    service.answer = Answer(body=b'{"ok": true, "ts": "1700000900.000200"}')
    assert (await send_in(sender, BOT, Thread("alert-0"))).receipt == "1700000900.000200"
    assert "thread_ts" not in json.loads(service.got[0][3])


async def test_a_thread_that_the_address_names_stays(sender: Sender, service: Service) -> None:
    service.answer = Answer(body=b'{"ok": true, "ts": "1700000900.000200"}')
    assert (await send_in(sender, f"{BOT}:1600000000.000100", THREAD)).receipt == "1600000000.000100"
    assert json.loads(service.got[0][3])["thread_ts"] == "1600000000.000100"


@pytest.mark.parametrize("error", ["thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"])
async def test_a_thread_that_is_gone_does_not_take_the_update_with_it(
    sender: Sender, service: Service, error: str
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        threaded = "thread_ts" in json.loads(service.got[-1][3])
        told = {"ok": False, "error": error} if threaded else {"ok": True, "ts": "1700000900.000200"}
        body = json.dumps(told).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    service.answer = Answer(act=answer)
    outcome = await send_in(sender, BOT, THREAD)
    assert (outcome.kind, outcome.receipt, len(service.got)) == ("sent", "1700000900.000200", 2)


@pytest.mark.parametrize(
    "told", [b'{"ok": false, "error": "internal_error"}', b'{"ok": false, "error": "msg_too_long"}']
)
async def test_another_refusal_is_no_reason_to_leave_the_thread(sender: Sender, service: Service, told: bytes) -> None:
    service.answer = Answer(body=told)
    outcome = await send_in(sender, BOT, THREAD)
    assert outcome.kind in ("retry", "rejected")
    assert (outcome.receipt, len(service.got)) == (None, 1)


async def test_a_webhook_and_other_services_have_no_threads(sender: Sender, service: Service) -> None:
    for url in (SLACK, f"json://{service.address}/hook"):
        outcome = await send_in(sender, url, THREAD)
        assert (outcome.kind, outcome.receipt) == ("sent", None)
    assert b"1700000000" not in b"".join(body for _, _, _, body in service.got)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"invalid_payload", "rejected"),
        (200, b"<html>log in to the hotel's network</html>", "retry"),
        (200, b"", "retry"),
        (301, b"", "broken"),
        (308, b"", "broken"),
        (302, b"", "retry"),
        (307, b"", "retry"),
        (400, b"invalid_payload", "rejected"),
        (400, b"no_text", "rejected"),
        (403, b"invalid_token", "broken"),
        (401, b"", "broken"),
        (404, b"no_service", "broken"),
        (410, b"channel_is_archived", "broken"),
        (413, b"", "rejected"),
        (408, b"", "retry"),
        (425, b"", "retry"),
        (429, b"rate_limited", "retry"),
        (500, b"rollup_error", "retry"),
        (503, b"invalid_payload", "retry"),
    ],
)
async def test_classes_of_answers(sender: Sender, service: Service, status: int, body: bytes, kind: str) -> None:
    service.answer = Answer(status, body, {"Location": "/elsewhere"} if status // 100 == 3 else {})
    outcome = await deliver(sender)
    assert (outcome.kind, outcome.status) == (kind, status)
    assert len(service.got) == 1  # no redirect is followed, nothing repeats behind our back


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"ok": false, "error": "token_revoked"}', "broken"),
        (b'{"ok": false, "error": "msg_too_long"}', "rejected"),
        (b'{"ok": false, "error": "internal_error"}', "retry"),
    ],
)
async def test_a_bot_is_told_in_a_200(sender: Sender, service: Service, body: bytes, kind: str) -> None:
    service.answer = Answer(200, body)
    assert (await deliver(sender, "slack://xoxb-111111-222222-abcdefabcdef/#alerts")).kind == kind


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "7"}, b"", 7.0),
        ({"Retry-After": "Wed, 10 Jan 2024 12:01:30 GMT", "Date": "Wed, 10 Jan 2024 12:00:00 GMT"}, b"", 90.0),
        ({"Retry-After": "soon"}, b"", None),
        ({"Retry-After": "nan"}, b"", None),
        ({}, b'{"retry_after": 1.5}', 1.5),
        ({}, b'{"parameters": {"retry_after": 30}}', 30.0),
        ({}, b"[1]", None),
    ],
)
async def test_retry_after_in_every_form(
    sender: Sender, service: Service, headers: dict[str, str], body: bytes, seconds: float | None
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(429)
        for key, value in headers.items():
            handler.send_header(key, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    service.answer = Answer(act=answer)
    assert (await deliver(sender)).retry_after == seconds


async def test_an_answer_that_nests_without_end_is_judged_and_holds_no_thread(sender: Sender, service: Service) -> None:
    service.answer = Answer(503, b"[" * 100_000)
    for _ in range(3):
        assert (await deliver(sender)).kind == "retry"


async def test_reset_after_the_message_is_unknown(sender: Sender, service: Service) -> None:
    service.answer = Answer(act=reset)
    outcome = await deliver(sender)
    assert (outcome.kind, outcome.status) == ("unknown", None)


async def test_a_hang_after_the_message_is_unknown(service: Service) -> None:
    service.answer = Answer(act=lambda handler: service.release.wait())  # type: ignore[arg-type]
    outcome = await deliver(Sender(timeout=0.3, endpoints=service.endpoints))
    assert outcome == Outcome("unknown", None, "no answer in time; the message may have arrived")


async def test_an_answer_that_breaks_off_is_unknown(sender: Sender, service: Service) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "500")
        handler.end_headers()
        handler.wfile.write(b"o")
        handler.close_connection = True

    service.answer = Answer(act=half)
    assert (await deliver(sender)).kind == "unknown"


async def test_an_endless_answer_ends(sender: Sender, service: Service) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(500)
        handler.end_headers()
        handler.close_connection = True
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            return

    service.answer = Answer(act=endless)
    outcome = await deliver(sender)
    assert (outcome.kind, outcome.status, len(outcome.answer)) == ("retry", 500, 300)


async def test_who_was_never_reached_is_tried_again(sender: Sender) -> None:
    refused = await deliver(Sender(endpoints={"https://hooks.slack.com": "http://127.0.0.1:1"}))
    assert refused.kind == "retry"
    nowhere = await deliver(Sender(endpoints={"https://hooks.slack.com": "http://nowhere.invalid"}))
    assert nowhere == Outcome("retry", None, "its host name cannot be resolved")


async def test_no_secret_leaves_in_an_answer(
    sender: Sender, service: Service, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    service.answer = Answer(400, f"bad request {SLACK} c3cr3tT0k3nV4lu3 T0AAAAAA".encode())
    outcome = await deliver(sender)
    assert outcome.answer.startswith("bad request ***")
    refused = await deliver(Sender(endpoints={"https://hooks.slack.com": "http://127.0.0.1:1"}))
    shown = caplog.text + "".join(capfd.readouterr()) + outcome.answer + refused.answer
    for secret in ("c3cr3tT0k3nV4lu3", "T0AAAAAA", "B0BBBBBB"):
        assert secret not in shown


async def test_another_service_gets_plain_text_cut_to_its_size(sender: Sender, service: Service) -> None:
    long = Rendered("Title", "\n".join(["line of text"] * 9000), None, "normal")
    assert (await deliver(sender, f"json://{service.address}/hook", long)).kind == "sent"
    sent = json.loads(service.got[0][3])
    assert sent["title"] == "Title"
    assert len(sent["message"]) <= 32768
    assert sent["message"].endswith("… (cut: 116,999 characters)")


async def test_the_environments_proxy_carries_nothing(
    sender: Sender, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert (await deliver(sender)).kind == "sent"


async def test_a_proxy_of_our_own_is_used(service: Service) -> None:
    sender = Sender(proxy=f"http://{service.address}")
    assert (await deliver(sender, "json://unreachable.invalid/hook", PLAIN)).kind == "sent"
    assert service.got[0][1] == "http://unreachable.invalid/hook"


async def test_an_address_that_cannot_be_used_is_broken(sender: Sender) -> None:
    assert (await deliver(sender, "slack://T1/")).kind == "broken"


async def test_a_hanging_channel_delays_no_other(service: Service) -> None:
    slow = Service()
    slow.answer = Answer(act=lambda handler: slow.release.wait())  # type: ignore[arg-type]
    sender = Sender(timeout=5)
    try:
        hanging = [
            asyncio.create_task(deliver(sender, f"json://{slow.address}/{number}", PLAIN)) for number in range(19)
        ]
        await asyncio.to_thread(lambda: [slow.busy.acquire(timeout=5) for _ in hanging])
        loop = asyncio.get_running_loop()
        for _ in range(5):
            before = loop.time()
            assert (await deliver(sender, f"json://{service.address}/x", PLAIN)).kind == "sent"
            assert loop.time() - before < 1
        slow.release.set()
        assert {outcome.kind for outcome in await asyncio.gather(*hanging)} == {"unknown"}
    finally:
        slow.close()
        await sender.close()


async def test_one_channel_has_two_deliveries_at_once(service: Service) -> None:
    def wait_and_confirm(handler: BaseHTTPRequestHandler) -> None:
        service.release.wait()
        handler.send_response(200)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"ok")

    service.answer = Answer(act=wait_and_confirm)
    sender = Sender(timeout=10, endpoints=service.endpoints)
    tasks = [asyncio.create_task(deliver(sender)) for _ in range(3)]
    for _ in range(2):
        await asyncio.to_thread(service.busy.acquire)
    assert not await asyncio.to_thread(service.busy.acquire, timeout=0.2)
    service.release.set()
    assert [outcome.kind for outcome in await asyncio.gather(*tasks)] == ["sent"] * 3


async def test_a_channel_is_free_again_after_a_hang(service: Service) -> None:
    service.answer = Answer(act=lambda handler: service.release.wait())  # type: ignore[arg-type]
    sender = Sender(timeout=1.5, endpoints=service.endpoints)
    outcomes = await asyncio.gather(*(deliver(sender) for _ in range(2)))
    assert {outcome.kind for outcome in outcomes} == {"unknown"}
    # their threads were cut, so the channel is free again
    service.answer = Answer()
    assert (await deliver(sender)).kind == "sent"


async def test_requests_outside_a_delivery_are_untouched(sender: Sender, service: Service) -> None:
    await deliver(sender)
    service.answer = Answer(200, b"x" * 400_000)
    answer = await asyncio.to_thread(requests.get, f"http://{service.address}/own", timeout=5)
    assert len(answer.content) == 400_000


async def test_closing_cuts_what_hangs(service: Service) -> None:
    service.answer = Answer(act=lambda handler: service.release.wait())  # type: ignore[arg-type]
    sender = Sender(timeout=30, endpoints=service.endpoints)
    task = asyncio.create_task(deliver(sender))
    await asyncio.to_thread(service.busy.acquire)
    await sender.close()
    assert (await asyncio.wait_for(task, 20)).kind == "unknown"
    assert (await deliver(sender)).answer == "the sender is closed"
