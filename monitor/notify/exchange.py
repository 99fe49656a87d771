"""What one delivery says to the network, seen at the connection: what left, what came back, how to stop it.

Apprise's plugins call ``requests`` and swallow status, headers and errors. During a delivery its thread holds
an ``Exchange`` in a context variable; ``requests.Session.get_adapter`` then answers with our adapter, which
records every request, takes no proxy from the environment, reads bounded answers and knows whether a request
had left in full when it failed. Outside a delivery ``requests`` is as it was.
"""

import contextlib
import io
import socket
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

_LARGEST_ANSWER = 256 * 1024


@dataclass
class Call:
    """One request (or one SMTP transaction) of a delivery."""

    sent: bool = False  # in full: from here on a failure says nothing about the message
    status: int | None = None
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""  # in words, without addresses


class Exchange:
    """All calls of one delivery, the last one being what counts."""

    def __init__(self, *, endpoints: Mapping[str, str], timeout: tuple[float, float], proxy: str | None = None) -> None:
        self.endpoints = endpoints
        self.timeout = timeout
        self.proxy = proxy
        self.calls: list[Call] = []
        self.aborted = False
        self._sockets: list[socket.socket] = []

    @property
    def last(self) -> Call | None:
        """The call that decides."""
        return self.calls[-1] if self.calls else None

    @property
    def connected(self) -> bool:
        """Whether anything was ever connected to."""
        return bool(self._sockets)

    def begin(self) -> Call:
        """Note that a call begins."""
        call = Call()
        self.calls.append(call)
        return call

    def watch(self, sock: socket.socket | None) -> None:
        """Know a connection, so that ``abort`` can end it."""
        if sock is not None:
            self._sockets.append(sock)
            if self.aborted:
                self.abort()

    def abort(self) -> None:
        """End every connection: the thread that waits on one goes on at once and fails."""
        self.aborted = True
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not SSLSocket's, which unwraps under its reader

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Carry every request that this thread makes meanwhile."""
        _watch_requests()
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


_current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


class _Watched:
    """Mixed into urllib3's connections: reports to the exchange of its thread."""

    sock: socket.socket | None

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]  # a mixin: the connection stands behind it
        exchange = _current.get()
        if exchange is not None:
            exchange.watch(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        super().request(*args, **kwargs)  # type: ignore[misc]  # a mixin: the connection stands behind it
        exchange = _current.get()
        if exchange is not None and exchange.last is not None:
            exchange.last.sent = True


class _Http(_Watched, HTTPConnection):
    pass


class _Https(_Watched, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Adapter(HTTPAdapter):
    """Carries the requests of one exchange."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        exchange = self._exchange
        call = exchange.begin()
        request.url = _mapped(request.url or "", exchange.endpoints)
        proxies = {"http": exchange.proxy, "https": exchange.proxy} if exchange.proxy else {}
        kwargs |= {"timeout": exchange.timeout, "proxies": proxies, "stream": True}
        try:
            response = super().send(request, *args, **kwargs)
            call.status, call.headers = response.status_code, response.headers
            content = response.raw.read(_LARGEST_ANSWER, decode_content=True)
        except (requests.RequestException, HTTPError, OSError) as error:
            call.failure = _words(error)
            raise requests.ConnectionError(call.failure) from error
        finally:
            self.close()
        response.raw = io.BytesIO(content)
        response.headers.pop("Content-Encoding", None)
        call.body = content.decode("utf-8", "replace")
        return response


def _words(error: BaseException) -> str:
    """Say what failed; the errors' own words hold addresses with tokens."""
    names: list[str] = []
    link: BaseException | None = error
    while link is not None and len(names) < 8:
        names.append(type(link).__name__)
        link = _cause(link)
    if any("NameResolution" in name or name == "gaierror" for name in names):
        return "its host name cannot be resolved"
    if any("SSL" in name or "Certificate" in name for name in names):
        return "TLS failed"
    if any("ProxyError" in name for name in names):
        return "the proxy failed"
    if any("ConnectTimeout" in name for name in names):
        return "connecting timed out"
    if any("ReadTimeout" in name or name in ("TimeoutError", "timeout") for name in names):
        return "no answer in time"
    if any("NewConnection" in name for name in names):
        return "the connection was refused or there is no route"
    return "the connection was lost"


def _cause(error: BaseException) -> BaseException | None:
    """The error behind an error, wherever requests and urllib3 keep it."""
    inside = [getattr(error, "reason", None), error.__cause__, error.__context__, *error.args]
    return next((part for part in inside if isinstance(part, BaseException)), None)


def _mapped(url: str, endpoints: Mapping[str, str]) -> str:
    for origin, instead in endpoints.items():
        if url == origin or url.startswith(origin.rstrip("/") + "/"):
            return instead.rstrip("/") + url[len(origin.rstrip("/")) :]
    return url


def _watch_requests() -> None:
    """Let sessions ask the thread's exchange for an adapter; once for the process, inert elsewhere."""
    plain = requests.Session.get_adapter
    if getattr(plain, "watched", False):
        return

    def get_adapter(self: requests.Session, url: str) -> Any:
        exchange = _current.get()
        return plain(self, url) if exchange is None else _Adapter(exchange)

    get_adapter.watched = True  # type: ignore[attr-defined]  # our own mark
    requests.Session.get_adapter = get_adapter  # type: ignore[method-assign]  # the seam, see above
