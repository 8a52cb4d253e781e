"""What an operator types while somebody is on the phone, read into a request: everything on one form."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from dispatch.live import Office
from mobility.bookings import Anchor, Contact, Ride, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.needs import Needs
from mobility.places import Place, stop_place
from web import forms
from web.board import dialled
from web.forms import ClockWish, Form, Way
from web.mistakes import Mistake, Mistaken
from web.trains import TrainList, train_lists, wish_for

T = TypeVar("T")

ORDER = (
    "name",
    "telefon",
    "von",
    "nach",
    "tag",
    "wunsch",
    "zeit",
    "personen",
    "rollstuhl",
    "kinderwagen",
    "rollator",
)
"""The fields as they stand on the form."""
LAST_HOUR = 27
"""A service day ends in the small hours of the next date."""
MINUTES = HOUR // MINUTE


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller wants."""

    way: Way
    wish: Wish
    needs: Needs
    contact: Contact


@dataclass(frozen=True, slots=True)
class Trains:
    """Trains of a day to choose from."""

    day: ServiceDay
    lists: list[TrainList]


class CancelReason(StrEnum):
    """Why the office cancels a ride."""

    PASSENGER = "passenger"
    DOUBLE = "double"
    VEHICLE = "vehicle"
    ROAD = "road"
    OTHER = "other"


def read_call(office: Office, form: Form) -> Call:
    """The request of a caller.

    Raises
    ------
    Mistaken
        With everything that is wrong, in the order of the form.
    """
    mistakes: dict[str, Mistake] = {}
    candidates: dict[str, list[Place]] = {}

    def read(answer: Callable[[], T]) -> T | None:
        try:
            return answer()
        except Mistaken as mistaken:
            mistakes.update(mistaken.mistakes)
            candidates.update(mistaken.candidates)
            return None

    contact = read(lambda: forms.read_contact(form))
    way = read(lambda: _way(office, form))
    needs = read(lambda: forms.read_needs(form))
    wish = read(lambda: _wish(office, form, way, needs or Needs()))
    if contact is None or way is None or needs is None or wish is None:
        raise Mistaken(dict(sorted(mistakes.items(), key=lambda item: ORDER.index(item[0]))), candidates)
    return Call(way, wish, needs, contact)


def trains_for(office: Office, form: Form) -> Trains:
    """The trains the caller may mean, as far as the form says where and when."""
    try:
        way = _way(office, form)
    except Mistaken:
        return Trains(ServiceDay.of(office.clock()), [])
    return Trains(ServiceDay(way.day), train_lists(office.region, office.travel, way, office.clock()))


def filled(office: Office, ride: Ride) -> dict[str, str]:
    """The form as it would look after typing what an earlier ride asked for."""
    request, region = ride.request, office.region
    origin, destination = stop_place(region, request.origin), stop_place(region, request.destination)
    needs, contact = request.needs, ride.contact or Contact("", "")
    return {
        "name": contact.name,
        "telefon": dialled(contact.phone) if contact.phone else "",
        "von": origin.name,
        "von_ort": origin.id,
        "nach": destination.name,
        "nach_ort": destination.id,
        "tag": ride.day.date.isoformat(),
        **_when(request.wish),
        "personen": str(needs.passengers),
        "rollstuhl": str(needs.wheelchairs),
        "kinderwagen": str(needs.prams),
        "rollator": str(needs.walkers),
    }


def clock_fields(text: str) -> dict[str, str]:
    """Hour and minute of a time typed in a hurry; nothing if it is none.

    >>> [clock_fields(text) for text in ("735", "7.35", "7 Uhr 35")] == [{"stunde": "7", "minute": "35"}] * 3
    True
    >>> clock_fields("8"), clock_fields("2460"), clock_fields("bald")
    ({'stunde': '8', 'minute': '0'}, {}, {})
    """
    digits = re.sub(r"\D", "", text)
    hour, minute = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])  # noqa: PLR2004 - an hour
    if not digits or len(hour) > 2 or int(hour) > LAST_HOUR or int(minute) >= MINUTES:  # noqa: PLR2004 - same
        return {}
    return {"stunde": hour, "minute": minute}


def _way(office: Office, form: Form) -> Way:
    return forms.read_way(office.region, form, ServiceDay.of(office.clock()).date)


def _wish(office: Office, form: Form, way: Way | None, needs: Needs) -> Wish | None:
    """The wish, or nothing while it is not known where the train would be."""
    by_clock = form.get("wunsch") in {"ab", "bis"}
    try:
        wanted = forms.read_when({**form, **clock_fields(form.get("zeit", ""))})
    except Mistaken:
        raise Mistaken({"zeit" if by_clock else "wunsch": Mistake.TIME_MISSING}) from None
    if isinstance(wanted, ClockWish):
        return Wish(wanted.anchor, wanted.time)
    if way is None:
        return None
    wish = wish_for(office.region, way, wanted, needs)
    if wish is None:
        raise Mistaken({"wunsch": Mistake.TRAIN_UNKNOWN})
    return wish


def _when(wish: Wish) -> dict[str, str]:
    to_it = wish.anchor is Anchor.ARRIVE
    if wish.train:
        return {"wunsch": f"{'zum' if to_it else 'vom'}:{wish.train}"}
    hour, minute = divmod(wish.time // MINUTE, MINUTES)
    return {"wunsch": "bis" if to_it else "ab", "zeit": f"{hour}:{minute:02}"}
