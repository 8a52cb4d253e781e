"""Who may call what (B49): every route declares it, and what is declared is what happens."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from dispatch import live
from mobility.accounts import Role
from tests.offices import LAST_WEEK, MONDAY, Wall, booked
from tests.web.conftest import Site
from tests.web.staff import hire, sign_in, token
from web.access import access_of

OPERATOR, DRIVER, PLANNER, ADMIN = Role.OPERATOR, Role.DRIVER, Role.PLANNER, Role.ADMIN
OFFICE = {OPERATOR, ADMIN}
PLANNING = {OPERATOR, PLANNER, ADMIN}
PLANNERS = {PLANNER, ADMIN}

STAFF_ROUTES: dict[tuple[str, str], set[Role]] = {
    ("GET", "/leitstelle"): OFFICE,
    ("POST", "/leitstelle"): OFFICE,
    ("POST", "/leitstelle/zuege"): OFFICE,
    ("POST", "/leitstelle/suche"): OFFICE,
    ("GET", "/leitstelle/liste/<date:day>"): OFFICE,
    ("GET", "/leitstelle/tag"): OFFICE,
    ("GET", "/leitstelle/tag/<date:day>"): OFFICE,
    ("GET", "/leitstelle/fahrten/<reference>"): OFFICE,
    ("POST", "/leitstelle/fahrten/<reference>/annehmen"): OFFICE,
    ("POST", "/leitstelle/fahrten/<reference>/linie"): OFFICE,
    ("POST", "/leitstelle/fahrten/<reference>/anders"): OFFICE,
    ("POST", "/leitstelle/fahrten/<reference>/absagen"): OFFICE,
    ("GET", "/leitstelle/karte"): PLANNING,
    ("GET", "/leitstelle/karte/<date:day>"): PLANNING,
    ("GET", "/leitstelle/karte/<date:day>.geojson"): PLANNING,
    ("GET", "/planung"): PLANNERS,
    ("GET", "/planung/neu"): PLANNERS,
    ("POST", "/planung/neu"): PLANNERS,
    ("POST", "/planung/umfang"): PLANNERS,
    ("GET", "/planung/vergleich"): PLANNERS,
    ("GET", "/planung/<study_id>"): PLANNERS,
    ("GET", "/planung/<study_id>/stand"): PLANNERS,
    ("GET", "/planung/<study_id>/ergebnisse"): PLANNERS,
    ("GET", "/planung/<study_id>/kopieren"): PLANNERS,
    ("POST", "/planung/<study_id>/anhalten"): PLANNERS,
    ("POST", "/planung/<study_id>/fortsetzen"): PLANNERS,
    ("GET", "/planung/<study_id>/loeschen"): PLANNERS,
    ("POST", "/planung/<study_id>/loeschen"): PLANNERS,
    ("GET", "/planung/<study_id>/szenario.toml"): PLANNERS,
    ("GET", "/planung/<study_id>/daten/<file>"): PLANNERS,
    ("GET", "/planung/<study_id>/bild/<picture>.csv"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/bild/<picture>.csv"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/wege"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/wege.geojson"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/wege.csv"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/ohne-fahrt"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/ohne-fahrt.geojson"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/ohne-fahrt.csv"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/ablauf"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/ablauf.geojson"): PLANNERS,
    ("GET", "/planung/<study_id>/variante/<int:number>/durchlauf/<int:seed>/ablauf.json"): PLANNERS,
    ("GET", "/planung/betrieb/wege"): PLANNERS,
    ("GET", "/planung/betrieb/wege.geojson"): PLANNERS,
    ("GET", "/planung/betrieb/wege.csv"): PLANNERS,
    ("GET", "/planung/betrieb/ohne-fahrt"): PLANNERS,
    ("GET", "/planung/betrieb/ohne-fahrt.geojson"): PLANNERS,
    ("GET", "/planung/betrieb/ohne-fahrt.csv"): PLANNERS,
    ("GET", "/planung/<study_id>/papiere/<paper>"): PLANNERS,
    ("GET", "/planung/abrechnung"): PLANNERS,
    ("GET", "/planung/abrechnung/<month>"): PLANNERS,
    ("GET", "/planung/abrechnung/<month>/<name>"): PLANNERS,
    ("POST", "/planung/abrechnung/<month>/abschliessen"): PLANNERS,
    ("GET", "/fahren"): {DRIVER},
    ("GET", "/fahren/<date:day>/<shift>"): {DRIVER},
}
"""The whole truth about the staff's routes; a new one needs a line here."""


def methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(methods(rule)):
            yield method, rule


def test_every_route_declares_who_may_call_it(reader: FlaskClient) -> None:
    app = reader.application
    undeclared = [rule.rule for _, rule in rules(app) if access_of(app.view_functions[rule.endpoint]) is None]
    assert undeclared == []


def test_a_route_that_declares_nothing_is_closed_to_everybody(reader: FlaskClient) -> None:
    reader.application.add_url_rule("/vergessen", "forgotten", lambda: "open")

    assert reader.get("/vergessen").status_code == 403


