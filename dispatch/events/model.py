"""What can happen on a service day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from dispatch.effort import Effort
from mobility.bookings import Answer, Declined, Offer, RideRequest
from mobility.fleet import Shift
from mobility.plan import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What log it is.

    Parameters
    ----------
    service_day
        Whose seconds all events count.
    region
        Name of the region pack.
    seed
        Of all chance; ``None`` for a real day.
    shifts
        Who was on duty on a real day, as the roster of the region pack may have changed since; their drivers
        are not named.
    """

    service_day: date
    region: str
    seed: int | None = None
    shifts: tuple[Shift, ...] = ()


class Stage(StrEnum):
    """What happened to passengers or vehicles, where nothing has to be decided again."""

    UNSUITED = "unsuited"
    """Passengers took nothing of what was offered."""
    KEPT = "kept"
    """After a breakdown another vehicle carries them, as promised (B41)."""
    LOST = "lost"
    """They had a promise, and the service does not carry them there."""
    BROKE_DOWN = "broke_down"
    """A vehicle goes no further."""
    ARRIVED = "arrived"
    """A vehicle has reached a stop."""
    BOARDED = "boarded"
    """Passengers began to get on."""
    ABSENT = "absent"
    """Nobody was at the stop, and the vehicle waits no longer (B36)."""
    ALIGHTED = "alighted"
    """Passengers have arrived and get off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody asks for a ride.

    Parameters
    ----------
    at
        When (s).
    request
        What is asked.
    purpose, home
        What the ride is for, and at which stop the passengers live; empty if nobody knows.
    patience
        How far from the wish they still take a ride (s), if that is known.
    """

    event: ClassVar[str] = "asked"
    at: int
    request: RideRequest
    purpose: str = ""
    home: str = ""
    patience: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The desk answers a request: ``offered`` or ``declined``.

    Parameters
    ----------
    at
        The present second with which it was computed.
    reference
        The ride.
    answer
        Word for word.
    version
        Of the day it was computed on, where others may have changed it meanwhile.
    """

    at: int
    reference: str
    answer: Answer
    version: int | None = None

    @property
    def event(self) -> str:
        """What was said."""
        return "declined" if isinstance(self.answer, Declined) else "offered"


class Step(StrEnum):
    """What a ride came to at the desk, after its answer."""

    ACCEPTED = "accepted"
    """An offer was booked."""
    GONE = "gone"
    """An offer was wanted and could not be kept any more (B22)."""
    CANCELLED = "cancelled"
    """A booking was cancelled."""
    TOO_LATE = "too_late"
    """A booking was to be cancelled, but its vehicle had set off (B35)."""
    WITHDRAWN = "withdrawn"
    """A request was withdrawn that nobody had booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A ride moves on at the desk.

    Parameters
    ----------
    at
        The present second with which it was computed.
    step
        How.
    reference
        The ride.
    offer
        What was booked, or was gone.
    version
        Of the day it was computed on.
    """

    at: int
    step: Step
    reference: str
    offer: Offer | None = None
    version: int | None = None

    @property
    def event(self) -> str:
        """How it moves on."""
        return self.step.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Improved:
    """A better plan was found.

    Parameters
    ----------
    at
        The present second with which it was computed.
    runs
        The runs that changed, as they are after it; one without visits is not driven any more.
    effort
        How it was looked for, where the search can be done again.
    version
        Of the day it was computed on.
    """

    event: ClassVar[str] = "improved"
    at: int
    runs: tuple[Run, ...]
    effort: Effort | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something happened to passengers or to a vehicle.

    Parameters
    ----------
    at
        When (s).
    stage
        What.
    reference
        Whose ride; empty if it is about the vehicle alone.
    shift, stop
        Which vehicle, and where; empty if it is about passengers alone.
    """

    at: int
    stage: Stage
    reference: str = ""
    shift: str = ""
    stop: str = ""

    @property
    def event(self) -> str:
        """What happened."""
        return self.stage.value


Decision = Asked | Answered | Decided | Improved
Event = Decision | Happened
