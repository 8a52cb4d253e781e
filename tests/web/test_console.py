"""The operator's pages as plain forms: a call from the first word to the number, the lists, the day sheet."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from dispatch import live
from mobility.accounts import Role
from mobility.bookings import Anchor, Ride, RideState, Wish
from mobility.clock import HOUR, MINUTE
from mobility.needs import Needs
from mobility.store.tables import ContactRow
from tests.offices import ADA, LAST_WEEK, MONDAY, Wall, asked, booked, offered, set_clock
from tests.web.conftest import Site
from tests.web.staff import hire, sign_in, token
from web.calls import clock_fields

CALL = {
    "name": "Erna Kranich",
    "telefon": "033841 12345",
    "von": "Reppinichen",
    "nach": "Bahnhof Bad Belzig",
    "tag": "2026-09-14",
    "wunsch": "bis",
    "zeit": "1000",
    "personen": "2",
    "rollator": "1",
}
CROWD = Needs(passengers=8)


@pytest.fixture
def wall() -> Wall:
    return Wall(LAST_WEEK)


@pytest.fixture
def olga(site: Site) -> FlaskClient:
    """An operator at work."""
    hire(site.office.db, "olga", Role.OPERATOR)
    return sign_in(site.app, "olga")


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return client.post(path, data={**fields, "csrf_token": token(client, "/leitstelle")})


def ask(client: FlaskClient, **changed: str) -> TestResponse:
    return send(client, "/leitstelle", **{**CALL, **changed})


def reference_of(response: TestResponse) -> str:
    found = re.fullmatch(r"/leitstelle/fahrten/(\d{6})(\?neu=\w+)?", response.location)
    assert found, response.location
    return found[1]


def keys_of(page: str) -> list[str]:
    return re.findall(r'name="angebot" value="([^"]+)"', page)


def page_of(client: FlaskClient, ride: Ride) -> str:
    return client.get(f"/leitstelle/fahrten/{ride.request.reference}").text


def text_of(page: str) -> str:
    """What a page says, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_caller_is_answered_at_once_and_hears_the_number(site: Site, olga: FlaskClient) -> None:
    # Given a caller whose wish was typed into the form
    sent = ask(olga)
    reference = reference_of(sent)
    # Then the operator reads the offer out
    offers = olga.get(sent.location).text
    assert "Wir holen Sie am Mo., 14. Sept. zwischen" in text_of(offers)
    assert "Spätestens um" in text_of(offers)
    # When the caller takes the first one
    taken = send(olga, f"/leitstelle/fahrten/{reference}/annehmen", angebot=keys_of(offers)[0])
    # Then the ride is booked, and its number stands there in digits and as it is said
    ride = live.ride_by_reference(site.office, reference)
    assert ride.state is RideState.BOOKED
    assert ride.request.needs == Needs(passengers=2, walkers=1)
    assert ride.contact
    assert (ride.contact.name, ride.contact.phone) == ("Erna Kranich", "+493384112345")
    said = text_of(olga.get(taken.location).text)
    assert f"Ihre Buchungsnummer: {reference[:2]} {reference[2:4]} {reference[4:]}" in said
    assert "„" in said


def test_nothing_a_caller_says_is_part_of_an_address(olga: FlaskClient) -> None:
    sent = ask(olga)
    found = send(olga, "/leitstelle/suche", suche="Kranich")
    again = send(olga, f"/leitstelle/fahrten/{reference_of(sent)}/anders")

    for address in (sent.location, again.location):
        assert not re.search("Kranich|12345|Reppinichen", address)
    assert found.status_code == 200


def test_every_mistake_is_named_at_once_and_what_was_typed_stays(site: Site, olga: FlaskClient) -> None:
    response = ask(olga, telefon="12", von="Atlantis", zeit="", personen="0")

    assert response.status_code == 422
    for field in ("telefon", "von", "zeit", "personen"):
        assert f'href="#f-{field}"' in response.text, field
        assert f'id="e-{field}"' in response.text, field
    assert 'value="Erna Kranich"' in response.text
    assert live.rides_on(site.office, MONDAY.date) == []


