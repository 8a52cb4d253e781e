"""A day from its passengers to its record: the desk decides, then every run is driven as people let it."""

from collections.abc import Iterable, Mapping

from dispatch.demand import Passengers
from dispatch.record import Asking, DayRecord, Fate
from dispatch.recording import nearest, offers_of
from dispatch.simulation.behaviour import Behaviour, Chance
from dispatch.simulation.books import Books, Entry
from dispatch.simulation.choosing import Conduct
from dispatch.simulation.crew import Crew, events, fates
from dispatch.simulation.service import Service, SimulatedDay
from dispatch.simulation.virtual import VirtualDesk
from mobility.bookings import Declined


def simulate_day(
    service: Service,
    passengers: Iterable[Passengers],
    behaviour: Behaviour,
    conduct: Conduct,
    seed: int,
) -> SimulatedDay:
    """A day of passengers, served by the desk and driven; the same for the same seed.

    Parameters
    ----------
    service
        The service as the day begins.
    passengers
        Who will ask. Those who ask at the same second do so in the order of their wishes.
    behaviour
        How passengers, vehicles and trains deviate from what is planned.
    conduct
        How hard and how often better plans are looked for (``effort``, ``every``): passengers choose for
        themselves here, so its other settings have no say.
    seed
        Of all that people and vehicles do.
    """
    chance, books = Chance(behaviour, f"{seed}:{service.day.service_day.date}"), Books()
    books.promised.update({booking.reference: booking for booking in service.day.bookings})
    crew = Crew(service, chance, books)
    office = VirtualDesk(service, conduct, chance, books, crew)
    office.work(passengers)
    plan = office.day.plan
    driven = [
        office.driven.get(shift.id) or crew.drive(shift, plan.run(shift.id)) for shift in service.day.shifts
    ]
    ended = {reference: fate for each in driven for reference, fate in fates(each).items()}
    record = DayRecord(
        service_day=service.day.service_day,
        askings=tuple(_asking(service, entry, ended) for entry in books.in_order()),
        drives=tuple(each.drive for each in driven),
    )
    happened = [*office.events, *(event for each in driven for event in events(each))]
    return SimulatedDay(record, tuple(sorted(happened, key=lambda event: event.at)), office.day)


def _asking(service: Service, entry: Entry, ended: Mapping[str, Fate]) -> Asking:
    """What became of somebody; ways between stops that are not served have no length."""
    request, answer, travel = entry.passengers.request, entry.answer, service.travel
    fate = ended[request.reference] if entry.fate is None else entry.fate
    way = request.origin, request.destination
    served = all(stop in travel for stop in way)
    return Asking(
        request=request,
        fate=fate,
        reason=type(answer.reason).__name__ if fate is Fate.DECLINED and isinstance(answer, Declined) else "",
        offer=entry.booked,
        nearest=nearest(request.wish, offers_of(answer)),
        direct_s=travel.seconds(*way) if served else 0,
        direct_m=travel.metres(*way) if served else 0,
        purpose=entry.passengers.purpose,
        home=entry.passengers.home,
    )
