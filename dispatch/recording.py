"""The record of a day that is driven exactly as it is planned: of the real service, as its books have it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from dispatch.record import Asking, DayRecord, Drive, DrivenCall, Fate, Moment
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Answer, Declined, Offer, Ride, RideRequest, RideState, Wish
from mobility.day import Day
from mobility.errors import MobilityError
from mobility.fleet import Shift
from mobility.plan import StopCall, VisitKind
from mobility.region import Region


@dataclass
class StopGone(MobilityError):
    """A vehicle called at a stop that the region no longer has, so that nobody knows how far it drove."""

    date: date
    stop: str

    def __str__(self) -> str:
        return f"on {self.date} a vehicle called at stop {self.stop}, which has no roads in this region pack"


def as_planned(region: Region, day: Day, rides: Iterable[Ride], travel: TravelTimes) -> DayRecord:
    """The record of a day with these rides in its books, every run driven as the plan has it.

    Requests without an answer are left out, and so are those at stops without roads. What was withdrawn
    before anybody booked it counts as what it was answered: as declined, or as unsuited.

    Raises
    ------
    StopGone
        If a run calls at a stop without roads.
    """
    askings = tuple(
        _asking(region, ride, ride.answer, travel)
        for ride in rides
        if ride.answer is not None and ride.request.origin in travel and ride.request.destination in travel
    )
    for visit in (visit for run in day.plan.runs for visit in run.visits):
        if visit.stop not in travel:
            raise StopGone(day.service_day.date, visit.stop)
    drives = tuple(Drive(shift, tuple(_calls(day, shift, travel))) for shift in day.shifts)
    return DayRecord(service_day=day.service_day, askings=askings, drives=drives)


def home_side(region: Region, request: RideRequest) -> str:
    """The end of a ride at which its passengers live, as far as one can tell (B43).

    That is the end in a village, if the other is in a core town or at a station; otherwise the origin.
    """

    def away(stop_id: str) -> bool:
        stop = region.stops.get(stop_id)
        return stop is not None and (stop.station or stop.ortsteil in core)

    core = {ortsteil.name for ortsteil in region.ortsteile if ortsteil.core}
    if away(request.origin) and not away(request.destination):
        return request.destination
    return request.origin


def nearest(wish: Wish, offers: Iterable[Offer]) -> int | None:
    """How far from a wish the nearest of some offers is (s); ``None`` without offers."""
    return min((gap(wish, offer) for offer in offers), default=None)


def gap(wish: Wish, offer: Offer) -> int:
    """Between a wish and an offer (s): at the pick-up, or at the arrival if that was the wish."""
    promise = offer.promise
    return abs((promise.arrive_by if wish.anchor is Anchor.ARRIVE else promise.pickup.start) - wish.time)


def offers_of(answer: Answer) -> tuple[Offer, ...]:
    """What was offered, the alternatives of a decline included."""
    return answer.alternatives if isinstance(answer, Declined) else answer


def _asking(region: Region, ride: Ride, answer: Answer, travel: TravelTimes) -> Asking:
    request, fate = ride.request, _fate(ride, answer)
    reason = type(answer.reason).__name__ if isinstance(answer, Declined) else ""
    return Asking(
        request=request,
        fate=fate,
        reason=reason if fate is Fate.DECLINED else "",
        offer=ride.booking.offer if ride.booking else None,
        nearest=nearest(request.wish, offers_of(answer)),
        direct_s=travel.seconds(request.origin, request.destination),
        direct_m=travel.metres(request.origin, request.destination),
        home=home_side(region, request),
    )


def _fate(ride: Ride, answer: Answer) -> Fate:
    if ride.state is RideState.BOOKED:
        return Fate.RODE
    if ride.booking:
        return Fate.CANCELLED
    return Fate.DECLINED if isinstance(answer, Declined) else Fate.UNSUITED


def _calls(day: Day, shift: Shift, travel: TravelTimes) -> Iterator[DrivenCall]:
    """The calls of a run from depot to depot; vehicles wait before they drive."""
    stops = list(day.plan.run(shift.id).stop_calls())
    if not stops:
        return
    out = stops[0].time - travel.seconds(shift.depot, stops[0].stop)
    yield DrivenCall(stop=shift.depot, metres=0, arrives=out, departs=out)
    place = shift.depot
    for call, following in zip(stops, chain(stops[1:], [None]), strict=True):
        ready = day.ready(call)
        leaves = following.time - travel.seconds(call.stop, following.stop) if following else ready
        yield DrivenCall(
            stop=call.stop,
            metres=travel.metres(place, call.stop),
            arrives=call.time,
            departs=max(ready, leaves),
            on=_moments(call, VisitKind.PICKUP),
            off=_moments(call, VisitKind.DROPOFF),
        )
        place = call.stop
    back = ready + travel.seconds(place, shift.depot)
    yield DrivenCall(stop=shift.depot, metres=travel.metres(place, shift.depot), arrives=back, departs=back)


def _moments(call: StopCall, kind: VisitKind) -> tuple[Moment, ...]:
    return tuple(Moment(visit.reference, visit.time) for visit in call.visits if visit.kind is kind)
