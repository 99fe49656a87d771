"""The receivers: a webhook, Slack's incoming webhook, Slack's Web API and a mail server, all of which misbehave."""

import asyncio
import contextlib
import json
import select
import socket
import struct
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.demo.world import AnyPort
from tests.faults.ledger import TOKEN, UPDATE, Ledger
from tests.faults.script import Script

HOOK = "/services/T0FAULT00/B0FAULT00/abcdefghijklmnopqrstuvwx"
BOT_TOKEN = "xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx"
ROOM, ROOM_ID = "alarms", "C0FAULT01"
HANG = 40.0  # s
_LISTS = ("/api/conversations.history", "/api/conversations.replies")


class Receivers:
    """All of them, on loopback."""

    def __init__(self, ledger: Ledger, script: Script, now: Callable[[], float]) -> None:
        self.ledger, self.script, self.now = ledger, script, now
        self.notices = 0
        self.posts: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self._http = Quiet(("127.0.0.1", 0), _handler(self))
        self._smtp = AnyPort(_Mailbox(self), hostname="127.0.0.1", port=0)

    @property
    def environ(self) -> dict[str, str]:
        """The channels' addresses, as variables."""
        at = f"127.0.0.1:{self._http.server_port}"
        return {
            "WEBHOOK_URL": f"json://{at}/hook",
            "OPS_URL": f"json://{at}/ops",
            "SLACK_HOOK_URL": f"https://hooks.slack.com{HOOK}",
            "SLACK_BOT_URL": f"slack://{BOT_TOKEN}/#{ROOM}",
            "MAIL_URL": f"mailto://127.0.0.1:{self._smtp.port}?from=w@wire.example&to=desk@wire.example&mode=insecure",
            "WIREWATCH_ENDPOINTS": f"https://hooks.slack.com=http://{at},https://slack.com=http://{at}",
        }

    def start(self) -> None:
        """Serve."""
        threading.Thread(target=self._http.serve_forever, daemon=True, name="receivers").start()
        self._smtp.start()

    def stop(self) -> None:
        """Close."""
        self._http.shutdown()
        self._http.server_close()
        self._smtp.stop()


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, _request: Any, _client: Any) -> None:
        """A daemon that was killed leaves its connections."""


def _key(text: str) -> str:
    """What a message is about, the same at each attempt."""
    tokens = list(dict.fromkeys(TOKEN.findall(text)))
    return f"update {'+'.join(tokens)}" if UPDATE.search(text) else tokens[0]


