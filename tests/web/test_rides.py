"""A ride's own page in every state, as a browser without script and cookies sees it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from dispatch import live
from mobility.bookings import Anchor, Contact, Ride, RideState, Wish
from mobility.clock import HOUR, ServiceDay
from mobility.needs import Needs
from tests.offices import ADA, Wall, first_offer, stop
from tests.web.conftest import TUESDAY_AT_EIGHT, Site
from tests.web.pages import text
from web.cards import offer_key
from web.rides import STREAMS

TUESDAY = ServiceDay.of(TUESDAY_AT_EIGHT)
BY_NOON = Wish(Anchor.ARRIVE, 12 * HOUR)


def asked(site: Site, wish: Wish = BY_NOON, needs: Needs = Needs(), contact: Contact = ADA) -> Ride:
    ends = stop(site.office, "Reppinichen"), stop(site.office, "Bahnhof")
    return live.submit(site.office, TUESDAY, *ends, wish, needs, contact)


def offered(site: Site, wish: Wish = BY_NOON, needs: Needs = Needs()) -> Ride:
    return live.answer(site.office, asked(site, wish, needs).request.reference)


def booked(site: Site) -> Ride:
    ride = offered(site)
    return live.accept(site.office, ride.request.reference, first_offer(ride))


def page_of(ride: Ride) -> str:
    return f"/fahrten/{ride.token}"


def state(site: Site, ride: Ride) -> RideState:
    return live.ride_by_token(site.office, ride.token).state


# waiting


def test_a_waiting_page_looks_again_by_itself(site: Site, passenger: FlaskClient) -> None:
    answer = passenger.get(page_of(asked(site)))
    assert "Wir suchen Ihre Fahrt" in text(answer)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in answer.text
    assert "länger als sonst" not in answer.text


def test_a_long_wait_is_explained(site: Site, passenger: FlaskClient, wall: Wall) -> None:
    ride = asked(site)
    wall.passes(timedelta(seconds=21))
    page = text(passenger.get(page_of(ride)))
    assert "Heute dauert es länger als sonst." in page
    assert "030 23125 000" in page


def test_a_change_is_told_to_the_waiting_page(site: Site, passenger: FlaskClient) -> None:
    ride = asked(site)
    with passenger.get(f"{page_of(ride)}/ereignisse") as answer:
        heard = iter(answer.response)
        assert next(heard) == b"data: changed\n\n"  # a change just before listening is not missed
        live.answer(site.office, ride.request.reference)
        assert next(heard) == b"data: changed\n\n"
    assert answer.mimetype == "text/event-stream"


def test_streams_never_use_up_all_threads(site: Site, passenger: FlaskClient) -> None:
    path = f"{page_of(asked(site))}/ereignisse"
    open_streams = [passenger.get(path) for _ in range(STREAMS)]
    assert passenger.get(path).status_code == 503
    for stream in open_streams:
        stream.close()
    with passenger.get(path) as answer:
        assert answer.status_code == 200


# offered


def test_an_offer_says_everything_before_it_is_accepted(site: Site, passenger: FlaskClient) -> None:  # B15
    page = text(passenger.get(page_of(offered(site))))
    assert re.search(
        r"Wir holen Sie heute zwischen \d+:\d\d und \d+:\d\d Uhr an der Haltestelle Reppinichen ab\."
        r" Spätestens um 1[12]:\d\d Uhr sind Sie am Bahnhof Bad Belzig\.",
        page,
    )
    assert re.search(r"Höchstens \d+ Minuten unterwegs, direkt wären es \d+ Minuten\.", page)
    assert "Mitfahren können Sie mit VBB-Fahrschein oder Deutschlandticket. Kein Zuschlag." in page
    assert "Diese Fahrt verbindlich buchen" in page


def test_an_offer_to_a_train_names_the_train(site: Site, passenger: FlaskClient) -> None:
    trains = site.office.region.timetable.trains(TUESDAY.date, site.office.region.station)
    train = next(t for t in trains if t.departs and t.departs > 12 * HOUR)
    assert train.departs
    wish = Wish(Anchor.ARRIVE, train.departs - 300, train.id)
    page = text(passenger.get(page_of(offered(site, wish))))
    assert "Ihr Zug fährt um 12:" in page
    assert f"{train.line} nach {train.destination}, mindestens" in page


def test_accepting_books_and_shows_the_code(site: Site, passenger: FlaskClient) -> None:
    ride = offered(site)
    form = {"angebot": offer_key(first_offer(ride))}
    answer = passenger.post(f"{page_of(ride)}/annehmen", data=form, follow_redirects=True)
    number = ride.request.reference
    assert f"Ihre Buchungsnummer {number[:2]} {number[2:4]} {number[4:]}" in text(answer)
    assert "heute, Dienstag, 24. November" in text(answer)  # the paper is read on another day
    assert state(site, ride) is RideState.BOOKED


def test_accepting_twice_is_no_harm(site: Site, passenger: FlaskClient) -> None:
    ride = offered(site)
    for _ in range(2):
        form = {"angebot": offer_key(first_offer(ride))}
        answer = passenger.post(f"{page_of(ride)}/annehmen", data=form, follow_redirects=True)
        assert "Ihre Fahrt ist gebucht" in text(answer)


def test_an_offer_that_somebody_else_took_is_replaced(site: Site, passenger: FlaskClient) -> None:  # B22, B23
    full = Needs(passengers=8)
    rides = [offered(site, needs=full) for _ in range(3)]
    late = rides.pop()
    for ride in rides:
        live.accept(site.office, ride.request.reference, first_offer(ride))
    form = {"angebot": offer_key(first_offer(late))}
    page = text(passenger.post(f"{page_of(late)}/annehmen", data=form, follow_redirects=True))
    assert "Diese Fahrt ist schon vergeben" in page
    assert state(site, late) in {RideState.OFFERED, RideState.DECLINED}


def test_an_offer_that_was_never_made_is_not_booked(site: Site, passenger: FlaskClient) -> None:
    ride = offered(site)
    answer = passenger.post(f"{page_of(ride)}/annehmen", data={"angebot": "1-2-"}, follow_redirects=True)
    assert "Diese Fahrt ist schon vergeben." in text(answer)
    assert state(site, ride) is RideState.OFFERED


# declined


def test_a_decline_says_why_and_what_is_free_instead(site: Site, passenger: FlaskClient) -> None:  # B11
    ride = offered(site, Wish(Anchor.ARRIVE, 7 * HOUR))
    assert ride.state is RideState.DECLINED
    page = text(passenger.get(page_of(ride)))
    assert "Der Buchungsschluss für diese Fahrt war Mo., 23. Nov., 17:00 Uhr." in page  # B4
    assert "Das geht stattdessen" in page
    free = re.search(r'name="angebot" value="([^"]+)"', passenger.get(page_of(ride)).text)
    assert free
    passenger.post(f"{page_of(ride)}/annehmen", data={"angebot": free[1]})
    assert state(site, ride) is RideState.BOOKED


def test_a_decline_without_alternative_names_the_phone(site: Site, passenger: FlaskClient) -> None:
    ride = offered(site, needs=Needs(passengers=2, wheelchairs=2))
    page = text(passenger.get(page_of(ride)))
    assert "Unsere Fahrzeuge haben nicht genug Plätze" in page
    assert "030 23125 000" in page


# booked and cancelled


def test_cancelling_asks_once_more(site: Site, passenger: FlaskClient) -> None:
    ride = booked(site)
    path = f"{page_of(ride)}/absagen"
    assert "wirklich absagen?" in text(passenger.get(path))
    assert state(site, ride) is RideState.BOOKED
    answer = passenger.post(path, follow_redirects=True)
    assert "Ihre Fahrt ist abgesagt" in text(answer)
    assert "von=" in answer.text  # the way to ask again, filled in


def test_a_vehicle_on_its_way_cannot_be_cancelled_here(
    site: Site, passenger: FlaskClient, wall: Wall
) -> None:  # B35
    ride = booked(site)
    wall.now = TUESDAY.instant(first_offer(ride).promise.pickup.start)
    answer = passenger.post(f"{page_of(ride)}/absagen", follow_redirects=True)
    assert "Absagen geht hier nicht mehr" in text(answer)
    assert state(site, ride) is RideState.BOOKED


def test_an_offer_can_be_declined_by_the_passenger(site: Site, passenger: FlaskClient) -> None:
    ride = offered(site)
    passenger.post(f"{page_of(ride)}/absagen")
    assert state(site, ride) is RideState.CANCELLED


def test_the_way_back_is_searched_with_one_tap(site: Site, passenger: FlaskClient) -> None:
    page = passenger.get(f"{page_of(booked(site))}/rueckfahrt", follow_redirects=True).text
    assert page.index('value="Bahnhof Bad Belzig"') < page.index('value="Reppinichen"')
    assert 'value="2026-11-24" selected' in page


def test_a_calendar_gets_the_promise_in_utc(site: Site, passenger: FlaskClient) -> None:
    ride = booked(site)
    answer = passenger.get(f"{page_of(ride)}/rufbus.ics")
    lines = answer.data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    entry = answer.text.replace("\r\n ", "")
    promise = first_offer(ride).promise
    assert f"DTSTART:{TUESDAY.instant(promise.pickup.start):%Y%m%dT%H%M%SZ}" in entry
    assert f"DTEND:{TUESDAY.instant(promise.arrive_by):%Y%m%dT%H%M%SZ}" in entry
    assert "SUMMARY:Rufbus nach Bahnhof Bad Belzig" in entry
    assert "Wir holen Sie am Di.\\, 24. Nov. zwischen" in entry
    assert ride.token not in next(line for line in entry.splitlines() if line.startswith("UID"))


def test_only_a_booked_ride_has_a_calendar_entry(site: Site, passenger: FlaskClient) -> None:
    assert passenger.get(f"{page_of(offered(site))}/rufbus.ics").status_code == 404


# secrecy


@pytest.mark.parametrize("path", ["", "/absagen"])
def test_a_rides_page_is_kept_nowhere(site: Site, passenger: FlaskClient, path: str) -> None:
    headers = passenger.get(page_of(booked(site)) + path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


@pytest.mark.parametrize("path", ["", "/absagen", "/ereignisse", "/rufbus.ics", "/rueckfahrt"])
def test_an_unknown_address_tells_nothing(site: Site, passenger: FlaskClient, path: str) -> None:
    booked(site)
    assert passenger.get(f"/fahrten/AAAAAAAAAAAAAAAAAAAAAA{path}").status_code == 404


def test_the_page_shows_neither_name_nor_phone(site: Site, passenger: FlaskClient) -> None:
    page = passenger.get(page_of(booked(site))).text
    assert ADA.name not in page
    assert ADA.phone[-6:] not in page


def test_no_log_line_holds_name_phone_or_token(
    passenger: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # B47
    form = {"name": "Canary Vogel", "telefon": "0331 987654", "von": "Reetz", "nach": "Reppinichen"}
    page = passenger.post("/fahrten", data={**form, "wunsch": "ab", "stunde": "12", "minute": "0"})
    monkeypatch.setattr("web.cards.offers", lambda ride: 1 / 0 if ride.contact else ())
    assert passenger.get(page.location).status_code == 500
    logged = caplog.text + "".join(capsys.readouterr())
    assert "ZeroDivisionError" in logged
    for secret in ("Canary", "987654", page.location.rpartition("/")[2]):
        assert secret not in logged
