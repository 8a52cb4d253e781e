"""Asking for a ride, without an account: where, when, who. Every page is an address that can be passed on.

There are no cookies and no CSRF tokens here: a passenger has no session that a foreign page could abuse, and
the city app's web view would forget one. What was answered so far travels in the address.
"""

import secrets
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch import live
from dispatch.live import Office
from mobility.bookings import Wish
from mobility.clock import HOUR, ServiceDay
from mobility.needs import Needs
from mobility.places import find_places
from mobility.promises import TimeWindow
from mobility.region import Region
from web import forms, mistakes, times, words
from web.access import public
from web.forms import ClockWish, TrainWish, Way, When
from web.i18n import gettext as _
from web.mistakes import Mistake, Mistaken
from web.trains import ANYBODY, train_lists, wish_for

UNPROCESSABLE = 422
SUGGESTIONS = 7
EXAMPLES = 3
"""So many destinations are named in the form, as examples."""
MINUTES = range(0, 60, 5)
MORNING = 10 * HOUR
SOON = 3 * HOUR

bp = Blueprint("resident", __name__)


def office() -> Office:
    """The office this application speaks for."""
    found: Office = current_app.extensions["office"]
    return found


def _today() -> ServiceDay:
    return ServiceDay.of(office().clock())


@bp.get("/orte")
@public
def places() -> Response:
    """Places for the suggestions under a text field."""
    found = find_places(office().region, request.args.get("q", ""), limit=SUGGESTIONS)
    response = jsonify(places=[{"id": p.id, "name": p.name, "detail": p.detail} for p in found])
    response.cache_control.max_age = HOUR
    return response


@bp.get("/")
@public
def search() -> str:
    """From where to where, on which day."""
    form = request.args.to_dict()
    if "tauschen" in form:
        form["von"], form["nach"] = form.get("nach", ""), form.get("von", "")
        form["von_ort"], form["nach_ort"] = form.get("nach_ort", ""), form.get("von_ort", "")
    return _search_page(form)


def _search_page(form: Mapping[str, str], mistaken: Mistaken | None = None) -> str:
    today = _today().date
    horizon = office().region.policy(today).horizon_days
    return render_template(
        "resident/search.html",
        form={**form, **_names(form)},
        errors=mistakes.by_field(mistaken) if mistaken else {},
        candidates=mistaken.candidates if mistaken else {},
        goals=_goals(office().region),
        days=[(day, _day_choice(day, today)) for day in forms.days_ahead(today, horizon)],
    )


def _goals(region: Region) -> str:
    """Some names that one may type, of different kinds; empty if the region has no destinations."""
    of_kind: dict[str, str] = {}
    for place in region.destinations:
        of_kind.setdefault(place.kind, place.name)
    return ", ".join(list(of_kind.values())[:EXAMPLES])


def _day_choice(day: date, today: date) -> str:
    name = times.long_day_name(day, today)
    return name if office().region.shifts(day) else _("%(day)s (kein Rufbus)") % {"day": name}


def _names(form: Mapping[str, str]) -> dict[str, str]:
    """Names instead of ids in the two text fields, as a person would have typed them."""
    named: dict[str, str] = {}
    for field in ("von", "nach"):
        if found := forms.place_of(office().region, form.get(field, "").strip()):
            named |= {field: found.name, f"{field}_ort": found.id}
    return named


@bp.get("/fahrt/wann")
@public
def when() -> ResponseReturnValue:
    """Which train, or what time."""
    try:
        way = forms.read_way(office().region, request.args, _today().date)
    except Mistaken as mistaken:
        return _search_page(request.args, mistaken), UNPROCESSABLE
    return _when_page(way, request.args)


