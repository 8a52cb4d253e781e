"""An operator with a headset and no mouse."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from dispatch import live
from mobility.accounts import Role
from mobility.bookings import RideState
from tests.offices import LAST_WEEK, MONDAY, Wall, booked, offered
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow, serving
from tests.web.conftest import Site
from tests.web.staff import hire, sign_in_at

pytestmark = pytest.mark.browser

REFUSED = "422 (UNPROCESSABLE ENTITY)"
"""What Chromium notes when a form comes back with mistakes."""


@pytest.fixture
def wall() -> Wall:
    return Wall(LAST_WEEK)


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with serving(site.app) as found:
        yield found


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def tab(browser: Browser, site: Site, address: str, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """The operator, signed in, before the first call."""
    hire(site.office.db, "olga", Role.OPERATOR)
    tab = Tab(browser, request.param)
    sign_in_at(tab.page, address, "olga")
    expect(tab.page.get_by_label("Name", exact=True)).to_be_focused()
    yield tab
    assert [text for text in tab.complaints if REFUSED not in text] == []
    tab.close()


def seen(page: Page, name: str) -> None:
    """Look at a page as a person and as axe-core does."""
    look_at(page, f"console-{name}")
    assert axe_violations(page) == []
    assert overflow(page) <= 0


def choose(page: Page, label: str, typed: str) -> None:
    """Type into the focused place field and take the first suggestion."""
    field = page.get_by_role("combobox", name=label, exact=True)
    expect(field).to_be_focused()
    page.keyboard.type(typed)
    expect(page.get_by_role("listbox", name=label, exact=True).get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")


def say_who_and_where(page: Page) -> None:
    page.keyboard.type("Erna Kranich")
    page.keyboard.press("Tab")
    page.keyboard.type("033841 12345")
    page.keyboard.press("Tab")
    choose(page, "Von", "Reppin")
    choose(page, "Nach", "Bahnhof Bad")


def number_on(page: Page) -> str:
    return page.locator(".code-digits").inner_text().replace(" ", "")


def test_a_caller_is_booked_with_the_keyboard_alone(site: Site, tab: Tab) -> None:
    page, keys = tab.page, tab.page.keyboard
    # Given a caller who wants to catch a train on Monday
    say_who_and_where(page)
    keys.type("Mo.")
    expect(page.get_by_label("Tag", exact=True)).to_have_value("2026-09-14")
    expect(page.locator("#f-wunsch optgroup")).not_to_have_count(0)
    keys.press("Tab")
    keys.type("13")  # the first letters of "13:43 RE7 nach Berlin"
    chosen = page.locator("#f-wunsch option:checked").inner_text()
    assert chosen.startswith("13:")
    seen(page, "1-call")
    # When the operator presses Enter, and then the number of the offer
    keys.press("Enter")
    offers = page.get_by_role("group", name=re.compile("^Angebote"))
    expect(offers).to_be_focused()
    expect(offers).to_contain_text(f"Ihr Zug fährt um {chosen.split()[0]} Uhr.")
    seen(page, "2-offers")
    keys.press("1")
    # Then the ride is booked, and the next call is one key away
    expect(page.get_by_role("heading", name="Gebucht")).to_be_visible()
    expect(page.get_by_role("link", name="Nächster Anruf")).to_be_focused()
    seen(page, "3-booked")
    ride = live.ride_by_reference(site.office, number_on(page))
    assert (ride.state, ride.day) == (RideState.BOOKED, MONDAY)
    keys.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("")


def test_a_train_chosen_before_the_list_is_fresh_stays_chosen(tab: Tab) -> None:
    page, keys = tab.page, tab.page.keyboard
    say_who_and_where(page)
    expect(page.locator("#f-wunsch optgroup")).not_to_have_count(0)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    page.route("**/leitstelle/zuege", hold_the_first)
    keys.type("Mo.")
    keys.press("Tab")
    keys.type("13")
    chosen = page.get_by_label("Wann").input_value()
    assert chosen.startswith("zum:")
    expect(page.locator("#wunsch.htmx-request")).to_be_visible()

    held[0].continue_()

    expect(page.locator("#wunsch.htmx-request")).to_have_count(0)
    expect(page.get_by_label("Wann")).to_have_value(chosen)
    expect(page.get_by_label("Wann")).to_be_focused()


LIST_BETWEEN_TWO_LETTERS = """
() => {
  const list = document.getElementById("f-wunsch");
  list.focus();
  list.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true }));
  const swap = { target: document.getElementById("wunsch"), shouldSwap: true };
  swap.target.dispatchEvent(new CustomEvent("htmx:beforeSwap", { bubbles: true, detail: swap }));
  return swap.shouldSwap;
}
"""


def test_a_list_of_trains_is_not_exchanged_between_two_letters(tab: Tab) -> None:
    page = tab.page
    say_who_and_where(page)
    expect(page.locator("#f-wunsch optgroup")).not_to_have_count(0)

    with page.expect_response("**/leitstelle/zuege"):
        assert page.evaluate(LIST_BETWEEN_TWO_LETTERS) is False

    # the fresh list came when nobody typed any more
    expect(page.locator("#wunsch.htmx-request")).to_have_count(0)
    expect(page.get_by_label("Wann")).to_be_focused()


def test_escape_leads_back_to_what_was_typed(site: Site, tab: Tab) -> None:
    page, keys = tab.page, tab.page.keyboard
    say_who_and_where(page)
    keys.type("Mo.")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("10")
    keys.press("Enter")
    expect(page.get_by_role("group", name=re.compile("^Angebote"))).to_be_focused()

    keys.press("Escape")

    expect(page.get_by_label("Name", exact=True)).to_have_value("Erna Kranich")
    expect(page.get_by_role("combobox", name="Von", exact=True)).to_have_value("Reppinichen")
    expect(page.get_by_label("Uhrzeit")).to_have_value("10:00")
    assert [ride.state for ride in live.rides_on(site.office, MONDAY.date)] == [RideState.CANCELLED]


def test_digits_typed_into_the_search_book_nothing(site: Site, tab: Tab) -> None:
    page = tab.page
    ride = offered(site.office, "Reetz")
    page.goto(page.url + f"/fahrten/{ride.request.reference}")
    expect(page.get_by_role("group", name=re.compile("^Angebote"))).to_be_focused()

    page.keyboard.press("F8")
    page.keyboard.type("1230")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Gefundene Fahrten")).to_be_visible()
    assert live.ride_by_reference(site.office, ride.request.reference).state is RideState.OFFERED


def test_mistakes_are_read_first(tab: Tab) -> None:
    tab.page.keyboard.press("Enter")

    expect(tab.page.get_by_role("alert")).to_be_focused()
    seen(tab.page, "0-mistakes")


def test_a_ride_is_found_and_cancelled_with_keys(site: Site, tab: Tab) -> None:
    page, keys = tab.page, tab.page.keyboard
    reference = booked(site.office, "Reetz").request.reference
    keys.press("F8")
    keys.type("Ada Beisp")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Gefundene Fahrten")).to_be_visible()
    seen(page, "4-found")

    expect(page.locator(f"#fahrt-{reference}")).to_be_focused()
    keys.press("Enter")
    page.get_by_label("Grund der Stornierung").focus()
    keys.type("doppelt")
    keys.press("Tab")
    keys.press("Enter")

    expect(page.get_by_role("heading", name="Storniert")).to_be_visible()
    seen(page, "5-cancelled")
    assert live.ride_by_reference(site.office, reference).state is RideState.CANCELLED


def test_the_list_follows_the_day_without_disturbing_the_call(site: Site, tab: Tab) -> None:
    page = tab.page
    page.keyboard.type("Erna")
    for day in range(11, 15):
        page.get_by_role("link", name="Tag danach").click()
        expect(page.get_by_role("heading", name=re.compile(f"Fahrten .*{day}. September"))).to_be_visible()
    booked(site.office, "Reetz")

    expect(page.get_by_text("1 gebucht")).to_be_visible(timeout=20_000)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Erna")
    seen(page, "6-list")


def test_a_list_that_is_out_of_date_says_so(tab: Tab) -> None:
    page = tab.page
    expect(page.locator("[data-stale]")).to_be_hidden()
    page.route("**/leitstelle/liste/**", lambda route: route.abort())

    page.get_by_role("link", name="Tag danach").click()

    expect(page.get_by_text("Die Liste ist nicht aktuell.")).to_be_visible()
    tab.complaints.clear()  # Chromium notes the failed request


def test_everything_works_without_scripts(browser: Browser, site: Site, address: str) -> None:
    hire(site.office.db, "olga", Role.OPERATOR)
    tab = Tab(browser, DESK, javascript=False)
    page = tab.page
    sign_in_at(page, address, "olga")
    page.get_by_label("Name", exact=True).fill("Erna Kranich")
    page.get_by_label("Telefonnummer", exact=True).fill("033841 12345")
    page.get_by_label("Von", exact=True).fill("Reppinichen")
    page.get_by_label("Nach", exact=True).fill("Bahnhof Bad Belzig")
    page.get_by_label("Tag", exact=True).select_option("2026-09-14")
    page.get_by_role("button", name="Züge zeigen").click()
    train = page.locator("#f-wunsch optgroup option").nth(3).get_attribute("value")
    page.get_by_label("Wann").select_option(train)
    page.get_by_role("button", name="Angebot holen").click()
    page.get_by_role("button", name="Angebot 1 verbindlich buchen").click()

    assert live.ride_by_reference(site.office, number_on(page)).state is RideState.BOOKED
    tab.close()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_day_sheet_is_readable_on_every_screen(
    browser: Browser, site: Site, address: str, size: tuple[int, int]
) -> None:
    hire(site.office.db, "olga", Role.OPERATOR)
    for ort in ("Reetz", "Lüsse", "Reppinichen"):
        booked(site.office, ort)
    tab = Tab(browser, size)
    sign_in_at(tab.page, address, "olga")

    tab.page.goto(f"{address}/leitstelle/tag/{MONDAY.date}")

    seen(tab.page, "7-sheet")
    tab.close()