def test_mistakes_stand_in_the_order_of_the_form(olga: FlaskClient) -> None:
    response = ask(olga, name="", nach="", zeit="bald", personen="viele")

    named = re.findall(r'href="#f-(\w+)"', response.text)
    assert named == ["name", "nach", "zeit", "personen"]


def test_an_ambiguous_place_can_be_chosen_from_a_list(olga: FlaskClient) -> None:
    response = ask(olga, von="Schule")
    choices = re.findall(
        r'<option value="([^"]+)"', response.text.partition('id="o-von"')[2].partition("</select>")[0]
    )

    assert response.status_code == 422
    assert len(choices) > 1
    chosen = ask(olga, von="Schule", von_ort=choices[1])
    assert chosen.status_code == 303


def test_trains_appear_when_an_end_is_a_station(olga: FlaskClient) -> None:
    part = olga.post(
        "/leitstelle/zuege",
        data={**CALL, "csrf_token": token(olga, "/leitstelle")},
        headers={"HX-Request": "true"},
    ).text
    trains = re.findall(r'value="(zum:[^"]+)">([^<]+)<', part)

    assert part.lstrip().startswith("<label")
    assert trains
    assert all(re.match(r"\d{1,2}:\d\d RE7 nach ", text) for _, text in trains)


def test_without_script_the_whole_form_comes_back_with_its_trains(olga: FlaskClient) -> None:
    page = send(olga, "/leitstelle/zuege", **CALL).text

    assert "<optgroup" in page
    assert 'value="Erna Kranich"' in page


def test_a_train_is_asked_for_with_the_time_that_this_party_needs(site: Site, olga: FlaskClient) -> None:
    page = send(olga, "/leitstelle/zuege", **CALL).text
    train = re.findall(r'value="(zum:[^"]+)"', page)[3]

    quick, slow = (
        live.ride_by_reference(site.office, reference_of(ask(olga, wunsch=train, rollstuhl=chairs)))
        for chairs in ("0", "1")
    )

    assert quick.request.wish.train == slow.request.wish.train == train.removeprefix("zum:")
    assert quick.request.wish.time - slow.request.wish.time == 5 * MINUTE  # B28


def test_a_train_that_does_not_run_is_a_mistake(olga: FlaskClient) -> None:
    response = ask(olga, wunsch="zum:nirgends")

    assert response.status_code == 422
    assert 'href="#f-wunsch"' in response.text


def test_a_refusal_gives_the_reason_to_read_out_and_what_is_free(site: Site, olga: FlaskClient) -> None:
    set_clock(site.office, 7 * HOUR)
    sent = ask(olga, wunsch="bis", zeit="7 30")  # the deadline was yesterday (B4)
    page = olga.get(sent.location).text

    assert "So geht es leider nicht" in page
    assert "Buchungsschluss" in page
    assert keys_of(page)


def test_asking_differently_withdraws_the_offer_and_keeps_the_form(site: Site, olga: FlaskClient) -> None:
    reference = reference_of(ask(olga))
    back = send(olga, f"/leitstelle/fahrten/{reference}/anders")
    form = olga.get(back.location).text

    assert live.ride_by_reference(site.office, reference).state is RideState.CANCELLED
    for value in ("Erna Kranich", "033841 12345", "Reppinichen", "10:00"):
        assert f'value="{value}"' in form, value
    assert re.search(r'<option value="bis" selected', form)


def test_asking_differently_leaves_a_refusal_in_the_books(site: Site, olga: FlaskClient) -> None:
    reference = reference_of(ask(olga, wunsch="ab", zeit="2300"))
    send(olga, f"/leitstelle/fahrten/{reference}/anders")

    assert live.ride_by_reference(site.office, reference).state is RideState.DECLINED


def test_what_was_asked_with_a_train_is_filled_in_again_with_it(olga: FlaskClient) -> None:
    train = re.findall(r'value="(zum:[^"]+)"', send(olga, "/leitstelle/zuege", **CALL).text)[3]
    back = send(olga, f"/leitstelle/fahrten/{reference_of(ask(olga, wunsch=train))}/anders")

    assert f'<option value="{train}" selected' in olga.get(back.location).text


