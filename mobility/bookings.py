"""A ride from the wish to its end: what is asked, offered and booked, and how its state moves on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mobility.clock import ServiceDay
from mobility.declines import Decline
from mobility.needs import Needs
from mobility.promises import Promise


class Anchor(StrEnum):
    """Which end of the ride the passenger cares about."""

    DEPART = "depart"
    ARRIVE = "arrive"


@dataclass(frozen=True, slots=True)
class Wish:
    """When a passenger wants to ride.

    Parameters
    ----------
    anchor
        ``DEPART``: picked up not before ``time``; ``ARRIVE``: dropped off not after ``time``.
    time
        Seconds of the service day. For a train this is its departure minus the transfer time, or its
        arrival plus the transfer time (B29).
    train
        Id of the train in the timetable, if the wish is to reach or to leave one.
    """

    anchor: Anchor
    time: int
    train: str | None = None


@dataclass(frozen=True, slots=True)
class RideRequest:
    """What a passenger asks for; it promises nothing.

    Parameters
    ----------
    reference
        The booking number a passenger quotes on the phone; unique for all time.
    origin, destination
        Stop ids.
    wish
        When.
    needs
        Who and what rides along.
    asked_at
        Instant of the request (UTC); deadlines count from it.
    """

    reference: str
    origin: str
    destination: str
    wish: Wish
    needs: Needs
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A promise we could keep when the offer was made; it holds no place until accepted.

    Parameters
    ----------
    promise
        What would be promised.
    direct
        Duration of the direct ride, boarding included (s); the detour ceiling is shown against it.
    surcharge_cents
        Surcharge for the whole party (cents); stored with the booking and never changed (B34).
    train
        The train this offer is meant for, if any: not the wished one when another is offered instead.
    """

    promise: Promise
    direct: int
    surcharge_cents: int = 0
    train: str | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """No promise can be kept: why, and what could be booked instead (B11, features 'Warum nicht?')."""

    reason: Decline
    alternatives: tuple[Offer, ...] = ()


Answer = tuple[Offer, ...] | Declined


@dataclass(frozen=True, slots=True)
class Booking:
    """A request with an offer that both sides accepted."""

    request: RideRequest
    offer: Offer

    @property
    def reference(self) -> str:
        """The booking number."""
        return self.request.reference

    @property
    def promise(self) -> Promise:
        """What was promised."""
        return self.offer.promise


class RideState(StrEnum):
    """Where a ride stands."""

    REQUESTED = "requested"
    OFFERED = "offered"
    DECLINED = "declined"
    BOOKED = "booked"
    CANCELLED = "cancelled"


NEXT: dict[RideState, frozenset[RideState]] = {
    RideState.REQUESTED: frozenset({RideState.OFFERED, RideState.DECLINED, RideState.CANCELLED}),
    # an offer that is gone is replaced by other offers, or by a decline
    RideState.OFFERED: frozenset(
        {RideState.OFFERED, RideState.BOOKED, RideState.DECLINED, RideState.CANCELLED}
    ),
    # the alternatives of a decline can be accepted like offers
    RideState.DECLINED: frozenset(
        {RideState.OFFERED, RideState.BOOKED, RideState.DECLINED, RideState.CANCELLED}
    ),
    RideState.BOOKED: frozenset({RideState.CANCELLED}),
    RideState.CANCELLED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Who to call; kept apart from the ride so that no planner, queue or log ever meets it (B47)."""

    name: str
    phone: str

    def __repr__(self) -> str:
        return "Contact(…)"


@dataclass(frozen=True, slots=True)
class Ride:
    """A ride as it stands in the books, for views.

    Parameters
    ----------
    request
        What was asked.
    token
        Secret part of the address of the ride's page.
    day
        The service day it belongs to.
    state
        Where it stands.
    answer
        Offers or decline, once given.
    booking
        Once both sides accepted.
    contact
        Who to call; ``None`` once deleted, or where the reader may not see it.
    """

    request: RideRequest
    token: str
    day: ServiceDay
    state: RideState
    answer: Answer | None = None
    booking: Booking | None = None
    contact: Contact | None = None

    def __repr__(self) -> str:
        return f"Ride({self.request.reference}, {self.state})"