def _when_page(way: Way, form: Mapping[str, str], mistaken: Mistaken | None = None) -> str:
    region = office().region
    policy = region.rules(way.day, way.origin.stop, way.destination.stop)
    return render_template(
        "resident/when.html",
        way=way,
        day=ServiceDay(way.day),
        form=form,
        errors=mistakes.by_field(mistaken) if mistaken else {},
        lists=train_lists(region, office().travel, way, office().clock()),
        hours=range(policy.hours.start // HOUR, policy.hours.end // HOUR + 1),
        usual_hour=_usual_hour(way.day, policy.hours),
        minutes=MINUTES,
        served=bool(region.shifts(way.day)),
    )


def _usual_hour(day: date, hours: TimeWindow) -> int:
    """The hour that is chosen beforehand: in the morning, or as soon as it can be booked today."""
    soon = ServiceDay(day).seconds(office().clock()) + SOON
    return min(max(MORNING, soon), hours.end) // HOUR


@bp.get("/fahrt/wer")
@public
def who() -> ResponseReturnValue:
    """Who rides along, and who can be called."""
    try:
        way = forms.read_way(office().region, request.args, _today().date)
    except Mistaken as mistaken:
        return _search_page(request.args, mistaken), UNPROCESSABLE
    try:
        wanted = forms.read_when(request.args)
        wish = _wish(way, wanted, ANYBODY)
    except Mistaken as mistaken:
        return _when_page(way, request.args, mistaken), UNPROCESSABLE
    form = {**request.args, "anfrage": secrets.token_urlsafe(16)}
    return _who_page(way, wanted, wish, form)


def _wish(way: Way, wanted: When, needs: Needs) -> Wish:
    if isinstance(wanted, ClockWish):
        return Wish(wanted.anchor, wanted.time)
    wish = wish_for(office().region, way, wanted, needs)
    if wish is None:
        raise Mistaken({"wunsch": Mistake.TRAIN_UNKNOWN})
    return wish


def _who_page(
    way: Way, wanted: When, wish: Wish, form: Mapping[str, str], mistaken: Mistaken | None = None
) -> str:
    return render_template(
        "resident/who.html",
        way=way,
        way_fields={"von": way.origin.id, "nach": way.destination.id, "tag": way.day.isoformat()},
        when_fields=forms.when_fields(wanted),
        when_words=_when_words(way, wanted, wish),
        form=form,
        errors=mistakes.by_field(mistaken) if mistaken else {},
    )


def _when_words(way: Way, wanted: When, wish: Wish) -> str:
    day, today = ServiceDay(way.day), _today().date
    if isinstance(wanted, TrainWish):
        station = way.destination.stop if wanted.connection == "zum" else way.origin.stop
        train = office().region.timetable.train(way.day, station, wanted.train)
        if train is not None:
            return words.train(day, train, today, to_it=wanted.connection == "zum")
    return words.wish(day, wish, today)


@bp.post("/fahrten")
@public
def ask() -> ResponseReturnValue:
    """Take a ride request, ring the desk, show the ride's own page."""
    form = request.form
    try:
        way = forms.read_way(office().region, form, _today().date)
    except Mistaken as mistaken:
        return _search_page(form, mistaken), UNPROCESSABLE
    try:
        wanted = forms.read_when(form)
        wish = _wish(way, wanted, ANYBODY)
    except Mistaken as mistaken:
        return _when_page(way, form, mistaken), UNPROCESSABLE
    try:
        needs, contact = forms.read_party(form)
    except Mistaken as mistaken:
        return _who_page(way, wanted, wish, form, mistaken), UNPROCESSABLE
    wish = _wish(way, wanted, needs)
    ends = way.origin.stop, way.destination.stop
    answers = (*ends, f"{way.day} {wish} {needs}", contact.name, contact.phone)
    token = forms.ride_token(form.get("anfrage", ""), *answers)
    ride = live.submit(office(), ServiceDay(way.day), *ends, wish, needs, contact, token)
    current_app.extensions["rufbus.ring"](ride.request.reference)
    return redirect(url_for("rides.show", token=ride.token), code=303)
