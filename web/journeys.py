"""Journeys by scheduled lines in words: in a sentence, and step by step as one takes them along on paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mobility.bookings import Declined, Ride, RideState
from mobility.clock import ServiceDay
from mobility.declines import Leg, ServedByLine
from mobility.lines import walk_m
from mobility.region import Stop
from web import times, words
from web.i18n import gettext as _

ROUND_M = 50
"""Nobody knows a way on foot more exactly (m)."""


@dataclass(frozen=True, slots=True)
class LineJourney:
    """A journey by scheduled lines as a page shows it.

    Parameters
    ----------
    lines, count
        Their names, joined, and how many they are.
    steps
        What to do on the way, in order, each with its time.
    """

    lines: str
    count: int
    steps: list[str]


def sentences(legs: Sequence[Leg], day: ServiceDay, stops: Mapping[str, Stop]) -> Iterator[str]:
    """One sentence for each line: which, from where and when, to where and when (B11)."""
    for number, leg in enumerate(legs):
        values = {
            "line": leg.line,
            "departs": times.clock_time(day, leg.departs),
            "origin": _at(stops[leg.origin]),
            "arrives": times.clock_time(day, leg.arrives),
            "destination": _at(stops[leg.destination]),
        }
        if number:
            yield (
                _(
                    "Dann fährt die Linie %(line)s um %(departs)s Uhr %(origin)s ab "
                    "und kommt um %(arrives)s Uhr %(destination)s an."
                )
                % values
            )
        else:
            yield (
                _(
                    "Die Linie %(line)s fährt um %(departs)s Uhr %(origin)s ab "
                    "und kommt um %(arrives)s Uhr %(destination)s an."
                )
                % values
            )


def journey_of(ride: Ride, stops: Mapping[str, Stop]) -> LineJourney | None:
    """The journey that serves a ride's wish, if that is why it was declined, or withdrawn then."""
    legs = legs_of(ride)
    if not legs:
        return None
    first, last = legs[0].line, legs[-1].line
    names = _("%(first)s und %(second)s") % {"first": first, "second": last} if len(legs) > 1 else first
    ends = stops[ride.request.origin], stops[ride.request.destination]
    return LineJourney(names, len(legs), list(_steps(legs, ride.day, ends, stops)))


def legs_of(ride: Ride) -> tuple[Leg, ...]:
    """The legs of the journey for which a ride was declined; none if that was not the reason."""
    answer = ride.answer
    over = ride.state in (RideState.DECLINED, RideState.CANCELLED) and ride.booking is None
    if over and isinstance(answer, Declined) and isinstance(answer.reason, ServedByLine):
        return answer.reason.legs
    return ()


def _steps(
    legs: Sequence[Leg], day: ServiceDay, ends: tuple[Stop, Stop], stops: Mapping[str, Stop]
) -> Iterator[str]:
    here = ends[0]
    for leg in legs:
        yield from _walk(here, stops[leg.origin])
        boarding = {
            "time": times.clock_time(day, leg.departs),
            "stop": _at(stops[leg.origin]),
            "line": leg.line,
            "place": leg.direction,
        }
        if leg.direction:
            text = _("%(time)s Uhr: %(stop)s in die Linie %(line)s Richtung %(place)s einsteigen")
        else:
            text = _("%(time)s Uhr: %(stop)s in die Linie %(line)s einsteigen")
        yield text % boarding
        here = stops[leg.destination]
        leaving = {"time": times.clock_time(day, leg.arrives), "stop": _at(here)}
        yield _("%(time)s Uhr: %(stop)s aussteigen") % leaving
    yield from _walk(here, ends[1])


def _walk(here: Stop, there: Stop) -> Iterator[str]:
    if here.id != there.id:
        metres = -(-walk_m((here.lat, here.lon), (there.lat, there.lon)) // ROUND_M) * ROUND_M
        way = {"stop": there.name, "metres": int(metres)}
        yield _("Zu Fuß zur Haltestelle %(stop)s, etwa %(metres)d Meter") % way


def _at(stop: Stop) -> str:
    return words.at_stop(stop.name, station=stop.station)
