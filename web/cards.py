"""Offers and bookings as the pages show them: a promise in sentences, with train, fare and detour ceiling."""

from dataclasses import dataclass
from datetime import date

from mobility.bookings import Offer, Ride
from mobility.region import Region, Stop
from mobility.timetable import Train
from web import times, words
from web.i18n import gettext as _
from web.trains import train_of


@dataclass(frozen=True, slots=True)
class Card:
    """One offer or booking in words.

    Parameters
    ----------
    key
        Names the offer among those of its ride.
    heading
        When the passenger is picked up.
    promise
        The sentences of the promise (B15).
    train
        The train it is meant for, and the time between, in words; empty without one.
    ceiling
        The longest ride against the direct one (B19).
    fare
        What it costs (B32).
    """

    key: str
    heading: str
    promise: list[str]
    train: str
    ceiling: str
    fare: str


def offer_key(offer: Offer) -> str:
    """Names an offer among those of one ride, by what it promises."""
    return f"{offer.promise.pickup.start}-{offer.promise.arrive_by}-{offer.train or ''}"


def find_offer(ride: Ride, key: str) -> Offer | None:
    """The offer of that key, if the ride still has it."""
    return next((offer for offer in offers(ride) if offer_key(offer) == key), None)


def offers(ride: Ride) -> tuple[Offer, ...]:
    """What a passenger can accept now: the offers, or the alternatives of a decline."""
    answer = ride.answer
    if answer is None:
        return ()
    return answer if isinstance(answer, tuple) else answer.alternatives


def card(region: Region, ride: Ride, offer: Offer, today: date) -> Card:
    """An offer of a ride in words."""
    train = train_of(region, ride, offer.train)
    journey = words.Journey(
        ride.day,
        today,
        _at(region.stops[ride.request.origin]),
        _at(region.stops[ride.request.destination]),
        offer,
        departs=train.departs if train and _leads_to(train, ride) else None,
        arrives=train.arrives if train and not _leads_to(train, ride) else None,
    )
    return Card(
        offer_key(offer),
        times.window(ride.day, offer.promise.pickup, today),
        words.promise(journey),
        _train_words(ride, offer, train) if train else "",
        words.ceiling(offer),
        words.fare(region.fares, offer.surcharge_cents),
    )


def _leads_to(train: Train, ride: Ride) -> bool:
    return train.stop == ride.request.destination


def _at(stop: Stop) -> str:
    return words.at_stop(stop.name, station=stop.station)


def _train_words(ride: Ride, offer: Offer, train: Train) -> str:
    if _leads_to(train, ride) and train.departs is not None:
        return _("%(line)s nach %(place)s, mindestens %(time)s zum Umsteigen") % {
            "line": train.line,
            "place": train.destination,
            "time": times.at_least(train.departs - offer.promise.arrive_by),
        }
    if train.arrives is not None:
        return _("%(line)s von %(place)s, mindestens %(time)s zum Umsteigen") % {
            "line": train.line,
            "place": train.origin,
            "time": times.at_least(offer.promise.pickup.start - train.arrives),
        }
    return ""