def test_the_table_names_every_route_of_the_staff(reader: FlaskClient) -> None:
    app = reader.application
    closed = {
        (method, rule.rule): access.roles
        for method, rule in rules(app)
        if (access := access_of(app.view_functions[rule.endpoint])) and access.roles is not None
    }
    assert closed == STAFF_ROUTES


@pytest.fixture
def wall() -> Wall:
    return Wall(LAST_WEEK)


@pytest.fixture
def reference(site: Site) -> str:
    """A booked ride on Monday, on a shift that the driver drives."""
    ride = booked(site.office, "Reetz")
    for shift in live.day_on(site.office, MONDAY.date).shifts:
        live.assign_driver(site.office, MONDAY.date, shift.id, "driver")
    return ride.request.reference


def path_of(rule: str, reference: str) -> str:
    day = MONDAY.date.isoformat()
    known = rule.replace("<date:day>", day).replace("<reference>", reference).replace("<shift>", "frueh")
    return re.sub(r"<int:\w+>", "1", known)


def call(client: FlaskClient, method: str, path: str, data: dict[str, str]) -> int:
    return client.open(path, method=method, data=data if method == "POST" else None).status_code


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_its_routes_and_no_other(site: Site, reference: str, role: Role) -> None:
    hire(site.office.db, role.value, role)
    client = sign_in(site.app, role.value)
    data = {"csrf_token": token(client, "/fahren" if role is DRIVER else "/leitstelle/karte/2026-09-14")}

    answers = {
        route: call(client, route[0], path_of(route[1], reference), data) for route in sorted(STAFF_ROUTES)
    }

    refused = {route for route, status in answers.items() if status == 403}
    assert refused == {route for route, allowed in STAFF_ROUTES.items() if role not in allowed}
    reached = {route: status for route, status in answers.items() if route not in refused}
    absent = {route for route, status in reached.items() if status == 404}
    assert absent == {route for route in reached if "<study_id>" in route[1] or "<month>" in route[1]}
    assert {status for route, status in reached.items() if route not in absent} <= {200, 303, 400, 422}


def test_who_has_not_signed_in_is_asked_to_and_learns_nothing(site: Site, reference: str) -> None:
    stranger = site.app.test_client()
    for method, rule in STAFF_ROUTES:
        response = stranger.open(path_of(rule, reference), method=method)

        assert response.status_code == 303, rule
        assert response.location.startswith("/anmelden"), rule


def test_a_part_of_a_page_is_refused_to_who_has_not_signed_in(site: Site) -> None:
    response = site.app.test_client().get("/leitstelle/liste/2026-09-14", headers={"HX-Request": "true"})

    assert (response.status_code, response.text) == (401, "")


def test_a_driver_sees_the_own_shift_and_of_others_not_even_that_they_exist(site: Site) -> None:
    for login in ("anna", "bernd"):
        hire(site.office.db, login, DRIVER)
    day = MONDAY.date
    live.assign_driver(site.office, day, "frueh", "anna")
    live.assign_driver(site.office, day, "tag", "bernd")
    anna = sign_in(site.app, "anna")

    assert anna.get(f"/fahren/{day}/frueh").status_code == 200
    for foreign in (
        f"/fahren/{day}/tag",
        f"/fahren/{day}/spaet",
        f"/fahren/{day}/nie",
        "/fahren/2026-09-15/frueh",
    ):
        assert anna.get(foreign).status_code == 404, foreign


def test_a_ride_is_open_to_its_token_and_to_no_other(site: Site, reference: str) -> None:
    ride = live.ride_by_reference(site.office, reference)
    app = site.app
    secret = [
        (method, rule)
        for method, rule in rules(app)
        if (access := access_of(app.view_functions[rule.endpoint])) and access.roles is None and access.own
    ]
    stranger = app.test_client()

    assert len(secret) >= 4
    assert stranger.get(f"/fahrten/{ride.token}").status_code == 200
    for method, rule in secret:
        for guess in (reference, ride.token[:-1], ride.token.swapcase(), "x" * 22):
            path = rule.rule.replace("<token>", guess)
            assert stranger.open(path, method=method).status_code == 404, (method, rule.rule)


def test_an_operator_asking_for_a_ride_that_does_not_exist_finds_nothing(site: Site) -> None:
    hire(site.office.db, "olga", OPERATOR)
    olga = sign_in(site.app, "olga")

    assert olga.get("/leitstelle/fahrten/100000").status_code == 404


def test_no_form_of_the_staff_works_without_its_token(site: Site, reference: str) -> None:
    hire(site.office.db, "amir", ADMIN)
    amir = sign_in(site.app, "amir")
    before = live.ride_by_reference(site.office, reference)
    forms = [path_of(rule, reference) for method, rule in STAFF_ROUTES if method == "POST"]

    for path in (*forms, "/abmelden"):
        for data in ({}, {"csrf_token": "of another session"}):
            assert amir.post(path, data=data).status_code == 400, path
    assert live.ride_by_reference(site.office, reference) == before


def test_pages_for_passengers_set_no_cookie(reader: FlaskClient) -> None:
    for path in ("/", "/karte", "/karte/region.geojson", "/orte?q=Reetz", "/so-geht-es"):
        response = reader.get(path)

        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
