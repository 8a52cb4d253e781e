"""The passengers of a day in the past, to ask anew under other rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from dispatch.demand import Passengers
from dispatch.events import Answered, Asked, BrokenLog, Decided, Event, Happened, Step, read_events
from dispatch.recording import gap, home_side, nearest, offers_of
from mobility.bookings import Offer, RideRequest
from mobility.clock import MINUTE, ServiceDay
from mobility.region import Region

USUAL_PATIENCE = 20 * MINUTE
"""How far from their wish passengers take a ride of whom nothing else is known (s)."""


def passengers_of(events: Iterable[Event], usual: int = USUAL_PATIENCE) -> tuple[Passengers, ...]:
    """Everybody who asked on a day, those who were refused and those who withdrew among them.

    How far from their wish they would ride is concluded from what they did: who booked takes a ride at least
    as far away as the one they took; who took nothing of what was offered was not content with the nearest
    of it, and who did not even want exactly what they had asked for (or changed their mind) takes nothing
    (-1). About all others nothing is known but what is usual.

    Parameters
    ----------
    events
        The log of the day.
    usual
        Patience of those of whom nothing is known (s).
    """
    known = list(events)
    taken = {
        event.reference: event.offer
        for event in known
        if isinstance(event, Decided) and event.step is Step.ACCEPTED and event.offer
    }
    offered = {
        event.reference: offers_of(event.answer)
        for event in reversed(known)  # of several answers the first one counts
        if isinstance(event, Answered)
    }
    return tuple(
        Passengers(
            request=event.request,
            purpose=event.purpose,
            home=event.home or event.request.origin,
            patience_s=_patience(event, taken, offered, usual) if event.patience is None else event.patience,
        )
        for event in known
        if isinstance(event, Asked)
    )


def read_history(path: Path, region: Region, day: date) -> tuple[Passengers, ...]:
    """The passengers of an exported day, as if they asked for another one.

    All times are kept as seconds of the service day, those of asking too; a wish for a train keeps its time.

    Raises
    ------
    BrokenLog
        If the file cannot be read, belongs to another region, names a stop that the region lacks, or tells
        the same twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenLog(path.name, 1, f"cannot be read: {error}") from None
    header, events = read_events(text, path.name)
    if header.region != region.slug:
        raise BrokenLog(path.name, 1, f"is a day of {header.region}, not of {region.slug}")
    for line, event in enumerate(events, start=2):
        for stop in (event.request.origin, event.request.destination) if isinstance(event, Asked) else ():
            if stop not in region.stops:
                raise BrokenLog(path.name, line, f"{stop} is no stop of {region.slug}")
    _check_once(path.name, text.split("\n")[1:], events)
    then, now = ServiceDay(header.service_day), ServiceDay(day)
    return tuple(
        replace(each, request=_moved(each.request, then, now), home=_home(each, region))
        for each in passengers_of(events)
    )


def _check_once(file: str, lines: Sequence[str], events: Sequence[Event]) -> None:
    """Refuse what can happen once and stands there twice; that an offer is gone may be found out again."""
    seen = dict[str, int]()
    for number, (line, event) in enumerate(zip(lines, events, strict=False), start=2):
        again = isinstance(event, Decided) and event.step in {Step.GONE, Step.TOO_LATE}
        if isinstance(event, Happened) or again:
            continue
        if (first := seen.setdefault(line, number)) != number:
            raise BrokenLog(file, number, f"says again what line {first} says")


def _moved(request: RideRequest, then: ServiceDay, now: ServiceDay) -> RideRequest:
    return replace(request, asked_at=request.asked_at - then.instant(0) + now.instant(0))


def _home(passengers: Passengers, region: Region) -> str:
    return passengers.home if passengers.home in region.stops else home_side(region, passengers.request)


def _patience(
    asked: Asked, taken: Mapping[str, Offer], offered: Mapping[str, tuple[Offer, ...]], usual: int
) -> int:
    wish, reference = asked.request.wish, asked.request.reference
    if offer := taken.get(reference):
        return max(usual, gap(wish, offer))
    found = nearest(wish, offered.get(reference, ()))
    return usual if found is None else min(usual, found - 1)
