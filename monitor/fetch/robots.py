"""robots.txt: whether a page may be read.

Owns the cache by origin and the choices that RFC 9309 leaves open. An answer of 4xx, a redirect that leads
nowhere, or what cannot be read as text allows everything; 429, 5xx and an origin that cannot be reached
disallow for at most an hour, then it is asked again, except where an older robots.txt is at hand, which goes
on for that hour. Crawl-delay is not obeyed: the limit of connections per host and the pace of the feeds keep
requests few. Never fetches by itself: it is given the way to.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from protego import Protego

from monitor.core.address import split
from monitor.fetch.outcome import Fetched, NotModified, Rejected, Request

_AGENT_NAME = "wirewatch"
_FRESH = 24 * 3600.0
_RETRY = 3600.0
_SECONDS = 5.0
_MAX_BYTES = 500_000
_MAX_ORIGINS = 2_000

_AGENT = re.compile(r"user-?\s*agent(?:\s*:|\s)\s*(\S*)", re.IGNORECASE)


@dataclass
class _Rules:
    """What is known of an origin: ``parsed`` is None where everything is allowed."""

    parsed: Protego | None = None
    reachable: bool = False
    known: bool = False
    until: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Robots:
    """The robots.txt of the origins met lately, each fetched once a day."""

    def __init__(self, fetch: Callable[[Request], Awaitable[Fetched | NotModified | Rejected]]) -> None:
        self._fetch = fetch
        self._origins: OrderedDict[tuple[str, str, int], _Rules] = OrderedDict()

    async def allow(self, url: str, now: float) -> bool:
        """Tell whether ``url`` may be read at ``now``; what is no address is left for the fetch to refuse."""
        target = split(url)
        if isinstance(target, str):
            return True
        rules = self._origins.setdefault(target.origin, _Rules())
        self._origins.move_to_end(target.origin)
        while len(self._origins) > _MAX_ORIGINS:
            self._origins.popitem(last=False)
        async with rules.lock:
            if not now < rules.until:
                await self._renew(rules, target.url, now)
        if not rules.reachable:
            return False
        return rules.parsed is None or bool(rules.parsed.can_fetch(target.url, _AGENT_NAME))

    async def _renew(self, rules: _Rules, url: str, now: float) -> None:
        root = "/".join(url.split("/", 3)[:3])
        answer = await self._fetch(Request(f"{root}/robots.txt", max_bytes=_MAX_BYTES, timeout=_SECONDS))
        if isinstance(answer, Fetched):
            rules.parsed = _parse(answer.body)
        elif isinstance(answer, Rejected) and not answer.permanent:
            rules.reachable = rules.known
            rules.until = now + _RETRY
            return
        else:
            rules.parsed = None
        rules.reachable = rules.known = True
        rules.until = now + _FRESH


def _parse(body: bytes) -> Protego:
    """Parse a robots.txt, all foreign groups as one.

    Protego adds every rule to every agent of its group, quadratic in time: 500 KB of agents and rules took
    minutes.
    """
    lines = []
    for line in body.decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        line = line.partition("#")[0].strip()
        if found := _AGENT.match(line):
            agent = found[1].lower()
            line = f"User-agent: {agent if agent in (_AGENT_NAME, '*') else 'another'}"
        lines.append(line)
    return Protego.parse("\n".join(lines))
