"""The page of a month's account: read, download, close."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from dispatch import live
from dispatch.accounting import Month, account
from dispatch.figures.equity import LEAST_WHEELCHAIRS
from mobility.accounts import Role
from mobility.needs import Needs
from tests.offices import LAST_WEEK, Wall, offered
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow, serving
from tests.web.conftest import Site
from tests.web.pages import text
from tests.web.staff import hire, sign_in, sign_in_at, token
from web.account_files import BOM

OCTOBER = datetime(2026, 10, 3, 10, tzinfo=UTC)
SEPTEMBER = "/planung/abrechnung/2026-09"


@pytest.fixture
def wall() -> Wall:
    return Wall(LAST_WEEK)


@pytest.fixture
def month(site: Site, wall: Wall) -> Site:
    """September, which is over, with a few rides on one day."""
    for place in ("Reppinichen", "Lütte", "Grubo"):
        ride = offered(site.office, place)
        if isinstance(ride.answer, tuple):
            live.accept(site.office, ride.request.reference, ride.answer[0])
    wall.now = OCTOBER
    return site


@pytest.fixture
def planner(site: Site) -> FlaskClient:
    hire(site.office.db, "paula", Role.PLANNER)
    return sign_in(site.app, "paula")


def test_given_no_day_in_the_books_when_opened_then_the_page_says_what_will_be_here(
    planner: FlaskClient,
) -> None:
    assert "Noch gibt es nichts abzurechnen" in text(planner.get("/planung/abrechnung"))


def test_given_some_months_when_opened_then_the_last_one_that_is_over_is_shown(
    month: Site, planner: FlaskClient
) -> None:
    answer = planner.get("/planung/abrechnung", follow_redirects=True)
    assert answer.request.path == SEPTEMBER
    said = text(answer)
    assert "Abrechnung September 2026" in said
    assert "Der Monat ist vorbei und noch nicht abgeschlossen" in said
    assert "Oktober 2026" in said
    found = account(month.office, Month.read("2026-09")).statement
    cents = sum(found.split.values())
    assert f"{cents // 100000}.{cents // 100 % 1000:03},{cents % 100:02} €" in said.replace("\xa0", " ")


@pytest.mark.usefixtures("month")
def test_given_a_month_when_chosen_then_it_is_shown(planner: FlaskClient) -> None:
    answer = planner.get("/planung/abrechnung?monat=2026-10", follow_redirects=True)
    assert "Vorläufig: gezählt bis 2. Oktober 2026" in text(answer)


@pytest.mark.usefixtures("month")
@pytest.mark.parametrize(
    "path",
    ["2026-08", "2026-13", "x", "2026-09/other.csv", "2026-12/split.csv"],
)
def test_given_a_month_or_file_that_is_none_when_asked_for_then_it_is_not_found(
    planner: FlaskClient, path: str
) -> None:
    assert planner.get(f"/planung/abrechnung/{path}").status_code == 404


@pytest.mark.usefixtures("month")
def test_given_a_month_when_downloaded_then_the_tables_and_figures_agree(planner: FlaskClient) -> None:
    booking = planner.get(f"{SEPTEMBER}/bookkeeping.csv")
    assert booking.content_type == "text/csv; charset=utf-8"
    assert "rufbus-2026-09-bookkeeping.csv" in booking.headers["Content-Disposition"]
    lines = list(csv.reader(booking.text.removeprefix(BOM).splitlines(), delimiter=";"))[1:]
    figures = json.loads(planner.get(f"{SEPTEMBER}/figures.json").text)
    cents = sum(int(line[3].replace(",", "")) for line in lines)
    assert cents == figures["values"]["cost_cents"] == sum(figures["split_cents"].values())
    public = planner.get(f"{SEPTEMBER}/statistics.csv").text
    assert "Reppinichen;;;;;;;" in public  # one ride there: untold


@pytest.mark.usefixtures("month")
def test_given_a_month_that_is_over_when_closed_then_the_page_says_so_for_good(planner: FlaskClient) -> None:
    data = {"csrf_token": token(planner, SEPTEMBER)}
    unsure = planner.post(f"{SEPTEMBER}/abschliessen", data=data)
    assert unsure.status_code == 422
    assert "Bestätigen Sie, dass Sie den Monat endgültig abschließen wollen" in text(unsure)

    for _ in range(2):
        answer = planner.post(
            f"{SEPTEMBER}/abschliessen", data=data | {"sicher": "ja"}, follow_redirects=True
        )
        said = text(answer)
        assert "Abgeschlossen am 3. Oktober 2026." in said
        assert "Monat endgültig abschließen" not in said


@pytest.mark.usefixtures("month")
def test_given_a_month_that_is_not_over_when_closed_then_it_is_refused(planner: FlaskClient) -> None:
    october = "/planung/abrechnung/2026-10"
    data = {"csrf_token": token(planner, october), "sicher": "ja"}
    answer = planner.post(f"{october}/abschliessen", data=data)
    assert answer.status_code == 422
    assert "Vorläufig" in text(answer)


def test_given_wheelchairs_that_are_left_behind_when_read_then_the_page_says_so(
    month: Site, planner: FlaskClient, wall: Wall
) -> None:
    wall.now = LAST_WEEK
    offered(month.office, "Reppinichen", needs=Needs(passengers=6, wheelchairs=6))
    wall.now = OCTOBER
    assert "mit Rollstuhl bleiben" not in text(planner.get(SEPTEMBER))  # one request says nothing

    wall.now = LAST_WEEK
    for _ in range(1, LEAST_WHEELCHAIRS):  # no van has so many places
        offered(month.office, "Reppinichen", needs=Needs(passengers=6, wheelchairs=6))
    wall.now = OCTOBER
    assert "Wünsche mit Rollstuhl bleiben um 23,1 Prozentpunkte häufiger ohne Fahrt als alle" in text(
        planner.get(SEPTEMBER)
    ).replace("\xa0", " ")


# --- In a browser


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with serving(site.app) as found:
        yield found


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.usefixtures("month")
def test_given_a_month_when_read_in_a_browser_then_it_is_whole_and_closes(
    browser: Browser, site: Site, address: str, size: tuple[int, int]
) -> None:
    hire(site.office.db, "paula", Role.PLANNER)
    tab = Tab(browser, size)
    page = tab.page
    sign_in_at(page, address, "paula")
    page.goto(f"{address}/planung/abrechnung")
    look_at(page, "accounting-1-open")
    assert axe_violations(page) == []
    assert overflow(page) <= 0
    page.get_by_label("Die Abrechnung ist geprüft.").check()
    page.get_by_role("button", name="Monat endgültig abschließen").click()
    page.get_by_text("Abgeschlossen am").wait_for()
    look_at(page, "accounting-2-closed")
    assert axe_violations(page) == []
    with page.expect_download() as got:
        page.get_by_role("link", name="Jede Schicht mit ihren Kosten").click()
    assert got.value.suggested_filename == "rufbus-2026-09-bookkeeping.csv"
    assert tab.complaints == []
    tab.close()


@pytest.mark.browser
def test_given_nothing_to_account_for_when_opened_in_a_browser_then_the_page_is_accessible(
    browser: Browser, site: Site, address: str
) -> None:
    hire(site.office.db, "paula", Role.PLANNER)
    tab = Tab(browser, PHONE)
    sign_in_at(tab.page, address, "paula")
    tab.page.goto(f"{address}/planung/abrechnung")
    look_at(tab.page, "accounting-0-none")
    assert axe_violations(tab.page) == []
    tab.close()
