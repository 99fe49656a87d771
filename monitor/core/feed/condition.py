"""How a feed does, in words: its last two weeks, what was learned of its rhythm, why the next poll is then, what to do.

Pure: counts and times in, words out.
"""

import re
from collections.abc import Sequence

from monitor.core.schedule import DAY, Rhythm

DAYS = 14
_BARS = "▁▂▃▄▅▆▇█"
_SPAN = 3  # hours of the busiest stretch
# What an error's words call for, the first that fits.
_ADVICE = (
    (r"our own line", "look at this machine's network"),
    (r"^answered 401|^answered 403|login form", "it wants a key or refuses us: set the feed's `headers`, or ask"),
    (r"^answered 404|^answered 400", "its address may have changed: `wirewatch feeds discover SITE`"),
    (r"^answered 410", "take it out, or give its new address"),
    (r"^answered 429", "it is asked too often: a longer `every`, or wait"),
    (r"^answered 5", "its server is in trouble; it is tried again by itself"),
    (r"consent page", "it shows its consent page to everybody: look for another address of the feed, or ask its owner"),
    (r"checks browsers", "its guard keeps programs out: ask its owner to let the feed's address through"),
    (r"HTML page|index of sitemaps", "look for the feed itself: `wirewatch feeds discover URL`"),
    (r"not known to DNS", "check the name for a typing error; if it is right, the site has gone or moved"),
    (r"DNS", "look at this machine's name servers if other feeds say so too"),
    (r"timed out|in vain", "it is slow or hangs: wait, or raise `settings.fetch.timeout`"),
    (r"certificate|secure connection", "its owner has to mend it; check the address and this machine's clock"),
    (r"max_bytes|unpack", "raise `settings.fetch.max_bytes` if it is meant to be so large"),
    (r"redirects", "open the address in a browser and take the one that it ends at"),
    (r"public internet|private|loopback|port ", "if it is yours, name its network in `settings.fetch.allow_networks`"),
    (r"refused|reset|reached|broke off|without an answer", "its server does not answer; it is tried again by itself"),
    (r"took longer|memory|crash|parser", "the document is broken or hostile; tell its owner"),
    (r"not a feed|empty body", "open the address in a browser: it is no feed now"),
)  # fmt: skip


def sparkline(counts: Sequence[int]) -> str:
    """Draw counts as bars of their own scale; a day without any is a dot."""
    most = max(counts, default=0)
    return "".join(_BARS[(count * len(_BARS) - 1) // most] if count else "·" for count in counts)


def rhythm_in_words(rhythm: Rhythm | None) -> str:
    """``38 a day, most at 06-09 UTC``; the hours only where they stand out among twenty items or more."""
    if rhythm is None:
        return "not known yet"
    a_day = rhythm.rate * DAY
    often = (
        f"{a_day:.0f} a day" if a_day >= 1.5 else f"{a_day * 7:.0f} a week" if a_day >= 0.2 else "less than one a week"
    )
    total = sum(rhythm.hours)
    stretches = [sum(rhythm.hours[(hour + n) % 24] for n in range(_SPAN)) for hour in range(24)]
    if total < 20 or max(stretches) < 2 * total * _SPAN / 24:
        return often
    start = stretches.index(max(stretches))
    return f"{often}, most at {start:02}-{(start + _SPAN) % 24:02} UTC"


def why_then(
    *, now: float, next_poll: float, last_poll: float | None, not_before: float, interval: float, failures: int,
    fixed: bool, runs: bool = True,
) -> str:  # fmt: skip
    """Say why a feed's next poll is when it is; times are Unix seconds, ``interval`` is the planned one.

    ``runs``: whether there is a daemon.
    """
    if next_poll < now - 60:
        return "due; it waits for its turn (settings.requests_per_hour)" if runs else "due, but no daemon runs"
    if last_poll is None:
        return "its first poll"
    if failures:
        asked = not_before > now and next_poll <= not_before + 1
        return "its server asked to wait so long" if asked else f"tried again after failure {failures}"
    if fixed:
        return "its `every`"
    if next_poll > last_poll + interval * 1.06 + 1:
        return "its server asks not to come sooner (its cache time, ttl or skipped hours)"
    return "learned from its rhythm and the budget"


def advice(error: str | None) -> str | None:
    """Say what a user can do about an error, ``None`` where there is none."""
    if not error:
        return None
    for pattern, words in _ADVICE:
        if re.search(pattern, error, re.IGNORECASE):
            return words
    return "it is tried again by itself"


def by_day(times: Sequence[float], now: float) -> list[int]:
    """Count times by day, the last ``DAYS`` of them up to now."""
    counts = [0] * DAYS
    for at in times:
        age = int((now - at) // DAY)
        if 0 <= age < DAYS:
            counts[DAYS - 1 - age] += 1
    return counts
