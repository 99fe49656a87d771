"""The rules that types cannot say: names that must exist, zones, networks, addresses, doubts.

Owns what makes a well-formed configuration wrong or doubtful. Reads no file but the zone database; queries
and concepts are judged by ``queries.py``.
"""

import ipaddress
import re
import zoneinfo
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from monitor.config.functions import faults
from monitor.config.settings import Channel, Settings, Watch, write_duration
from monitor.config.shape import Shaped
from monitor.config.tree import Tree, nearest
from monitor.core.address import canonical_key, split
from monitor.core.query.languages import wrong_language
from monitor.errors import Problem

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD = re.compile(r"(?<!\{)\{([A-Za-z_][\w.!:\[\]]*)\}(?!\})")


def check(
    tree: Tree,
    shaped: Shaped,
    *,
    complete: bool,
    usable_channel: Callable[[str], str | None] | None,
    template_fields: Collection[str] | None,
) -> Iterator[Problem]:
    """Find everything wrong; a name that is nowhere only where every file could be read (``complete``)."""
    yield from _settings(tree, shaped.settings)
    yield from _feeds(tree, shaped)
    for index, channel in shaped.channels:
        yield from _channel(tree, ("channels", index), channel, usable_channel, template_fields)
    if complete:
        yield from _references(tree, shaped)
    for index, watch in shaped.watches:
        for number, language in enumerate(watch.languages):
            yield from _language(tree, ("watches", index, "languages", number), language)
        if watch.escalate and watch.escalate.after <= timedelta(0):
            yield tree.problem(("watches", index, "escalate", "after"), "must be longer than nothing", "write 15m")
        if watch.min_sources and watch.min_sources.within <= timedelta(0):
            yield tree.problem(("watches", index, "min_sources", "within"), "must be longer than nothing", "write 6h")
    for index, site in shaped.sites:
        host = split(f"https://{site.domain}/")
        if isinstance(host, str) or "/" in site.domain:
            yield tree.problem(
                ("sites", index, "domain"),
                f"{site.domain!r} is no domain",
                "write a host's name: example.org",
            )
        for place, reason in faults(site.model_dump()):
            yield tree.problem(
                ("sites", index, *place), reason, "write a function installed beside wirewatch, or a selector"
            )


def doubts(tree: Tree, shaped: Shaped, shipped: Collection[str]) -> Iterator[Problem]:
    """Find what will work and is probably not meant, or is not in force yet."""
    for name in shaped.concepts:
        if name in shipped:
            key_node = tree.node(("concepts",)).value[name][0]
            yield key_node.problem(
                f"concepts.{name}",
                "replaces the shipped concept of this name",
                "rename it to keep both",
                severity="warning",
            )
    if not shaped.feeds:
        yield tree.problem(
            (), "there are no feeds: nothing will be read", "add some under `feeds:`", severity="warning"
        )
    if not shaped.watches:
        yield tree.problem(
            (), "there are no watches: nothing will alert", "add one under `watches:`", severity="warning"
        )
    yield from _budget(tree, shaped)
    seen: dict[str, int] = {}
    for index, feed in shaped.feeds:
        other = seen.setdefault(canonical_key(feed.url), index)
        if other != index:
            yield tree.problem(
                ("feeds", index, "url"),
                f"is the address of {tree.label(('feeds', other))} too",
                "keep one of them",
                severity="warning",
            )
    for index, watch in shaped.watches:
        yield from _watch_doubts(tree, ("watches", index), watch)


def _watch_doubts(tree: Tree, path: tuple[str, int], watch: Watch) -> Iterator[Problem]:
    if not watch.notify:
        yield tree.problem(path, "notifies nobody", "add `notify: [a-channel]`", severity="warning")
    if watch.escalate and watch.level != "urgent":
        yield tree.problem(
            (*path, "escalate"),
            f"only urgent alerts escalate, and this watch is {watch.level}",
            "write `level: urgent`",
            severity="warning",
        )
    for number, language in enumerate(watch.languages):
        if language == "kr":
            yield tree.problem((*path, "languages", number), "kr is Kanuri", "for Korean write ko", severity="warning")


