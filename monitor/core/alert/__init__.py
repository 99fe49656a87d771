"""Alerts: what one says, when a channel is told, and when a failed delivery is tried again.

Pure decisions. Never sends, never reads the clock: ``now`` is an argument, Unix seconds.
"""

from monitor.core.alert.plan import Planned, Policy, plan
from monitor.core.alert.retry import retry_at
from monitor.core.alert.view import AlertQuote, AlertView, OtherReport, level_rank, view

__all__ = [
    "AlertQuote",
    "AlertView",
    "OtherReport",
    "Planned",
    "Policy",
    "level_rank",
    "plan",
    "retry_at",
    "view",
]
