"""An alert as it was made, and what became of it at each receiver."""

from dataclasses import dataclass, field

from tests.simulation.fakes import Attempt
from tests.simulation.script import Configuration, WatchSpec

Receiver = tuple[str, str]  # channel, recipient


@dataclass
class Hold:
    """A snooze: made at true time ``at``, until the daemon's clock says ``until``."""

    at: float
    until: float


@dataclass
class Alerted:
    """An alert that the database holds: when it was made, under which configuration, who is to be told."""

    id: int
    watch: str
    story: int
    at: float
    clock: float
    spec: WatchSpec
    configuration: Configuration
    arrived: dict[Receiver, list[tuple[float, Attempt]]] = field(default_factory=dict)
    holds: dict[Receiver, list[Hold]] = field(default_factory=dict)

    def first_arrival(self) -> float | None:
        return min((at for told in self.arrived.values() for at, _ in told), default=None)

    def first_confirmed(self) -> float | None:
        """When the daemon first wrote down that somebody was told; what was found out later counts later."""
        ends = (one.confirmed for told in self.arrived.values() for _, one in told)
        return min((at for at in ends if at is not None), default=None)
