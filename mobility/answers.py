"""Answers as JSON: what the desk said, kept word for word, versioned.

``{"version": 1, "offers": [...]}`` or ``{"version": 1, "decline": {"code": ...}, "alternatives": [...]}``.
The codes are part of the stored data: a class may be renamed, its code may not.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, get_type_hints

from mobility import declines
from mobility.bookings import Answer, Declined, Offer
from mobility.declines import Decline, Leg
from mobility.promises import Promise, TimeWindow

Json = dict[str, Any]

VERSION = 1

CODES: dict[str, type[Decline]] = {
    "not-in-area": declines.NotInArea,
    "same-stop": declines.SameStop,
    "too-short": declines.TooShort,
    "outside-hours": declines.OutsideHours,
    "too-late": declines.TooLate,
    "too-far-ahead": declines.TooFarAhead,
    "day-over": declines.DayOver,
    "party-too-large": declines.PartyTooLarge,
    "no-vehicle-fits": declines.NoVehicleFits,
    "no-service": declines.NoService,
    "served-by-line": declines.ServedByLine,
    "no-place": declines.NoPlace,
    "displaces": declines.Displaces,
    "unanswered": declines.Unanswered,
}
_CODE_OF = {kind: code for code, kind in CODES.items()}

_READERS: dict[object, Callable[[Any], object]] = {
    tuple[Leg, ...]: lambda legs: tuple(Leg(**leg) for leg in legs),
    TimeWindow: lambda ends: TimeWindow(*ends),
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


def encode(answer: Answer) -> Json:
    """The answer as plain JSON values."""
    if isinstance(answer, Declined):
        decline: Json = {"code": _CODE_OF[type(answer.reason)]}
        for field in fields(answer.reason):
            decline[field.name] = _plain(getattr(answer.reason, field.name))
        offers = [_offer_to_json(offer) for offer in answer.alternatives]
        return {"version": VERSION, "decline": decline, "alternatives": offers}
    return {"version": VERSION, "offers": [_offer_to_json(offer) for offer in answer]}


def decode(stored: Json) -> Answer:
    """The answer that was encoded.

    Raises
    ------
    ValueError
        If it was written by a later version of this program.
    """
    if stored["version"] != VERSION:
        raise ValueError(f"answer of version {stored['version']}, this program knows {VERSION}")
    if "decline" in stored:
        offers = tuple(_offer_from_json(offer) for offer in stored["alternatives"])
        return Declined(_decline_from_json(stored["decline"]), offers)
    return tuple(_offer_from_json(offer) for offer in stored["offers"])


def _plain(value: object) -> object:
    if isinstance(value, TimeWindow):
        return [value.start, value.end]
    if isinstance(value, tuple):
        return [asdict(leg) for leg in value]
    if isinstance(value, date):  # and so datetime
        return value.isoformat()
    return value


def _decline_from_json(stored: Json) -> Decline:
    kind = CODES[stored["code"]]
    hints = get_type_hints(kind)
    return kind(**{f.name: _READERS.get(hints[f.name], _same)(stored[f.name]) for f in fields(kind)})


def _same(value: object) -> object:
    return value


def _offer_to_json(offer: Offer) -> Json:
    promise = offer.promise
    return {
        "pickup": _plain(promise.pickup),
        "arrive_by": promise.arrive_by,
        "max_ride": promise.max_ride,
        "direct": offer.direct,
        "surcharge_cents": offer.surcharge_cents,
        "train": offer.train,
    }


def _offer_from_json(stored: Json) -> Offer:
    promise = Promise(TimeWindow(*stored["pickup"]), stored["arrive_by"], stored["max_ride"])
    return Offer(promise, stored["direct"], stored["surcharge_cents"], stored["train"])
