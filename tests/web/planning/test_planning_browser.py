"""A planner at a desk and at a telephone: edits, starts, watches, compares."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch import studies
from mobility.accounts import Role
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow, serving
from tests.web.conftest import Site
from tests.web.planning.made import GRID, SCENARIO, SEARCH, compute, finished, submitted
from tests.web.staff import hire, sign_in_at

pytestmark = pytest.mark.browser

REFUSED = "422 (UNPROCESSABLE ENTITY)"
"""What Chromium notes when a form comes back with mistakes."""


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with serving(site.app) as found:
        yield found


@pytest.fixture
def tab(browser: Browser, site: Site, address: str) -> Iterator[Tab]:
    """The planner, signed in at a desk."""
    hire(site.office.db, "paula", Role.PLANNER)
    tab = Tab(browser, DESK)
    sign_in_at(tab.page, address, "paula")
    yield tab
    assert [text for text in tab.complaints if REFUSED not in text] == []
    tab.close()


def seen(page: Page, name: str) -> None:
    """Look at a page as a person and as axe-core does, at a desk and on a telephone."""
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        look_at(page, f"planning-{name}")
        assert axe_violations(page) == []
        assert overflow(page) <= 0


def test_given_no_study_when_a_planner_signs_in_then_questions_to_begin_with_are_there(tab: Tab) -> None:
    expect(tab.page.get_by_role("heading", name="Planung", exact=True)).to_be_visible()
    seen(tab.page, "1-empty")


def test_given_an_example_when_it_is_edited_and_started_then_its_results_appear_by_themselves(
    site: Site, tab: Tab
) -> None:
    page = tab.page
    page.get_by_role("link", name="Vorlauf 30 statt 60 Minuten").click()
    expect(page.get_by_label("Name der Studie")).to_have_value("Vorlauf 30 statt 60 Minuten")
    expect(page.locator("#umfang")).to_contain_text("10 Rechnungen")
    page.get_by_label("Durchläufe je Tag").fill("2")
    page.get_by_label("Durchläufe je Tag").blur()
    expect(page.locator("#umfang")).to_contain_text("4 Rechnungen")
    page.get_by_text("Fahrzeuge und Dienste").click()
    page.get_by_label("Zahl der Fahrzeuge").fill("4")
    seen(page, "2-form")

    page.get_by_role("button", name="Studie rechnen lassen").click()

    expect(page.get_by_text("0 von 4 Rechnungen fertig")).to_be_visible()
    compute(site.office, 1)
    expect(page.get_by_text("1 von 4 Rechnungen fertig")).to_be_visible()
    expect(page.locator("#variante-1")).to_have_text("1: Vorlauf der Buchung: 60 Minuten")
    seen(page, "3-running")
    compute(site.office)
    expect(page.get_by_text("4 von 4 Rechnungen fertig")).to_be_visible()
    expect(page.locator("#variante-2")).to_be_visible()
    expect(page.locator("#ansage")).to_have_text("Die Studie ist fertig.")


def test_given_mistakes_when_the_form_is_sent_then_they_are_read_first_and_nothing_typed_is_lost(
    tab: Tab, address: str
) -> None:
    page = tab.page
    page.goto(f"{address}/planung/neu")
    page.get_by_label("Name der Studie").fill("")
    page.get_by_label("Tage", exact=True).fill("31.11.2026")
    page.get_by_text("Fahrzeuge und Dienste").click()
    page.get_by_label("Zahl der Fahrzeuge").fill("viele")
    page.get_by_role("button", name="Studie rechnen lassen").click()

    expect(page.get_by_role("alert")).to_be_focused()
    seen(page, "2-mistakes")
    expect(page.get_by_label("Zahl der Fahrzeuge")).to_have_value("viele")
    page.get_by_role("link", name=re.compile("^Zahl der Fahrzeuge")).click()
    expect(page.get_by_label("Zahl der Fahrzeuge")).to_be_focused()


@pytest.mark.parametrize(
    ("text", "name"), [(SCENARIO, "two"), (GRID, "grid"), (SEARCH, "search")], ids=["two", "grid", "search"]
)
def test_given_results_when_a_study_is_opened_then_everybody_can_read_them(
    site: Site, tab: Tab, address: str, text: str, name: str
) -> None:
    study = finished(site.office, text)
    page = tab.page

    page.goto(f"{address}/planung/{study.id}")

    expect(page.get_by_role("heading", name="Das Wichtigste")).to_be_visible()
    seen(page, f"4-results-{name}")


def test_given_results_when_a_variant_is_opened_then_everybody_can_read_whom_it_serves(
    site: Site, tab: Tab, address: str
) -> None:
    study = finished(site.office)
    page = tab.page
    page.goto(f"{address}/planung/{study.id}")

    page.get_by_role("link", name="2: Vorlauf der Buchung: 30 Minuten").click()
    expect(page.get_by_role("heading", name="Nach Gemeinde")).to_be_visible()
    seen(page, "5-variant")
    page.get_by_role("button", name="Vergleichen").click()

    expect(page.get_by_role("heading", name="Vorher und nachher")).to_be_visible()


def test_given_results_are_read_when_more_come_in_then_what_was_opened_stays_open(
    site: Site, tab: Tab, address: str
) -> None:
    study = submitted(site.office)
    compute(site.office, 1)
    page = tab.page
    page.goto(f"{address}/planung/{study.id}")
    page.get_by_text("Klima", exact=True).click()
    page.get_by_text("Nachfrage und Antworten", exact=True).click()

    compute(site.office)

    expect(page.get_by_text("6 von 6 Rechnungen fertig")).to_be_visible()
    expect(page.locator("#variante-2")).to_be_visible()
    expect(page.locator("#kapitel-7")).to_have_attribute("open", "")
    expect(page.locator("#kapitel-1")).not_to_have_attribute("open", "")


def test_given_two_results_when_they_are_compared_then_differences_have_verdicts_in_words(
    site: Site, tab: Tab, address: str
) -> None:
    first = finished(site.office, GRID)
    page = tab.page
    page.goto(f"{address}/planung")
    finished(site.office)
    page.reload()
    seen(page, "1-list")

    page.get_by_role("link", name="Zwei Ergebnisse nebeneinanderstellen").click()
    seen(page, "6-choose")
    page.get_by_label("Vorher").select_option(f"{first.id}:1")
    page.get_by_label("Nachher").select_option(f"{first.id}:3")
    page.get_by_role("button", name="Vergleichen").click()

    expect(page.get_by_role("heading", name="Vorher und nachher")).to_be_visible()
    row = page.locator("#t-wichtig + .scrolls tr", has_text="Erfüllte Wünsche")
    expect(row).to_contain_text("besser")
    seen(page, "7-comparison")


def test_given_a_running_study_when_it_is_stopped_resumed_and_deleted_then_it_says_so(
    site: Site, tab: Tab, address: str
) -> None:
    study = submitted(site.office)
    page = tab.page
    page.goto(f"{address}/planung/{study.id}")

    page.get_by_role("button", name="Anhalten").click()
    expect(page.get_by_text("angehalten", exact=True)).to_be_visible()
    page.get_by_role("button", name="Fortsetzen").click()
    expect(page.get_by_role("button", name="Anhalten")).to_be_visible()
    page.get_by_role("link", name="Studie löschen").click()
    seen(page, "8-remove")
    page.get_by_role("button", name="Studie endgültig löschen").click()

    expect(page.get_by_text("Noch keine Studie.")).to_be_visible()
    assert studies.studies(site.office) == []


def test_given_no_script_when_a_study_is_asked_and_watched_then_it_works_all_the_same(
    browser: Browser, site: Site, address: str
) -> None:
    hire(site.office.db, "paula", Role.PLANNER)
    tab = Tab(browser, DESK, javascript=False)
    page = tab.page
    sign_in_at(page, address, "paula")
    page.get_by_role("link", name="Vorlauf 30 statt 60 Minuten").click()
    page.get_by_label("Durchläufe je Tag").fill("1")
    page.get_by_role("button", name="Angaben prüfen").click()
    expect(page.get_by_role("status")).to_contain_text("2 Rechnungen")
    page.get_by_role("button", name="Studie rechnen lassen").click()
    compute(site.office)
    page.get_by_role("link", name="Stand neu laden").click()

    expect(page.get_by_text("2 von 2 Rechnungen fertig")).to_be_visible()
    tab.close()