def _budget(tree: Tree, shaped: Shaped) -> Iterator[Problem]:
    fixed = sum(timedelta(hours=1) / feed.every for _, feed in shaped.feeds if feed.every)
    budget = shaped.settings.requests_per_hour
    if fixed > budget:
        path = ("settings", "requests_per_hour") if tree.has(("settings", "requests_per_hour")) else ("feeds",)
        asked = f"the feeds' own `every` asks for {fixed:.0f} requests an hour, the budget is {budget}"
        advice = "they are honoured; raise settings.requests_per_hour or poll less often"
        yield tree.problem(path, asked, advice, severity="warning")


def _settings(tree: Tree, settings: Settings) -> Iterator[Problem]:
    at = ("settings",)
    yield from _zone(tree, (*at, "timezone"), settings.timezone)
    for number, network in enumerate(settings.fetch.allow_networks):
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            path = (*at, "fetch", "allow_networks", number)
            yield tree.problem(path, f"{tree.shown(path)} is no network", "write it as 10.0.0.0/8 or fd00::/8")
    poll = settings.poll
    if poll.fastest > poll.slowest:
        fastest, slowest = write_duration(poll.fastest), write_duration(poll.slowest)
        written = next((key for key in ("fastest", "slowest") if tree.has((*at, "poll", key))), "fastest")
        yield tree.problem(
            (*at, "poll", written), f"fastest ({fastest}) is longer than slowest ({slowest})", "swap them"
        )
    for place, value in (
        ((*at, "poll", "fastest"), poll.fastest),
        ((*at, "poll", "slowest"), poll.slowest),
        ((*at, "fetch", "timeout"), settings.fetch.timeout),
        ((*at, "keep", "articles"), settings.keep.articles),
        ((*at, "keep", "bodies"), settings.keep.bodies),
    ):
        if value <= timedelta(0):
            yield tree.problem(place, "must be longer than nothing", "write 30s, 5m, 2h or 7d")
    if not re.match(r"sqlite:///|postgresql\+psycopg://", settings.database):
        advice = "write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        if re.match(r"postgres(ql)?[:+]", settings.database):
            advice = "write postgresql+psycopg:// instead"
        yield tree.problem((*at, "database"), "this database is not supported", advice)
    yield from _service(tree, (*at, "ping"), settings.ping)
    yield from _service(tree, (*at, "fetch", "proxy"), settings.fetch.proxy)
    if settings.contact is not None and not re.fullmatch(r"(https?://|mailto:)?[!-~]+", settings.contact):
        wrong = f"{tree.shown((*at, 'contact'))} is neither an address nor a mailbox"
        yield tree.problem((*at, "contact"), wrong, "write https://example.org/bot or desk@example.org")


def _service(tree: Tree, path: tuple[str | int, ...], value: str | None) -> Iterator[Problem]:
    # Unlike a feed's, this address may carry a user name; what is wrong with it is said without repeating it.
    if value is not None and not re.fullmatch(r"https?://[^\s/?#]+\S*", value):
        yield tree.problem(path, "is no web address", "write http://… or https://…")


def _feeds(tree: Tree, shaped: Shaped) -> Iterator[Problem]:
    for index, feed in shaped.feeds:
        at = ("feeds", index)
        target = split(feed.url)
        if isinstance(target, str):
            words, _, advice = target.partition("; ")
            yield tree.problem((*at, "url"), words, advice or "write http://… or https://…")
        if feed.every is not None and feed.every < timedelta(seconds=1):
            yield tree.problem((*at, "every"), "is too often", "write at least 1s")
        if feed.language is not None:
            yield from _language(tree, (*at, "language"), feed.language)
        if feed.timezone is not None:
            yield from _zone(tree, (*at, "timezone"), feed.timezone)
        for number, tag in enumerate(feed.tags):
            if not re.fullmatch(r"[\w-]{1,64}", tag):
                yield tree.problem(
                    (*at, "tags", number),
                    f"{tree.shown((*at, 'tags', number))} is no tag",
                    "write one word: agency",
                )
        for name, value in feed.headers.items():
            if not _HEADER.fullmatch(name):
                yield tree.problem(
                    (*at, "headers", name),
                    f"{name!r} is no header's name",
                    "write letters and hyphens: Authorization",
                )
            elif not re.fullmatch(r"[\t\x20-\x7e]*", value):
                yield tree.problem(
                    (*at, "headers", name),
                    "this value holds characters that no header may",
                    "write plain ASCII on one line",
                )


