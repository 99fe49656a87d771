"""The one client that every fetch goes through: guarded, bounded, polite.

Owns deadlines, redirects, the limit per host and what is sent. Never raises for what the network does, never
keeps a cookie, never follows the environment's proxies, and sends a feed's headers to its own origin only.
"""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from urllib.parse import urljoin

import httpcore
import httpx

from monitor.config.settings import FetchSettings
from monitor.core.address import Target, split
from monitor.errors import MonitorError
from monitor.fetch.backend import GuardedBackend, PlainBackend, RefusalError, Resolve, Resolver
from monitor.fetch.body import read_body
from monitor.fetch.failures import EXPECTED, explain
from monitor.fetch.outcome import Fetched, NotModified, Rejected, Request, cache_seconds, reject_status
from monitor.fetch.robots import Robots
from monitor.fetch.room import Place

_MAX_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({301, 308})
_PATIENCE = 4  # times the timeout, waiting for other requests to the same host
_MAX_VALIDATOR = 2_000
_MAX_HEADER_LINES = 400
_MAX_HEADER_BYTES = 64 * 1024
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})


class Fetcher:
    """Fetches addresses, any number at a time; one object serves the whole process, on one event loop.

    ``resolve`` stands in for DNS and ``ssl_context`` for the usual trust (certifi and the system's).
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        user_agent: str,
        resolve: Resolve | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._user_agent = user_agent
        self._slots = _Slots(settings.per_host)
        self._backend = GuardedBackend(resolve or Resolver(), settings.allow_networks)
        self._given_trust = ssl_context
        self._proxy = None
        if settings.proxy:
            self._proxy = httpcore.AsyncConnectionPool(
                ssl_context=self._trust,
                proxy=_proxy(settings.proxy),
                max_connections=None,  # bounded per host instead: a hundred hung hosts must not fill it
                max_keepalive_connections=0,
                network_backend=PlainBackend(),
            )
        self._robots = Robots(self._fetch_cut)
        import_module("anyio._backends._asyncio")  # else the first request does, and holds up the loop for 60 ms
        for name in ("httpx", "httpcore"):  # these log whole addresses and headers, which can be secret
            logging.getLogger(name).setLevel(logging.WARNING)

    async def get(self, request: Request) -> Fetched | NotModified | Rejected:
        """Fetch an address. Whatever the network does is an outcome; only cancellation raises.

        The timeout holds for all hops together. Waiting for other requests to the same host does not count
        and is bounded by four times the timeout a hop.
        """
        return await self._fetch(request, cut=False)

    async def robots_allow(self, url: str, now: float) -> bool:
        """Tell whether robots.txt lets ``wirewatch`` read ``url``; cached a day of ``now`` (robots.py)."""
        return await self._robots.allow(url, now)

    async def close(self) -> None:
        """Close what is open beyond a request."""
        if self._proxy is not None:
            await self._proxy.aclose()

    async def _fetch_cut(self, request: Request) -> Fetched | NotModified | Rejected:
        return await self._fetch(request, cut=True)

    async def _fetch(self, request: Request, *, cut: bool) -> Fetched | NotModified | Rejected:
        timeout = self._settings.timeout.total_seconds() if request.timeout is None else request.timeout
        try:
            return await self._follow(request, _Budget(timeout), cut)
        except EXPECTED as error:
            if request.place is not None and request.place.gave_way:
                return Rejected("a large body came too slowly, with others waiting", connection=True)
            return explain(error, timeout)

    async def _follow(self, request: Request, budget: "_Budget", cut: bool) -> Fetched | NotModified | Rejected:
        target = split(request.url)
        if isinstance(target, str):
            return Rejected(target, permanent=True)
        origin = target.origin
        seen = {target.url}
        moved_to: str | None = None
        lasting = True
        for _ in range(_MAX_HOPS + 1):
            headers = self._headers(request, own=target.origin == origin)
            answer = await self._hop(target, request, headers, moved_to, budget, cut)
            if not isinstance(answer, _Redirect):
                return answer
            following = _join(target.url, answer.location)
            if isinstance(following, str):
                return Rejected(f"redirects to an address that is refused: {following}", permanent=True)
            if following.url in seen:
                reason = "redirects in a loop (some sites do so to those who keep no cookies)"
                return Rejected(reason, permanent=True)
            seen.add(following.url)
            lasting = lasting and answer.lasting
            moved_to = following.url if lasting else moved_to
            target = following
        return Rejected(f"redirects more than {_MAX_HOPS} times", permanent=True)

    async def _hop(
        self,
        target: Target,
        request: Request,
        headers: list[tuple[bytes, bytes]],
        moved_to: str | None,
        budget: "_Budget",
        cut: bool,
    ) -> "Fetched | NotModified | Rejected | _Redirect":
        limit = request.max_bytes or self._settings.max_bytes
        async with self._slots.hold(target.host, _PATIENCE * budget.total), budget.spend(request.place):
            if self._proxy is not None:
                await self._backend.check(target.host, target.port)
            async with self._answer(target, headers) as response:
                status, told = response.status, _joined(response)
                if status in _REDIRECTS and "location" in told:
                    return _Redirect(_raw(response, b"location"), status in _LASTING)
                if status == 304 and (request.etag or request.last_modified):
                    return NotModified(moved_to, cache_seconds(told))
                if status not in (200, 203):
                    return reject_status(status, told, request.now)
                body = await read_body(told, response.aiter_stream(), limit, cut=cut, place=request.place)
        if isinstance(body, Rejected):
            return body
        return Fetched(
            url=target.url,
            body=body,
            status=status,
            content_type=told.get("content-type", "")[:200] or None,
            etag=_validator(response, b"etag"),
            last_modified=_validator(response, b"last-modified"),
            moved_to=moved_to,
            cache_seconds=cache_seconds(told),
        )

    @contextlib.asynccontextmanager
    async def _answer(self, target: Target, headers: list[tuple[bytes, bytes]]) -> AsyncIterator[httpcore.Response]:
        """Send a request on a connection of its own; what comes first of the answer, its body still to be read.

        httpx's client on top, and httpcore's pool where nothing is kept alive, cost as much again as the request.
        """
        parsed = httpx.URL(target.url)
        url = httpcore.URL(scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path)
        request = httpcore.Request("GET", url, headers=[(b"host", parsed.netloc), *headers])
        if self._proxy is not None:
            response = await self._proxy.handle_async_request(request)
            try:
                yield _bounded(response)
            finally:
                await response.aclose()
            return
        trust = self._trust if target.scheme == "https" else None
        connection = httpcore.AsyncHTTPConnection(url.origin, trust, network_backend=self._backend)
        try:
            yield _bounded(await connection.handle_async_request(request))
        finally:
            await connection.aclose()

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """What TLS trusts, read when a connection first needs it: these are many files."""
        if self._given_trust is not None:
            return self._given_trust
        context = httpx.create_ssl_context(trust_env=False)
        context.load_default_certs()
        return context

    def _headers(self, request: Request, *, own: bool) -> list[tuple[bytes, bytes]]:
        """Return what is sent. A user's headers (``own``: to their own origin) win, save those of the way."""
        headers = {
            "user-agent": self._user_agent,
            "accept": request.accept or "*/*",
            **({name.lower(): value for name, value in request.headers.items()} if own else {}),
        }
        sent = [(name.encode(), value.encode()) for name, value in headers.items() if name not in _OURS]
        sent += [(b"accept-encoding", b"gzip, deflate"), (b"connection", b"close")]
        validators = ((b"if-none-match", request.etag), (b"if-modified-since", request.last_modified))
        for header, value in validators:
            if value:
                sent.append((header, value.encode("latin-1", "replace")))
        return sent


