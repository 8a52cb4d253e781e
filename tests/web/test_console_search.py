"""Finding a caller's ride in the list of a day."""

from datetime import UTC, date, datetime

import pytest

from mobility.bookings import Anchor, Booking, Contact, Offer, Ride, RideRequest, RideState, Wish
from mobility.clock import HOUR, ServiceDay
from mobility.needs import Needs
from mobility.promises import Promise, TimeWindow
from web.board import in_order, matching

TUESDAY = ServiceDay(date(2026, 11, 24))


def ride(reference: str, name: str, phone: str, wish: int = 8 * HOUR, pickup: int | None = None) -> Ride:
    request = RideRequest(
        reference, "reetz", "station", Wish(Anchor.DEPART, wish), Needs(), datetime(2026, 11, 23, tzinfo=UTC)
    )
    promise = Promise(TimeWindow(pickup or 0, (pickup or 0) + 600), 20 * HOUR, HOUR)
    booking = Booking(request, Offer(promise, 600)) if pickup else None
    state = RideState.BOOKED if pickup else RideState.OFFERED
    return Ride(request, f"token-{reference}", TUESDAY, state, None, booking, Contact(name, phone))


ANNA = ride("482916", "Anna Müller", "+491701234567")
BERTA = ride("111213", "Berta von Müller-Reetz", "+493384155501")
NOBODY = Ride(ANNA.request, "t", TUESDAY, RideState.BOOKED)  # its contact has been deleted
RIDES = [ANNA, BERTA]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("48 29 16", [ANNA]),
        ("482916", [ANNA]),
        ("0170 123", [ANNA]),
        ("+49 170 1234567", [ANNA]),
        ("004917012", [ANNA]),
        ("33841 555", [BERTA]),
        ("müller", [ANNA, BERTA]),
        ("MÜLLER berta", [BERTA]),
        ("von", [BERTA]),
        ("Schmidt", []),
        ("170", []),  # three digits fit too many
        ("", []),
        ("  ", []),
        ("-", []),
        ("48 29 17", []),
    ],
)
def test_a_ride_is_found_by_what_the_caller_says(said: str, found: list[Ride]) -> None:
    assert matching(RIDES, said) == found


def test_a_ride_without_contact_is_found_by_its_number_only() -> None:
    assert matching([NOBODY], "482916") == [NOBODY]
    assert matching([NOBODY], "Anna") == []
    assert matching([NOBODY], "0170 1234") == []


def test_the_list_is_in_order_of_the_promised_pickup_and_else_of_the_wish() -> None:
    early = ride("100001", "A", "+49301", wish=9 * HOUR, pickup=7 * HOUR)
    wished = ride("100002", "B", "+49302", wish=8 * HOUR)
    late = ride("100003", "C", "+49303", wish=6 * HOUR, pickup=10 * HOUR)

    assert in_order([late, wished, early]) == [early, wished, late]
