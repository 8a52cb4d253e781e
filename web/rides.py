"""A ride's own page: from the search for a place to the ticket, at an address only its passengers know."""

from collections.abc import Iterator
from datetime import date, timedelta
from threading import BoundedSemaphore

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch import live
from dispatch.notices import Notices
from mobility.bookings import Declined, Ride, RideState
from mobility.clock import ServiceDay
from mobility.errors import NotPossible, OfferGone
from web import cards, journeys, refusals, words
from web.access import secret_address
from web.diary import calendar_entry
from web.i18n import gettext as _
from web.problems import problem
from web.resident import office
from web.trains import train_of

LONG_WAIT = timedelta(seconds=20)
"""After this a passenger is told that it takes longer than usual."""
STREAM_S = 55.0
"""How long one stream of events stays open; the browser then opens the next (s)."""
STREAMS = 24
"""How many streams one process serves: each keeps a thread; pages without one look again by themselves."""

ON_PAPER = date.min
"""What is read on another day names the date instead of saying "today"."""

bp = Blueprint("rides", __name__)
_streams = BoundedSemaphore(STREAMS)


@bp.after_request
def _private(response: Response) -> Response:
    """A ride's address is its key: nobody may store, index or pass it on."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _notices() -> Notices:
    found: Notices = current_app.extensions["rufbus.notices"]
    return found


def _ride(token: str) -> Ride:
    return live.ride_by_token(office(), token)


def _to_page(token: str, vergeben: str | None = None, unterwegs: str | None = None) -> ResponseReturnValue:
    """Back to the ride's page, which says what happened: the offer is gone, the vehicle on its way."""
    address = url_for("rides.show", token=token, vergeben=vergeben, unterwegs=unterwegs)
    return redirect(address, code=303)


def _name(stop_id: str) -> str:
    stop = office().region.stops[stop_id]
    return words.stop_name(stop.name, station=stop.station)


def _wish(ride: Ride, today: date) -> str:
    train = train_of(office().region, ride, ride.request.wish.train)
    if train is None:
        return words.wish(ride.day, ride.request.wish, today)
    return words.train(ride.day, train, today, to_it=train.stop == ride.request.destination)


@bp.get("/fahrten/<token>")
@secret_address
def show(token: str) -> str:
    """The ride as it stands."""
    ride = _ride(token)
    region, today = office().region, ServiceDay.of(office().clock()).date
    booked = ride.booking.offer if ride.booking else None
    return render_template(
        f"resident/ride_{ride.state}.html",
        ride=ride,
        origin=_name(ride.request.origin),
        destination=_name(ride.request.destination),
        wish=_wish(ride, today),
        again=_search(ride),
        cards=[cards.card(region, ride, offer, today) for offer in cards.offers(ride)],
        ticket=cards.card(region, ride, booked, today) if booked else None,
        line=journeys.journey_of(ride, region.stops),
        reason=refusals.decline(ride.answer.reason, ride.day, today, region.stops)
        if isinstance(ride.answer, Declined)
        else "",
        gone="vergeben" in request.args,
        too_late="unterwegs" in request.args,
        long_wait=office().clock() - ride.request.asked_at > LONG_WAIT,
    )


@bp.get("/fahrten/<token>/ereignisse")
@secret_address
def events(token: str) -> ResponseReturnValue:
    """A stream that says whenever the ride has changed; what changed stands on its page."""
    _ride(token)
    if not _streams.acquire(blocking=False):
        return problem(503)

    heard = _notices().listen(token, seconds=STREAM_S)

    def lines() -> Iterator[str]:
        for changed in heard:
            yield "data: changed\n\n" if changed else ": still here\n\n"

    response = Response(lines(), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(_streams.release)
    return response


@bp.post("/fahrten/<token>/annehmen")
@secret_address
def accept(token: str) -> ResponseReturnValue:
    """Book one of the offers; if it is gone, the page shows what is free now (B22)."""
    ride = _ride(token)
    offer = cards.find_offer(ride, request.form.get("angebot", ""))
    if offer is None:
        return _to_page(token, vergeben="1")
    try:
        live.accept(office(), ride.request.reference, offer)
    except OfferGone:
        return _to_page(token, vergeben="1")
    except NotPossible:
        return _to_page(token)
    return _to_page(token)


@bp.post("/fahrten/<token>/linie")
@secret_address
def take_line(token: str) -> ResponseReturnValue:
    """Withdraw a wish that a scheduled line serves; the page then says how to ride with it (B11)."""
    ride = _ride(token)
    if ride.state is RideState.DECLINED and journeys.legs_of(ride):
        live.cancel(office(), ride.request.reference)
    return _to_page(token)


@bp.get("/fahrten/<token>/absagen")
@secret_address
def confirm_cancellation(token: str) -> str:
    """Ask once more: a cancelled place may be gone for good."""
    ride = _ride(token)
    region, today = office().region, ServiceDay.of(office().clock()).date
    booked = ride.booking.offer if ride.booking else None
    return render_template(
        "resident/cancel.html",
        ride=ride,
        ticket=cards.card(region, ride, booked, today) if booked else None,
    )


@bp.post("/fahrten/<token>/absagen")
@secret_address
def cancel(token: str) -> ResponseReturnValue:
    """Withdraw the ride, if the vehicle is not on its way yet (B35)."""
    try:
        live.cancel(office(), _ride(token).request.reference)
    except NotPossible:
        return _to_page(token, unterwegs="1")
    return _to_page(token)


@bp.get("/fahrten/<token>/rueckfahrt")
@secret_address
def return_ride(token: str) -> ResponseReturnValue:
    """The search for the way back on the same day."""
    return redirect(_search(_ride(token), back=True), code=303)


def _search(ride: Ride, *, back: bool = False) -> str:
    """Address of the search for the same way on the same day, or for the way back."""
    ends = ride.request.origin, ride.request.destination
    origin, destination = reversed(ends) if back else ends
    return url_for("resident.search", von=origin, nach=destination, tag=ride.day.date.isoformat())


@bp.get("/fahrten/<token>/rufbus.ics")
@secret_address
def diary(token: str) -> ResponseReturnValue:
    """The booked ride for a calendar."""
    ride = _ride(token)
    if ride.booking is None:
        return problem(404)
    region = office().region
    origin, destination = _name(ride.request.origin), _name(ride.request.destination)
    ticket = cards.card(region, ride, ride.booking.offer, ON_PAPER)
    entry = calendar_entry(
        ride,
        _("Rufbus nach %(place)s") % {"place": destination},
        "\n".join(
            [
                *ticket.promise,
                _("Buchungsnummer %(number)s") % {"number": words.reference(ride.request.reference)},
                _("Telefon %(phone)s") % {"phone": words.phone(region.phone.number)},
                url_for("rides.show", token=token, _external=True),
            ]
        ),
        origin,
    )
    response = Response(entry, mimetype="text/calendar")
    response.headers["Content-Disposition"] = "attachment; filename=rufbus.ics"
    return response
