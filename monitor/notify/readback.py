"""Asking Slack whether a bot's message is there: thread and channel's history, searched for the id in our metadata.

Needs the scopes ``channels:history`` and ``channels:read`` (``groups:…`` for private channels). Incoming webhooks,
direct messages and every other service cannot be asked.
"""

import re
from typing import Any, Literal

import requests
from apprise.plugins.slack import SlackMode

from monitor.notify.outcome import Outcome
from monitor.notify.slack import EVENT, SlackMessage, stamp

_API = "https://slack.com/api"
_ID = re.compile(r"\+?([CG][A-Z0-9]{8,})")
_PAGES, _A_PAGE = 3, 200  # of the history
_LIST_PAGES, _A_LIST = 5, 1000  # of the channels, to find a name's id
_MARGIN, _BACK = 300.0, 86400.0  # s that Slack's clock may lag; and that are read where it says nothing of that
_PASSING = frozenset({"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"})


def found(plugin: Any, message_id: str, since: float, thread: str | None = None) -> Outcome | Literal[False] | None:
    """Return the message's receipt (an Outcome, sent) if it has arrived since then (Unix seconds), None where that
    cannot be told.

    ``thread`` is the ``ts`` of the message that it answers, unless the address itself names a thread. It may stand
    beside a thread that takes no replies. Raises requests.RequestException for what passes, to be asked again later.
    """
    if not isinstance(plugin, SlackMessage) or plugin.mode != SlackMode.BOT or not plugin.channels:
        return None
    token = str(plugin.access_token)
    target, _, own = str(plugin.channels[0] or "").partition(":")
    channel = _channel(token, target)
    if channel is None:
        return None
    if own or thread:
        there = _listed(token, "conversations.replies", {"channel": channel, "ts": own or thread}, message_id, since)
        if there is not False:
            return there
    return _listed(token, "conversations.history", {"channel": channel}, message_id, since)


def _listed(
    token: str, method: str, where: dict[str, Any], message_id: str, since: float
) -> Outcome | Literal[False] | None:
    """Search a list of messages: a thread's replies, the oldest first, or a channel's history, the newest first."""
    asked: dict[str, Any] = {
        **where,
        "oldest": f"{max(0.0, since - _BACK):.6f}",
        "include_all_metadata": "true",
        "limit": _A_PAGE,
    }
    for _ in range(_PAGES):
        told = _ask(token, method, asked)
        if not told.get("ok"):
            return False if told.get("error") == "thread_not_found" else None
        messages = told["messages"]
        for message in messages:
            if _is_ours(message, message_id):
                receipt = stamp(message.get("thread_ts") or message.get("ts"))
                return Outcome("sent", None, "found in the channel's history", receipt=receipt)
        cursor = _cursor(told)
        if not cursor:
            return False
        asked["cursor"] = cursor
    passed = method.endswith("history") and messages and float(messages[-1].get("ts", since)) < since - _MARGIN
    return False if passed else None  # None, in a busy channel: it may stand further back


def _channel(token: str, target: str) -> str | None:
    """The id of a channel that is given by id or name."""
    if known := _ID.fullmatch(target):
        return known[1]
    name = target.removeprefix("#").lower()
    if not name or "@" in name:
        return None
    for types in ("public_channel,private_channel", "public_channel"):  # the first needs groups:read as well
        asked: dict[str, Any] = {"types": types, "exclude_archived": "true", "limit": _A_LIST}
        for _ in range(_LIST_PAGES):
            told = _ask(token, "conversations.list", asked)
            if not told.get("ok"):
                break
            for channel in told["channels"]:
                if channel.get("name") == name:
                    return str(channel["id"])
            if not _cursor(told):
                return None
            asked["cursor"] = _cursor(told)
    return None


def _ask(token: str, method: str, asked: dict[str, Any]) -> dict[str, Any]:
    answer = requests.post(
        f"{_API}/{method}",
        data=asked,
        headers={"Authorization": f"Bearer {token}"},
        allow_redirects=False,
        timeout=10,  # the exchange's own is what counts
    )
    told = answer.json()
    told = told if isinstance(told, dict) else {}
    if answer.status_code == 429 or answer.status_code >= 500 or told.get("error") in _PASSING:
        raise requests.RequestException("not now")
    return told


def _cursor(told: dict[str, Any]) -> str:
    return str((told.get("response_metadata") or {}).get("next_cursor") or "")


def _is_ours(message: dict[str, Any], message_id: str) -> bool:
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") == EVENT and (metadata.get("event_payload") or {}).get("id") == message_id
