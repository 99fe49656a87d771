"""Alerts: what one says, when a channel is told, and when a failed delivery is tried again.

Pure decisions. Never sends, never reads the clock: ``now`` is an argument, Unix seconds.
"""

from monitor.core.alert.breaker import LONGEST_BROKEN, LONGEST_OPEN, Health, health_after
from monitor.core.alert.delivery import KEPT_TRYING, Next, decide
from monitor.core.alert.plan import Planned, Policy, plan, plan_surge, plan_update
from monitor.core.alert.retry import retry_at
from monitor.core.alert.view import AlertQuote, AlertView, OriginView, OtherReport, UpdateView, level_rank, view

__all__ = [
    "KEPT_TRYING",
    "LONGEST_BROKEN",
    "LONGEST_OPEN",
    "AlertQuote",
    "AlertView",
    "Health",
    "Next",
    "OriginView",
    "OtherReport",
    "Planned",
    "Policy",
    "UpdateView",
    "decide",
    "health_after",
    "level_rank",
    "plan",
    "plan_surge",
    "plan_update",
    "retry_at",
    "view",
]
