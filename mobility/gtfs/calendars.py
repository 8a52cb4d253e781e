"""The days on which the runs of a feed run, and the period for which it speaks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

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
        If there is no calendar of either kind, a row is malformed or there twice, or a date is both added
        and removed.
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
                    # a period that ends before it begins has no day
                    pattern = weekdays if period[0] <= period[1] else frozenset[int]()
                    services[key] = Service(*period, pattern, *changes)
    for key in (added.keys() | removed.keys()) - services.keys():
        dates = added.get(key, set())
        named = dates or removed[key]
        services[key] = Service(min(named), max(named), frozenset(), frozenset(dates))
    return services


def span(service: Service) -> tuple[date, date] | None:
    """First and last day on which a service runs; ``None`` if it never does.

    >>> span(Service(date(2026, 11, 23), date(2026, 11, 30), frozenset({1})))  # a Monday to a Monday
    (datetime.date(2026, 11, 24), datetime.date(2026, 11, 24))
    >>> span(Service(date(2026, 11, 23), date(2026, 11, 27), frozenset({5}))) is None
    True
    """
    days = set(service.added)
    if service.weekdays:
        # from either end of the period, the first day that is not removed comes soon
        period = range(service.first.toordinal(), service.last.toordinal() + 1)
        for ordinals in (period, reversed(period)):
            days.update(islice(filter(service.runs, map(date.fromordinal, ordinals)), 1))
    return (min(days), max(days)) if days else None


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
                    changes, opposite = (added, removed) if kind == ADDED else (removed, added)
                    when = to_date(table, "date", day)
                    if when in opposite.get(key, ()):
                        raise table.broken(f"{when} is both added to service_id {key!r} and removed from it")
                    changes[key].add(when)
    return added, removed


def _weekdays(table: Table, flags: list[str]) -> frozenset[int]:
    for weekday, flag in zip(WEEKDAYS, flags, strict=True):
        if flag not in ("0", "1"):
            raise table.broken(f"{weekday} {flag!r} is not one of 0, 1")
    return frozenset(n for n, flag in enumerate(flags) if flag == "1")


def validity(feed: Archive, services: Iterable[Service]) -> tuple[date, date]:
    """First and last date for which a feed speaks: as it says itself, but not beyond the last run.

    Where it says nothing, from the first day on which something runs. Days before that at the beginning are
    left to what it says: that nothing runs on them is harmless, and may be true.

    Raises
    ------
    BrokenRegion
        If nothing ever runs, or nothing in the time for which it says to speak, or if that ends before it
        begins.
    """
    said_first, said_last = _said(feed)
    spans = [days for service in services if (days := span(service))]
    if not spans:
        raise feed.broken("has no run on any day")
    begins, ends = min(first for first, _ in spans), max(last for _, last in spans)
    first, last = said_first or begins, min(said_last or ends, ends)
    if max(first, begins) > last:
        said = f"from {said_first or 'any day'} to {said_last or 'any day'}"
        raise feed.broken(f"says that the feed speaks {said}; its runs run from {begins} to {ends}", INFO)
    return first, last


def _said(feed: Archive) -> tuple[date | None, date | None]:
    """From when and until when a feed says that it speaks, as far as it does."""
    if INFO not in feed:
        return None, None
    columns = "feed_start_date", "feed_end_date"
    with feed.table(INFO, (), columns) as table:
        for row in table:
            first, last = (
                to_date(table, column, text) if text.strip() else None
                for column, text in zip(columns, row, strict=True)
            )
            if first and last and last < first:
                raise table.broken(f"feed_end_date {last} is before feed_start_date {first}")
            if first or last:
                return first, last
    return None, None


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
