"""A day of rides for the demonstration: made-up people ask, wait and accept through everybody's pages."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dispatch import demand
from dispatch.live import Office, rides_on, unimproved_dates
from mobility.bookings import Anchor, Ride, RideState, Wish
from mobility.calendar import DayType
from mobility.errors import MobilityError
from mobility.needs import Needs
from mobility.places import stop_place
from mobility.region import Region
from web.forms import ClockWish, Connection, TrainWish, when_fields
from web.visitor import Visitor

RIDES = 40
SEED = 2021
TUESDAY = 1
LEAD = 2
"""Days ahead from which every booking deadline is still to come (B3, B4)."""
WAIT_S = 90.0
"""How long the workers may take until all is answered, or the plan improved (s)."""
LOOK_S = 0.2
REFUSALS = 3
"""How often somebody takes another offer because the first one is gone."""

FIRST_NAMES = (
    *("Anke", "Bernd", "Cornelia", "Dieter", "Elke", "Frank", "Gisela", "Horst", "Inge", "Jürgen"),
    *("Karin", "Lutz", "Marta", "Norbert", "Petra", "Ralf", "Sabine", "Torsten", "Ursula", "Wolfgang"),
)
LAST_NAMES = ("Ackermann", "Busse", "Dornbusch", "Eichler", "Feldmann", "Hagedorn", "Kranich", "Lindner")
PHONES = 1000
"""Numbers that begin with 030 23125 are reserved for fiction and reach nobody."""


class TooSlow(MobilityError):
    """The workers did not finish in time."""


def demo_date(region: Region, today: date) -> date:
    """The next Tuesday with school that can still be booked at any hour; failing that, a day with service.

    Raises
    ------
    MobilityError
        If there is no service within the booking horizon.
    """
    ahead = range(LEAD, region.policy(today).horizon_days + 1)
    days = [today + timedelta(days=n) for n in ahead]
    served = [day for day in days if region.shifts(day)]
    if not served:
        raise MobilityError("no vehicle is on duty within the booking horizon")

    def preference(day: date) -> tuple[bool, bool, date]:
        school = region.day_type(day) is DayType.SCHOOL_DAY
        return not (school and day.weekday() == TUESDAY), not school, day

    return min(served, key=preference)


@dataclass(frozen=True)
class Demonstration:
    """A running service and the people who use it.

    Parameters
    ----------
    office
        Its books.
    visitor
        Who opens its pages.
    say
        Tells the person at the terminal.
    watch
        Lets some seconds go by and raises if a part of the service ends.
    """

    office: Office
    visitor: Visitor
    say: Callable[[str], None]
    watch: Callable[[float], None]

    def book(self, day: date) -> None:
        """Ask for rides, wait for the answers, accept the first offer of each, wait for a better plan.

        Raises
        ------
        MobilityError
            If a page does not take what a passenger wants, or the workers do not finish in time.
        """
        pages = [self.visitor.ask(answers) for answers in demo_requests(self.office.region, day)]
        tokens = {page.rpartition("/")[2]: page for page in pages}
        self.say(f"{len(pages)} rides asked for on {day:%A, %d %B %Y}")

        def ours(state: RideState) -> list[Ride]:
            return [
                ride for ride in rides_on(self.office, day) if ride.token in tokens and ride.state is state
            ]

        self._await("answers", lambda: not ours(RideState.REQUESTED))
        self.say(f"{len(ours(RideState.OFFERED))} offered, {len(ours(RideState.DECLINED))} declined")
        for _ in range(REFUSALS):
            for ride in ours(RideState.OFFERED):
                self.visitor.accept_first(tokens[ride.token])
        self.say(f"{len(ours(RideState.BOOKED))} accepted, waiting for a better plan")
        self._await("a better plan", lambda: day not in unimproved_dates(self.office))

    def _await(self, what: str, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not done():
            if time.monotonic() > deadline:
                raise TooSlow(f"waited {WAIT_S:.0f} seconds for {what}; the worker's log may say why")
            self.watch(LOOK_S)


def demo_requests(region: Region, day: date) -> Iterator[dict[str, str]]:
    """What each passenger fills in; the same for the same day."""
    rng = Random(SEED)  # noqa: S311 - made up, no secret
    for origin, destination, wish, needs in demand.wishes(region, day, RIDES, rng):
        yield {
            "von": stop_place(region, origin).id,
            "nach": stop_place(region, destination).id,
            "tag": day.isoformat(),
            **when_fields(_when(wish)),
            **_party(needs),
            "name": f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
            "telefon": f"030 23125 {rng.randrange(PHONES):03}",
        }


def _when(wish: Wish) -> TrainWish | ClockWish:
    if wish.train is None:
        return ClockWish(wish.anchor, wish.time)
    to_it = wish.anchor is Anchor.ARRIVE
    return TrainWish(Connection.TO_TRAIN if to_it else Connection.FROM_TRAIN, wish.train)


def _party(needs: Needs) -> dict[str, str]:
    return {
        "personen": str(needs.passengers),
        "rollstuhl": str(needs.wheelchairs),
        "kinderwagen": str(needs.prams),
        "rollator": str(needs.walkers),
    }
