"""German words (translated by :mod:`web.i18n`) for wishes, promises, needs and fares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mobility.bookings import Anchor, Offer, Wish
from mobility.clock import ServiceDay
from mobility.needs import Needs
from mobility.region.particulars import Fares
from mobility.timetable import Train
from web import times
from web.i18n import gettext as _
from web.i18n import language, ngettext


def wish(day: ServiceDay, wanted: Wish, today: date) -> str:
    """When a passenger wants to ride.

    >>> wish(ServiceDay(date(2026, 11, 23)), Wish(Anchor.ARRIVE, 43_200), date(2026, 11, 23))
    'heute, ankommen bis 12:00 Uhr'
    """
    when = {"day": times.day_name(day.date, today), "time": times.clock_time(day, wanted.time)}
    if wanted.anchor is Anchor.ARRIVE:
        return _("%(day)s, ankommen bis %(time)s Uhr") % when
    return _("%(day)s, losfahren ab %(time)s Uhr") % when


def train(day: ServiceDay, taken: Train, today: date, *, to_it: bool) -> str:
    """A train to reach, or one to ride on from, with its time."""
    if to_it and taken.departs is not None:
        return _("%(line)s nach %(place)s, Abfahrt %(when)s") % {
            "line": taken.line,
            "place": taken.destination,
            "when": times.at(day, taken.departs, today),
        }
    return _("%(line)s von %(place)s, Ankunft %(when)s") % {
        "line": taken.line,
        "place": taken.origin,
        "when": times.at(day, taken.time if taken.arrives is None else taken.arrives, today),
    }


def reference(number: str) -> str:
    """A booking number as it is read out.

    >>> reference("482916")
    '48 29 16'
    """
    return " ".join(number[i : i + 2] for i in range(0, len(number), 2))


def needs(party: Needs) -> str:
    """Who and what rides along.

    >>> needs(Needs(passengers=2, prams=1))
    '2 Personen, 1 Kinderwagen'
    """
    parts = [ngettext("%(n)d Person", "%(n)d Personen", party.passengers) % {"n": party.passengers}]
    if party.wheelchairs:
        parts.append(
            ngettext("%(n)d im Rollstuhl", "%(n)d im Rollstuhl", party.wheelchairs) % {"n": party.wheelchairs}
        )
    if party.prams:
        parts.append(ngettext("%(n)d Kinderwagen", "%(n)d Kinderwagen", party.prams) % {"n": party.prams})
    if party.walkers:
        parts.append(ngettext("%(n)d Rollator", "%(n)d Rollatoren", party.walkers) % {"n": party.walkers})
    return ", ".join(parts)


def phone(number: str) -> str:
    """A phone number as people here dial it.

    >>> phone("+49 30 23125 000")
    '030 23125 000'
    """
    return number.replace("+49 ", "0", 1) if language() == "de" else number


def stop_name(name: str, *, station: bool) -> str:
    """A stop as a heading says it.

    >>> stop_name("Reppinichen", station=False), stop_name("Bad Belzig, Bahnhof", station=True)
    ('Reppinichen', 'Bahnhof Bad Belzig')
    """
    if not station:
        return name
    return _("Bahnhof %(town)s") % {"town": name.removesuffix(", Bahnhof")}


def fare(fares: Fares, surcharge_cents: int) -> str:
    """What a ride costs, in plain words (B32, B34).

    >>> fare(Fares(("VBB-Fahrschein", "Deutschlandticket"), "VBB-Tarif", ()), 0)
    'Mitfahren können Sie mit VBB-Fahrschein oder Deutschlandticket. Kein Zuschlag.'
    >>> fare(Fares((), "kostenlos", ()), 0)
    'Die Fahrt kostet nichts.'
    """
    euros, cents = divmod(surcharge_cents, 100)
    amount = f"{euros},{cents:02}" if language() == "de" else f"{euros}.{cents:02}"
    if not fares.tickets:
        if not surcharge_cents:
            return _("Die Fahrt kostet nichts.")
        return _("Die Fahrt kostet %(amount)s Euro je Person, zu zahlen beim Einsteigen.") % {
            "amount": amount
        }
    ticket = _("Mitfahren können Sie mit %(tickets)s.") % {"tickets": _one_of(fares.tickets)}
    if not surcharge_cents:
        return _("%(ticket)s Kein Zuschlag.") % {"ticket": ticket}
    return _("%(ticket)s Dazu kommen %(amount)s Euro Zuschlag, zu zahlen beim Einsteigen.") % {
        "ticket": ticket,
        "amount": amount,
    }


def _one_of(names: Sequence[str]) -> str:
    """A choice inside a sentence."""
    *others, last = names
    return _("%(others)s oder %(last)s") % {"others": ", ".join(others), "last": last} if others else last


def at_stop(name: str, *, station: bool) -> str:
    """A stop inside a sentence.

    >>> at_stop("Reppinichen", station=False), at_stop("Bad Belzig, Bahnhof", station=True)
    ('an der Haltestelle Reppinichen', 'am Bahnhof Bad Belzig')
    """
    if station:
        return _("am Bahnhof %(town)s") % {"town": name.removesuffix(", Bahnhof")}
    return _("an der Haltestelle %(stop)s") % {"stop": name}


@dataclass(frozen=True, slots=True)
class Journey:
    """An offer or booking with the names that its sentences need.

    Parameters
    ----------
    today
        The present date in Berlin.
    origin, destination
        The stops, as :func:`at_stop` says them.
    departs, arrives
        When the train at the destination departs, or the one at the origin arrives (s); ``None`` without.
    """

    day: ServiceDay
    today: date
    origin: str
    destination: str
    offer: Offer
    departs: int | None = None
    arrives: int | None = None


def promise(journey: Journey) -> list[str]:
    """What is promised, one sentence each (B15); the wording is the same on page, ticket and in the diary."""
    day, given = journey.day, journey.offer.promise
    first, last = times.pickup_times(day, given.pickup)
    sentences = []
    if journey.arrives is not None:
        sentences.append(
            _("Ihr Zug kommt um %(time)s Uhr an.") % {"time": times.clock_time(day, journey.arrives)}
        )
    sentences += [
        _("Wir holen Sie %(day)s zwischen %(first)s und %(last)s Uhr %(stop)s ab.")
        % {
            "day": times.on(day.local(given.pickup.start).date(), journey.today),
            "first": first,
            "last": last,
            "stop": journey.origin,
        },
        _("Spätestens um %(time)s Uhr sind Sie %(stop)s.")
        % {"time": times.arrival(day, given.arrive_by), "stop": journey.destination},
    ]
    if journey.departs is not None:
        sentences.append(
            _("Ihr Zug fährt um %(time)s Uhr.") % {"time": times.clock_time(day, journey.departs)}
        )
    return sentences


def ceiling(offer: Offer) -> str:
    """The detour ceiling against the direct ride (B19, R19)."""
    return _("Höchstens %(longest)s unterwegs, direkt wären es %(direct)s.") % {
        "longest": times.duration(offer.promise.max_ride),
        "direct": times.duration(offer.direct),
    }
