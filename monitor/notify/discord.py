"""Apprise's Discord plugin, with the word that nobody is to be called unless the channel's address says so.

Apprise looks for mentions in the text itself and sends what it finds as ``allow_mentions``, a key that Discord
does not know: without ``allowed_mentions`` everyone whom the text names is called.
https://discord.com/developers/docs/resources/message#allowed-mentions-object
"""

import re
from typing import Any

from apprise.plugins.discord import NotifyDiscord

_MENTIONED = re.compile(r"@(&?)(\d+)|@(everyone|here)")


class DiscordMessage(NotifyDiscord):  # type: ignore[no-untyped-call]  # Apprise is typed by half
    """Calls those of the address's ``ping=`` and no one else."""

    def ping_payload(self, *_texts: str) -> dict[str, Any]:
        """Return what calls the address's own, whatever the text says."""
        payload: dict[str, Any] = super().ping_payload(" ".join(self.ping or ()))
        payload.pop("allow_mentions", None)
        return payload

    def _send(self, payload: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        named = _MENTIONED.findall(" ".join(self.ping or ()))
        allowed = {
            "parse": ["everyone"] if any(word for _, _, word in named) else [],
            "roles": [number for role, number, _ in named if role],
            "users": [number for role, number, word in named if not role and not word],
        }
        return super()._send({**payload, "allowed_mentions": allowed}, *args, **kwargs)
