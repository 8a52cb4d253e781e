"""A run as it is driven: its visits in their order, with drives that take longer and people who come late.

The desk plans without hearing from its vehicles, so it does not know of any of this; what was late stays
late until the plan has time to spare. A driver sets off as late as the plan allows, lets nobody on before
the planned time, and gets people off on arrival. Where everybody and every drive is as planned, so is the
run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dispatch.record import Drive, DrivenCall, Moment
from dispatch.travel import TravelTimes
from mobility.fleet import Shift
from mobility.plan import Run, Visit, VisitKind


@dataclass(frozen=True, slots=True)
class Party:
    """When the passengers of a booking are at their stop, and how long the driver waits for them.

    Parameters
    ----------
    there
        From when on they are there (s); ``None`` if they do not come.
    promised
        Begin of their window (s).
    wait
        How long the driver waits for them from then on, or from the arrival if that is later (s, B36).
    held
        Until then the driver waits in any case (s, B30).
    extra
        Time they add to a stop, getting on or off (s, B20).
    """

    there: int | None
    promised: int
    wait: int
    held: int
    extra: int


@dataclass(frozen=True, slots=True)
class Roads:
    """What drives and stops take.

    Parameters
    ----------
    travel
        Planned driving times, and lengths.
    boarding
        Time at a stop besides what parties add to it (s, B20).
    early
        How much earlier than planned drivers set off, if they are through (s).
    drive
        How long a drive takes: given the shift, the number of the drive in its run, and its planned duration
        (s).
    """

    travel: TravelTimes
    boarding: int
    early: int
    drive: Callable[[str, int, int], int]


@dataclass(frozen=True, slots=True)
class Driven:
    """A run that was driven.

    Parameters
    ----------
    drive
        Its calls.
    alighted
        Who has arrived.
    absent
        Who was not at their stop, and when the driver gave up (s).
    stranded
        Who was on board when the vehicle broke down, away from where they got on.
    """

    drive: Drive
    alighted: frozenset[str]
    absent: tuple[Moment, ...]
    stranded: frozenset[str]


def drive(
    shift: Shift,
    run: Run,
    party: Callable[[str], Party],
    roads: Roads,
    breaks_at: int | None = None,
) -> Driven:
    """A run from its depot and back.

    Parameters
    ----------
    shift
        Whose.
    run
        As it is planned.
    party
        What the passengers of a booking do.
    roads
        What drives and stops take.
    breaks_at
        From when on the vehicle does not start again (s), if ever. If it is driving then, it rolls to the
        next stop. There everybody gets off, also who has just got on, and nobody else gets on.
    """
    driver = _Driver(shift, party, roads)
    for call in run.stop_calls():
        visits = [visit for visit in call.visits if visit.reference not in driver.absent]
        if visits and not driver.serve(visits, breaks_at):
            break
    return driver.home() if breaks_at is None else driver.broken(breaks_at)


@dataclass(slots=True)
class _Call:
    """A vehicle at a stop: from its arrival until everybody is through, doors shut, and it leaves (s)."""

    stop: str
    metres: int
    arrives: int
    through: int
    ready: int
    departs: int
    on: list[Moment] = field(default_factory=list)
    off: list[Moment] = field(default_factory=list)
    absent: list[Moment] = field(default_factory=list)

    def driven(self) -> DrivenCall:
        absent = tuple(moment.reference for moment in self.absent)
        return DrivenCall(
            stop=self.stop,
            metres=self.metres,
            arrives=self.arrives,
            departs=self.departs,
            on=tuple(self.on),
            off=tuple(self.off),
            absent=absent,
        )


class _Driver:
    """A vehicle on its run."""

    def __init__(self, shift: Shift, party: Callable[[str], Party], roads: Roads) -> None:
        self._shift = shift
        self._party = party
        self._roads = roads
        self._drives = 0
        self._calls: list[_Call] = []
        self._aboard: set[str] = set()
        self.absent: set[str] = set()

    def serve(self, visits: Sequence[Visit], breaks_at: int | None) -> bool:
        """Drive to a stop and serve these visits; whether the vehicle still starts."""
        stop, planned = visits[0].stop, visits[0].time
        place = self._calls[-1].stop if self._calls else self._shift.depot
        leaves = planned - self._roads.travel.seconds(place, stop) - self._roads.early
        if self._calls:
            here = self._calls[-1]
            leaves = max(leaves, here.through if place == stop else here.ready)
        else:
            leaves = max(leaves, self._shift.hours.start)
        if breaks_at is not None and breaks_at <= leaves:
            return False
        if not self._calls:
            self._calls.append(_Call(place, 0, leaves, leaves, leaves, leaves))
        call = self._go(stop, leaves)
        for visit in visits:
            if visit.kind is VisitKind.DROPOFF:
                self._off(call, visit)
            else:
                self._on(call, visit)
        return True

    def home(self) -> Driven:
        """Back to the depot after the last visit."""
        if self._calls:
            self._go(self._shift.depot, self._calls[-1].ready)
        return self._driven()

    def broken(self, at: int) -> Driven:
        """No further: everybody gets off where the vehicle stands, or rolls to."""
        if not self._calls:
            return self._driven(broke_down=at)
        here = self._calls[-1]
        at = max(at, here.arrives)
        stranded = self._aboard - {moment.reference for moment in here.on}
        here.on.clear()
        here.absent = [moment for moment in here.absent if moment.time <= at]
        here.off = [Moment(moment.reference, min(moment.time, at)) for moment in here.off]
        here.off += [Moment(reference, at) for reference in sorted(stranded)]
        here.departs = at
        return self._driven(broke_down=at, stranded=frozenset(stranded))

    def _go(self, stop: str, leaves: int) -> _Call:
        """Drive to a stop; nothing to drive if it is the same."""
        here, travel = self._calls[-1], self._roads.travel
        here.departs = arrives = leaves
        if here.stop != stop:
            arrives += self._roads.drive(self._shift.id, self._drives, travel.seconds(here.stop, stop))
            self._drives += 1
        metres = travel.metres(here.stop, stop)
        self._calls.append(_Call(stop, metres, arrives, arrives, arrives, arrives))
        return self._calls[-1]

    def _on(self, call: _Call, visit: Visit) -> None:
        """Let passengers get on, if they come while the driver waits."""
        party, earliest = self._party(visit.reference), max(call.through, visit.time)
        patience = max(earliest, party.held, max(party.promised, call.arrives) + party.wait)
        if party.there is None or party.there > patience:
            call.absent.append(Moment(visit.reference, patience))
            self.absent.add(visit.reference)
            self._stay(call, patience, boarding=0)
            return
        time = max(earliest, party.there)
        call.on.append(Moment(visit.reference, time))
        self._aboard.add(visit.reference)
        self._stay(call, time + party.extra, boarding=self._roads.boarding)

    def _off(self, call: _Call, visit: Visit) -> None:
        """Let passengers get off."""
        call.off.append(Moment(visit.reference, call.through))
        self._aboard.discard(visit.reference)
        self._stay(call, call.through + self._party(visit.reference).extra, boarding=self._roads.boarding)

    def _stay(self, call: _Call, until: int, *, boarding: int) -> None:
        """Be busy at a stop until then, and after it for the time that boarding takes anyway."""
        call.through = until
        call.ready = call.departs = max(call.ready, until + boarding)

    def _driven(self, broke_down: int | None = None, stranded: frozenset[str] = frozenset()) -> Driven:
        calls = tuple(call.driven() for call in self._calls)
        off = {moment.reference for call in calls for moment in call.off}
        return Driven(
            drive=Drive(self._shift, calls, broke_down),
            alighted=frozenset(off - stranded),
            absent=tuple(moment for call in self._calls for moment in call.absent),
            stranded=stranded,
        )
