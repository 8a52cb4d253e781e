"""Who publishes a feed, for which time, and how a pack names it as its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mobility.clock import BERLIN
from mobility.gtfs import Archive, Table, validity
from mobility.region import Source
from mobility.timetable import Service

FILE = "timetable.zip"
UNKNOWN = "nicht angegeben; vor der Veröffentlichung beim Herausgeber erfragen"
"""The licence of a feed that does not name one, as a page shows it."""


@dataclass(frozen=True, slots=True)
class Agency:
    """A row of ``agency.txt``."""

    id: str
    name: str
    url: str
    zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose feed it is.

    Parameters
    ----------
    agencies
        All that it names; at least one.
    publisher, url, language, version
        As ``feed_info.txt`` says, else those of the first agency.
    valid
        First and last date for which it speaks.
    as_of
        The date of its newest table.
    """

    agencies: tuple[Agency, ...]
    publisher: str
    url: str
    language: str
    version: str
    valid: tuple[date, date]
    as_of: date

    def source(self, licence: str | None, attribution: str | None) -> Source:
        """The feed as a source of the pack's timetable.

        Parameters
        ----------
        licence, attribution
            What the feed does not say itself.
        """
        version = f", Fassung {self.version}" if self.version else ""
        title = f"Fahrplan von {self.publisher} (GTFS{version}), Ausschnitt"
        who = attribution or self.publisher
        return Source((FILE,), title, licence or UNKNOWN, who, self.as_of.isoformat())


def read_origin(feed: Archive, services: Iterable[Service]) -> Origin:
    """Whose feed it is, and for which time it speaks.

    Raises
    ------
    BrokenRegion
        If nobody is named, its times are not ours, or it speaks for no day on which anything runs.
    """
    agencies = _agencies(feed)
    first = agencies[0]
    publisher, url, language, version = first.name, first.url, first.language, ""
    if "feed_info.txt" in feed:
        columns = "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_version"
        with feed.table("feed_info.txt", (), columns) as table:
            for row in table:
                names = tuple(" ".join(value.split()) for value in row)
                publisher, url, language = (
                    new or old for new, old in zip(names, (publisher, url, language), strict=False)
                )
                version = names[3]
                break
    valid = validity(feed, services)
    as_of = feed.newest if feed.newest.year > 1980 else valid[0]  # noqa: PLR2004 - where ZIP files begin to count
    return Origin(agencies, publisher, url, language or "de", version, valid, as_of)


def _agencies(feed: Archive) -> tuple[Agency, ...]:
    found: list[Agency] = []
    may = "agency_id", "agency_lang"
    with feed.table("agency.txt", ("agency_name", "agency_url", "agency_timezone"), may) as table:
        for name, url, zone, key, language in table:
            _check_zone(table, zone.strip())
            if any(agency.id == key for agency in found):
                raise table.broken(f"agency_id {key!r} is there twice")
            found.append(Agency(key, " ".join(name.split()), url.strip(), zone.strip(), language.strip()))
    if not found:
        raise feed.broken("names no agency", "agency.txt")
    return tuple(found)


def _check_zone(table: Table, zone: str) -> None:
    """Refuse a feed whose clocks show another time than ours."""
    try:
        theirs = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise table.broken(f"agency_timezone {zone!r} is unknown") from None
    for month in (1, 7):
        noon = datetime(2026, month, 1, 12, tzinfo=BERLIN)
        if noon.utcoffset() != noon.astimezone(theirs).utcoffset():
            raise table.broken(f"agency_timezone {zone!r} is not the time of Europe/Berlin")
