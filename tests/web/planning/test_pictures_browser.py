"""Maps of a simulation as a planner sees them: flows, wishes without a ride, and the day in motion."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from mobility.accounts import Role
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow, serving
from tests.web.conftest import Site
from tests.web.planning.recorded import computed
from tests.web.staff import hire, sign_in_at

pytestmark = pytest.mark.browser


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with serving(site.app) as found:
        yield found


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def tab(browser: Browser, site: Site, address: str, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """The planner, signed in."""
    hire(site.office.db, "paula", Role.PLANNER)
    tab = Tab(browser, request.param)
    sign_in_at(tab.page, address, "paula")
    yield tab
    assert tab.complaints == []
    tab.close()


def cell_of(site: Site, address: str) -> str:
    return f"{address}/planung/{computed(site.office).id}/variante/1/durchlauf/1"


def drawn(page: Page) -> None:
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")


def seen(page: Page, name: str) -> None:
    """Look at a page as a person and as axe-core does."""
    look_at(page, f"pictures-{name}")
    assert axe_violations(page) == []
    assert overflow(page) <= 0


def test_given_a_simulated_day_when_its_flows_are_opened_then_map_and_list_show_them(
    site: Site, tab: Tab, address: str
) -> None:
    tab.page.goto(f"{cell_of(site, address)}/wege")
    drawn(tab.page)

    expect(tab.page.get_by_text("Bad Belzig und Ragösen")).to_be_visible()
    expect(tab.page.locator(".leaflet-overlay-pane path")).to_have_count(2)
    seen(tab.page, "flows")


def test_given_wishes_without_a_ride_when_their_map_is_opened_then_it_says_where_when_and_why(
    site: Site, tab: Tab, address: str
) -> None:
    tab.page.goto(f"{cell_of(site, address)}/ohne-fahrt")
    drawn(tab.page)

    expect(tab.page.locator("#map .map-mark-call")).to_have_text(["1", "2"])
    expect(tab.page.locator("#t-orte + ul")).to_contain_text("außerhalb der Bedienzeit: 1")
    seen(tab.page, "unmet")


def test_given_a_day_in_motion_when_the_slider_moves_then_vehicles_and_words_follow(
    site: Site, tab: Tab, address: str
) -> None:
    page = tab.page
    page.goto(f"{cell_of(site, address)}/ablauf")
    drawn(page)
    expect(page.locator("#replay")).to_have_attribute("data-ready", "yes")
    slider, now = page.get_by_label("Uhrzeit"), page.locator("#replay-now")
    expect(page.locator("#replay-clock")).to_have_text("7:00 Uhr")

    page.get_by_role("button", name="Zeigen", exact=False).nth(2).click()

    expect(now).to_contain_text("3 Fahrgäste")
    expect(page.locator(".map-mark-van")).to_have_text(["3"])
    seen(page, "replay")
    slider.focus()
    slider.press("End")
    expect(page.locator(".map-mark-van")).to_have_text(["0"])


def test_given_a_day_in_motion_when_it_is_played_then_it_moves_until_it_is_stopped(
    site: Site, tab: Tab, address: str
) -> None:
    page = tab.page
    page.goto(f"{cell_of(site, address)}/ablauf")
    expect(page.locator("#replay")).to_have_attribute("data-ready", "yes")

    page.get_by_role("button", name="Abspielen").click()
    expect(page.locator("#replay-clock")).not_to_have_text("7:00 Uhr")
    page.get_by_role("button", name="Anhalten").click()

    expect(page.get_by_role("button", name="Abspielen")).to_be_visible()


def test_given_a_day_with_many_calls_when_its_list_scrolls_then_the_page_ends_below_the_map(
    site: Site, tab: Tab, address: str
) -> None:
    page = tab.page
    page.goto(f"{cell_of(site, address)}/ablauf")
    drawn(page)

    page.evaluate(
        "const calls = document.querySelector('.calls');"
        "for (let n = 0; n < 200; n++) calls.append(calls.firstElementChild.cloneNode(true));"
    )

    # both in one step: typefaces may still be coming, and move everything
    below = page.evaluate(
        "document.documentElement.scrollHeight"
        " - document.querySelector('main').getBoundingClientRect().bottom - scrollY"
    )
    assert below < 200
