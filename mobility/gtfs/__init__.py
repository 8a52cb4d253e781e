"""Reading a GTFS feed: its tables row by row, its calendars, and what a region makes of it."""

from mobility.gtfs.archive import Archive, Table, open_feed
from mobility.gtfs.calendars import read_services, span, validity
from mobility.gtfs.load import RAIL, Local, load_feed

__all__ = [
    "RAIL",
    "Archive",
    "Local",
    "Table",
    "load_feed",
    "open_feed",
    "read_services",
    "span",
    "validity",
]
