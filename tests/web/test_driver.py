"""The driver's pages: the own shifts, who may be named when, and when to drive on."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from dispatch import live
from mobility.accounts import Role
from mobility.bookings import Anchor, Contact, Ride, Wish
from mobility.clock import HOUR, MINUTE
from mobility.needs import Needs
from tests.offices import LAST_WEEK, MONDAY, Wall, booked, first_offer, set_clock, stop
from tests.web.conftest import Site
from tests.web.staff import hire, sign_in
from web.driver import NAMED_S

ROUTE = f"/fahren/{MONDAY.date}/frueh"


@pytest.fixture
def wall() -> Wall:
    return Wall(LAST_WEEK)


@pytest.fixture
def dora(site: Site) -> FlaskClient:
    """A driver who drives every shift on Monday."""
    hire(site.office.db, "dora", Role.DRIVER)
    for shift in live.day_on(site.office, MONDAY.date).shifts:
        live.assign_driver(site.office, MONDAY.date, shift.id, "dora")
    return sign_in(site.app, "dora")


def book_for(site: Site, contact: Contact, needs: Needs = Needs()) -> Ride:
    """A ride from Reetz to the station by ten o'clock."""
    ends = stop(site.office, "Reetz"), stop(site.office, "Bahnhof")
    ride = live.submit(site.office, MONDAY, *ends, Wish(Anchor.ARRIVE, 10 * HOUR), needs, contact)
    ride = live.answer(site.office, ride.request.reference)
    return live.accept(site.office, ride.request.reference, first_offer(ride))


def times_of(site: Site, ride: Ride) -> tuple[int, int]:
    """When a ride begins and ends as it is planned now (s)."""
    run = live.day_on(site.office, MONDAY.date).plan.run_of(ride.request.reference)
    assert run
    pickup, dropoff = (v.time for v in run.visits if v.reference == ride.request.reference)
    return pickup, dropoff


def route_of(site: Site, ride: Ride) -> str:
    run = live.day_on(site.office, MONDAY.date).plan.run_of(ride.request.reference)
    assert run
    return f"/fahren/{MONDAY.date}/{run.shift}"


