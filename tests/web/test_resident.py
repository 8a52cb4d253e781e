"""Asking for a ride, page by page, as a browser without script and cookies does it."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient

from dispatch import live
from mobility.bookings import RideState
from mobility.needs import Needs
from mobility.region import Region
from tests.offices import Wall
from tests.web.conftest import Site
from tests.web.pages import hidden, text
from web.pages import timetable_date

WAY = {"von": "ortsteil-reppinichen", "nach": "destination-bahnhof-bad-belzig", "tag": "2026-11-24"}
BY_NOON = {"wunsch": "bis", "stunde": "12", "minute": "0"}
ERNA = {"personen": "2", "kinderwagen": "1", "name": "Erna Beispiel", "telefon": "033841 12345"}
REQUEST = {**WAY, **BY_NOON, **ERNA}


# where


def test_a_link_fills_in_the_search(reader: FlaskClient) -> None:
    page = reader.get("/?von=ortsteil-reppinichen&nach=Bahnhof&tag=2026-11-25").text
    assert 'value="Reppinichen"' in page
    assert 'value="Bahnhof"' in page
    assert '<option value="2026-11-25" selected>morgen, Mittwoch, 25. November</option>' in page


def test_both_ends_are_swapped_without_script(reader: FlaskClient) -> None:
    page = reader.get("/?von=Reetz&nach=Bahnhof&tauschen=1").text
    assert page.index('value="Bahnhof"') < page.index('value="Reetz"')


def test_suggestions_forgive_typing(reader: FlaskClient) -> None:
    for typed, meant in (
        ("Repp", "Reppinichen"),
        ("badbelzig", "Bad Belzig"),
        ("Reetzer hütten", "Reetzerhütten"),
    ):
        places = reader.get("/orte", query_string={"q": typed}).json["places"]  # type: ignore[index]  # it is JSON
        assert places[0]["name"] == meant
        assert places[0]["detail"]


def test_an_ambiguous_name_is_asked_back_and_the_rest_stays(reader: FlaskClient) -> None:
    answer = reader.get("/fahrt/wann?von=Repp&nach=Bahnhof&tag=2026-11-25")
    assert answer.status_code == 422
    assert "Meinten Sie:" in answer.text
    assert 'name="nach_ort" value="destination-bahnhof-wiesenburg"' in answer.text
    assert 'value="Repp"' in answer.text
    assert 'href="#f-nach"' in answer.text


def test_an_unknown_place_is_explained_at_its_field(reader: FlaskClient) -> None:
    answer = reader.get("/fahrt/wann?von=Xyzzy&nach=Reetz")
    assert answer.status_code == 422
    assert answer.text.count("Diesen Ort kennen wir nicht.") == 2  # in the summary and at the field
    assert 'aria-invalid="true"' in answer.text


# when


def test_trains_out_of_reach_are_shown_with_the_reason(reader: FlaskClient, region: Region) -> None:
    page = reader.get("/fahrt/wann", query_string=WAY)
    assert "Zum Zug RE7 Richtung Berlin" in text(page)
    assert "frühere Züge sind nicht zu erreichen" in text(page)
    assert "Der Buchungsschluss für diese Fahrt war" in text(page)
    assert f"ein Beispiel, Stand {timetable_date(region)}" in text(page)
    assert page.text.count(" disabled>") > 3


def test_on_a_day_without_service_nothing_can_be_chosen(reader: FlaskClient, wall: Wall) -> None:  # B9
    wall.now = datetime(2026, 12, 20, 12, tzinfo=UTC)
    page = reader.get("/fahrt/wann?von=Reetz&nach=Reppinichen&tag=2026-12-24")
    assert "An diesem Tag fährt der Rufbus nicht." in text(page)
    assert 'name="wunsch"' not in page.text


def test_nothing_chosen_is_asked_for_again(reader: FlaskClient) -> None:
    answer = reader.get("/fahrt/wer", query_string=WAY)
    assert answer.status_code == 422
    assert "Bitte wählen Sie einen Zug oder eine Uhrzeit." in text(answer)


def test_a_train_that_does_not_run_is_refused(reader: FlaskClient) -> None:
    answer = reader.get("/fahrt/wer", query_string={**WAY, "wunsch": "zum:nonsense"})
    assert answer.status_code == 422
    assert "Dieser Zug fährt an dem Tag nicht." in text(answer)


# who


def test_the_last_page_says_what_is_asked(reader: FlaskClient) -> None:
    answer = reader.get("/fahrt/wer", query_string={**WAY, **BY_NOON})
    assert "Reppinichen → nach Bahnhof Bad Belzig" in text(answer)
    assert "heute, ankommen bis 12:00 Uhr" in text(answer)
    assert hidden(answer.text).items() >= {**WAY, **BY_NOON}.items()


def test_mistakes_are_listed_and_what_was_typed_stays(reader: FlaskClient) -> None:
    answer = reader.post("/fahrten", data={**REQUEST, "telefon": "0338 oder so", "personen": "12"})
    assert answer.status_code == 422
    assert "2 Angaben fehlen noch oder stimmen nicht" in text(answer)
    assert 'value="0338 oder so"' in answer.text
    assert 'value="Erna Beispiel"' in answer.text
    assert 'value="12"' in answer.text


@pytest.mark.parametrize("missing", ["von", "wunsch"])
def test_a_request_without_an_earlier_answer_goes_back_there(reader: FlaskClient, missing: str) -> None:
    form = {name: value for name, value in REQUEST.items() if name != missing}
    assert reader.post("/fahrten", data=form).status_code == 422


# asking


def test_asking_writes_the_ride_down_and_rings_the_desk(site: Site, passenger: FlaskClient) -> None:
    answer = passenger.post("/fahrten", data=REQUEST)
    assert answer.status_code == 303
    (ride,) = live.rides_on(site.office, live.ride_by_reference(site.office, site.asked[0]).day.date)
    assert answer.location == f"/fahrten/{ride.token}"
    assert (ride.state, ride.request.needs) == (RideState.REQUESTED, Needs(passengers=2, prams=1))
    assert ride.contact is not None
    assert (ride.contact.name, ride.contact.phone) == ("Erna Beispiel", "+493384112345")
    assert site.asked == [ride.request.reference]


def test_a_form_sent_twice_asks_once(site: Site, passenger: FlaskClient) -> None:
    page = passenger.get("/fahrt/wer", query_string={**WAY, **BY_NOON})
    form = {**hidden(page.text), **ERNA}
    first, second = (passenger.post("/fahrten", data=form) for _ in range(2))
    assert first.location == second.location
    assert len(set(site.asked)) == 1


def test_a_form_that_was_changed_after_going_back_asks_anew(site: Site, passenger: FlaskClient) -> None:
    page = passenger.get("/fahrt/wer", query_string={**WAY, **BY_NOON})
    form = {**hidden(page.text), **ERNA}
    passenger.post("/fahrten", data=form)
    passenger.post("/fahrten", data={**form, "personen": "3"})
    rides = [live.ride_by_reference(site.office, reference) for reference in site.asked]
    assert [ride.request.needs.passengers for ride in rides] == [2, 3]


def test_two_visitors_get_two_rides(site: Site, passenger: FlaskClient) -> None:
    for _ in range(2):
        page = passenger.get("/fahrt/wer", query_string={**WAY, **BY_NOON})
        passenger.post("/fahrten", data={**hidden(page.text), **ERNA})
    assert len(set(site.asked)) == 2


def test_a_weak_secret_from_outside_is_not_taken(site: Site, passenger: FlaskClient) -> None:
    answer = passenger.post("/fahrten", data={**REQUEST, "anfrage": "1234"})
    assert len(answer.location.rpartition("/")[2]) == 22
    assert site.asked


# languages


def test_every_link_and_form_of_an_english_page_stays_english(reader: FlaskClient) -> None:
    for path in ("/", "/so-geht-es", "/buchung", "/fahrt/wann?von=Reppinichen&nach=Reetz"):
        page = reader.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
        own = [
            link
            for link in re.findall(r'(?:href|action)="(/[^"]*)"', page)
            if "/static/" not in link and ".css" not in link
        ]
        german = [unescape(link) for link in own if "lang=en" not in link]
        assert len(german) == 1, german  # the way back to German
        assert '<html lang="en"' in page


def test_an_unknown_language_is_german(reader: FlaskClient) -> None:
    assert '<html lang="de"' in reader.get("/?lang=tlh").text


def test_redirects_keep_the_language(site: Site, passenger: FlaskClient) -> None:
    assert passenger.post("/fahrten?lang=en", data=REQUEST).location.endswith("?lang=en")
    assert site.asked


# other pages


def test_sources_licences_and_dates_of_all_files_are_shown(reader: FlaskClient, region: Region) -> None:
    page = text(reader.get("/daten"))
    for word in ("stops.csv", "roads.graphml.gz", "timetable.zip", "CC BY 3.0", timetable_date(region)):
        assert word in page


def test_errors_say_what_to_do_next(reader: FlaskClient) -> None:
    answer = reader.get("/gibt-es-nicht")
    assert answer.status_code == 404
    assert "Neue Fahrt suchen" in text(answer)
    assert reader.post("/so-geht-es").status_code == 405
    assert reader.post("/fahrten", data={"name": "x" * 70_000}).status_code == 413


def test_without_a_database_the_page_says_try_again(reader: FlaskClient) -> None:
    answer = reader.post("/fahrten", data=REQUEST)
    assert answer.status_code == 503
    assert "Bitte versuchen Sie es in einer Minute noch einmal." in text(answer)
    assert reader.get("/healthz").status_code == 503


def test_a_process_that_reads_the_books_is_healthy(site: Site, passenger: FlaskClient) -> None:
    assert passenger.get("/healthz").text == "ok\n"
    assert not site.asked
