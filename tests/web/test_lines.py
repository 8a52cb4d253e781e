"""Where a line runs the pages name it and let people take it (B11), without script and for callers."""

import pytest
from flask.testing import FlaskClient

from dispatch import live
from dispatch.office import Office
from mobility.accounts import Role
from mobility.bookings import Anchor, Declined, Ride, RideState, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.declines import ServedByLine
from mobility.needs import Needs
from tests.offices import ADA, stop
from tests.web.buses import named, with_buses
from tests.web.conftest import TUESDAY_AT_EIGHT, Site
from tests.web.pages import text
from tests.web.staff import hire, sign_in, token
from web.cards import offer_key

TUESDAY = ServiceDay.of(TUESDAY_AT_EIGHT)
BY_NOON = Wish(Anchor.ARRIVE, 12 * HOUR)
AT_NINE = Wish(Anchor.DEPART, 9 * HOUR + 15 * MINUTE)
DEMO = "Der Fahrplan ist ein Beispiel"


@pytest.fixture
def office(office: Office) -> Office:
    return with_buses(office)


def answered(site: Site, origin: str = "Reppinichen", wish: Wish = BY_NOON, needs: Needs = Needs()) -> Ride:
    ends = stop(site.office, origin), stop(site.office, "Bahnhof")
    ride = live.submit(site.office, TUESDAY, *ends, wish, needs, ADA)
    return live.answer(site.office, ride.request.reference)


def state(site: Site, ride: Ride) -> RideState:
    return live.ride_by_token(site.office, ride.token).state


def take(client: FlaskClient, ride: Ride) -> str:
    answer = client.post(f"/fahrten/{ride.token}/linie", follow_redirects=True)
    assert answer.status_code == 200
    return text(answer)


def test_the_page_names_line_stops_and_times_and_says_that_nothing_is_to_book(
    site: Site, passenger: FlaskClient
) -> None:
    page = text(passenger.get(f"/fahrten/{answered(site).token}"))
    assert "Zu dieser Zeit fährt eine Linie" in page
    assert "11:20 Uhr: an der Haltestelle Reppinichen in die Linie 588 Richtung Bad Belzig, Bahnhof" in page
    assert "11:52 Uhr: am Bahnhof Bad Belzig aussteigen" in page
    assert "Sie brauchen nichts zu buchen." in page
    assert DEMO in page


def test_both_lines_are_named_where_one_has_to_change(site: Site, passenger: FlaskClient) -> None:
    page = text(passenger.get(f"/fahrten/{answered(site, 'Reetz', AT_NINE).token}"))
    assert "Mit den Linien 572 und 580" in page
    for step in ("9:02 Uhr: an", "9:14 Uhr: an", "9:20 Uhr: an", "9:36 Uhr: am Bahnhof"):
        assert step in page


def test_the_way_on_foot_is_told_where_the_line_stops_elsewhere(site: Site, passenger: FlaskClient) -> None:
    # 115 m by rule of thumb
    near, wish = named(site.office, "Preußnitz, Neubau"), Wish(Anchor.DEPART, 14 * HOUR)
    ride = live.submit(site.office, TUESDAY, near, site.office.region.station, wish, Needs(), ADA)
    live.answer(site.office, ride.request.reference)
    page = text(passenger.get(f"/fahrten/{ride.token}"))
    assert "Zu Fuß zur Haltestelle Preußnitz, B 102, etwa 150 Meter 14:00 Uhr: an" in page


def test_english_visitors_read_it_in_english(site: Site, passenger: FlaskClient) -> None:
    page = text(passenger.get(f"/fahrten/{answered(site).token}?lang=en"))
    assert "11:20 : get on line 588 towards Bad Belzig, Bahnhof at the stop Reppinichen" in page
    assert "You need not book anything." in page


def test_who_takes_the_line_has_a_page_to_print_and_no_request_any_more(
    site: Site, passenger: FlaskClient
) -> None:
    ride = answered(site)
    page = take(passenger, ride)
    assert state(site, ride) is RideState.CANCELLED
    assert "Gute Fahrt mit der Linie 588" in page
    assert "11:20 Uhr: an der Haltestelle Reppinichen" in page
    assert "Sie brauchen nichts zu buchen." in page
    assert "abgesagt" not in page
    assert take(passenger, ride) == page  # twice is as good as once


def test_the_rufbus_is_offered_where_no_line_runs(site: Site, passenger: FlaskClient) -> None:
    ride = answered(site)
    assert isinstance(ride.answer, Declined)
    assert "Zu diesen Zeiten fährt der Rufbus" in text(passenger.get(f"/fahrten/{ride.token}"))
    assert ride.answer.alternatives
    for offer in ride.answer.alternatives:
        assert abs(offer.promise.pickup.start - (11 * HOUR + 20 * MINUTE)) > 30 * MINUTE


def test_a_booked_alternative_is_not_withdrawn_by_a_button_pressed_before(
    site: Site, passenger: FlaskClient
) -> None:
    ride = answered(site)
    assert isinstance(ride.answer, Declined)
    key = offer_key(ride.answer.alternatives[0])
    passenger.post(f"/fahrten/{ride.token}/annehmen", data={"angebot": key})
    assert "Ihre Fahrt ist gebucht" in take(passenger, ride)
    assert state(site, ride) is RideState.BOOKED


def test_an_alternative_that_is_gone_is_said_beside_the_line(site: Site, passenger: FlaskClient) -> None:
    ride = answered(site)
    page = text(passenger.get(f"/fahrten/{ride.token}?vergeben=1"))
    assert "Diese Fahrt ist schon vergeben." in page
    assert "Mit der Linie 588" in page


def test_where_there_is_no_line_none_can_be_taken(site: Site, passenger: FlaskClient) -> None:
    ride = answered(site, wish=Wish(Anchor.ARRIVE, 15 * HOUR))
    assert not isinstance(ride.answer, Declined)
    assert "Linie" not in take(passenger, ride)
    assert state(site, ride) is RideState.OFFERED


def test_who_uses_a_wheelchair_gets_the_rufbus(site: Site) -> None:
    # B13: the buses of the tests say nothing of room
    assert not isinstance(answered(site, needs=Needs(wheelchairs=1)).answer, Declined)


@pytest.fixture
def olga(site: Site) -> FlaskClient:
    """An operator at work."""
    hire(site.office.db, "olga", Role.OPERATOR)
    return sign_in(site.app, "olga")


def test_the_operator_reads_the_line_aloud_and_closes_the_call(site: Site, olga: FlaskClient) -> None:
    ride = answered(site)
    assert isinstance(ride.answer, Declined)
    assert isinstance(ride.answer.reason, ServedByLine)
    path = f"/leitstelle/fahrten/{ride.request.reference}"
    page = text(olga.get(path))
    assert "Die Linie 588 fährt um 11:20 Uhr an der Haltestelle Reppinichen ab" in page
    assert "Fahrgast nimmt die Linie 588" in page
    answer = olga.post(f"{path}/linie", data={"csrf_token": token(olga, path)}, follow_redirects=True)
    assert "Fährt mit der Linie 588" in text(answer)
    assert "Sie brauchen nichts zu buchen." in text(answer)
    assert state(site, ride) is RideState.CANCELLED
