"""The rides of a day as the operator's list shows them, and how a caller's ride is found in it."""

import re
from collections.abc import Iterable

import phonenumbers

from mobility.bookings import Ride
from web.numbers import read_reference

LEAST_DIGITS = 4
"""Fewer digits of a phone number would fit too many callers."""

COUNTRY_CODE = "49"


def board_time(ride: Ride) -> int:
    """When a ride matters: the promised pick-up, or what was wished for (s)."""
    return ride.booking.promise.pickup.start if ride.booking else ride.request.wish.time


def in_order(rides: Iterable[Ride]) -> list[Ride]:
    """Rides by time, then by booking number."""
    return sorted(rides, key=lambda ride: (ride.day.date, board_time(ride), ride.request.reference))


def matching(rides: Iterable[Ride], text: str) -> list[Ride]:
    """The rides that a booking number, a part of a phone number or of a name may mean.

    Parameters
    ----------
    text
        What the caller says: ``48 29 16``, ``0170 123``, ``Schmidt``; nothing matches nothing.
    """
    reference, digits, words = read_reference(text), _national(text), text.casefold().split()
    spelt = any(letter.isalpha() for letter in text)
    return [
        ride
        for ride in rides
        if ride.request.reference == reference
        or (ride.contact and len(digits) >= LEAST_DIGITS and digits in _national(ride.contact.phone))
        or (ride.contact and spelt and all(word in ride.contact.name.casefold() for word in words))
    ]


def dialled(phone: str) -> str:
    """A stored phone number as one dials it here.

    >>> dialled("+493384138510")
    '033841 38510'
    """
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.NATIONAL)


def _national(phone: str) -> str:
    """The digits of a phone number without what can be left out in front.

    >>> _national("+49 170 123"), _national("0170 123"), _national("0049170123")
    ('170123', '170123', '170123')
    """
    digits = re.sub(r"\D", "", phone)
    abroad = phone.strip().startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0")
    return digits.removeprefix(COUNTRY_CODE) if abroad else digits
