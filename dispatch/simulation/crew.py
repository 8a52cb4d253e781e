"""The drivers of a simulated day, and what they find at the stops."""

from collections.abc import Iterator

from dispatch.events import Event, Happened, Stage
from dispatch.record import Fate
from dispatch.simulation.behaviour import Chance
from dispatch.simulation.books import Books
from dispatch.simulation.driving import Driven, Party, Roads, drive
from dispatch.simulation.service import Service
from mobility.bookings import Anchor, Booking
from mobility.fleet import Shift
from mobility.plan import Run


class Crew:
    """All drivers of a day.

    Parameters
    ----------
    service
        The service as the day begins.
    chance
        What passengers, vehicles and trains happen to do.
    books
        Who is promised what.
    """

    def __init__(self, service: Service, chance: Chance, books: Books) -> None:
        self._service, self._chance, self._books = service, chance, books
        self._roads = Roads(
            service.travel, service.day.policy.boarding, chance.behaviour.early_s, chance.drive
        )

    def drive(self, shift: Shift, run: Run, breaks_at: int | None = None) -> Driven:
        """A run as it is driven, with a vehicle that does not start again from some second on, if ever."""
        return drive(shift, run, self._party, self._roads, breaks_at)

    def _party(self, reference: str) -> Party:
        """What the passengers of a booking do."""
        booking, chance = self._books.promised[reference], self._chance
        entry = self._books.entries.get(reference)
        promised = booking.promise.pickup.start
        there: int | None = promised + chance.lateness(reference)
        held = promised
        train = self._arrival(booking)
        if train is not None:
            arrives, delay = train
            held = arrives + chance.behaviour.hold_s
            if delay:
                change = self._service.day.policy.transfer(booking.request.needs, booking.request.origin)
                there = max(promised + chance.lateness(reference), arrives + delay + change)
        if (entry and entry.stays_away) or chance.is_absent(reference):
            there = None
        extra = self._service.day.policy.extra_boarding(booking.request.needs)
        return Party(there, promised, chance.behaviour.no_show_wait_s, held, extra)

    def _arrival(self, booking: Booking) -> tuple[int, int] | None:
        """When passengers arrive with a train, by timetable, and how much later (s); ``None`` without one."""
        request, wanted = booking.request, booking.offer.train
        if wanted is None or request.wish.anchor is not Anchor.DEPART:
            return None
        day = self._service.day.service_day.date
        train = self._service.timetable.train(day, request.origin, wanted)
        if train is None or train.arrives is None:
            return None
        return train.arrives, self._chance.train_delay(wanted)


def fates(driven: Driven) -> dict[str, Fate]:
    """By reference, what became of those a vehicle was to carry."""
    found = dict.fromkeys(driven.alighted, Fate.RODE)
    found |= dict.fromkeys((moment.reference for moment in driven.absent), Fate.ABSENT)
    return found | dict.fromkeys(driven.stranded, Fate.LOST)


def events(driven: Driven) -> Iterator[Event]:
    """What happened on a run, stop by stop."""
    shift = driven.drive.shift.id
    absent = {moment.reference: moment.time for moment in driven.absent}
    for number, call in enumerate(driven.drive.calls):
        if number:
            yield Happened(at=call.arrives, stage=Stage.ARRIVED, shift=shift, stop=call.stop)
        moments = [(moment.time, Stage.BOARDED, moment.reference) for moment in call.on]
        moments += [
            (moment.time, Stage.ALIGHTED, moment.reference)
            for moment in call.off
            if moment.reference in driven.alighted
        ]
        moments += [(absent[reference], Stage.ABSENT, reference) for reference in call.absent]
        for time, stage, reference in sorted(moments):
            yield Happened(at=time, stage=stage, reference=reference, shift=shift, stop=call.stop)
