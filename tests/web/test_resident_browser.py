"""The whole way to a ride in a real browser: by touch, by keyboard, without script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import DESK, PHONE, SMALL_PHONE, Tab, axe_violations, look_at, overflow

pytestmark = pytest.mark.browser

REQUEST = {
    "von": "ortsteil-reppinichen",
    "nach": "destination-bahnhof-bad-belzig",
    "tag": "2026-11-24",
    "wunsch": "bis",
    "stunde": "12",
    "minute": "0",
    "personen": "1",
    "name": "Erna Beispiel",
    "telefon": "033841 12345",
}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Tab]:
    tab = Tab(browser, PHONE)
    yield tab
    tab.close()


def check(page: Page, name: str) -> None:
    """Everything that holds for every page."""
    look_at(page, name)
    assert axe_violations(page) == [], name
    assert overflow(page) == 0, name


def choose(page: Page, field: str, typed: str, place: str) -> None:
    page.get_by_role("combobox", name=field).press_sequentially(typed)
    page.get_by_role("option").filter(has_text=place).first.click()
    expect(page.get_by_role("combobox", name=field)).to_have_value(place)


def ask(page: Page, address: str) -> str:
    """A ride that has its offers; the address of its page."""
    page.goto(f"{address}/fahrten/unbekannt")
    form = "&".join(f"{name}={value}" for name, value in REQUEST.items())
    answer = page.request.post(
        f"{address}/fahrten", data=form, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    page.goto(answer.url)
    expect(page.get_by_role("button", name="verbindlich").first).to_be_visible()
    return answer.url


def test_a_ride_to_the_train_is_booked_and_cancelled_on_a_phone(phone: Tab, address: str) -> None:
    page = phone.page
    page.goto(address)
    check(page, "suche")
    choose(page, "Von", "Repp", "Reppinichen")
    choose(page, "Nach", "Bahnhof", "Bahnhof Bad Belzig")
    page.get_by_role("button", name="Weiter").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Wann möchten Sie fahren?")
    check(page, "wann")
    page.get_by_role("group", name="Richtung Berlin").get_by_label("12:43").check()
    page.get_by_role("button", name="Weiter").click()

    expect(page.get_by_text("RE7 nach Berlin, Abfahrt heute, 12:43 Uhr")).to_be_visible()
    page.get_by_role("button", name="Eine Person mehr").click()
    page.get_by_role("button", name="Ein Kinderwagen mehr").click()
    page.get_by_label("Ihr Name").fill("Erna Beispiel")
    page.get_by_label("Telefonnummer").fill("033841 12345")
    check(page, "wer")
    page.get_by_role("button", name="Fahrt suchen").click()

    accept = page.get_by_role("button", name="Diese Fahrt verbindlich buchen").first
    expect(accept).to_be_visible(timeout=15_000)
    expect(page.get_by_role("heading", level=1)).to_be_focused()  # a screen reader hears the news
    expect(page.get_by_text("Ihr Zug fährt um 12:43 Uhr.").first).to_be_visible()
    check(page, "angebot")
    accept.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Fahrt ist gebucht")
    expect(page.locator(".code")).to_have_text(re.compile(r"\d\d \d\d \d\d"))
    expect(page.get_by_text("2 Personen, 1 Kinderwagen")).to_be_visible()
    check(page, "gebucht")
    page.get_by_role("button", name="Link kopieren").click()
    expect(page.get_by_text("Link ist kopiert")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url

    page.get_by_role("link", name="Fahrt absagen").click()
    check(page, "absagen")
    page.get_by_role("button", name="Ja, Fahrt absagen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Fahrt ist abgesagt")
    check(page, "abgesagt")
    assert phone.complaints == []
    assert page.context.cookies() == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.ariaLabel || e.labels?.[0]?.innerText || e.innerText || '').trim() }"
        )
        if focused.startswith(name):
            return
    pytest.fail(f"{name} cannot be reached with the Tab key")


def test_a_ride_is_booked_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    tab = Tab(browser, DESK)
    page = tab.page
    page.goto(address)
    tab_to(page, "Von")
    page.keyboard.type("Reetzer hütten")
    expect(page.get_by_role("option").first).to_contain_text("Reetzerhütten")
    press(page, "ArrowDown", "Enter")
    tab_to(page, "Nach")
    page.keyboard.type("SteinTherme")
    expect(page.get_by_role("option").first).to_contain_text("SteinTherme")
    press(page, "ArrowUp", "ArrowDown", "Escape")  # what was typed stays and is understood by itself
    tab_to(page, "Weiter")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wann möchten Sie fahren?")
    tab_to(page, "Ankommen bis")
    press(page, "Space")
    tab_to(page, "Stunde")
    page.keyboard.type("12")
    tab_to(page, "Weiter")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wer fährt mit?")
    tab_to(page, "Ihr Name")
    page.keyboard.type("Erna Beispiel")
    tab_to(page, "Telefonnummer")
    page.keyboard.type("12")
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    tab_to(page, "Die Telefonnummer ist zu kurz")
    press(page, "Enter")
    expect(page.get_by_label("Telefonnummer")).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type("033841 12345")
    press(page, "Enter")
    expect(page.get_by_role("button", name="verbindlich").first).to_be_visible(timeout=15_000)
    tab_to(page, "Diese Fahrt verbindlich buchen")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Fahrt ist gebucht")
    tab.close()


def test_a_ride_is_booked_without_script(browser: Browser, address: str) -> None:
    tab = Tab(browser, PHONE, javascript=False)
    page = tab.page
    page.goto(address)
    page.get_by_label("Von").fill("Repp")
    page.get_by_label("Nach").fill("Bahnhof")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_text("Meinten Sie:")).to_be_visible()
    look_at(page, "meinten-sie")
    page.get_by_role("radio", name="Bahnhof Bad Belzig Bad Belzig", exact=True).check()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Ankommen bis").check()
    page.get_by_label("Stunde").select_option("12")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Personen", exact=True).fill("2")
    page.get_by_label("Ihr Name").fill("Erna Beispiel")
    page.get_by_label("Telefonnummer").fill("033841 12345")
    page.get_by_role("button", name="Fahrt suchen").click()
    accept = page.get_by_role("button", name="Diese Fahrt verbindlich buchen").first
    expect(accept).to_be_visible(timeout=15_000)  # the page loads itself again
    accept.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Fahrt ist gebucht")
    tab.close()


def test_an_offer_arrives_where_streams_are_cut_off(phone: Tab, address: str) -> None:
    page = phone.page
    page.route("**/ereignisse*", lambda route: route.abort())
    ask(page, address)


def test_a_changed_mind_swaps_both_ends(phone: Tab, address: str) -> None:
    page = phone.page
    page.goto(address)
    choose(page, "Von", "Repp", "Reppinichen")
    page.get_by_role("button", name="Tauschen").click()
    expect(page.get_by_role("combobox", name="Nach")).to_have_value("Reppinichen")
    expect(page.get_by_role("combobox", name="Von")).to_have_value("")
    assert page.locator("input[name=nach_ort]").input_value() == "ortsteil-reppinichen"


PAGES = [
    "/",
    "/?lang=en",
    "/fahrt/wann?von=Bahnhof&nach=Therme",
    "/fahrt/wann?von=&nach=Xyzzy&lang=en",
    "/fahrt/wann?von=ortsteil-reetz&nach=destination-bahnhof-bad-belzig",
    "/fahrt/wann?von=destination-bahnhof-bad-belzig&nach=ortsteil-reetz&lang=en",
    "/fahrt/wer?von=ortsteil-reetz&nach=ortsteil-reppinichen&wunsch=ab&stunde=12&minute=0",
    "/so-geht-es",
    "/so-geht-es?lang=en",
    "/barrierefreiheit",
    "/datenschutz",
    "/daten",
    "/buchung",
    "/gibt-es-nicht",
]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_accessible_and_fits(browser: Browser, address: str, size: tuple[int, int]) -> None:
    tab = Tab(browser, size)
    for number, path in enumerate(PAGES):
        tab.page.goto(address + path)
        check(tab.page, f"seite-{number:02}")
    tab.close()


def test_every_page_fits_on_a_small_phone(browser: Browser, address: str) -> None:
    tab = Tab(browser, SMALL_PHONE)
    for path in [*PAGES, ask(tab.page, address).removeprefix(address)]:
        tab.page.goto(address + path)
        assert overflow(tab.page) == 0, path
    tab.close()


def test_every_page_fits_with_letters_twice_as_large(browser: Browser, address: str) -> None:
    tab = Tab(browser, PHONE)
    page = tab.page
    for path in [*PAGES, ask(page, address).removeprefix(address)]:
        page.goto(address + path)
        page.evaluate("document.documentElement.style.fontSize = '36px'")
        look_at(page, f"gross-{PAGES.index(path) if path in PAGES else 'fahrt'}")
        assert overflow(page) == 0, path
    tab.close()