def test_an_offer_somebody_else_took_is_replaced_by_what_is_free(
    site: Site, olga: FlaskClient
) -> None:  # B22
    rivals = [offered(site.office, "Reetz", needs=CROWD) for _ in range(4)]
    last = rivals[-1]
    key = keys_of(page_of(olga, last))[0]
    for ride in rivals[:-1]:  # three vans
        send(
            olga,
            f"/leitstelle/fahrten/{ride.request.reference}/annehmen",
            angebot=keys_of(page_of(olga, ride))[0],
        )

    answer = send(olga, f"/leitstelle/fahrten/{last.request.reference}/annehmen", angebot=key)
    page = olga.get(answer.location).text

    assert "Diese Fahrt ist gerade vergeben worden." in page
    assert live.ride_by_reference(site.office, last.request.reference).state is not RideState.BOOKED


@pytest.mark.parametrize("key", ["", "0-0-", "made up"])
def test_an_offer_that_was_never_made_is_not_booked(site: Site, olga: FlaskClient, key: str) -> None:
    ride = offered(site.office, "Reetz")

    send(olga, f"/leitstelle/fahrten/{ride.request.reference}/annehmen", angebot=key)

    assert live.ride_by_reference(site.office, ride.request.reference).state is RideState.OFFERED


def test_pressing_a_key_twice_books_once(site: Site, olga: FlaskClient) -> None:
    ride = offered(site.office, "Reetz")
    key = keys_of(page_of(olga, ride))[0]
    path = f"/leitstelle/fahrten/{ride.request.reference}/annehmen"

    first, second = (send(olga, path, angebot=key) for _ in range(2))

    assert "vergeben" not in olga.get(second.location).text
    assert olga.get(first.location).status_code == 200
    assert len(live.day_on(site.office, MONDAY.date).bookings) == 1


def test_an_offer_for_a_cancelled_ride_books_nothing(site: Site, olga: FlaskClient) -> None:
    ride = offered(site.office, "Reetz")
    key = keys_of(page_of(olga, ride))[0]
    live.cancel(site.office, ride.request.reference)

    send(olga, f"/leitstelle/fahrten/{ride.request.reference}/annehmen", angebot=key)

    assert "Storniert" in page_of(olga, ride)


def test_a_request_without_answer_says_so_and_looks_again(site: Site, olga: FlaskClient) -> None:
    page = page_of(olga, asked(site.office, "Reetz"))

    assert "rechnet noch" in page
    assert 'http-equiv="refresh"' in page


def test_cancelling_needs_a_reason_and_notes_who_did_it(site: Site, olga: FlaskClient) -> None:
    reference = booked(site.office, "Reetz").request.reference
    path = f"/leitstelle/fahrten/{reference}/absagen"

    assert send(olga, path).status_code == 400
    assert live.ride_by_reference(site.office, reference).state is RideState.BOOKED
    with capture_logs() as logs:
        send(olga, path, grund="vehicle")

    assert live.ride_by_reference(site.office, reference).state is RideState.CANCELLED
    noted = [line for line in logs if line["event"] == "ride cancelled"]
    assert [(line["reference"], line["reason"], line["by"]) for line in noted] == [
        (reference, "vehicle", "olga")
    ]


def test_a_vehicle_on_its_way_cannot_be_cancelled(site: Site, olga: FlaskClient) -> None:  # B35
    ride = booked(site.office, "Reetz")
    assert ride.booking
    set_clock(site.office, ride.booking.promise.pickup.end)

    answer = send(olga, f"/leitstelle/fahrten/{ride.request.reference}/absagen", grund="passenger")

    assert "Das Fahrzeug ist schon unterwegs." in olga.get(answer.location).text
    assert live.ride_by_reference(site.office, ride.request.reference).state is RideState.BOOKED


def test_the_list_shows_the_rides_of_its_day(site: Site, olga: FlaskClient) -> None:
    ride, other = booked(site.office, "Reetz"), offered(site.office, "Lüsse")

    monday = text_of(olga.get("/leitstelle/liste/2026-09-14").text)
    tuesday = text_of(olga.get("/leitstelle/liste/2026-09-15").text)

    assert "1 gebucht" in monday
    assert "1 ohne Buchung" in monday
    for shown in (ride, other):
        number = shown.request.reference
        assert f"{number[:2]} {number[2:4]} {number[4:]}" in monday
    assert "Für diesen Tag hat noch niemand gefragt." in tuesday


