"""When a claimed row may be taken by another: the one rule that feeds, items and deliveries share."""

from typing import Any

from sqlalchemy import ColumnElement, or_

SKEW = 60.0  # s: how far apart the clocks of daemons on one database may be


def free(lease_until: Any, now: float, lease: float) -> ColumnElement[bool]:
    """A row whose lease has run out, or was given by a clock that has since gone back.

    ``now`` may be a little older than the lease itself: the tick that reads it can wait for the database while
    another daemon claims. Such a lease holds.
    """
    return or_(lease_until <= now, lease_until > now + lease + SKEW)
