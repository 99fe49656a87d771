"""Apprise addresses: which can be used, whom they reach, and the plugin that sends to one of them.

Owns what is refused (``optional=`` reports success on failure, ``attach=`` sends local files, ``retry=``
repeats behind our back). No message from here holds any part of an address.
"""

import logging
import re
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import unquote

import apprise
from apprise.plugins import N_MGR, url_to_dict
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.email import NotifyEmail
from apprise.plugins.slack import NotifySlack

from monitor.notify.discord import DiscordMessage
from monitor.notify.slack import SlackMessage

_REFUSED = {
    "optional": "it would report success where nothing arrived",
    "retry": "Wirewatch itself tries again, visibly",
    "wait": "Wirewatch itself tries again, visibly",
    "attach": "it would send local files",
    "template": "it reads a local file; use the channel's `template:`",
    "pgp": "signing and encryption of mail are not supported",
    "pgppub": "signing and encryption of mail are not supported",
    "pgpprv": "signing and encryption of mail are not supported",
    "wkd": "signing and encryption of mail are not supported",
}
_LOCAL = frozenset(
    {"dbus", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows", "blink1"}
)  # these raise no alarm beyond this machine; a daemon has no desktop
_SHORTEST_SECRET = 6


def usable(url: str) -> str | None:
    """Say in words why an Apprise address cannot be used, or None; the words hold nothing of the address."""
    _silence()
    parts = _parse(url)
    if parts is None:
        return "it is no address that Apprise knows; see https://appriseit.com/services/"
    for key in parts.get("qsd", {}):
        if key.lower() in _REFUSED:
            return f"`{key.lower()}=` is not allowed: {_REFUSED[key.lower()]}"
    if parts["schema"] in _LOCAL:
        return f"`{parts['schema']}://` shows a message on this machine only"
    if not N_MGR[parts["schema"]].enabled:
        return f"`{parts['schema']}://` needs a package that is not installed"
    if plugin_of(url, "") is None:
        return f"its parts are not what `{parts['schema']}://` expects"
    if not recipients(url):
        return "it names no recipient that can be used"
    return None


def style_of(url: str) -> Literal["slack", "mail", "text"]:
    """Return the style in which a message to this address is written."""
    schema = (_parse(url) or {}).get("schema", "")
    return "slack" if schema == "slack" else "mail" if schema in ("mailto", "mailtos") else "text"


def recipients(url: str) -> tuple[str, ...]:
    """Return whom an address reaches, each to be delivered to on its own; ``("",)`` where that is one.

    Mail: every address of to, cc and bcc. Others: their targets, where there are several.
    """
    _silence()
    if style_of(url) == "mail":
        mail = _instance(url, None)
        if mail is None:
            return ()
        named = [address for _, address in mail.targets] + sorted(mail.cc) + sorted(mail.bcc)
        return tuple(dict.fromkeys(named))
    targets = _targets(_parse(url) or {})
    return tuple(targets) if len(targets) > 1 else ("",)


def plugin_of(url: str, recipient: str) -> Any | None:
    """Return a fresh plugin that sends to this one recipient, without throttling, redirects or retries."""
    _silence()
    plugin = _instance(url, recipient or None)
    if plugin is not None:
        plugin.request_rate_per_sec = 0
        plugin.redirects = False
        plugin.retry = 0
        plugin.optional = False
    return plugin


def secrets_of(url: str) -> tuple[str, ...]:
    """Return every part of an address that must not be shown, the longest first."""
    parts = _parse(url) or {}
    if parts.get("schema") in ("mailto", "mailtos"):
        words = {url, *_strings(parts.get("password")), *_strings(parts.get("headers"))}
        words |= {unquote(word) for word in words}
    else:
        words = {piece for text in (url, *_strings(parts)) for piece in (text, *re.split(r"[/?&=:@]", text))}
    shown = {parts.get("schema"), "localhost", "127.0.0.1"}
    return tuple(sorted((w for w in words if len(w) >= _SHORTEST_SECRET and w not in shown), key=len, reverse=True))


def mask(text: str, secrets: tuple[str, ...]) -> str:
    """Replace every secret in a text."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def _parse(url: str) -> dict[str, Any] | None:
    _silence()
    try:
        parts: Any = url_to_dict(url.strip(), secure_logging=True)  # type: ignore[no-untyped-call]  # Apprise
    except Exception:  # noqa: BLE001  # a plugin's parser on a user's text: whatever it raises, the address is bad
        return None
    return parts if isinstance(parts, dict) and isinstance(parts.get("schema"), str) else None


def _instance(url: str, recipient: str | None) -> Any | None:
    parts = _parse(url)
    if parts is None:
        return None
    if recipient is not None:
        parts["targets"] = [recipient]
        for key in ("cc", "bcc"):
            parts.pop(key, None)
    for key in _REFUSED:
        parts.pop(key, None)
    asset = apprise.AppriseAsset(
        app_id="Wirewatch",
        app_desc="Wirewatch",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        secure_logging=True,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )
    try:
        plugin = _class_of(parts["schema"])(**{**parts, "asset": asset})
    except Exception:  # noqa: BLE001  # a plugin's constructor on a user's text: whatever it raises, the address is bad
        return None
    return None if isinstance(plugin, NotifyEmail) and not plugin.targets else plugin


def _class_of(schema: str) -> Any:
    found = N_MGR[schema]
    return {NotifySlack: SlackMessage, NotifyDiscord: DiscordMessage}.get(found, found)


def _targets(parts: dict[str, Any]) -> list[str]:
    targets = parts.get("targets") or []
    if isinstance(targets, str):
        targets = re.split(r"[\s,]+", targets)
    return list(dict.fromkeys(t for t in targets if isinstance(t, str) and t.strip()))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple, set)):
        for inner in value:
            yield from _strings(inner)


def _silence() -> None:
    """Mute the loggers that print tokens: Apprise's, and urllib3's request lines."""
    for name in ("apprise", "urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
