"""The check of a pack as people get it: list, page, picture, exit code."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dispatch.packs.check import Checked, Finding, Grade, Kind, Spot, check_pack
from mobility.calendar import DayType
from mobility.clock import HOUR
from mobility.region import PACKS, Region, load_region
from tests.dispatch.packs.valley import valley
from tests.packs import BAD_BELZIG, copy_of_pack, edit
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow
from web import pack_words
from web.cli import main
from web.i18n import SOURCE, use_language
from web.pack_page import report_page, report_text, save_report, summary

TODAY = date(2026, 11, 22)
VALUES: dict[str, str | int] = {
    "name": "Reetz",
    "names": "Reetz, Borne",
    "a": "Reetz",
    "b": "Borne",
    "land": "BB",
    "year": 2031,
    "metres": 321,
    "straight": 900,
    "along": 3000,
    "there": 900,
    "back": 61,
    "count": 3,
    "limit": 10,
    "day": DayType.SATURDAY,
    "start": 8 * HOUR,
    "end": 20 * HOUR,
    "duty": "frueh",
    "party": 20,
    "seats": 8,
    "files": "stops.csv",
    "as_of": "2020-01-31",
    "number": "+49 30 23125 000",
    "key": "action",
    "colour": "#7fbf7f",
    "ground": "#ffffff",
    "tenths": 21,
    "reason": "stops.csv, line 2: lat is wrong",
}
ENDS = {Kind.FEED_ENDED, Kind.FEED_ENDS, Kind.PERMIT_ENDS}


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    yield
    use_language(SOURCE)


def example(kind: Kind) -> Finding:
    """A finding with all the values that any words could need."""
    last: str | int = "2027-12-31" if kind in ENDS else 15 * HOUR
    return Finding(kind, {**VALUES, "first": 9 * HOUR, "last": last}, (Spot("Reetz", 52.11, 12.37),))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["de", "en"])
def test_given_any_finding_when_it_is_told_then_it_is_a_sentence_and_so_is_what_to_do(
    kind: Kind, language: str
) -> None:
    use_language(language)

    said, advice = pack_words.what(example(kind)), pack_words.what_to_do(example(kind))

    assert re.fullmatch(r"[A-ZÄÖÜ0-9].+\.", said) or kind is Kind.BROKEN or kind is Kind.STALE
    assert re.fullmatch(r"[A-ZÄÖÜ].+[.?]", advice)
    assert "%(" not in said + advice
    assert not re.search(r"\d{4}-\d\d-\d\d", said), "a bare ISO date"


def test_given_two_languages_when_findings_are_told_then_they_differ() -> None:
    german = [pack_words.what(example(kind)) for kind in Kind]
    use_language("en")

    assert all(
        one != other for one, other in zip(german, map(pack_words.what, map(example, Kind)), strict=True)
    )


def test_given_a_detour_when_it_is_told_then_it_says_how_long_and_how_far() -> None:
    assert pack_words.what(example(Kind.DETOUR)) == (
        "Von Reetz nach Borne sind es auf der Straße 3000 Meter, Luftlinie nur 900."
    )
    assert (
        pack_words.what(example(Kind.ONE_WAY))
        == "Von Reetz nach Borne dauert es 15 Minuten, zurück 2 Minuten."
    )
    assert "Kontrast 2,1" in pack_words.what(example(Kind.CONTRAST))


@pytest.fixture(scope="module")
def checked() -> Checked:
    return check_pack(BAD_BELZIG, TODAY)


def test_given_findings_when_they_are_listed_then_they_are_numbered_and_grouped_with_one_advice(
    region: Region,
) -> None:
    pauses = tuple(
        Finding(Kind.PAUSE, {"day": day}) for day in (DayType.CHRISTMAS_EVE, DayType.NEW_YEARS_EVE)
    )
    found = Checked(region, (example(Kind.OFF_ROAD), *pauses))

    assert report_text(found, "x").splitlines()[2:] == [
        "  1  auffällig: Die Haltestelle Reetz liegt 321 Meter neben der Straße.",
        "     → Prüfen Sie ihre Lage, und ob eine Straße fehlt.",
        "",
        "  2  Hinweis: Am 24. Dezember ruht der Dienst.",
        "  3  Hinweis: Am 31. Dezember ruht der Dienst.",
        "     → So gewollt? Sonst tragen Sie eine Schicht ein.",
        "",
        "0 Fehler, 1 Auffälligkeit, 2 Hinweise",
    ]


def test_given_a_check_when_its_page_is_made_then_it_needs_nothing_else(checked: Checked) -> None:
    page = report_page(checked, "x", TODAY)

    assert not re.search(r"<script|<link|\bsrc=|href=|@import", page)
    assert not re.search(r'url\("(?!data:)', page)
    assert page.count('class="mark ') == len(re.findall(r'class="digit ', page)) > 0
    assert [int(n) for n in re.findall(r'id="befund-(\d+)"', page)] == list(
        range(1, len(checked.findings) + 1)
    )
    assert summary(checked) in page


def test_given_names_with_signs_when_the_page_is_made_then_they_are_escaped(region: Region) -> None:
    odd = replace(region, name='Dorf <b> & "See"')

    page = report_page(Checked(odd, ()), "x", TODAY)

    assert "<b> &" not in page
    assert "Dorf &lt;b&gt; &amp;" in page
    assert "Nichts. Das Paket ist vollständig." in page


def test_given_a_pack_that_cannot_be_loaded_when_its_page_is_made_then_it_has_a_list_and_no_map(
    tmp_path: Path,
) -> None:
    broken = Checked(None, (example(Kind.BROKEN),))

    (only,) = save_report(broken, "tal", TODAY, tmp_path / "out")

    page = only.read_text(encoding="utf-8")
    assert "tal" in page
    assert "<svg" not in page


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_given_the_page_when_a_browser_shows_it_then_it_is_accessible(
    checked: Checked, browser: Browser, size: tuple[int, int]
) -> None:
    tab = Tab(browser, size)
    tab.page.set_content(report_page(checked, "x", TODAY))

    look_at(tab.page, "pack-check")
    assert axe_violations(tab.page) == []
    assert overflow(tab.page) <= 0
    assert tab.complaints == []
    tab.close()


# the command line


def test_given_the_bundled_pack_when_it_is_checked_then_map_and_page_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "check", "bad-belzig", "--out", str(tmp_path / "out")]) == 0

    said = capsys.readouterr()
    assert "0 Fehler" in said.out
    assert "MB of memory" in said.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["karte.png", "pruefung.html"]


def test_given_english_when_a_pack_is_checked_then_list_and_page_are_english(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "check", "bad-belzig", "--english", "--out", str(tmp_path)]) == 0

    assert "0 errors, " in capsys.readouterr().out
    assert '<html lang="en">' in (tmp_path / "pruefung.html").read_text(encoding="utf-8")


def test_given_a_broken_pack_when_it_is_checked_then_the_exit_code_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_of_pack(tmp_path)
    edit(folder, "stops.csv", "point,stop", "point;stop")

    assert main(["region", "check", str(folder), "--out", str(tmp_path / "out")]) == 1

    assert "Fehler: Das Paket lässt sich nicht laden" in capsys.readouterr().out


def test_given_a_file_in_the_way_when_a_pack_is_checked_then_it_stays_and_the_reason_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine")

    assert main(["region", "check", "bad-belzig", "--out", str(tmp_path / "out")]) == 2

    assert f"rufbus: {tmp_path / 'out'} cannot be written: File exists" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_given_no_out_when_a_pack_is_checked_then_a_folder_beside_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    main(["region", "check", "bad-belzig"])

    assert (tmp_path / "bad-belzig-check" / "karte.png").exists()


def test_given_a_map_when_a_region_is_drafted_then_the_next_steps_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    osm = valley().save(tmp_path / "valley.osm")

    assert main(["region", "new", str(tmp_path / "tal"), "--osm", str(osm)]) == 0

    said = capsys.readouterr().out
    assert "Talstadt und Unterland: a first pack in" in said
    assert "left out, for want of a street or a settlement near: Berghütte" in said
    assert f"./rufbus region check {tmp_path / 'tal'}" in said
    assert load_region(tmp_path / "tal").name == "Talstadt und Unterland"


def test_given_a_bare_word_when_a_region_is_drafted_then_it_lies_with_the_bundled_packs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    osm = valley().save(tmp_path / "valley.osm")

    assert main(["region", "new", "bad-belzig", "--osm", str(osm)]) == 2

    assert f"rufbus: {PACKS / 'bad-belzig'}: is there already" in capsys.readouterr().err
    assert sum(Grade.ERROR is each.grade for each in check_pack("bad-belzig", TODAY).findings) == 0