def _channel(
    tree: Tree,
    at: tuple[str, int],
    channel: Channel,
    usable_channel: Callable[[str], str | None] | None,
    template_fields: Collection[str] | None,
) -> Iterator[Problem]:
    if channel.url is None and tree.node((*at, "url")).raw is None:
        yield tree.problem(at, "`url` is missing here", "add `url: ${SLACK_URL}`, or any other Apprise address")
    elif channel.url is not None and usable_channel is not None and (reason := usable_channel(channel.url)):
        words, _, advice = reason.partition("; ")
        yield tree.problem((*at, "url"), words, advice or "write an Apprise address: slack://…, mailtos://…, json://…")
    if channel.timezone is not None:
        yield from _zone(tree, (*at, "timezone"), channel.timezone)
    if channel.quiet and channel.quiet.from_ == channel.quiet.to:
        yield tree.problem((*at, "quiet"), "begins and ends at the same time", "write two different times of day")
    if channel.template is not None and template_fields is not None:
        for name in dict.fromkeys(_FIELD.findall(channel.template)):
            if name not in template_fields:
                yield tree.problem(
                    (*at, "template"),
                    f"there is no field {{{name}}}",
                    nearest(name, template_fields) or "known: " + ", ".join(sorted(template_fields)),
                )


def _references(tree: Tree, shaped: Shaped) -> Iterator[Problem]:
    # Names are taken from the tree, so that an item with another mistake is still known.
    channels, feeds = _names(tree, "channels"), _names(tree, "feeds")
    tags = {tag for _, feed in shaped.feeds for tag in feed.tags}
    tags |= {
        str(tag.value) for item in tree.node(("feeds",)).items() if (list_ := item.get("tags")) for tag in list_.items()
    }

    def channel(path: tuple[str | int, ...], name: str) -> Iterator[Problem]:
        if name not in channels:
            yield tree.problem(
                path, f"there is no channel {name!r}", nearest(name, channels) or "add it under `channels:`"
            )

    for number, name in enumerate(shaped.settings.operators):
        yield from channel(("settings", "operators", number), name)
    for index, watch in shaped.watches:
        at = ("watches", index)
        for number, name in enumerate(watch.notify):
            yield from channel((*at, "notify", number), name)
        for number, name in enumerate(watch.escalate.to if watch.escalate else ()):
            yield from channel((*at, "escalate", "to", number), name)
        for number, name in enumerate(watch.feeds):
            path = (*at, "feeds", number)
            if name.startswith("tag:"):
                if name[4:] not in tags:
                    yield tree.problem(
                        path,
                        f"no feed has the tag {name[4:]!r}",
                        nearest(name[4:], tags, write="did you mean tag:{}?") or "give it to a feed under `tags:`",
                    )
            elif name not in feeds:
                advice = (
                    f"write tag:{name}"
                    if name in tags
                    else nearest(name, feeds) or "add it under `feeds:`, or write tag:…"
                )
                yield tree.problem(path, f"there is no feed {name!r}", advice)


def _names(tree: Tree, section: str) -> set[str]:
    listed = tree.root.get(section)
    return {str(name.value) for item in (listed.items() if listed else ()) if (name := item.get("name"))}


def _language(tree: Tree, path: tuple[str | int, ...], code: str) -> Iterator[Problem]:
    advice = wrong_language(code) or (f"write {code.lower()}" if code != code.lower() else None)
    if advice is not None:
        yield tree.problem(path, f"{tree.shown(path)} is no language", advice)


def _zone(tree: Tree, path: tuple[str | int, ...], name: str) -> Iterator[Problem]:
    if not _is_zone(name):
        advice = _zone_advice(name) if tree.node(path).raw is None else ""
        yield tree.problem(
            path,
            f"{tree.shown(path)} is no time zone",
            advice or "write a place of the zone database: Europe/Kyiv",
        )


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _zone_advice(name: str) -> str:
    zones = zoneinfo.available_timezones()
    wanted = name.replace(" ", "_").lower()
    for zone in sorted(zones):
        if zone.lower() == wanted or zone.lower().rpartition("/")[2] == wanted.rpartition("/")[2]:
            return f"did you mean {zone}?"
    return nearest(name, zones)