@dataclass(frozen=True)
class _Redirect:
    location: bytes
    lasting: bool


class _Budget:
    """The seconds that all hops of a request share."""

    def __init__(self, seconds: float) -> None:
        self.total = seconds
        self._left = seconds

    @contextlib.asynccontextmanager
    async def spend(self, place: Place | None) -> AsyncIterator[None]:
        """Run a hop within what is left; raise TimeoutError at the end of it."""
        clock = asyncio.get_running_loop().time
        start = clock()
        try:
            async with asyncio.timeout(self._left) as deadline:
                if place is not None:
                    place.reading = deadline
                yield
        finally:
            if place is not None:
                place.reading = None
            self._left = max(0.0, self._left - (clock() - start))


class _Slots:
    """At most so many requests to one host at a time; a host that nobody asks for takes no memory."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._hosts: dict[str, tuple[asyncio.Semaphore, list[None]]] = {}

    @contextlib.asynccontextmanager
    async def hold(self, host: str, patience: float) -> AsyncIterator[None]:
        """Hold one of the host's slots, or raise ``RefusalError`` after ``patience`` seconds."""
        semaphore, users = self._hosts.setdefault(host, (asyncio.Semaphore(self._per_host), []))
        users.append(None)
        try:
            try:
                async with asyncio.timeout(patience):
                    await semaphore.acquire()
            except TimeoutError:
                reason = f"waited {patience:g} s in vain for other requests to {host}"
                raise RefusalError(Rejected(reason, connection=True)) from None
            try:
                yield
            finally:
                semaphore.release()
        finally:
            users.pop()
            if not users:
                del self._hosts[host]


def _proxy(written: str) -> httpcore.Proxy:
    try:
        url = httpx.URL(written)
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise MonitorError("is no http:// or https:// address of a proxy", subject="settings.fetch.proxy")
    return httpcore.Proxy(
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"),
        auth=(url.username, url.password) if url.username else None,
    )


def _join(base: str, location: bytes) -> Target | str:
    try:
        written = location.decode()
    except UnicodeDecodeError:
        written = location.decode("latin-1")
    try:
        return split(urljoin(base, written.strip()))
    except ValueError:
        return "it is no address at all"


def _bounded(response: httpcore.Response) -> httpcore.Response:
    size = sum(len(name) + len(value) for name, value in response.headers)
    if len(response.headers) > _MAX_HEADER_LINES or size > _MAX_HEADER_BYTES:
        reason = f"the headers of the answer are too large: {len(response.headers)} lines, {size // 1000} KB"
        raise RefusalError(Rejected(reason, status=response.status, permanent=True))
    return response


def _joined(response: httpcore.Response) -> dict[str, str]:
    """Return the headers by their names in lower case; those of one name in one, as RFC 9110 5.3 has it."""
    told: dict[str, str] = {}
    for raw, value in response.headers:
        name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
        told[name] = f"{told[name]}, {text}" if name in told else text
    return told


def _raw(response: httpcore.Response, name: bytes) -> bytes:
    return next((value for header, value in response.headers if header.lower() == name), b"")


def _validator(response: httpcore.Response, name: bytes) -> str | None:
    """Return a header one character a byte, so that it can be sent back exactly as it came."""
    value = _raw(response, name)
    return value.decode("latin-1") if 0 < len(value) <= _MAX_VALIDATOR else None
