"""Apprise's Slack plugin with a payload of ours: mrkdwn at the top level, where Slack always formats it.

Apprise puts a message into a legacy attachment, whose text Slack formats only by request and folds after a few
lines. A bot's message also carries the alert's id as metadata, by which it can be found again.
"""

import re
from typing import Any

from apprise import NotifyFormat, NotifyType
from apprise.plugins.slack import NotifySlack, SlackMode

EVENT = "wirewatch_alert"
_TS = re.compile(r"\d{1,20}\.\d{1,20}")


class SlackMessage(NotifySlack):  # type: ignore[no-untyped-call]  # Apprise is typed by half
    """Sends one mrkdwn text as it is."""

    text = ""
    message_id = ""
    thread: str | None = None
    receipt: str | None = None  # of what was delivered last: the ``ts`` of its thread's first message

    def deliver(self, text: str, *, message_id: str, notify_type: NotifyType, thread: str | None = None) -> bool:
        """Send mrkdwn that is escaped already; Apprise decides where to and whether Slack took it.

        ``thread`` is the ``ts`` of the message that a bot answers, unless the address itself names a thread.
        """
        self.text, self.message_id, self.receipt = text, message_id, None
        self.thread = thread if self.mode == SlackMode.BOT else None
        accepted = self.send(  # type: ignore[no-untyped-call]  # Apprise is typed by half
            body=text,
            title="",
            notify_type=notify_type,
            body_format=NotifyFormat.MARKDOWN,
            body_passthrough=False,
        )
        return bool(accepted)

    def _send(self, url: str, payload: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        ours: dict[str, Any] = {"text": self.text}
        ours |= {str(key): payload[key] for key in ("channel", "thread_ts", "username") if key in payload}
        if self.mode not in (SlackMode.WORKFLOW, SlackMode.WORKFLOW_TRIGGER):
            ours |= {"mrkdwn": True, "unfurl_links": False, "unfurl_media": False}
        if self.mode == SlackMode.BOT:
            ours["metadata"] = {"event_type": EVENT, "event_payload": {"id": self.message_id}}
        if self.thread:
            ours.setdefault("thread_ts", self.thread)
        told = super()._send(url, ours, *args, **kwargs)  # type: ignore[no-untyped-call]  # Apprise is typed by half
        if self.mode == SlackMode.BOT and isinstance(told, dict):
            self.receipt = stamp(ours.get("thread_ts") or told.get("ts"))
        return told


def stamp(told: Any) -> str | None:
    """Return a ``ts`` as Slack writes it, or None."""
    return told if isinstance(told, str) and _TS.fullmatch(told) else None
