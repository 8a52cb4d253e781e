"""A booked ride as a calendar entry (RFC 5545)."""

from datetime import UTC, datetime

from mobility.bookings import Ride

LINE_OCTETS = 75


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", r"\;"), (",", r"\,"), ("\n", r"\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> str:
    """The line cut into pieces of at most 75 octets, as the format asks."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > LINE_OCTETS - 1:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])


def calendar_entry(ride: Ride, title: str, description: str, place: str) -> str:
    """The entry from the promised pick-up to the latest arrival; times are UTC, calendars show local time.

    Raises
    ------
    ValueError
        If the ride is not booked.
    """
    if ride.booking is None:
        raise ValueError(f"ride {ride.request.reference} is not booked")
    promise = ride.booking.promise
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rufbus//Rufbus//DE",
        "BEGIN:VEVENT",
        f"UID:{ride.request.reference}@rufbus",
        f"DTSTAMP:{_instant(ride.request.asked_at)}",
        f"DTSTART:{_instant(ride.day.instant(promise.pickup.start))}",
        f"DTEND:{_instant(ride.day.instant(promise.arrive_by))}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(description)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines)
