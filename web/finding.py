"""Finding a ride again with its number and the phone, for people who lost the link."""

from hmac import compare_digest

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from dispatch import live
from mobility.errors import UnknownRide
from web import limits, mistakes, numbers
from web.access import public
from web.mistakes import Mistake, Mistaken
from web.resident import UNPROCESSABLE, office

TRIES = "10 per hour"
"""Per client and per booking number: a million numbers and an unknown phone cannot be tried out."""

bp = Blueprint("finding", __name__)


@bp.get("/buchung")
@public
def find() -> str:
    """Ask for the booking number and the phone number."""
    return render_template("resident/find.html", form={}, errors={}, unknown=False)


@public
def found() -> ResponseReturnValue:
    """The ride's page; the same answer whether the number is unknown or the phone is another."""
    form = request.form
    reference, phone = (
        numbers.read_reference(form.get("nummer", "")),
        numbers.read_phone(form.get("telefon", "")),
    )
    wrong: dict[str, Mistake] = {}
    if reference is None:
        wrong["nummer"] = Mistake.REFERENCE_WRONG
    if isinstance(phone, Mistake):
        wrong["telefon"] = phone
    if reference is None or isinstance(phone, Mistake):
        errors = mistakes.by_field(Mistaken(wrong))
        return render_template("resident/find.html", form=form, errors=errors, unknown=False), UNPROCESSABLE
    token = _token(reference, phone)
    if token is None:
        return render_template("resident/find.html", form=form, errors={}, unknown=True), UNPROCESSABLE
    return redirect(url_for("rides.show", token=token), code=303)


def _token(reference: str, phone: str) -> str | None:
    try:
        ride = live.ride_by_reference(office(), reference)
    except UnknownRide:
        return None
    known = ride.contact.phone if ride.contact else ""
    return ride.token if compare_digest(known.encode(), phone.encode()) else None


def install(app: Flask, limiter: Limiter) -> None:
    """Register the pages; finding is limited per client and per number."""
    by_number = limiter.limit(TRIES, key_func=lambda: limits.hashed(request.form.get("nummer", "")))
    by_client = limiter.limit(TRIES, key_func=limits.client_address)
    app.register_blueprint(bp)
    app.add_url_rule("/buchung", "finding.found", by_number(by_client(found)), methods=["POST"])
