"""The page that names a line instead of the Rufbus, as passengers and operators meet it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch import live
from dispatch.office import Office
from mobility.accounts import Role
from mobility.bookings import Anchor, Ride, RideState, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.needs import Needs
from tests.offices import ADA, stop
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow, serving
from tests.web.buses import with_buses
from tests.web.conftest import TUESDAY_AT_EIGHT, Site
from tests.web.staff import hire, sign_in_at

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def office(office: Office) -> Office:
    return with_buses(office)


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with serving(site.app) as found:
        yield found


def declined(site: Site, origin: str, wish: Wish) -> Ride:
    ends = stop(site.office, origin), stop(site.office, "Bahnhof")
    ride = live.submit(site.office, ServiceDay.of(TUESDAY_AT_EIGHT), *ends, wish, Needs(), ADA)
    return live.answer(site.office, ride.request.reference)


def check(page: Page, name: str) -> None:
    look_at(page, f"linie-{name}")
    assert axe_violations(page) == []
    assert overflow(page) == 0


@SIZES
def test_a_passenger_takes_the_line_and_has_it_on_paper(
    browser: Browser, site: Site, address: str, size: tuple[int, int]
) -> None:
    ride = declined(site, "Reetz", Wish(Anchor.DEPART, 9 * HOUR + 15 * MINUTE))
    tab = Tab(browser, size)
    tab.page.goto(f"{address}/fahrten/{ride.token}")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Zu dieser Zeit fährt eine Linie")
    check(tab.page, "statt-rufbus")
    tab.page.get_by_role("button", name="Diese Fahrt nehmen").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Gute Fahrt mit den Linien 572 und 580")
    expect(tab.page.get_by_role("button", name="Drucken")).to_be_visible()
    check(tab.page, "genommen")
    tab.page.emulate_media(media="print")
    look_at(tab.page, "linie-auf-papier")
    expect(tab.page.get_by_text("9:02 Uhr")).to_be_visible()
    expect(tab.page.get_by_role("button", name="Drucken")).not_to_be_visible()
    assert tab.complaints == []
    tab.close()


@SIZES
def test_an_operator_sends_the_caller_to_the_line_with_one_key(
    browser: Browser, site: Site, address: str, size: tuple[int, int]
) -> None:
    ride = declined(site, "Reppinichen", Wish(Anchor.ARRIVE, 12 * HOUR))
    hire(site.office.db, "olga", Role.OPERATOR)
    tab = Tab(browser, size)
    sign_in_at(tab.page, address, "olga")
    tab.page.goto(f"{address}/leitstelle/fahrten/{ride.request.reference}")
    expect(tab.page.locator("[data-offers]")).to_be_focused()
    check(tab.page, "leitstelle")
    tab.page.keyboard.press("9")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Fährt mit der Linie 588")
    check(tab.page, "leitstelle-genommen")
    assert live.ride_by_token(site.office, ride.token).state is RideState.CANCELLED
    assert tab.complaints == []
    tab.close()
