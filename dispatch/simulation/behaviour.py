"""How passengers and drivers deviate from what is planned, and the chance that says who does.

Every draw has a stream of its own, named by the seed and what it is about: so another van, or another rule,
does not change who cancels, who is late or how slow a drive is, and two scenarios differ by what was changed
in them alone (common random numbers).
"""

from dataclasses import dataclass, fields
from math import exp
from random import Random

from mobility.clock import HOUR, MINUTE
from mobility.promises import TimeWindow
from mobility.region.toml import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What people and vehicles do; as it is made, everything happens exactly as planned.

    Shares are between 0 and 1. Mean times are those of an exponential distribution: most are short, a few
    long.

    Parameters
    ----------
    drive_mean
        How long drives take on the median, against the plan.
    drive_spread
        How much they differ: standard deviation of the logarithm of their duration (lognormal).
    drive_least
        No drive is quicker than this part of the plan.
    early_s
        How much earlier than planned drivers set off, if they are through; they still let nobody on before
        the planned time (s).
    late_share, late_s
        Parties that come late to their stop, and by how much on average (s).
    absent_share
        Parties that do not come at all.
    no_show_wait_s
        How long a driver waits for them, from the begin of the promised window or from the arrival if that is
        later (s, B36).
    cancel_share, cancel_ahead_s
        Parties that cancel, and how long before the promised window on average (s); who wants to when the
        vehicle has set off is not there instead (B35).
    train_late_share, train_late_s
        Trains that come late, and by how much on average (s): passengers from such a train come late to their
        stop, all of them.
    hold_s
        How long a driver waits for passengers from a train after its planned arrival (s, B30: nobody reports
        trains).
    breakdown_share
        Shifts whose vehicle breaks down at some time.
    decide_s
        How long people think about an offer on average (s); meanwhile it may be gone (B22).
    """

    drive_mean: float = 1.0
    drive_spread: float = 0.0
    drive_least: float = 0.8
    early_s: int = 0
    late_share: float = 0.0
    late_s: float = 3 * MINUTE
    absent_share: float = 0.0
    no_show_wait_s: int = 3 * MINUTE
    cancel_share: float = 0.0
    cancel_ahead_s: float = 3 * HOUR
    train_late_share: float = 0.0
    train_late_s: float = 8 * MINUTE
    hold_s: int = 10 * MINUTE
    breakdown_share: float = 0.0
    decide_s: float = 0.0


_SHARES = frozenset(field.name for field in fields(Behaviour) if field.name.endswith("_share"))
_TIMES = {field.name: f"{field.name[:-2]}_min" for field in fields(Behaviour) if field.name.endswith("_s")}
_WHOLE = frozenset({"early_s", "no_show_wait_s", "hold_s"})


def read_behaviour(table: Table) -> Behaviour:
    """What a table says of behaviour; what it leaves out happens as planned. Times are in minutes there.

    Raises
    ------
    BrokenRegion
        If a key is unknown, a share or ``drive_least`` is more than 1, ``drive_mean`` is 0, or a number
        is negative.
    """
    said: dict[str, float] = {}
    for field in fields(Behaviour):
        key = _TIMES.get(field.name, field.name)
        if key not in table:
            continue
        value = table.weight(key)
        if field.name in _SHARES and value > 1:
            raise table.broken(key, "is a share, and more than 1")
        if field.name == "drive_mean" and value <= 0:
            raise table.broken(key, "is 0: no drive would take any time")
        if field.name == "drive_least" and value > 1:
            raise table.broken(key, "is more than 1: no drive would be as planned")
        if field.name in _TIMES:
            value *= MINUTE
        said[field.name] = round(value) if field.name in _WHOLE else value
    table.done()
    return Behaviour(**said)  # type: ignore[arg-type] # those that have to be are whole numbers


@dataclass(frozen=True, slots=True)
class Chance:
    """What people and vehicles happen to do on one day.

    Parameters
    ----------
    behaviour
        How likely what is.
    seed
        Of all streams: that of the simulation and the date, so that days with one seed are not alike.
    """

    behaviour: Behaviour
    seed: str

    def drive(self, shift: str, number: int, planned: int) -> int:
        """How long the drive of that number takes a shift (s)."""
        behaviour = self.behaviour
        slower = exp(behaviour.drive_spread * self._stream("drive", f"{shift}:{number}").gauss(0, 1))
        return round(planned * max(behaviour.drive_mean * slower, behaviour.drive_least))

    def lateness(self, reference: str) -> int:
        """How late a party comes to its stop (s)."""
        return self._some("late", reference, self.behaviour.late_share, self.behaviour.late_s)

    def is_absent(self, reference: str) -> bool:
        """Whether a party does not come at all."""
        return self._stream("absent", reference).random() < self.behaviour.absent_share

    def train_delay(self, train: str) -> int:
        """How late a train comes (s)."""
        return self._some("train", train, self.behaviour.train_late_share, self.behaviour.train_late_s)

    def cancels_ahead(self, reference: str) -> int | None:
        """How long before its promised window a party cancels (s); ``None`` if it does not."""
        stream = self._stream("cancel", reference)
        if stream.random() >= self.behaviour.cancel_share:
            return None
        return round(stream.expovariate(1) * self.behaviour.cancel_ahead_s)

    def breakdown(self, shift: str, hours: TimeWindow) -> int | None:
        """When the vehicle of a shift breaks down (s); ``None`` if it does not."""
        stream = self._stream("breakdown", shift)
        if stream.random() >= self.behaviour.breakdown_share:
            return None
        return stream.randint(hours.start, hours.end)

    def thinking(self, reference: str) -> int:
        """How long somebody thinks about an offer (s)."""
        return round(self._stream("decide", reference).expovariate(1) * self.behaviour.decide_s)

    def _some(self, what: str, subject: str, share: float, mean: float) -> int:
        """Zero, or with a share of the chance a time that is exponentially distributed (s)."""
        stream = self._stream(what, subject)
        return round(stream.expovariate(1) * mean) if stream.random() < share else 0

    def _stream(self, what: str, subject: str) -> Random:
        return Random(f"{self.seed}:{what}:{subject}")  # noqa: S311 - made up, no secret
