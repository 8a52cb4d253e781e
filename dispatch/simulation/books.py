"""The books of a simulated day: who asked, and what the desk promised them."""

from dataclasses import dataclass, field
from math import inf

from dispatch.demand import Passengers
from dispatch.record import Fate
from dispatch.recording import gap, offers_of
from mobility.bookings import Anchor, Answer, Booking, Declined, Offer, Wish
from mobility.declines import ServedByLine


@dataclass(slots=True)
class Entry:
    """What stands in the books of somebody who asked.

    Parameters
    ----------
    passengers
        Who.
    answer
        What the desk said last, before they booked.
    wanted
        Which offer they think about.
    booked
        Which one they booked first.
    fate
        How it ended, where the desk decided that.
    stays_away
        Whether they wanted to cancel when it was too late, and so do not come.
    tries
        How often they have chosen.
    """

    passengers: Passengers
    answer: Answer = ()
    wanted: Offer | None = None
    booked: Offer | None = None
    fate: Fate | None = None
    stays_away: bool = False
    tries: int = 0

    def choose(self, answer: Answer) -> Offer | None:
        """The offer nearest to their wish that they are content with; of equals the earlier one.

        Where a line serves the wish, a ride is taken only if it is nearer than the line.
        """
        party = self.passengers
        wish = party.request.wish
        reach = min(party.patience_s, _line(wish, answer) - 1)
        near = [offer for offer in offers_of(answer) if gap(wish, offer) <= reach]
        return min(near, key=lambda offer: (gap(wish, offer), offer.promise.pickup.start), default=None)


@dataclass(slots=True)
class Books:
    """Everybody's entries and promises.

    Parameters
    ----------
    entries
        By reference, everybody who asked.
    promised
        By reference, the booking somebody has, or had last.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    promised: dict[str, Booking] = field(default_factory=dict)

    def in_order(self) -> list[Entry]:
        """The entries in the order of asking."""
        return sorted(self.entries.values(), key=lambda entry: turn(entry.passengers))


def turn(passengers: Passengers) -> tuple[float, int, str]:
    """Who is served first; those who ask at the same moment in the order of their wishes."""
    request = passengers.request
    return request.asked_at.timestamp(), request.wish.time, request.reference


def _line(wish: Wish, answer: Answer) -> float:
    """How far from a wish the line is for which it was declined (s); infinite if there is none."""
    if not isinstance(answer, Declined) or not isinstance(answer.reason, ServedByLine):
        return inf
    legs = answer.reason.legs
    return abs((legs[-1].arrives if wish.anchor is Anchor.ARRIVE else legs[0].departs) - wish.time)
