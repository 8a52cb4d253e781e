"""The story the product is for, with everything real: servers, web, worker, beat and a phone's browser."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch.live import Office, assign_driver, day_on
from mobility.clock import ServiceDay, utc_now
from mobility.config import Config
from mobility.store import migrate
from tests.databases import scratch_database
from tests.homes import open_home
from tests.packs import pack_without_lines
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at
from web.demo_day import demo_date
from web.demo_staff import DemoAccount, demo_accounts
from web.launch import free_port, start_service
from web.processes import Processes
from web.services import Urls

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.slow]

ANSWER_MS = 30_000
"""How long a worker on a busy machine may take to answer (ms); it is no claim about speed."""


@dataclass(frozen=True)
class Service:
    """The whole service on this machine.

    Parameters
    ----------
    address
        Of the start page.
    office
        A look into its books.
    staff
        By login.
    day
        A school-day Tuesday with three vans, each driven by a driver of the staff.
    """

    address: str
    office: Office
    staff: dict[str, DemoAccount]
    day: ServiceDay


@pytest.fixture(scope="module")
def service(servers: Urls) -> Iterator[Service]:
    with ExitStack() as stack:
        settings = {
            "DATABASE_URL": stack.enter_context(scratch_database(servers.database_url)),
            "REDIS_URL": servers.redis_url,
            "RUFBUS_SECRET_KEY": "a key for the story, long enough to be one",
            "RUFBUS_SECURE_COOKIES": "0",
            "RUFBUS_DEMO": "1",
            "RUFBUS_REGION": str(pack_without_lines(stack.enter_context(open_home()))),
        }
        config = Config.from_env(settings)
        migrate(config.database_url)
        office = Office.open(config, utc_now)
        stack.callback(office.db.dispose)
        staff = {account.login: account for account in demo_accounts(office.db)}
        day = ServiceDay(demo_date(office.region, ServiceDay.of(utc_now()).date))
        for number, shift in enumerate(day_on(office, day.date).shifts, start=1):
            assign_driver(office, day.date, shift.id, f"fahrer{number}")
        logs = stack.enter_context(open_home())
        processes = stack.enter_context(Processes())
        yield Service(start_service(processes, settings, Path(logs), free_port(8300)), office, staff, day)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone that forgets every cookie between two pages, as the city app's web view does."""
    tab = Tab(browser, PHONE)
    tab.page.on("load", lambda page: page.context.clear_cookies())
    yield tab.page
    tab.close()
    assert tab.complaints == []


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    tab = Tab(browser, DESK)
    yield tab.page
    tab.close()
    assert tab.complaints == []


def seen(page: Page, name: str) -> None:
    """Look at a page as a person and as axe-core does."""
    look_at(page, f"story-{name}")
    assert axe_violations(page) == []


def pick(page: Page, label: str, typed: str, suggestion: str) -> None:
    field = page.get_by_role("combobox", name=label, exact=True)
    field.fill("")
    field.press_sequentially(typed)
    page.get_by_role("option").filter(has_text=suggestion).first.click()


def sign_in(page: Page, service: Service, login: str) -> None:
    page.goto(f"{service.address}anmelden")
    page.get_by_label("Anmeldename").fill(login)
    page.get_by_label("Passwort").fill(service.staff[login].password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: "anmelden" not in url)


def ask(page: Page, service: Service) -> None:
    """Two persons with a pram want to catch a morning train."""
    page.goto(service.address)
    seen(page, "1-search")
    pick(page, "Von", "Repp", "Reppinichen")
    pick(page, "Nach", "Bahnhof", "Bad Belzig")
    page.get_by_label("Tag", exact=True).select_option(service.day.date.isoformat())
    page.get_by_role("button", name="Weiter").click()
    seen(page, "2-when")
    page.get_by_role("radio", name=re.compile(r"^10:43")).check()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Eine Person mehr").click()
    page.get_by_role("button", name="Ein Kinderwagen mehr").click()
    page.get_by_label("Ihr Name").fill("Helga Canaris")
    page.get_by_label("Telefonnummer").fill("030 23125 042")
    seen(page, "3-who")
    page.get_by_role("button", name="Fahrt suchen").click()


def test_a_woman_in_reppinichen_books_on_her_phone_rides_on_a_list_and_cancels(
    service: Service, phone: Page, desk: Page
) -> None:
    # Given a woman in Reppinichen who wants to catch a train at Bad Belzig station
    ask(phone, service)
    # When the worker has answered
    accept = phone.get_by_role("button", name="Diese Fahrt verbindlich buchen").first
    expect(accept).to_be_visible(timeout=ANSWER_MS)
    # Then she reads a window, a latest arrival, her train, the fare and the ceiling of the detour
    offer = phone.get_by_role("main")
    seen(phone, "4-offer")
    for words in ("zwischen", "Spätestens um", "10:43 Uhr", "Deutschlandticket", "Höchstens"):
        expect(offer).to_contain_text(words)
    # When she accepts
    accept.click()
    # Then she reads a number she can say on the phone, on a page that lives at its own address
    expect(phone.get_by_role("heading", name="Ihre Fahrt ist gebucht")).to_be_visible()
    seen(phone, "5-booked")
    code = phone.locator(".code").inner_text()
    assert re.fullmatch(r"\d\d \d\d \d\d", code)
    address = phone.url
    # And the driver whose van will come finds her, by first name and initial alone at most
    reference = code.replace(" ", "")
    day = day_on(service.office, service.day.date)
    run = day.plan.run_of(reference)
    assert run is not None
    shift = next(shift for shift in day.shifts if shift.id == run.shift)
    assert shift.driver is not None
    sign_in(desk, service, shift.driver)
    route_list = f"{service.address}fahren/{service.day.date}/{shift.id}"
    desk.goto(route_list)
    entry = desk.get_by_role("main")
    expect(entry).to_contain_text("Reppinichen")
    expect(entry).to_contain_text(code)
    expect(entry).to_contain_text("1 Kinderwagen")
    expect(entry).not_to_contain_text("Canaris")
    seen(desk, "6-driver")
    # When she cancels from the link she kept
    phone.goto(address)
    phone.get_by_role("link", name="Fahrt absagen").click()
    seen(phone, "7-cancel")
    phone.get_by_role("button", name="Ja, Fahrt absagen").click()
    seen(phone, "8-cancelled")
    # Then the list changes, and nobody stops in Reppinichen any more
    desk.goto(route_list)
    expect(desk.get_by_role("main")).not_to_contain_text(code)
