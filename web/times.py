"""Times as people say them: "heute, 14:05 bis 14:15 Uhr", never an ISO date.

Latest arrivals and lengths are rounded up to the minute, so that a page never says more than is promised.
"""

import re
from datetime import date, datetime, timedelta

from babel.dates import format_date
from markupsafe import Markup, escape

from mobility.clock import BERLIN, MINUTE, ServiceDay
from mobility.promises import TimeWindow
from web.i18n import gettext as _
from web.i18n import language, ngettext

LOCALES = {"de": "de", "en": "en_GB"}
PATTERNS = {"de": "EEE, d. MMM", "en": "EEE, d MMM"}
TIME = re.compile(r"\b\d{1,2}:\d{2}\b")
LONG_PATTERNS = {"de": "EEEE, d. MMMM", "en": "EEEE, d MMMM"}


def minute_up(seconds: int) -> int:
    """The full minute at or after these seconds."""
    return -(-seconds // MINUTE) * MINUTE


def clock_time(day: ServiceDay, seconds: int) -> str:
    """What the clock on the wall shows.

    >>> clock_time(ServiceDay(date(2026, 11, 24)), 27_300)
    '7:35'
    """
    local = day.local(seconds)
    return f"{local.hour}:{local.minute:02}"


def day_name(day: date, today: date) -> str:
    """A day as people say it.

    >>> monday = date(2026, 11, 23)
    >>> [day_name(monday + timedelta(days=n), monday) for n in range(3)]
    ['heute', 'morgen', 'Mi., 25. Nov.']
    """
    if day == today:
        return _("heute")
    if day == today + timedelta(days=1):
        return _("morgen")
    return format_date(day, PATTERNS[language()], locale=LOCALES[language()])


def long_day_name(day: date, today: date) -> str:
    """A day with its full date, for headings and choices.

    >>> long_day_name(date(2026, 11, 24), date(2026, 11, 23))
    'morgen, Dienstag, 24. November'
    """
    full = format_date(day, LONG_PATTERNS[language()], locale=LOCALES[language()])
    near = day_name(day, today)
    return f"{near}, {full}" if (day - today).days in (0, 1) else full


def full_date(day: date) -> str:
    """A date with its year, for what is not about the next days.

    >>> full_date(date(2021, 5, 30))
    '30. Mai 2021'
    """
    return format_date(day, "long", locale=LOCALES[language()])


def month_name(day: date) -> str:
    """The month of a date.

    >>> month_name(date(2026, 11, 1))
    'November 2026'
    """
    return format_date(day, "LLLL yyyy", locale=LOCALES[language()])


def at(day: ServiceDay, seconds: int, today: date) -> str:
    """A moment with its day.

    >>> at(ServiceDay(date(2026, 11, 24)), 27_300, date(2026, 11, 23))
    'morgen, 7:35 Uhr'
    """
    return _("%(day)s, %(time)s Uhr") % {
        "day": day_name(day.local(seconds).date(), today),
        "time": clock_time(day, seconds),
    }


def pickup_times(day: ServiceDay, window: TimeWindow) -> tuple[str, str]:
    """First and last minute of a pick-up window."""
    return clock_time(day, window.start), clock_time(day, minute_up(window.end))


def window(day: ServiceDay, between: TimeWindow, today: date) -> str:
    """A pick-up window with its day.

    >>> noon = TimeWindow(43_200, 43_800)
    >>> window(ServiceDay(date(2026, 11, 23)), noon, date(2026, 11, 23))
    'heute, 12:00 bis 12:10 Uhr'
    """
    first, last = pickup_times(day, between)
    return _("%(day)s, %(first)s bis %(last)s Uhr") % {
        "day": day_name(day.local(between.start).date(), today),
        "first": first,
        "last": last,
    }


def arrival(day: ServiceDay, seconds: int) -> str:
    """The minute by which a passenger has arrived at the latest, rounded up."""
    return clock_time(day, minute_up(seconds))


def duration(seconds: int) -> str:
    """A length of time in whole minutes, rounded up.

    >>> duration(34 * MINUTE), duration(65 * MINUTE), duration(61)
    ('34 Minuten', '1 Stunde 5 Minuten', '2 Minuten')
    """
    hours, minutes = divmod(minute_up(seconds) // MINUTE, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)d Stunde", "%(n)d Stunden", hours) % {"n": hours})
    if minutes or not hours:
        parts.append(ngettext("%(n)d Minute", "%(n)d Minuten", minutes) % {"n": minutes})
    return " ".join(parts)


def at_least(seconds: int) -> str:
    """A length of time in whole minutes, rounded down."""
    return duration(seconds // MINUTE * MINUTE)


def instant(moment: datetime, today: date) -> str:
    """An instant as the clock on the wall shows it, with its day."""
    local = moment.astimezone(BERLIN)
    return _("%(day)s, %(time)s Uhr") % {
        "day": day_name(local.date(), today),
        "time": wall_time(moment),
    }


def wall_time(moment: datetime) -> str:
    """An instant as the clock on the wall shows it, without its day."""
    local = moment.astimezone(BERLIN)
    return f"{local.hour}:{local.minute:02}"


def on(day: date, today: date) -> str:
    """The day inside a sentence.

    >>> on(date(2026, 11, 24), date(2026, 11, 20))
    'am Di., 24. Nov.'
    """
    name = day_name(day, today)
    return name if (day - today).days in (0, 1) else _("am %(day)s") % {"day": name}


def emphasise_times(text: str) -> Markup:
    """The text with every time of day set off, as a page shows it.

    >>> str(emphasise_times("ab 7:35 Uhr"))
    'ab <b class="time">7:35</b> Uhr'
    """
    return Markup(TIME.sub(r'<b class="time">\g<0></b>', str(escape(text))))  # noqa: S704 - escaped right here
