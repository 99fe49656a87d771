"""What became of a delivery, told from what the provider answered.

Owns the classes of answers, for HTTP and SMTP. An end of which nobody can say whether the message arrived is
``unknown``, never a failure.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

Kind = Literal["sent", "retry", "unknown", "broken", "rejected"]

_BROKEN = frozenset({401, 402, 403, 404, 405, 407, 410})
_MOVED_FOR_NOW = frozenset({302, 303, 307})  # a maintenance page, a hotel's network
_RETRY = frozenset({408, 425, 429})
# https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and chat.postMessage
_SLACK_BROKEN = frozenset(
    {
        "access_denied", "account_inactive", "action_prohibited", "channel_is_archived", "channel_not_found",
        "ekm_access_denied", "enterprise_is_restricted", "invalid_auth", "invalid_token", "is_archived",
        "missing_scope", "no_active_hooks", "no_permission", "no_service", "no_service_id", "no_team",
        "not_authed", "not_in_channel", "org_login_required", "posting_to_general_channel_denied",
        "restricted_action",
        "team_access_not_granted", "team_disabled", "token_expired", "token_revoked", "user_not_found",
    }
)  # fmt: skip
_SLACK_REJECTED = frozenset(
    {
        "invalid_arguments", "invalid_attachments", "invalid_blocks", "invalid_blocks_format",
        "invalid_form_data", "invalid_json", "invalid_metadata_format", "invalid_payload",
        "message_limit_exceeded", "metadata_too_large", "msg_blocks_too_long", "msg_too_long", "no_text",
        "too_many_attachments",
    }
)  # fmt: skip
# Of chat.postMessage with thread_ts: the first message was deleted, or takes no replies.
_SLACK_NO_THREAD = frozenset(
    {
        "cannot_reply_to_message", "invalid_thread_ts", "message_not_found",
        "restricted_action_non_threadable_channel", "restricted_action_thread_locked", "thread_not_found",
    }
)  # fmt: skip
_ANSWER = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. ``status`` is the HTTP or SMTP code; ``retry_after`` are seconds.

    sent: the provider took it. retry: it did not arrive, a later attempt may. unknown: it may have arrived.
    broken: this channel cannot work as configured. rejected: this very message is refused. ``receipt`` is what a
    later message names to stand in this one's thread: a Slack bot's ``ts`` of the thread's first message, a mail's
    subject; None where there are no threads or nobody knows.
    """

    kind: Kind
    status: int | None
    answer: str
    retry_after: float | None = None
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a later message of a story belongs: ``known`` is the message_id of its first to the same recipient,
    ``receipt`` the latest Outcome.receipt there."""

    known: str
    receipt: str | None = None


def of_http(status: int, body: str, headers: Mapping[str, str], *, accepted: bool, slack: bool = False) -> Outcome:
    """Judge an HTTP answer; ``accepted`` is whether the provider's plugin takes it for a success."""
    answer = " ".join(body.split())[:_ANSWER]
    if status in _MOVED_FOR_NOW:
        return Outcome("retry", status, "redirected; the message was not passed on")
    if 300 <= status < 400:
        return Outcome("broken", status, "redirected; the message was not passed on. Use the final address")
    if accepted and 200 <= status < 300:
        return Outcome("sent", status, answer)
    if status in _RETRY or status >= 500:
        return Outcome("retry", status, answer, retry_after(body, headers))
    told = _slack_error(body) if slack else ""
    if told in _SLACK_BROKEN:
        return Outcome("broken", status, answer)
    if told in _SLACK_REJECTED:
        return Outcome("rejected", status, answer)
    if status in _BROKEN:
        return Outcome("broken", status, answer)
    if status >= 400:
        return Outcome("rejected", status, answer)
    return Outcome("retry", status, f"not confirmed: {answer}"[:_ANSWER], retry_after(body, headers))


def of_smtp(code: int, answer: str, *, stage: Literal["hello", "login", "sender", "recipient", "data"]) -> Outcome:
    """Judge an SMTP answer that refuses (RFC 5321 4.2.1): 4yz passes, 5yz stays."""
    words = " ".join(answer.split())[:_ANSWER]
    if code == 421 or 400 <= code < 500:
        return Outcome("retry", code, words)
    if stage in ("hello", "login") or (stage == "sender" and code in (530, 535, 550, 553, 554)):
        return Outcome("broken", code, words)
    return Outcome("rejected", code, words)


def refuses_thread(status: int | None, body: str) -> bool:
    """Whether Slack refused a message for its thread alone, so that it would take it outside."""
    return status == 200 and _slack_error(body) in _SLACK_NO_THREAD


def retry_after(body: str, headers: Mapping[str, str]) -> float | None:
    """Read Retry-After (seconds, or a date against the answer's own), else ``retry_after`` in a JSON body."""
    value = headers.get("Retry-After", "").strip()
    if value:
        try:
            return _seconds(float(value))
        except ValueError:
            until, now = _http_date(value), _http_date(headers.get("Date", ""))
            if until is not None and now is not None:
                return max(0.0, (until - now).total_seconds())
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    for holder in (told, told.get("parameters") if isinstance(told, dict) else None):  # Discord, Telegram
        if isinstance(holder, dict) and isinstance(holder.get("retry_after"), (int, float)):
            return _seconds(float(holder["retry_after"]))
    return None


def _seconds(told: float) -> float | None:
    return max(0.0, told) if math.isfinite(told) else None


def _http_date(value: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _slack_error(body: str) -> str:
    """The error's name: the whole body of a webhook's answer, ``error`` in a bot's."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return body.strip()
    return str(told.get("error", "")) if isinstance(told, dict) else ""
