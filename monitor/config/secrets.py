"""Which texts of a configuration are secret, whole and in parts.

Owns the list that logs are masked with: channel addresses and their tokens, header values, passwords.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from monitor.config.settings import Config

_SHORTEST = 6  # masking a shorter text would blacken half of a log and hide nothing
_COMMON = frozenset({"bearer", "digest", "localhost", "services", "workflows", "triggers", "webhook", "webhooks"})


def secret_parts(config: Config) -> frozenset[str]:
    """Collect every text that must not be printed."""
    found: set[str] = set()
    for channel in config.channels:
        if channel.url:
            found |= {channel.url, *_tokens(channel.url)}
    for feed in config.feeds:
        for value in feed.headers.values():
            found |= {value, *value.split()}
    for address in (config.settings.database, config.settings.fetch.proxy, config.settings.ping):
        if address:
            found |= set(_password(address))
    if config.settings.ping:
        found |= {config.settings.ping, *_tokens(config.settings.ping)}
    return long_enough(found)


def long_enough(texts: Iterable[str]) -> frozenset[str]:
    """Leave out what is too short or too common to be masked."""
    return frozenset(text for text in texts if len(text) >= _SHORTEST and text.lower() not in _COMMON)


def without_password(address: str) -> str:
    """Mask the password of a database's or proxy's address, and leave the rest readable."""
    return re.sub(r"(://[^/@\s]*?:)[^/\s]*(@)", r"\1•••\2", address)


def _password(address: str) -> Iterator[str]:
    found = re.match(r"[^/]*://[^/@\s]*?:([^/\s]*)@", address)
    if found:
        yield from {found[1], unquote(found[1])}


def _tokens(address: str) -> Iterator[str]:
    """Take an address apart: user, password, path segments, and a host that is a token (``slack://TokenA/…``)."""
    rest = address.partition("://")[2].partition("?")[0]
    authority, _, path = rest.partition("/")
    login, _, host = authority.rpartition("@")
    for part in (*login.split(":"), *path.split("/"), *([] if "." in host else [host.partition(":")[0]])):
        if part and "@" not in part:
            yield from {part, unquote(part)}
