"""The driver's pages: the own shifts, and for each the list of stops, people and times."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from flask import Blueprint, Response, abort, render_template, send_from_directory

from dispatch import live
from dispatch.report import Party, RouteCall, RouteList, route_list
from dispatch.travel import TravelTimes
from mobility.accounts import Role
from mobility.clock import HOUR, ServiceDay
from web import assets, dates
from web.access import public, staff
from web.auth import somebody
from web.resident import office

DAYS = 7
"""How many days of shifts a driver sees, today included."""
NAMED_S = 2 * HOUR
"""How long before and after a ride the driver sees the passenger's name (s, B48)."""

bp = Blueprint("driver", __name__)
bp.record_once(dates.teach)


@dataclass(frozen=True, slots=True)
class Passenger:
    """Those who get on or off together, as the driver may see them now.

    Parameters
    ----------
    party
        Who and what rides along.
    named
        Whether the name may be shown at this moment (B48).
    until
        Unix time at which a page that is still open must forget the name (s).
    """

    party: Party
    named: bool
    until: int


@dataclass(frozen=True, slots=True)
class Call:
    """A stop call as the driver's page shows it.

    Parameters
    ----------
    route
        The stop, its times, and how many are on board afterwards.
    gets_on, gets_off
        Who.
    """

    route: RouteCall
    gets_on: list[Passenger]
    gets_off: list[Passenger]


@bp.get("/fahren")
@staff(Role.DRIVER)
def shifts() -> str:
    """The own shifts of today and the next days."""
    today, me = ServiceDay.of(office().clock()).date, somebody().login
    days = [today + timedelta(days=n) for n in range(DAYS)]
    own = [(day, shift) for day in days for shift in live.day_on(office(), day).shifts if shift.driver == me]
    return render_template("driver/shifts.html", shifts=own, service_day=ServiceDay)


@bp.get("/fahren/<date:day>/<shift>")
@staff(Role.DRIVER, own="the shift, by its driver")
def route(day: date, shift: str) -> str:
    """The list of an own shift; its script asks for the whole page again, which is the copy it keeps."""
    found = live.day_on(office(), day)
    if not any(each.id == shift and each.driver == somebody().login for each in found.shifts):
        abort(404)
    listed = route_list(office().region, office().travel, found, live.rides_on(office(), day), shift)
    calls = driver_calls(listed, found.now)
    return render_template(
        "driver/route.html",
        listed=listed,
        past=[call for call in calls if call.route.departs <= found.now],
        ahead=[call for call in calls if call.route.departs > found.now],
        sets_off=_sets_off(listed, office().travel),
        fingerprint=sha256(repr(listed).encode()).hexdigest()[:16],
        stand=office().clock(),
    )


@bp.get("/fahren/sw.js")
@public
def service_worker() -> Response:
    """The script that keeps the list for roads without a net."""
    response = send_from_directory(assets.OWN, "driver-sw.js")
    response.headers["Service-Worker-Allowed"] = "/fahren"
    return response


def driver_calls(listed: RouteList, now: int) -> list[Call]:
    """The stop calls of a shift as its driver may see them at second ``now`` of the day."""
    boards = {party.reference: call.time for call in listed.calls for party in call.gets_on}
    alights = {party.reference: call.time for call in listed.calls for party in call.gets_off}

    def passenger(party: Party) -> Passenger:
        first, last = boards[party.reference] - NAMED_S, alights[party.reference] + NAMED_S
        until = int(listed.service_day.instant(last).timestamp())
        return Passenger(party, named=bool(party.name) and first <= now <= last, until=until)

    return [
        Call(call, [passenger(each) for each in call.gets_on], [passenger(each) for each in call.gets_off])
        for call in listed.calls
    ]


def _sets_off(listed: RouteList, travel: TravelTimes) -> int | None:
    """When to leave the depot (s); never without a ride."""
    if not listed.calls:
        return None
    first = listed.calls[0]
    return first.time - travel.seconds(listed.shift.depot, first.stop.id)
