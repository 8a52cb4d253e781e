"""Finding a ride again with its number and the phone."""

from flask.testing import FlaskClient

from mobility.bookings import Contact
from tests.web.conftest import Site
from tests.web.pages import text
from tests.web.test_rides import asked

ERNA = Contact("Erna Beispiel", "+493384112345")


def test_number_and_phone_lead_to_the_ride(site: Site, passenger: FlaskClient) -> None:
    ride = asked(site, contact=ERNA)
    number = ride.request.reference
    typed = {"nummer": f"{number[:2]} {number[2:4]} {number[4:]}", "telefon": "033841/12345"}
    answer = passenger.post("/buchung", data=typed)
    assert (answer.status_code, answer.location) == (303, f"/fahrten/{ride.token}")


def test_an_unknown_number_and_a_wrong_phone_get_the_same_answer(site: Site, passenger: FlaskClient) -> None:
    ride = asked(site, contact=ERNA)
    number = ride.request.reference
    other = "100000" if number != "100000" else "100001"
    wrong_phone = passenger.post("/buchung", data={"nummer": number, "telefon": "033841 54321"})
    unknown = passenger.post("/buchung", data={"nummer": other, "telefon": "033841 54321"})
    assert wrong_phone.status_code == unknown.status_code == 422
    assert wrong_phone.text.replace(number, "") == unknown.text.replace(other, "")
    assert "haben wir keine Fahrt gefunden" in text(unknown)


def test_numbers_that_are_none_are_explained(site: Site, passenger: FlaskClient) -> None:
    answer = passenger.post("/buchung", data={"nummer": "12", "telefon": ""})
    assert "Die Buchungsnummer hat sechs Ziffern" in text(answer)
    assert "Bitte geben Sie eine Telefonnummer an" in text(answer)
    assert not site.asked


def test_numbers_cannot_be_tried_out(site: Site, passenger: FlaskClient) -> None:
    number = asked(site, contact=ERNA).request.reference
    tries = [
        passenger.post("/buchung", data={"nummer": number, "telefon": f"033841 5432{last}"}).status_code
        for last in range(10)
    ]
    assert tries == [422] * 10
    right = passenger.post("/buchung", data={"nummer": number, "telefon": "033841 12345"})
    assert right.status_code == 429
    assert "zu viele Versuche" in text(right)


def test_a_number_cannot_be_tried_out_from_many_addresses(site: Site, passenger: FlaskClient) -> None:
    number = asked(site, contact=ERNA).request.reference
    statuses = [
        passenger.post(
            "/buchung",
            data={"nummer": number, "telefon": "033841 54321"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{last}"},
        ).status_code
        for last in range(11)
    ]
    assert statuses == [422] * 10 + [429]
