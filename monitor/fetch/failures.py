"""What the network and its libraries raise, in words for a user.

Owns the list of exceptions that one request may end with. The words never repeat a URL, a header or what a
library put into its message, since all of these can hold secrets.
"""

import errno
import re
import ssl

import anyio
import h11
import httpcore
import httpx

from monitor.fetch.backend import RefusalError
from monitor.fetch.outcome import Rejected

EXPECTED: tuple[type[Exception], ...] = (
    RefusalError,
    OSError,  # TimeoutError and ssl.SSLError are ones
    ValueError,  # UnicodeError and idna.IDNAError are ones
    ExceptionGroup,  # anyio's, from a connect that fails on several addresses
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    h11.ProtocolError,
    httpcore.ConnectionNotAvailable,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpx.CookieConflict,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
)

_WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)  # no error: how anyio waits for the peer
_ERRNO = {
    errno.ECONNREFUSED: "the connection was refused",
    errno.ECONNRESET: "the connection was reset",
    errno.EPIPE: "the connection was reset",
    errno.EHOSTUNREACH: "the host cannot be reached",
    errno.ENETUNREACH: "the network cannot be reached",
    errno.EADDRNOTAVAIL: "the network cannot be reached",
    errno.ETIMEDOUT: "the connection timed out",
    errno.EMFILE: "too many files are open here; raise the limit of open files",
    errno.ENFILE: "too many files are open here; raise the limit of open files",
}
_PROTOCOL = (
    ("without sending a response", "the server closed the connection without an answer"),
    ("without sending complete message body", "the body is cut short: the connection ended before it did"),
    ("incomplete chunked read", "the body is cut short: the connection ended before it did"),
    ("buffer too long", "the headers of the answer are too large"),
    ("chunk", "the body is badly chunked"),
    ("content-length", "the answer contradicts itself about its length"),
)


def explain(error: BaseException, timeout: float) -> Rejected:
    """Turn one of ``EXPECTED`` into an outcome; ``timeout`` is the seconds the request had."""
    if isinstance(error, RefusalError):
        return error.outcome
    if isinstance(error, (TimeoutError, httpcore.TimeoutException, httpx.TimeoutException)):
        return Rejected(f"timed out after {timeout:g} s", connection=True)
    causes = [one for one in _causes(error) if not isinstance(one, _WAITING)]
    if certificate := next((one for one in causes if isinstance(one, ssl.SSLCertVerificationError)), None):
        return Rejected(f"certificate problem: {certificate.verify_message}", connection=True)
    if tls := next((one for one in causes if isinstance(one, ssl.SSLError)), None):
        detail = (tls.reason or "it broke off").replace("_", " ").lower()
        return Rejected(f"no secure connection: {detail}", connection=True)
    if isinstance(error, httpcore.ProxyError):
        status = re.match(r"[0-9]{3}\b", str(error))
        return Rejected(f"the proxy refused, {status[0] if status else 'without a reason'}", connection=True)
    for cause in causes:
        if isinstance(cause, OSError) and cause.errno in _ERRNO:
            return Rejected(_ERRNO[cause.errno], connection=True)
    if isinstance(error, (httpcore.LocalProtocolError, h11.LocalProtocolError)):
        return Rejected("a header that was to be sent is not allowed in HTTP", permanent=True)
    if isinstance(error, (httpcore.ProtocolError, h11.ProtocolError)):
        message = str(error).lower()
        words = next((words for mark, words in _PROTOCOL if mark in message), "the answer is no valid HTTP")
        return Rejected(words, connection=True)
    if isinstance(error, (httpx.InvalidURL, ValueError)):
        return Rejected("the address or a header has characters that cannot be sent", permanent=True)
    if any(isinstance(cause, httpcore.ConnectError) for cause in causes):
        return Rejected("the connection could not be made", connection=True)
    return Rejected("the connection broke off", connection=True)


def _causes(error: BaseException, depth: int = 0) -> "list[BaseException]":
    """List an error, what it was made from and what a group of them holds; each library wraps differently."""
    found = [error]
    if depth < 6:
        inner = [error.__cause__, error.__context__, *error.args]
        if isinstance(error, BaseExceptionGroup):
            inner += error.exceptions
        for one in inner:
            if isinstance(one, BaseException):
                found += _causes(one, depth + 1)
    return found
