"""Reports in a browser: whole at every size, fit to be listened to, and a sheet that prints on one page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mobility.region import Region
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow
from tests.web.reporting.reports import made_up
from web.reporting import report_html, sheet_html

pytestmark = pytest.mark.browser

PAGES = re.compile(rb"/Type\s*/Page[^s]")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("paper", ["report", "sheet"])
def test_given_a_report_when_it_is_opened_as_a_file_then_everybody_can_read_it(
    browser: Browser, region: Region, tmp_path: Path, size: tuple[int, int], paper: str
) -> None:
    made = made_up(region)
    file = tmp_path / f"{paper}.html"
    file.write_text(report_html(made) if paper == "report" else sheet_html(made), encoding="utf-8")
    tab = Tab(browser, size)

    tab.page.goto(file.as_uri())

    look_at(tab.page, f"paper-{paper}")
    assert axe_violations(tab.page) == []
    assert overflow(tab.page) <= 0
    assert tab.complaints == [f"asked {file.as_uri()}"]  # and nothing else
    tab.close()


def test_given_a_sheet_when_it_is_printed_from_the_browser_then_it_has_one_page(
    browser: Browser, region: Region, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.html"
    file.write_text(sheet_html(made_up(region)), encoding="utf-8")
    tab = Tab(browser, DESK)
    tab.page.goto(file.as_uri())

    printed = tab.page.pdf(prefer_css_page_size=True)

    assert len(PAGES.findall(printed)) == 1
    tab.close()
