"""The maps as a browser draws them: everything there, nothing from elsewhere, nothing printed over."""

import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch import live
from mobility.accounts import Role
from mobility.region import Region
from tests.offices import LAST_WEEK, MONDAY, Wall, booked
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow, serving
from tests.web.conftest import Site
from tests.web.staff import hire, sign_in_at

pytestmark = pytest.mark.browser

Box = dict[str, float]
BOXES = """
    (marks) => marks.filter((mark) => !mark.hidden).map((mark) => {
        const { left, right, top, bottom } = mark.getBoundingClientRect();
        return { left, right, top, bottom };
    })
"""


@pytest.fixture
def wall() -> Wall:
    return Wall(LAST_WEEK)


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with serving(site.app) as found:
        yield found


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    tab = Tab(browser, request.param)
    yield tab
    assert tab.complaints == []
    tab.close()


def drawn(page: Page) -> None:
    """Wait until the map is complete."""
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")


def seen(page: Page, name: str) -> None:
    """Look at a page as a person and as axe-core does."""
    look_at(page, f"map-{name}")
    assert axe_violations(page) == []
    assert overflow(page) <= 0


def labels(page: Page) -> list[Box]:
    found: list[Box] = page.locator(".map-label").evaluate_all(BOXES)
    return found


def overlap(a: Box, b: Box) -> bool:
    apart = (
        a["right"] < b["left"] or b["right"] < a["left"] or a["bottom"] < b["top"] or b["bottom"] < a["top"]
    )
    return not apart


def test_the_region_is_drawn_and_no_label_lies_over_another(tab: Tab, address: str, region: Region) -> None:
    page = tab.page
    page.goto(f"{address}/karte")
    drawn(page)
    found = labels(page)
    roomy = page.viewport_size == {"width": DESK[0], "height": DESK[1]}

    assert page.locator(".leaflet-roads-pane path").count() > 100
    assert page.locator(".map-mark-stop, .map-mark-station").count() >= len(region.stops)
    assert len(found) == len(region.ortsteile) if roomy else len(found) > len(region.ortsteile) / 2
    assert not [(a, b) for a, b in combinations(found, 2) if overlap(a, b)]
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("VBB")
    seen(page, "region")


def test_labels_stay_apart_when_zooming(tab: Tab, address: str) -> None:
    page = tab.page
    page.goto(f"{address}/karte")
    drawn(page)

    for _ in range(3):
        page.get_by_role("button", name="Näher heran").click()
        page.wait_for_timeout(50)  # Leaflet moves within a frame where motion is reduced
        assert not [(a, b) for a, b in combinations(labels(page), 2) if overlap(a, b)]


def test_a_stop_leads_from_the_map_into_booking(tab: Tab, address: str) -> None:
    page = tab.page
    page.goto(f"{address}/karte")
    drawn(page)
    page.locator("summary").filter(has_text="Reppinichen").focus()
    page.keyboard.press("Enter")
    page.locator(".map-mark-stop").first.dispatch_event("click")
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_be_visible()
    expect(page.get_by_role("button", name="Schließen")).to_be_visible()
    seen(page, "popup")

    name = popup.locator("b").inner_text()
    popup.get_by_role("link", name=re.compile("Hierhin fahren")).click()

    expect(page.get_by_role("combobox", name="Nach", exact=True)).not_to_have_value("")
    assert name


def test_the_list_is_enough_with_the_keyboard(tab: Tab, address: str) -> None:
    page = tab.page
    page.goto(f"{address}/karte")
    drawn(page)
    page.locator("summary").filter(has_text="Reppinichen").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("combobox", name="Von", exact=True)).to_have_value("Reppinichen")


def test_the_runs_of_a_day_are_drawn_and_can_be_hidden(site: Site, tab: Tab, address: str) -> None:
    for ort in ("Reetz", "Lüsse", "Medewitz"):
        booked(site.office, ort)
    runs = live.day_on(site.office, MONDAY.date).plan.runs
    hire(site.office.db, "paul", Role.PLANNER)
    page = tab.page
    sign_in_at(page, address, "paul")
    page.goto(f"{address}/leitstelle/karte/{MONDAY.date}")
    drawn(page)
    lines = page.locator(".leaflet-overlay-pane path")

    expect(lines).to_have_count(len(runs))
    expect(page.locator(".map-mark-call").first).to_be_visible()
    page.locator(".map-mark-call").first.dispatch_event("click")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("Halt")
    seen(page, "day")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    expect(lines).to_have_count(0)
    expect(page.locator("#map .map-mark-call")).to_have_count(0)
    page.get_by_role("checkbox").first.check()
    expect(lines).to_have_count(1)


def test_a_map_that_cannot_be_loaded_leaves_the_list(browser: Browser, address: str) -> None:
    tab = Tab(browser, PHONE)
    tab.page.route("**/karte/region.geojson", lambda route: route.abort())
    tab.page.goto(f"{address}/karte")

    expect(tab.page.get_by_text("Die Karte ließ sich nicht laden.")).to_be_visible()
    expect(tab.page.locator("summary").filter(has_text="Reppinichen")).to_be_visible()
    tab.close()


def test_without_scripts_the_list_is_all_there_is(browser: Browser, address: str) -> None:
    tab = Tab(browser, PHONE, javascript=False)
    tab.page.goto(f"{address}/karte")

    expect(tab.page.locator("noscript p")).to_be_visible()
    expect(tab.page.locator("#map")).to_be_hidden()
    tab.page.locator("summary").filter(has_text="Reppinichen").click()
    expect(tab.page.get_by_role("link", name="Von hier fahren Reppinichen")).to_be_visible()
    tab.close()
