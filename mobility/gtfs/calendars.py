"""The days on which the runs of a feed run, and the period for which it speaks."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import chain

from mobility.gtfs.archive import Archive, Table
from mobility.timetable import Service

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERIOD = ("start_date", "end_date")
CALENDAR, EXCEPTIONS, INFO = "calendar.txt", "calendar_dates.txt", "feed_info.txt"
ADDED, REMOVED = "1", "2"


def read_services(feed: Archive, wanted: Collection[str] | None = None) -> dict[str, Service]:
    """The services of a feed by id, or only some of them.

    Raises
    ------
    BrokenRegion
        If there is no calendar of either kind, or a row is malformed or there twice.
    """
    if CALENDAR not in feed and EXCEPTIONS not in feed:
        raise feed.broken("is missing, and so is calendar_dates.txt: nobody knows when a run runs", CALENDAR)
    added, removed = _exceptions(feed, wanted)
    services: dict[str, Service] = {}
    if CALENDAR in feed:
        with feed.table(CALENDAR, ("service_id", *PERIOD, *WEEKDAYS)) as table:
            for key, first, last, *flags in table:
                if key in services:
                    raise table.broken(f"service_id {key!r} is there twice")
                weekdays = _weekdays(table, flags)
                period = to_date(table, "start_date", first), to_date(table, "end_date", last)
                if wanted is None or key in wanted:
                    changes = frozenset(added.get(key, ())), frozenset(removed.get(key, ()))
                    services[key] = Service(*period, weekdays, *changes)
    for key in added.keys() - services.keys():
        dates = added[key]
        services[key] = Service(min(dates), max(dates), frozenset(), frozenset(dates))
    return services


Dates = Mapping[str, set[date]]


def _exceptions(feed: Archive, wanted: Collection[str] | None) -> tuple[Dates, Dates]:
    """The dates that are added to services, and removed from them."""
    added, removed = defaultdict[str, set[date]](set), defaultdict[str, set[date]](set)
    if EXCEPTIONS in feed:
        with feed.table(EXCEPTIONS, ("service_id", "date", "exception_type")) as table:
            for key, day, kind in table:
                if kind not in (ADDED, REMOVED):
                    raise table.broken(f"exception_type {kind!r} is not one of {ADDED}, {REMOVED}")
                if wanted is None or key in wanted:
                    changes = added if kind == ADDED else removed
                    changes[key].add(to_date(table, "date", day))
    return added, removed


def _weekdays(table: Table, flags: list[str]) -> frozenset[int]:
    for weekday, flag in zip(WEEKDAYS, flags, strict=True):
        if flag not in ("0", "1"):
            raise table.broken(f"{weekday} {flag!r} is not one of 0, 1")
    return frozenset(n for n, flag in enumerate(flags) if flag == "1")


def validity(feed: Archive, services: Mapping[str, Service]) -> tuple[date, date] | None:
    """First and last date for which a feed speaks: as it says itself, else those of its services.

    ``None`` if it says nothing and has no service.
    """
    if INFO in feed:
        with feed.table(INFO, (), ("feed_start_date", "feed_end_date")) as table:
            for first, last in table:
                if first and last:
                    return to_date(table, "feed_start_date", first), to_date(table, "feed_end_date", last)
    days = sorted(chain.from_iterable((s.first, s.last, *s.added) for s in services.values()))
    return (days[0], days[-1]) if days else None


def to_date(table: Table, column: str, text: str) -> date:
    """A date as feeds write it.

    Raises
    ------
    BrokenRegion
        If it is none.
    """
    try:
        return _date(text.strip())
    except ValueError:
        raise table.broken(f"{column} {text!r} is not a date like 20260131") from None


@lru_cache(maxsize=4096)
def _date(text: str) -> date:
    if len(text) != len("20260131"):
        raise ValueError(text)
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
