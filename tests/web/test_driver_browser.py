"""A driver with a phone: in the sun, at night, and where there is no net."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch import live
from mobility.accounts import Role
from mobility.bookings import Ride
from mobility.clock import HOUR
from mobility.store.accounts import end_sessions
from tests.offices import LAST_WEEK, MONDAY, Wall, booked, set_clock
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow, serving
from tests.web.conftest import Site
from tests.web.staff import hire, sign_in_at

pytestmark = pytest.mark.browser

LEAST_TARGET = 64


@pytest.fixture
def wall() -> Wall:
    return Wall(LAST_WEEK)


@pytest.fixture
def ride(site: Site) -> Ride:
    """A ride in an hour, for whichever van: the driver drives all of them."""
    hire(site.office.db, "dora", Role.DRIVER)
    for shift in live.day_on(site.office, MONDAY.date).shifts:
        live.assign_driver(site.office, MONDAY.date, shift.id, "dora")
    ride = booked(site.office, "Reetz")
    assert ride.booking
    set_clock(site.office, ride.booking.promise.pickup.start - HOUR)
    return ride


def route_of(site: Site, ride: Ride) -> str:
    run = live.day_on(site.office, MONDAY.date).plan.run_of(ride.request.reference)
    assert run
    return f"/fahren/{MONDAY.date}/{run.shift}"


@pytest.fixture
def net() -> Iterator[ExitStack]:
    """The service; closing it is a road without a net."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def address(site: Site, net: ExitStack) -> str:
    return net.enter_context(serving(site.app))


@pytest.fixture
def tab(browser: Browser, address: str, ride: Ride) -> Iterator[Tab]:
    """The driver's phone an hour before the ride, signed in."""
    assert ride.booking
    tab = Tab(browser, PHONE)
    tab.page.clock.set_fixed_time(MONDAY.instant(ride.booking.promise.pickup.start - HOUR))
    sign_in_at(tab.page, address, "dora")
    yield tab
    tab.close()


def look_again(page: Page) -> None:
    """What a phone tells the page when the net comes back, without waiting for the next turn."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_a_ride_stands_on_the_list_until_it_is_cancelled(site: Site, ride: Ride, tab: Tab) -> None:
    page = tab.page
    # Given the list of the shift, reached from the start page
    page.locator(f"a[href='{route_of(site, ride)}']").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Reetz")
    expect(main).to_contain_text("Ada B.")
    expect(main).to_contain_text("aktuell")
    look_at(page, "driver-list")
    assert axe_violations(page) == []
    # When the passenger cancels
    live.cancel(site.office, ride.request.reference)
    look_again(page)
    # Then the list changes, and says that it did
    expect(main).not_to_contain_text("Reetz")
    expect(page.get_by_text("Die Liste hat sich geändert.")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Gesehen").click()
    expect(page.get_by_text("Die Liste hat sich geändert.")).to_be_hidden()
    assert tab.complaints == []


def test_without_a_net_the_last_list_stays_and_says_how_old_it_is(
    site: Site, ride: Ride, tab: Tab, address: str, net: ExitStack
) -> None:
    page = tab.page
    page.goto(address + route_of(site, ride))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from now on the list is kept
    expect(page.get_by_text("aktuell")).to_be_visible()
    said = page.locator("[data-when=fresh]").inner_text().removesuffix(", aktuell")

    net.close()
    look_again(page)
    expect(page.locator("#stand")).to_have_attribute("data-state", "offline")
    expect(page.get_by_text(f"Keine Verbindung. {said.replace('Stand', 'Stand von')}")).to_be_visible()
    look_at(page, "driver-offline")
    page.reload()

    expect(page.get_by_role("main")).to_contain_text("Ada B.")
    expect(page.locator("#stand")).to_have_attribute("data-state", "offline")


def test_a_list_kept_too_long_forgets_the_names(
    site: Site, ride: Ride, tab: Tab, address: str
) -> None:  # B48
    page = tab.page
    page.clock.install(time=site.office.clock())
    page.goto(address + route_of(site, ride))
    expect(page.get_by_text("Ada B.").first).to_be_visible()

    page.clock.fast_forward(5 * HOUR * 1000)

    expect(page.get_by_text("Ada B.")).to_have_count(0)
    expect(page.get_by_text("1 Person").first).to_be_visible()


def test_after_the_session_has_ended_the_list_leads_to_signing_in(
    site: Site, ride: Ride, tab: Tab, address: str
) -> None:
    page = tab.page
    page.goto(address + route_of(site, ride))
    with site.office.db.writing() as session:
        end_sessions(session, "dora")

    look_again(page)

    expect(page.get_by_text("Die Anmeldung ist abgelaufen.")).to_be_visible()
    link = page.get_by_role("link", name="Neu anmelden")
    expect(link).to_have_attribute("href", f"/anmelden?next={route_of(site, ride)}")


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_can_be_read_and_touched_by_day_and_night(
    browser: Browser, site: Site, ride: Ride, address: str, size: tuple[int, int], scheme: str
) -> None:
    tab = Tab(browser, size)
    page = tab.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in_at(page, address, "dora")
    for name, path in (("shifts", "/fahren"), ("route", route_of(site, ride))):
        page.goto(address + path)

        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        look_at(page, f"driver-{name}-{scheme}")
        assert axe_violations(page) == []
        assert overflow(page) <= 0
        for target in page.locator("main a:visible, main button:visible, header a, header button").all():
            box = target.bounding_box()
            assert box
            assert box["height"] >= LEAST_TARGET, target.inner_text()
    assert tab.complaints == []
    tab.close()