def test_the_list_beside_the_form_can_be_of_another_day(site: Site, olga: FlaskClient) -> None:
    booked(site.office, "Reetz")

    assert "1 gebucht" in olga.get("/leitstelle?liste=2026-09-14").text
    for nonsense in ("", "gestern", "2026-02-30"):
        assert "10. September" in olga.get(f"/leitstelle?liste={nonsense}").text


@pytest.mark.parametrize("wanted", ["Ada", "beispiel", "033841 000000", "{reference}"])
def test_a_ride_is_found_by_name_phone_or_number(site: Site, olga: FlaskClient, wanted: str) -> None:
    reference = booked(site.office, "Reetz").request.reference

    page = send(olga, "/leitstelle/suche", suche=wanted.format(reference=reference)).text

    assert f"/leitstelle/fahrten/{reference}" in page


def test_a_search_without_result_says_what_can_be_searched_for(site: Site, olga: FlaskClient) -> None:
    booked(site.office, "Reetz")

    page = send(olga, "/leitstelle/suche", suche="Niemand").text

    assert "keine Fahrt" in page
    assert "/leitstelle/fahrten/" not in page


def test_the_day_sheet_has_all_an_office_needs_without_a_net(site: Site, olga: FlaskClient) -> None:  # P8
    ride = booked(site.office, "Reetz", needs=Needs(passengers=2, wheelchairs=1))
    booked(site.office, "Lüsse", wish=Wish(Anchor.ARRIVE, 14 * HOUR))

    page = olga.get("/leitstelle/tag/2026-09-14").text
    said = text_of(page)

    for words in (
        ADA.name,
        "033841 000000",
        "Reetz",
        "2 Personen, 1 im Rollstuhl",
        "Bus 1",
        "Bus 2",
        "Bus 3",
    ):
        assert words in said, words
    assert said.count(ADA.name) == 4  # each gets on and off
    assert f"/leitstelle/fahrten/{ride.request.reference}" in page


def test_a_day_without_service_says_so(olga: FlaskClient) -> None:
    assert "kein Fahrzeug im Dienst" in olga.get("/leitstelle/tag/2026-12-24").text  # B9


@pytest.mark.parametrize("day", ["2026-02-30", "morgen", "2026-9-14", "14.09.2026"])
def test_a_day_that_does_not_exist_has_no_page(olga: FlaskClient, day: str) -> None:
    assert olga.get(f"/leitstelle/tag/{day}").status_code == 404


def test_a_name_is_never_markup(olga: FlaskClient) -> None:
    sent = ask(olga, name="<img src=x onerror=alert(1)>")

    page = olga.get(sent.location).text
    assert "&lt;img" in page
    assert "<img src=x" not in page


def test_a_contact_that_was_deleted_leaves_the_pages_readable(site: Site, olga: FlaskClient) -> None:
    ride = booked(site.office, "Reetz")
    forget = replace(ride, contact=None)
    with site.office.db.writing() as session:
        session.execute(delete(ContactRow))

    assert live.ride_by_reference(site.office, ride.request.reference) == forget
    assert ADA.name not in olga.get("/leitstelle/tag/2026-09-14").text
    assert olga.get(f"/leitstelle/fahrten/{ride.request.reference}").status_code == 200
    assert olga.get(f"/leitstelle?aus={ride.request.reference}").status_code == 200


@given(
    st.integers(0, 27),
    st.integers(0, 59),
    st.sampled_from(["{h}:{m:02}", "{h}.{m:02}", "{h}{m:02}", "{h} Uhr {m:02}"]),
)
def test_any_time_of_the_day_is_read_in_every_way_it_is_typed(hour: int, minute: int, way: str) -> None:
    read = clock_fields(way.format(h=hour, m=minute))

    assert (int(read["stunde"]), int(read["minute"])) == (hour, minute)


@given(st.text())
def test_whatever_is_typed_as_a_time_is_a_time_or_nothing(text: str) -> None:
    read = clock_fields(text)

    assert not read or (0 <= int(read["stunde"]) <= 27 and 0 <= int(read["minute"]) < 60)
