"""The way onto the network: names resolved, addresses checked, and only checked ones connected to.

Owns the checks at connect time, which hold for redirects and against DNS rebinding too: what was checked is
the very address that is connected to, while SNI, Host and certificate go by the name. Never speaks HTTP.
"""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore

from monitor.core.address import refusal
from monitor.fetch.outcome import Rejected

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_LOOKUP_SECONDS = 10.0
_MAX_LOOKUPS = 600  # as many as can be under way, so that names that hang hold up no other
_MAX_TRIED = 6
_PATIENCE = 4.0  # seconds for an address while there are others left to try
_UNFINDABLE = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "arpa")


class RefusalError(Exception):
    """Raised through httpcore and httpx, which have no return value for it; the client turns it into one."""

    def __init__(self, outcome: Rejected) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class Resolver:
    """Looks names up in daemon threads of its own.

    ``getaddrinfo`` cannot be cancelled: in the loop's executor six hung names would stop every other
    look-up, and hold up the end of the process.
    """

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(_MAX_LOOKUPS)
        self._under_way: dict[tuple[str, int], asyncio.Future[list[str]]] = {}

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host in the system's order; raise OSError where there are none."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_LOOKUP_SECONDS):
            answer = self._under_way.get((host, port))  # one that hangs takes one thread, however often it is asked for
            if answer is None:
                answer = self._under_way[host, port] = loop.create_future()
                answer.add_done_callback(_seen)
                try:
                    await self._free.acquire()
                except BaseException:
                    del self._under_way[host, port]
                    answer.set_exception(TimeoutError("too many names are being looked up"))  # for who shares it
                    raise
                threading.Thread(target=self._look_up, args=(loop, answer, host, port), daemon=True).start()
            return await asyncio.shield(answer)

    def _look_up(
        self, loop: asyncio.AbstractEventLoop, answer: asyncio.Future[list[str]], host: str, port: int
    ) -> None:
        found: list[str] | Exception
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(info[4][0]) for info in infos))
        except (OSError, UnicodeError) as error:
            found = error

        def report() -> None:
            self._free.release()
            self._under_way.pop((host, port), None)
            if isinstance(found, Exception):
                answer.set_exception(found)
            else:
                answer.set_result(found)

        with contextlib.suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(report)


class PlainBackend(httpcore.AnyIOBackend):
    """httpcore's own, but for connections left open where a TLS handshake is cancelled (httpcore 1.0.9)."""

    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        """Connect; the arguments are httpcore's."""
        return _Connection(await super().connect_tcp(*args, **kwargs))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, resolve: Resolve, allow_networks: Sequence[str]) -> None:
        self._resolve = resolve
        self._allow_networks = allow_networks
        self._plain = PlainBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve ``host``, refuse what must not be reached, connect to the first address that answers."""
        good, refused = await self._look(host, port)
        if not good:
            raise RefusalError(Rejected(_about(host, refused[0]), permanent=True))
        failure: Exception | None = None
        for index, address in enumerate(good):
            patience = timeout if index + 1 == len(good) else _PATIENCE
            try:
                return await self._plain.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError) as error:
                failure = error
        assert failure is not None
        raise failure

    async def check(self, host: str, port: int) -> None:
        """Raise ``RefusalError`` for a host that a proxy must not be asked for.

        What cannot be resolved here is left to the proxy (it may be all that can), unless the name says that
        it is internal. One bad address among good ones is enough: which one the proxy takes is out of sight.
        """
        try:
            _, refused = await self._look(host, port)
        except RefusalError:
            if "." in host and host.rpartition(".")[2] not in _UNFINDABLE:
                return
            reason = f"the name {host} cannot be looked up here and looks internal"
            raise RefusalError(Rejected(reason, permanent=True)) from None
        if refused:
            raise RefusalError(Rejected(_about(host, refused[0]), permanent=True))

    async def _look(self, host: str, port: int) -> tuple[list[str], list[str]]:
        """Return the addresses that may be connected to, and why the others may not."""
        addresses = await self._addresses(host, port)
        reasons = {address: refusal(address, self._allow_networks, port) for address in addresses}
        good = [address for address, reason in reasons.items() if reason is None]
        return good[:_MAX_TRIED], [reason for reason in reasons.values() if reason is not None]

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        with contextlib.suppress(ValueError):
            return [str(ipaddress.ip_address(host))]
        try:
            found = await self._resolve(host, port)
        except TimeoutError:
            reason = f"the name {host} could not be looked up: DNS did not answer in time"
            raise RefusalError(Rejected(reason, connection=True)) from None
        except (OSError, UnicodeError) as error:
            unknown = getattr(error, "errno", None) in (socket.EAI_NONAME, socket.EAI_NODATA)
            why = "is not known to DNS" if unknown else "could not be looked up in DNS"
            raise RefusalError(Rejected(f"the name {host} {why}", connection=True)) from None
        if not found:
            raise RefusalError(Rejected(f"the name {host} has no address", connection=True))
        return found


class _Connection(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.read = stream.read  # type: ignore[method-assign]
        self.write = stream.write  # type: ignore[method-assign]
        self.aclose = stream.aclose  # type: ignore[method-assign]
        self.get_extra_info = stream.get_extra_info  # type: ignore[method-assign]

    async def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(*args, **kwargs)
        except asyncio.CancelledError:
            await self._stream.aclose()
            raise


def _seen(answer: asyncio.Future[list[str]]) -> None:
    """Look at a failure, which nobody may be waiting for any more."""
    answer.exception()


def _about(host: str, refusal: str) -> str:
    return refusal if refusal.startswith((host, "port ")) else f"{host}: {refusal}"
