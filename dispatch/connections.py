"""Other trains that would do: what to offer when the wished connection cannot be made."""

from mobility.bookings import Anchor, RideRequest, Wish
from mobility.clock import HOUR
from mobility.day import Day
from mobility.timetable import Timetable, Train, from_train, to_train

NEIGHBOUR = 2 * HOUR
"""How far from the wished train another one may be to be offered instead (s)."""


def neighbouring(timetable: Timetable, day: Day, request: RideRequest) -> tuple[Wish, ...]:
    """Wishes for the trains before and after the wished one that go to, or come from, the same place.

    The one that lets nobody miss anything comes first: an earlier train to be reached, a later one to be met.
    """
    to_it = request.wish.anchor is Anchor.ARRIVE
    station = request.destination if to_it else request.origin
    trains = timetable.trains(day.service_day.date, station)
    wished = next((train for train in trains if train.id == request.wish.train), None)
    if wished is None or _far_end(wished, to_it=to_it) is None:
        return ()
    alike = [train for train in trains if _far_end(train, to_it=to_it) == _far_end(wished, to_it=to_it)]
    here = alike.index(wished)
    before, after = alike[:here][-1:], alike[here + 1 :][:1]
    wish, best_first = (to_train, before + after) if to_it else (from_train, after + before)
    return tuple(
        wish(train, request.needs, day.policy)
        for train in best_first
        if abs(train.time - wished.time) <= NEIGHBOUR
    )


def _far_end(train: Train, *, to_it: bool) -> str | None:
    """Where a train takes us, or brings us from; ``None`` where it ends, or begins, here."""
    if to_it:
        return None if train.departs is None else train.destination
    return None if train.arrives is None else train.origin
