"""Notifying: alerts written for people, and sent through any service that Apprise knows."""

from monitor.notify.address import recipients, style_of, usable
from monitor.notify.outcome import Outcome, Thread
from monitor.notify.render import Rendered, render
from monitor.notify.send import Sender
from monitor.notify.template import FIELDS as TEMPLATE_FIELDS
from monitor.notify.template import check_template

__all__ = [
    "TEMPLATE_FIELDS",
    "Outcome",
    "Rendered",
    "Sender",
    "Thread",
    "check_template",
    "recipients",
    "render",
    "style_of",
    "usable",
]
