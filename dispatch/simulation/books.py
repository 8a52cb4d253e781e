"""The books of a simulated day: who asked, and what the desk promised them."""

from dataclasses import dataclass, field

from dispatch.demand import Passengers
from dispatch.record import Fate
from dispatch.recording import gap, offers_of
from mobility.bookings import Answer, Booking, Offer


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
        """The offer nearest to their wish that they are content with; of equals the earlier one."""
        party = self.passengers
        wish = party.request.wish
        near = [offer for offer in offers_of(answer) if gap(wish, offer) <= party.patience_s]
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