def text_of(page: str) -> str:
    """What a page says, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_driver_finds_today_first_and_the_next_days(site: Site, dora: FlaskClient) -> None:
    set_clock(site.office, 6 * HOUR)
    live.assign_driver(site.office, MONDAY.date + timedelta(days=1), "tag", "dora")
    live.assign_driver(site.office, MONDAY.date + timedelta(days=2), "tag", "somebody")
    live.assign_driver(site.office, MONDAY.date + timedelta(days=8), "tag", "dora")

    links = re.findall(r'href="(/fahren/[^"]+)"', dora.get("/fahren").text)

    monday = [f"/fahren/2026-09-14/{shift}" for shift in ("frueh", "spaet", "tag")]
    assert links == [*monday, "/fahren/2026-09-15/tag"]


def test_a_driver_without_a_shift_reads_how_one_gets_there(site: Site) -> None:
    hire(site.office.db, "emil", Role.DRIVER)

    assert "Die Leitstelle trägt Schichten ein" in sign_in(site.app, "emil").get("/fahren").text


def test_the_list_says_who_gets_on_and_off_with_what(site: Site, dora: FlaskClient) -> None:
    needs = Needs(passengers=3, wheelchairs=1, prams=1, walkers=2)
    ride = book_for(site, Contact("Ada Lovelace", "+493384100000"), needs)
    set_clock(site.office, times_of(site, ride)[0] - HOUR)

    said = text_of(dora.get(route_of(site, ride)).text)

    number = ride.request.reference
    for words in (
        "Als Nächstes",
        "Reetz",
        "Einstieg Ada L. 3 Personen 1 Rollstuhl 1 Kinderwagen 2 Rollatoren",
        f"Nummer {number[:2]} {number[2:4]} {number[4:]}",
        "dann 3 Personen an Bord",
        "Ausstieg Ada L. 3 Personen",
        "dann niemand an Bord",
    ):
        assert words in said, words
    assert "Lovelace" not in said
    assert "3384100000" not in said


@pytest.mark.parametrize(
    ("when", "named"),
    [
        ("two hours and a second before", False),
        ("two hours before", True),
        ("two hours after", True),
        ("two hours and a second after", False),
        ("the day before", False),
    ],
)
def test_a_name_is_seen_from_two_hours_before_to_two_hours_after(  # B48
    site: Site, dora: FlaskClient, when: str, named: bool
) -> None:
    ride = book_for(site, Contact("Ada Lovelace", "+493384100000"))
    begins, ends = times_of(site, ride)
    moments = {
        "two hours and a second before": begins - NAMED_S - 1,
        "two hours before": begins - NAMED_S,
        "two hours after": ends + NAMED_S,
        "two hours and a second after": ends + NAMED_S + 1,
        "the day before": begins - 24 * HOUR,
    }
    set_clock(site.office, moments[when])

    page = dora.get(route_of(site, ride)).text

    assert ("Ada L." in page) is named
    assert "1 Person" in page


def test_a_page_left_open_knows_until_when_it_may_name_somebody(site: Site, dora: FlaskClient) -> None:  # B48
    ride = book_for(site, Contact("Ada Lovelace", "+493384100000"))
    begins, ends = times_of(site, ride)
    set_clock(site.office, begins)

    until = set(re.findall(r'data-until="(\d+)"', dora.get(route_of(site, ride)).text))

    assert until == {str(int(MONDAY.instant(ends + NAMED_S).timestamp()))}


def test_what_was_driven_is_folded_away(site: Site, dora: FlaskClient) -> None:
    ride = book_for(site, Contact("Ada", "+493384100000"))
    begins, ends = times_of(site, ride)

    set_clock(site.office, begins + 5 * MINUTE)
    half = dora.get(route_of(site, ride)).text
    set_clock(site.office, ends + HOUR)
    done = dora.get(route_of(site, ride)).text

    assert "Schon gefahren: 1 Halt" in half
    assert "Schon gefahren: 2 Halte" in done
    assert "Alle Fahrten dieser Schicht sind gefahren." in done
    assert "Als Nächstes" not in done


def test_an_empty_shift_says_that_rides_will_appear(dora: FlaskClient) -> None:
    assert "noch keine Fahrt gebucht" in dora.get(ROUTE).text


def test_the_page_has_another_fingerprint_when_the_plan_has_changed(site: Site, dora: FlaskClient) -> None:
    ride = book_for(site, Contact("Ada", "+493384100000"))
    path = route_of(site, ride)

    before, again = dora.get(path).text, dora.get(path).text
    live.cancel(site.office, ride.request.reference)
    after = dora.get(path).text

    def fingerprint(text: str) -> str:
        found = re.search(r'data-fingerprint="(\w+)"', text)
        assert found
        return found[1]

    assert fingerprint(before) == fingerprint(again) != fingerprint(after)
    assert "Reetz" in before
    assert "Reetz" not in after


def test_the_list_says_when_to_set_off(site: Site, dora: FlaskClient) -> None:
    ride = booked(site.office, "Reetz")
    begins, _ = times_of(site, ride)
    set_clock(site.office, begins - HOUR)
    drive = site.office.travel.seconds(site.office.region.depot, ride.request.origin)

    said = text_of(dora.get(route_of(site, ride)).text)

    leaves = MONDAY.local(begins - drive)
    assert f"Abfahrt am Betriebshof um {leaves.hour}:{leaves.minute:02} Uhr" in said


def test_the_script_that_keeps_the_list_may_look_after_all_driver_pages(reader: FlaskClient) -> None:
    with reader.get("/fahren/sw.js") as response:
        assert response.headers["Service-Worker-Allowed"] == "/fahren"
        assert response.mimetype == "text/javascript"
        assert response.headers["Cache-Control"] == "no-cache"
