"""Apprise's Slack plugin with a payload of ours: mrkdwn at the top level, where Slack always formats it.

Apprise puts a message into a legacy attachment, whose text Slack formats only by request and folds after a few
lines. A bot's message also carries the alert's id as metadata, by which it can be found again.
"""

from typing import Any

from apprise import NotifyFormat, NotifyType
from apprise.plugins.slack import NotifySlack, SlackMode

EVENT = "wirewatch_alert"


class SlackMessage(NotifySlack):  # type: ignore[no-untyped-call]  # Apprise is typed by half
    """Sends one mrkdwn text as it is."""

    text = ""
    message_id = ""

    def deliver(self, text: str, *, message_id: str, notify_type: NotifyType) -> bool:
        """Send mrkdwn that is escaped already; Apprise decides where to and whether Slack took it."""
        self.text, self.message_id = text, message_id
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
        return super()._send(url, ours, *args, **kwargs)  # type: ignore[no-untyped-call]  # Apprise is typed by half
