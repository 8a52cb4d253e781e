"""Fleet, duties, timetable, phone, sources, permit and colours: what a service cannot start without."""

from collections.abc import Iterator
from datetime import date, timedelta

from dispatch.packs.check.contrast import INK, LEAST, PAPER, WHITE, contrast
from dispatch.packs.check.findings import Finding, Kind, Values
from dispatch.packs.check.places import listed
from dispatch.packs.draft.settings import FICTION_BLOCK, OPEN
from mobility.calendar import DayType
from mobility.clock import HOUR
from mobility.region import Duty, Region
from mobility.region.permits import Permit

PAUSES = frozenset({DayType.CHRISTMAS_EVE, DayType.NEW_YEARS_EVE})
"""Days on which a service may well rest (B9)."""

SOON = timedelta(days=60)
"""A feed or permit that ends so soon needs a successor."""

OLD = timedelta(days=2 * 365)
"""A source of that age has probably been overtaken."""


def check_service(region: Region, today: date) -> Iterator[Finding]:
    """What is missing or odd besides places and roads."""
    yield from _duties(region)
    yield from _fleet(region)
    yield from _timetable(region, today)
    yield from _desk(region, today)
    yield from _permit(region, today)
    yield from _sources(region, today)
    yield from _colours(region)


def _duties(region: Region) -> Iterator[Finding]:
    if not region.roster:
        yield Finding(Kind.NO_DUTY)
        return
    for day in DayType:
        duties = [duty for duty in region.roster if day in duty.days]
        if not duties:
            yield Finding(Kind.PAUSE if day in PAUSES else Kind.DAY_WITHOUT_DUTY, {"day": day})
        else:
            yield from _hours(region, day, duties)


def _hours(region: Region, day: DayType, duties: list[Duty]) -> Iterator[Finding]:
    hours = region.policies[day].hours
    first, last = min(duty.hours.start for duty in duties), max(duty.hours.end for duty in duties)
    if first > hours.start or last < hours.end:
        values: Values = {"start": hours.start, "end": hours.end, "first": first, "last": last}
        yield Finding(Kind.HOURS_UNCOVERED, {"day": day, **values})
    for duty in duties:
        if duty.hours.start < hours.start - HOUR or duty.hours.end > hours.end + HOUR:
            values = {"first": duty.hours.start, "last": duty.hours.end}
            ours = {"start": hours.start, "end": hours.end}
            yield Finding(Kind.DUTY_OUTSIDE, {"day": day, "duty": duty.id, **values, **ours})


def _fleet(region: Region) -> Iterator[Finding]:
    for day in DayType:
        vehicles = [duty.vehicle for duty in region.roster if day in duty.days]
        if vehicles and not any(vehicle.capacity.wheelchairs for vehicle in vehicles):
            yield Finding(Kind.NO_WHEELCHAIR, {"day": day})
    largest = max((vehicle.capacity.seats for vehicle in region.vehicles), default=0)
    party = max(policy.max_party for policy in region.policies.values())
    if party > largest:
        yield Finding(Kind.PARTY_TOO_LARGE, {"party": party, "seats": largest})


def _timetable(region: Region, today: date) -> Iterator[Finding]:
    valid = region.timetable.valid
    if valid is None:
        yield Finding(Kind.NO_FEED)
    elif valid[1] < today:
        yield Finding(Kind.FEED_ENDED, {"last": valid[1].isoformat()})
    elif valid[1] < today + SOON:
        yield Finding(Kind.FEED_ENDS, {"last": valid[1].isoformat()})
    hub = region.stops[region.station]
    if not hub.station:
        yield Finding(Kind.NO_STATION, {"name": hub.name})
    elif valid and not region.timetable.calls.get(hub.id):
        yield Finding(Kind.NO_TRAIN_AT_HUB, {"name": hub.name})
    if valid and region.demo_timetable:
        yield Finding(Kind.DEMO_TIMETABLE)


def _desk(region: Region, today: date) -> Iterator[Finding]:
    digits = "".join(sign for sign in region.phone.number if sign.isdigit())
    if digits.startswith(FICTION_BLOCK):
        yield Finding(Kind.FICTION_PHONE, {"number": region.phone.number})
    if not region.phone.hours:
        yield Finding(Kind.NO_PHONE_HOURS)
    for year in (today.year, today.year + 1):
        if not region.calendar.knows_school_holidays(year):
            yield Finding(Kind.NO_SCHOOL_HOLIDAYS, {"land": region.calendar.land, "year": year})
    if not region.fares.tickets:
        yield Finding(Kind.NO_TICKET)


def _permit(region: Region, today: date) -> Iterator[Finding]:
    permit = region.permit(today)
    if permit is None:
        yield Finding(Kind.NO_PERMIT)
        return
    if permit.valid_until and permit.valid_until < today + SOON:
        yield Finding(Kind.PERMIT_ENDS, {"last": permit.valid_until.isoformat()})
    yield from _beyond(region, permit)


def _beyond(region: Region, permit: Permit) -> Iterator[Finding]:
    """What the service does without being permitted to."""
    for name in sorted(set(region.municipalities) - set(permit.municipalities)):
        yield Finding(Kind.PERMIT_AREA, {"name": name})
    strange = [stop for stop in region.stops.values() if stop.id not in permit.points]
    if strange:
        yield Finding(Kind.PERMIT_POINT, {"count": len(strange), "names": listed(strange)})
    for day in DayType:
        if not any(day in duty.days for duty in region.roster):
            continue
        hours, allowed = region.policies[day].hours, permit.hours.get(day)
        if allowed is None or hours.start < allowed.start or hours.end > allowed.end:
            yield Finding(Kind.PERMIT_HOURS, {"day": day, "start": hours.start, "end": hours.end})


def _sources(region: Region, today: date) -> Iterator[Finding]:
    for source in region.sources:
        files = ", ".join(source.files)
        if OPEN in (source.licence, source.attribution):
            yield Finding(Kind.SOURCE_OPEN, {"files": files})
        if date.fromisoformat(source.as_of) < today - OLD:
            yield Finding(Kind.SOURCE_OLD, {"files": files, "as_of": source.as_of})


def _colours(region: Region) -> Iterator[Finding]:
    look = region.look
    pairs = (
        ("action", look.action, WHITE),
        ("action_strong", look.action_strong, WHITE),
        ("link", look.link, PAPER),
        ("highlight", look.highlight, INK),
    )
    for key, colour, ground in pairs:
        found = contrast(colour, ground)
        if found < LEAST:
            tenths = int(found * 10)  # cut, not rounded: 4.46 must not read as 4.5
            values: Values = {"key": key, "colour": colour, "ground": ground, "tenths": tenths}
            yield Finding(Kind.CONTRAST, values)
