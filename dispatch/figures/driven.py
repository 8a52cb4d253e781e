"""Figures of vehicles: what was driven, and with whom on board."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from dispatch.record import DayRecord, Drive, Fate


@dataclass(frozen=True, slots=True)
class Leg:
    """What a vehicle drove from one call to the next.

    Parameters
    ----------
    origin, destination
        Where from and where to: stop ids, or a depot.
    seconds, metres
        How long and how far.
    on_board
        References of the bookings on board, in no order.
    """

    origin: str
    destination: str
    seconds: int
    metres: int
    on_board: frozenset[str]


def legs(drive: Drive) -> Iterator[Leg]:
    """The legs of a drive, in order; who is still on board where a vehicle broke down has left it."""
    on_board: set[str] = set()
    for call, following in pairwise(drive.calls):
        on_board -= {moment.reference for moment in call.off}
        on_board |= {moment.reference for moment in call.on}
        seconds = following.arrives - call.departs
        yield Leg(call.stop, following.stop, seconds, following.metres, frozenset(on_board))


@dataclass(frozen=True, slots=True)
class Driven:
    """What vehicles drove on one or more days.

    Parameters
    ----------
    duty_s, wheel_s
        On duty, and at the wheel (s).
    metres, empty_m
        Driven, and with nobody on board (m).
    passenger_m
        Driven times passengers on board (m).
    shared
        Bookings that were carried and had another one on board with them on some leg.
    """

    duty_s: int
    wheel_s: int
    metres: int
    empty_m: int
    passenger_m: int
    shared: int


def driven(records: Iterable[DayRecord]) -> Driven:
    """What the vehicles drove."""
    duty_s = wheel_s = metres = empty_m = passenger_m = shared = 0
    for record in records:
        parties = party_sizes(record)
        together: set[str] = set()
        for drive in record.drives:
            duty_s += drive.shift.hours.end - drive.shift.hours.start
            for leg in legs(drive):
                wheel_s += leg.seconds
                metres += leg.metres
                empty_m += 0 if leg.on_board else leg.metres
                passenger_m += leg.metres * sum(parties[reference] for reference in leg.on_board)
                together |= leg.on_board if len(leg.on_board) > 1 else frozenset()
        shared += sum(each.fate is Fate.RODE for each in record.askings if each.request.reference in together)
    return Driven(duty_s, wheel_s, metres, empty_m, passenger_m, shared)


def party_sizes(record: DayRecord) -> dict[str, int]:
    """How many people ride, by reference."""
    return {asking.request.reference: asking.request.needs.passengers for asking in record.askings}
