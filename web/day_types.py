"""Day types, and hours that differ by them, in words (translated by :mod:`web.i18n`)."""

from collections.abc import Iterator, Mapping

from mobility.calendar import DayType
from mobility.clock import HOUR, MINUTE
from mobility.promises import TimeWindow
from web.i18n import gettext as _


def N_(message: str) -> str:  # noqa: N802 - the name by which messages are collected
    """Mark a message that is translated where it is used."""
    return message


DAYS = {
    DayType.SCHOOL_DAY: N_("an Schultagen"),
    DayType.SCHOOL_HOLIDAY: N_("an Ferientagen"),
    DayType.SATURDAY: N_("an Samstagen"),
    DayType.SUNDAY: N_("an Sonntagen"),
    DayType.HOLIDAY: N_("an Feiertagen"),
    DayType.CHRISTMAS_EVE: N_("am 24. Dezember"),
    DayType.NEW_YEARS_EVE: N_("am 31. Dezember"),
}

TOGETHER = (
    (frozenset({DayType.SCHOOL_DAY, DayType.SCHOOL_HOLIDAY}), N_("Montag bis Freitag")),
    (frozenset({DayType.SATURDAY, DayType.SUNDAY, DayType.HOLIDAY}), N_("am Wochenende und an Feiertagen")),
)
"""What people call days that have the same hours."""


def day_type(day: DayType) -> str:
    """On such days.

    >>> day_type(DayType.CHRISTMAS_EVE)
    'am 24. Dezember'
    """
    return _(DAYS[day])


def hours_by_day(hours: Mapping[DayType, TimeWindow]) -> list[tuple[str, str]]:
    """Days and their hours, those with the same hours together.

    >>> hours_by_day({day: TimeWindow(6 * HOUR, 20 * HOUR) for day in list(DayType)[:3]})
    [('Montag bis Freitag, an Samstagen', '6:00 bis 20:00 Uhr')]
    """
    by_window: dict[TimeWindow, set[DayType]] = {}
    for day in DayType:
        if day in hours:
            by_window.setdefault(hours[day], set()).add(day)
    return [(", ".join(_names(days)), _window(window)) for window, days in by_window.items()]


def _names(days: set[DayType]) -> Iterator[str]:
    for together, name in TOGETHER:
        if together <= days:
            days = days - together
            yield _(name)
    yield from (_(DAYS[day]) for day in DayType if day in days)


def _window(window: TimeWindow) -> str:
    return _("%(first)s bis %(last)s Uhr") % {"first": _clock(window.start), "last": _clock(window.end)}


def _clock(seconds: int) -> str:
    """A time that is the same on every day, those of a change of clocks included."""
    return f"{seconds // HOUR}:{seconds // MINUTE % 60:02}"
