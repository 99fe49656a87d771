"""Receivers on loopback: an HTTP service that answers as told, and a mail server."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from monitor.notify import Sender

SLACK = "https://hooks.slack.com/services/T0AAAAAA/B0BBBBBB/c3cr3tT0k3nV4lu3"


@dataclass
class Answer:
    """What the service answers; ``act`` does something else instead."""

    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


class Service:
    """An HTTP service: keeps what it got, answers what it is told."""

    def __init__(self) -> None:
        self.answer = Answer()
        self.got: list[tuple[str, str, dict[str, str], bytes]] = []
        self.release = threading.Event()
        self.busy = threading.Semaphore(0)
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                service.got.append((self.command, self.path, dict(self.headers), body))
                service.busy.release()
                answer = service.answer
                if answer.act is not None:
                    answer.act(self)
                    return
                self.send_response(answer.status)
                for key, value in answer.headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def endpoints(self) -> dict[str, str]:
        return {"https://hooks.slack.com": f"http://{self.address}", "https://slack.com": f"http://{self.address}"}

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection with RST."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.close_connection = True
    handler.connection.close()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.close()


@pytest.fixture
async def sender(service: Service) -> AsyncIterator[Sender]:
    made = Sender(timeout=3, endpoints=service.endpoints)
    yield made
    await made.close()


class Mailbox:
    """A mail server in the test's own loop; the hooks answer as told."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.rcpt_answer: dict[str, str] = {}
        self.data_answer = "250 queued"
        self.mail_answer = ""
        self.logins: dict[str, str] | None = None
        self.address = ""
        self.break_after_data = False
        self.hang_after_data: asyncio.Event | None = None

    def url(self, *to: str, login: str = "", more: str = "") -> str:
        return f"mailto://{login}{self.address}/?from=wire@example.org&to={','.join(to)}{more}"

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.mail_answer or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.rcpt_answer:
            return self.rcpt_answer[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.raw.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.append(envelope.rcpt_tos)
        if self.break_after_data:
            server.transport.abort()
        if self.hang_after_data is not None:
            await self.hang_after_data.wait()
        return self.data_answer

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        known = self.logins or {}
        good = known.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=good, handled=False)


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    loop = asyncio.get_running_loop()

    def factory() -> SMTP:
        return SMTP(
            box,
            hostname="mail.test",
            authenticator=box.authenticate if box.logins is not None else None,
            auth_require_tls=False,
            loop=loop,
        )

    server = await loop.create_server(factory, "127.0.0.1", 0)
    box.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield box
    if box.hang_after_data is not None:
        box.hang_after_data.set()
    server.close()
