"""The operator's pages: a call from the first word to the booking number, and the day beside it.

The caller is waiting, so the desk is asked at once instead of ringing a worker. Nothing a caller says about
themselves is ever part of an address.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import structlog
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch import live
from dispatch.report import route_list
from mobility.bookings import Declined, RideState
from mobility.clock import ServiceDay
from mobility.errors import NotPossible, OfferGone
from web import board, calls, cards, dates, forms, journeys, mistakes, refusals, speech, times
from web.access import OFFICE, staff
from web.auth import somebody
from web.calls import CancelReason
from web.mistakes import Mistaken
from web.resident import UNPROCESSABLE, office

GONE, UNDER_WAY = "vergeben", "unterwegs"
"""What the page of a ride tells first, if the last step did not succeed."""

CANCEL_REASONS = {
    CancelReason.PASSENGER: "Fahrgast sagt ab",
    CancelReason.DOUBLE: "doppelt gebucht",
    CancelReason.VEHICLE: "Fahrzeug fällt aus",
    CancelReason.ROAD: "Straße gesperrt",
    CancelReason.OTHER: "anderer Grund",
}

log = structlog.get_logger()
bp = Blueprint("console", __name__)
bp.record_once(dates.teach)


@bp.context_processor
def _pieces() -> dict[str, object]:
    return {"board_time": board.board_time, "dialled": board.dialled}


def _today() -> date:
    return ServiceDay.of(office().clock()).date


@bp.get("/leitstelle")
@staff(*OFFICE)
def screen() -> str:
    """The form for the next caller; after ``aus`` it is filled in from an earlier ride."""
    earlier = request.args.get("aus")
    form = calls.filled(office(), live.ride_by_reference(office(), earlier)) if earlier else {}
    return _screen(form)


def _screen(form: Mapping[str, str], mistaken: Mistaken | None = None) -> str:
    today = _today()
    horizon = office().region.policy(today).horizon_days
    return render_template(
        "console/screen.html",
        form=form,
        errors=mistakes.by_field(mistaken) if mistaken else {},
        candidates=mistaken.candidates if mistaken else {},
        days=[(day, times.day_name(day, today)) for day in forms.days_ahead(today, horizon)],
        trains=calls.trains_for(office(), form),
        **_board(_listed_day()),
    )


@bp.post("/leitstelle")
@staff(*OFFICE)
def ask() -> ResponseReturnValue:
    """Ask the desk for a caller, and show at once what it says."""
    try:
        call = calls.read_call(office(), request.form)
    except Mistaken as mistaken:
        return _screen(request.form, mistaken), UNPROCESSABLE
    way = call.way
    ends = way.origin.stop, way.destination.stop
    ride = live.submit(office(), ServiceDay(way.day), *ends, call.wish, call.needs, call.contact)
    live.answer(office(), ride.request.reference)
    return _to_ride(ride.request.reference)


@bp.post("/leitstelle/zuege")
@staff(*OFFICE)
def trains() -> str:
    """The form again, with the trains of its two ends and its day to choose from."""
    if request.headers.get("HX-Request"):
        found = calls.trains_for(office(), request.form)
        return render_template("console/wish.html", form=request.form, errors={}, trains=found)
    return _screen(request.form)


@bp.get("/leitstelle/fahrten/<reference>")
@staff(*OFFICE)
def show(reference: str) -> str:
    """A ride as it stands: offers to read out, the reason why there is none, or the booking."""
    ride = live.ride_by_reference(office(), reference)
    region, today = office().region, _today()
    booked = ride.booking.offer if ride.booking else None
    return render_template(
        "console/ride.html",
        ride=ride,
        offers=[cards.card(region, ride, offer, today) for offer in cards.offers(ride)],
        line=journeys.journey_of(ride, region.stops),
        decline=refusals.decline(ride.answer.reason, ride.day, today, region.stops)
        if isinstance(ride.answer, Declined)
        else "",
        ticket=cards.card(region, ride, booked, today) if booked else None,
        reasons=CANCEL_REASONS.items(),
        spoken=speech.spoken_reference(reference),
        gone=request.args.get("neu") == GONE,
        under_way=request.args.get("neu") == UNDER_WAY,
        **_board(ride.day.date),
    )


@bp.post("/leitstelle/fahrten/<reference>/annehmen")
@staff(*OFFICE)
def accept(reference: str) -> ResponseReturnValue:
    """Book the offer the caller takes; if it is gone, the page shows what is free now (B22)."""
    offer = cards.find_offer(live.ride_by_reference(office(), reference), request.form.get("angebot", ""))
    if offer is None:
        return _to_ride(reference, GONE)
    try:
        live.accept(office(), reference, offer)
    except OfferGone:
        return _to_ride(reference, GONE)
    except NotPossible:
        return _to_ride(reference)
    return _to_ride(reference)


@bp.post("/leitstelle/fahrten/<reference>/linie")
@staff(*OFFICE)
def take_line(reference: str) -> ResponseReturnValue:
    """The caller takes the scheduled line that serves the wish; the request is withdrawn (B11)."""
    ride = live.ride_by_reference(office(), reference)
    if ride.state is RideState.DECLINED and journeys.legs_of(ride):
        live.cancel(office(), reference)
    return _to_ride(reference)


@bp.post("/leitstelle/fahrten/<reference>/anders")
@staff(*OFFICE)
def ask_again(reference: str) -> ResponseReturnValue:
    """Back to the filled form; an offer nobody took is withdrawn, a refusal stays in the books."""
    if live.ride_by_reference(office(), reference).state is RideState.OFFERED:
        live.cancel(office(), reference)
    return redirect(url_for("console.screen", aus=reference), 303)


@bp.post("/leitstelle/fahrten/<reference>/absagen")
@staff(*OFFICE)
def cancel(reference: str) -> ResponseReturnValue:
    """Cancel a ride, if the vehicle is not on its way yet (B35); the reason goes into the log."""
    try:
        reason = CancelReason(request.form.get("grund", ""))
    except ValueError:
        abort(400)
    try:
        live.cancel(office(), reference)
    except NotPossible:
        return _to_ride(reference, UNDER_WAY)
    log.info("ride cancelled", reference=reference, reason=reason.value, by=somebody().login)
    return _to_ride(reference)


def _to_ride(reference: str, news: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("console.show", reference=reference, neu=news), 303)


@bp.get("/leitstelle/liste/<date:day>")
@staff(*OFFICE)
def rides(day: date) -> str:
    """The rides of a day, as the part of the page that keeps itself up to date."""
    return render_template("console/board.html", **_board(day))


@bp.post("/leitstelle/suche")
@staff(*OFFICE)
def search() -> str:
    """The rides of today and later that a number, a phone number or a name may mean."""
    wanted = request.form.get("suche", "")
    days = live.open_dates(office())
    found = board.matching([ride for day in days for ride in live.rides_on(office(), day)], wanted)
    return render_template("console/search.html", wanted=wanted, rides=board.in_order(found))


@bp.get("/leitstelle/tag")
@staff(*OFFICE)
def today() -> ResponseReturnValue:
    """The runs of today."""
    return redirect(url_for("console.day_sheet", day=_today()), 303)


@bp.get("/leitstelle/tag/<date:day>")
@staff(*OFFICE)
def day_sheet(day: date) -> str:
    """All runs of a day with everybody's phone number, to print for the hour without a net."""
    found, all_rides = live.day_on(office(), day), live.rides_on(office(), day)
    return render_template(
        "console/day.html",
        day=found,
        lists=[
            route_list(office().region, office().travel, found, all_rides, shift.id)
            for shift in sorted(found.shifts, key=lambda shift: shift.hours.start)
        ],
        rides={ride.request.reference: ride for ride in all_rides},
        stand=office().clock(),
        **_days_around(day),
    )


def _board(day: date) -> dict[str, object]:
    """What the list beside the call shows."""
    return {
        "board_day": day,
        "rides": board.in_order(live.rides_on(office(), day)),
        "stand": office().clock(),
        "now": ServiceDay(day).seconds(office().clock()),
        **_days_around(day),
    }


def _days_around(day: date) -> dict[str, date]:
    return {"day_before": day - timedelta(days=1), "day_after": day + timedelta(days=1)}


def _listed_day() -> date:
    """The day whose rides are asked for by ``liste``, today without."""
    try:
        return date.fromisoformat(request.args.get("liste", ""))
    except ValueError:
        return _today()