def _handler(receivers: Receivers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._api(urlsplit(self.path).path, {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()})

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
            path = urlsplit(self.path).path
            if path == "/api/chat.postMessage" or not path.startswith("/api/"):
                self._message(path, json.loads(raw))
                return
            try:
                asked = json.loads(raw) if raw else {}
            except ValueError:
                asked = {k: v[0] for k, v in parse_qs(raw).items()}
            self._api(path, asked)

        def _api(self, path: str, asked: dict[str, Any]) -> None:
            if path == "/api/conversations.list":
                rooms = [{"id": ROOM_ID, "name": ROOM, "is_member": True, "is_channel": True}]
                self._answer(200, {"ok": True, "channels": rooms, "response_metadata": {"next_cursor": ""}})
            elif path in _LISTS and (kind := receivers.script.asked()) != "ok":
                if kind == "500":
                    self._answer(500, "internal error")
                elif kind == "429":
                    self._answer(429, {"ok": False, "error": "ratelimited"}, **{"Retry-After": "1"})
                else:
                    self._reset()
            elif path in _LISTS:
                with_metadata = str(asked.get("include_all_metadata", "")).lower() in ("true", "1")
                posts = self._posts(path, asked)
                if path.endswith("replies") and not posts:
                    self._answer(200, {"ok": False, "error": "thread_not_found"})
                    return
                start, size = int(asked.get("cursor") or 0), min(int(asked.get("limit") or 100), 999)
                page = [p if with_metadata else {**p, "metadata": None} for p in posts[start : start + size]]
                more = start + size < len(posts)
                cursor = {"next_cursor": str(start + size) if more else ""}
                self._answer(200, {"ok": True, "messages": page, "has_more": more, "response_metadata": cursor})
            elif path.startswith("/api/"):
                self._answer(200, {"ok": path == "/api/auth.test", "error": "unknown_method"})
            else:
                self._answer(404, {})

        def _posts(self, path: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
            """A channel's posts without replies, the newest first; or a post with its replies, the oldest first."""
            oldest, thread = float(asked.get("oldest") or 0), asked.get("ts")
            with receivers.lock:
                posts = list(receivers.posts)
            if path.endswith("history"):
                return [p for p in reversed(posts) if "thread_ts" not in p and float(p["ts"]) >= oldest]
            first = [p for p in posts if p["ts"] == thread]
            return first and first + [p for p in posts if p.get("thread_ts") == thread and float(p["ts"]) >= oldest]

        def _message(self, path: str, said: dict[str, Any]) -> None:
            text = f"{said.get('title') or ''}\n{said.get('message') or said.get('text') or ''}"
            token = TOKEN.search(text)
            channel = {"/hook": "webhook", HOOK: "slack-hook", "/api/chat.postMessage": "slack-bot"}.get(path)
            if path == "/ops" or channel is None or token is None:
                receivers.notices += 1
                self._accept(channel or "ops", text, said)
                self._well(channel, said)
                return
            kind = receivers.script.behaviour(channel, _key(text), len(text))
            if kind in ("ok", "accept, then hang", "accept, then reset"):
                self._accept(channel, text, said)
            if kind == "ok":
                self._well(channel, said)
            elif kind == "200 without ok":
                self._answer(200, {"ok": False, "error": "internal_error"} if channel == "slack-bot" else "upkeep")
            elif kind == "302":
                self._answer(302, "moved", Location="/elsewhere")
            elif kind == "404" and channel == "slack-bot":
                self._answer(200, {"ok": False, "error": "channel_not_found"})
            elif kind == "404":
                self._answer(404, "no_service")
            elif kind == "400" and channel == "slack-bot":
                self._answer(200, {"ok": False, "error": "msg_too_long"})
            elif kind == "400":
                self._answer(400, "invalid_payload")
            elif kind == "429 with Retry-After":
                self._answer(429, {"ok": False, "error": "ratelimited"}, **{"Retry-After": "1"})
            elif kind == "500":
                self._answer(500, "internal error")
            elif "hang" in kind:
                self._hang()
            else:
                self._reset()

        def _accept(self, channel: str, text: str, said: dict[str, Any]) -> None:
            if channel == "slack-bot":
                with receivers.lock:
                    said["ts"] = f"{receivers.now():.3f}{len(receivers.posts) % 1000:03d}"
                    post = {"type": "message", "ts": said["ts"], "text": said.get("text"), "bot_id": "B0FAULT01"}
                    if said.get("thread_ts"):
                        post["thread_ts"] = said["thread_ts"]
                    receivers.posts.append({**post, "metadata": said.get("metadata")})
            if channel != "ops":
                receivers.ledger.accept(channel, text)

        def _well(self, channel: str | None, said: dict[str, Any]) -> None:
            if channel == "slack-bot":
                self._answer(200, {"ok": True, "channel": ROOM_ID, "ts": said["ts"], "message": {"text": "…"}})
            else:
                self._answer(200, "ok" if channel == "slack-hook" else {"status": "taken"})

        def _answer(self, status: int, body: Any, **headers: str) -> None:
            raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(raw)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        def _hang(self) -> None:
            select.select([self.connection], [], [], HANG)  # readable once the other side is gone
            self.close_connection = True

        def _reset(self) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):
                socket.close(self.connection.detach())

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler


class _Mailbox:
    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        body = mail.get_body(("plain", "html"))
        text = f"{mail['Subject']}\n{body.get_content() if body else ''}"
        token = TOKEN.search(text)
        if token is None:
            self._receivers.notices += 1
            return "250 OK"
        kind = self._receivers.script.behaviour("mail", _key(text), len(text))
        if kind == "451":
            return "451 4.3.0 try again later"
        if kind in ("ok", "accept, then drop"):
            self._receivers.ledger.accept("mail", text, mail["Message-ID"])
        if kind == "hang":
            await asyncio.sleep(HANG)
        if kind != "ok":
            server.transport.abort()
        return "250 OK"
