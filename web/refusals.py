"""Why a ride cannot be offered, in words; which reasons there are is said in :mod:`mobility.declines`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from mobility import declines
from mobility.clock import ServiceDay
from mobility.declines import Decline
from mobility.region import Stop
from web import journeys, times
from web.i18n import gettext as _

NO_STOPS: Mapping[str, Stop] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of a reason need to know besides: the day of the ride, the present date, the stops."""

    day: ServiceDay
    today: date
    stops: Mapping[str, Stop]


def _not_in_area(_reason: declines.NotInArea, _told: Told) -> str:
    return _("Eine der beiden Haltestellen liegt nicht in unserem Bediengebiet.")


def _same_stop(_reason: declines.SameStop, _told: Told) -> str:
    return _("Start und Ziel sind dieselbe Haltestelle.")


def _too_short(reason: declines.TooShort, _told: Told) -> str:
    return _(
        "Der Weg ist nur %(metres)d Meter lang. Der Rufbus fährt ab %(least)d Metern, "
        "für Fahrgäste mit Rollstuhl oder Rollator auch kürzere Wege."
    ) % {"metres": reason.metres, "least": reason.least_m}


def _outside_hours(reason: declines.OutsideHours, told: Told) -> str:
    return _("An diesem Tag fährt der Rufbus nur zwischen %(first)s und %(last)s Uhr.") % {
        "first": times.clock_time(told.day, reason.hours.start),
        "last": times.clock_time(told.day, reason.hours.end),
    }


def _too_late(reason: declines.TooLate, told: Told) -> str:
    return _("Der Buchungsschluss für diese Fahrt war %(when)s.") % {
        "when": times.instant(reason.deadline, told.today)
    }


def _too_far_ahead(reason: declines.TooFarAhead, told: Told) -> str:
    return _("Diesen Tag können Sie noch nicht buchen, erst ab %(day)s.") % {
        "day": times.day_name(reason.first_day, told.today)
    }


def _day_over(_reason: declines.DayOver, _told: Told) -> str:
    return _("Dieser Tag ist schon vorbei.")


def _party_too_large(reason: declines.PartyTooLarge, _told: Told) -> str:
    return _(
        "In einer Fahrt können höchstens %(largest)d Personen mitfahren. "
        "Für größere Gruppen rufen Sie uns bitte an."
    ) % {"largest": reason.largest}


def _no_vehicle_fits(_reason: declines.NoVehicleFits, _told: Told) -> str:
    return _(
        "Unsere Fahrzeuge haben nicht genug Plätze "
        "für so viele Personen, Rollstühle oder Kinderwagen zusammen."
    )


def _no_service(_reason: declines.NoService, _told: Told) -> str:
    return _("An diesem Tag fährt der Rufbus nicht.")


def _served_by_line(reason: declines.ServedByLine, told: Told) -> str:
    return " ".join(
        [
            _("Dafür gibt es zu dieser Zeit eine Linie."),
            *journeys.sentences(reason.legs, told.day, told.stops),
            _("Wo eine Linie fährt, darf der Rufbus nicht fahren."),
        ]
    )


def _no_place(_reason: declines.NoPlace, _told: Told) -> str:
    return _("Um diese Zeit sind alle Fahrzeuge unterwegs oder besetzt.")


def _displaces(_reason: declines.Displaces, _told: Told) -> str:
    return _("Diese Fahrt würde um diese Zeit mehreren anderen Fahrgästen den Platz nehmen.")


def _unanswered(_reason: declines.Unanswered, _told: Told) -> str:
    return _("Wir konnten Ihren Fahrtwunsch nicht bearbeiten. Bitte rufen Sie uns an, wir kümmern uns darum.")


# each entry takes exactly its own kind of decline; a test keeps the table complete
DECLINES: dict[type[Decline], Callable[..., str]] = {
    declines.NotInArea: _not_in_area,
    declines.SameStop: _same_stop,
    declines.TooShort: _too_short,
    declines.OutsideHours: _outside_hours,
    declines.TooLate: _too_late,
    declines.TooFarAhead: _too_far_ahead,
    declines.DayOver: _day_over,
    declines.PartyTooLarge: _party_too_large,
    declines.NoVehicleFits: _no_vehicle_fits,
    declines.NoService: _no_service,
    declines.ServedByLine: _served_by_line,
    declines.NoPlace: _no_place,
    declines.Displaces: _displaces,
    declines.Unanswered: _unanswered,
}


def decline(reason: Decline, day: ServiceDay, today: date, stops: Mapping[str, Stop] = NO_STOPS) -> str:
    """The one binding reason why a ride cannot be offered.

    Parameters
    ----------
    day, today
        The service day of the ride, and the present date in Berlin.
    stops
        The stops of the region by id; only lines are told with their stops.
    """
    return DECLINES[type(reason)](reason, Told(day, today, stops))
