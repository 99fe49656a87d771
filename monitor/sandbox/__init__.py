"""Parsing and extraction of untrusted bytes in processes that can be killed.

Owns the workers (``python -m monitor.sandbox``), their limits and deadlines; never parses anything in this process.
"""

from monitor.sandbox.pool import Killed
from monitor.sandbox.service import Sandbox

__all__ = ["Killed", "Sandbox"]
