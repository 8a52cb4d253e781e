"""Reports and sheets: complete, the same every time, and deaf to what people write into names."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dispatch.figures import figures as measured
from dispatch.scenarios import Scenario, prepare, read_scenario, variants
from dispatch.scenarios.writing import Source
from mobility.region import Region
from tests.web.reporting.reports import SEEDS, figures, made_up
from web.reporting import (
    Report,
    report_html,
    report_of,
    report_pdf,
    sheet_html,
    sheet_pdf,
    write_report,
)
from web.reporting.document import Grid, Picture
from web.reporting.evaluation import MOST_SHOWN, OTHER_WISHES, SAME_WISHES, evaluation, shown
from web.reporting.findings import days, findings
from web.reporting.pdf import BREAK, breakable
from web.reporting.sheet import LONGEST_AIM, sheet

EVIL = '#import "x" $a$ <script>alert(1)</script> #panic() \\ " ` ₂ 李 \x07 end'
PAGES = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture(scope="module")
def report(region: Region) -> Report:
    return made_up(region)


def test_given_a_report_when_its_page_is_written_then_it_says_what_it_is_made_from(report: Report) -> None:
    page = report_html(report)

    for part in (report.name, report.aim, report.owner, report.region_digest, report.scenario_digest):
        assert part in page
    for part in (report.program, report.command, "Genehmigung Version 1", "1 bis 3", "24. November 2026"):
        assert part in page


def test_given_a_report_when_its_page_is_written_then_it_needs_nothing_from_elsewhere(report: Report) -> None:
    page = report_html(report) + sheet_html(report)

    addresses = set(re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?([^"\')>\s]+)', page))
    assert all(address.startswith(("data:font/", "#")) for address in addresses)
    assert "<script" not in page
    assert "<link" not in page


def test_given_a_report_when_it_is_made_again_then_every_byte_is_the_same(
    report: Report, region: Region
) -> None:
    again = made_up(region)

    assert report_html(again) == report_html(report)
    assert sheet_html(again) == sheet_html(report)
    assert sheet_pdf(again) == sheet_pdf(report)


def test_given_a_report_when_it_is_typeset_then_the_pdf_is_tagged_and_names_its_language(
    report: Report,
) -> None:
    made = report_pdf(report)

    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"/Lang" in made
    assert b"pdfuaid" in made
    assert len(PAGES.findall(made)) > 5


def test_given_a_sheet_when_it_is_typeset_then_it_has_one_page(report: Report) -> None:
    assert len(PAGES.findall(sheet_pdf(report))) == 1


def test_given_long_texts_when_a_sheet_is_typeset_then_it_still_has_one_page(region: Region) -> None:
    long = made_up(
        region,
        (1, 2, 3, 4, 5, 6, 7),
        name="Ein Rufbus für alle Dörfer im Hohen Fläming " * 8,
        aim="Donaudampfschifffahrtsgesellschaft" * 5 + " und noch viel mehr" * 80,
        owner="Fachbereich " * 40,
        label="Zahl der Fahrzeuge: {}, Vorlauf der Buchung: 30 Minuten, Bediente Gemeinden: Bad Belzig",
    )

    assert len(sheet(long).aim) <= LONGEST_AIM
    assert len(PAGES.findall(sheet_pdf(long))) == 1


@pytest.mark.parametrize("varied", ["Zahl der Fahrzeuge", ""], ids=["line", "bars"])
@pytest.mark.parametrize("word", ["W" * 5000, "ein Wort nach dem andern " * 200], ids=["word", "words"])
def test_given_texts_without_end_when_a_sheet_is_typeset_then_it_still_has_one_page(
    region: Region, word: str, varied: str
) -> None:
    endless = made_up(region, (1, 2, 3, 4, 5, 6, 7), name=word, aim=word, owner=word, label=word + " {}")

    assert len(PAGES.findall(sheet_pdf(replace(endless, varied=varied)))) == 1


def test_given_what_looks_like_commands_when_a_report_is_written_then_it_is_shown_and_not_obeyed(
    region: Region,
) -> None:
    evil = replace(
        made_up(region, name=EVIL, aim=EVIL, owner=EVIL, label=EVIL + " {}"), changes=((EVIL, EVIL),)
    )

    page = report_html(evil) + sheet_html(evil)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert report_pdf(evil).startswith(b"%PDF-")
    assert sheet_pdf(evil).startswith(b"%PDF-")


def test_given_one_variant_when_a_report_is_written_then_nothing_is_compared(region: Region) -> None:
    alone = made_up(region, (3,))

    assert "Vorher und nachher" not in report_html(alone)
    assert "Nutzen und Kosten" in sheet_html(alone)
    assert len(PAGES.findall(sheet_pdf(alone))) == 1


def test_given_one_seed_when_a_report_is_written_then_no_interval_is_claimed(region: Region) -> None:
    report = made_up(region, (2, 4))
    one = replace(
        report,
        seeds=(1,),
        outcomes=tuple(replace(each, figures={1: each.figures[1]}) for each in report.outcomes),
    )

    assert not re.search(r"\d bis \d", " ".join(findings(one)))
    assert "Das kann Zufall sein." in " ".join(findings(one))


def test_given_many_variants_when_a_report_is_written_then_those_that_matter_are_shown(
    region: Region,
) -> None:
    many = made_up(region, tuple(range(1, 13)))

    numbers = {each.number for each in shown(many)}
    assert len(numbers) <= MOST_SHOWN
    assert {many.before, many.after} <= numbers
    summary = next(block for block in evaluation(many).blocks if isinstance(block, Grid))
    assert len(summary.rows) == 12  # the first table has them all


def test_given_wheelchairs_that_are_left_behind_when_a_report_is_written_then_it_says_so(
    region: Region,
) -> None:
    report = made_up(region)
    last = report.outcome(report.after)
    for each in last.figures.values():
        wheelchairs: dict[str, object] = each.by["need"]["wheelchair"]  # type: ignore[assignment] # the test's own
        wheelchairs |= {"asked": 4, "served_by_line": 0, "declined": 4}
        each.values["declined"] = 10  # type: ignore[index] # of 50

    (said,) = [said for said in findings(report) if "Mit Rollstuhl" in said]
    assert said.startswith(f"„{last.name}“")
    assert "12 von 12 über alle Stichproben" in said
    assert "Hier ist zu handeln" in said


def test_given_few_wheelchairs_when_a_report_is_written_then_it_judges_nothing(report: Report) -> None:
    said = " ".join(findings(report))

    assert "Nur 9 Wünsche mit Rollstuhl über alle Stichproben: zu wenige" in said
    assert "zu handeln" not in said


def test_given_nobody_who_asks_when_papers_are_made_then_they_are_whole_and_say_so(region: Region) -> None:
    report = made_up(region)
    empty = replace(
        report,
        goal=None,
        outcomes=tuple(
            replace(each, figures=dict.fromkeys(SEEDS, measured([], region))) for each in report.outcomes
        ),
    )

    assert next(findings(empty)).startswith("Niemand hat nach einer Fahrt gefragt")
    assert report_pdf(empty).startswith(b"%PDF-")
    assert len(PAGES.findall(sheet_pdf(empty))) == 1
    for page in (report_html(empty), sheet_html(empty)):
        assert "Niemand hat nach einer Fahrt gefragt" in page


def test_given_many_named_variants_when_a_sheet_is_drawn_then_the_compared_are_there_and_the_rest_counted(
    region: Region,
) -> None:
    many = replace(made_up(region, (5, 4, 3, 2, 6, 7, 8, 9, 1)), varied="", before=8, after=9)

    (chart,) = [block for block in sheet(many).blocks if isinstance(block, Picture)]

    assert chart.note == "5 von 9 Varianten; der Bericht zeigt mehr."
    for number in (many.before, many.after):
        assert f"{many.outcome(number).name}:" in chart.said


def test_given_variants_that_change_who_asks_when_a_report_is_written_then_it_claims_no_same_wishes(
    report: Report,
) -> None:
    other = replace(made_up(report.region).outcomes[0], number=4, name="nur Bad Belzig")
    for each in other.figures.values():
        each.by["ortsteil"].pop("Lütte")  # type: ignore[attr-defined] # a dict of the test's own
    mixed = replace(report, outcomes=(*report.outcomes, other))

    assert SAME_WISHES in report_html(report)
    assert "keine andere in beidem übertrifft" in report_html(report)
    assert SAME_WISHES not in report_html(mixed)
    assert OTHER_WISHES in report_html(mixed)
    assert "keine andere in beidem übertrifft" not in report_html(mixed)


def test_given_a_word_without_end_when_it_is_typeset_then_it_may_break_anywhere() -> None:
    assert breakable("Wartezeit und Fahrzeit") == "Wartezeit und Fahrzeit"
    assert max(map(len, breakable("W" * 5000).split(BREAK))) == 1


def test_given_figures_when_money_is_split_then_every_municipality_has_its_line(report: Report) -> None:
    grids = [
        block
        for block in evaluation(report).blocks
        if isinstance(block, Grid) and "Gemeinden" in block.caption
    ]

    assert [[row[0] for row in grid.rows] for grid in grids] == [sorted(report.region.municipalities)] * 2


SEARCH = """
name = "Kleinste Flotte"
aim = "Neun von zehn"
dates = ["2026-11-24"]
seeds = 3
[fleet]
vans = 3
hours = ["05:00", "22:00"]
[search]
key = "fleet.vans"
from = 1
to = 6
figure = "service_level"
at_least = 0.85
"""


def test_given_a_search_when_a_report_is_made_then_its_answer_comes_first(region: Region) -> None:
    scenario = read_scenario(SEARCH)
    report = report_of(
        scenario, region, Source(region="a" * 64, program="b" * 64), searched(scenario, region)
    )

    first = next(findings(report))
    assert first.startswith("Der kleinste Wert, der das Ziel erreicht (Erfüllte Wünsche mindestens 85\xa0%)")
    assert "Zahl der Fahrzeuge: 4" in first
    assert report.goal is not None
    assert report.outcome(report.after).value == 4


def test_given_a_search_without_success_when_a_report_is_made_then_it_says_so(region: Region) -> None:
    scenario = read_scenario(SEARCH.replace("0.85", "1.1").replace("to = 6", "to = 4"))
    report = report_of(
        scenario, region, Source(region="a" * 64, program="b" * 64), searched(scenario, region)
    )

    assert next(findings(report)).startswith("Kein Wert von 1 bis 4 erreicht das Ziel")


def searched(scenario: Scenario, region: Region) -> list:  # type: ignore[type-arg]
    """The steps of the search, each with figures."""
    assert scenario.search
    grid = read_scenario(
        SEARCH.partition("[search]")[0] + '[[vary]]\nkey = "fleet.vans"\nvalues = [1, 2, 3, 4]\n'
    )
    return [
        (each, {seed: figures(region, seed, each.label["fleet.vans"]) for seed in SEEDS})
        for each in variants(grid)
    ]


def test_given_a_scenario_when_a_report_is_made_then_it_names_what_changes_and_which_rules_hold(
    region: Region,
) -> None:
    scenario = read_scenario(
        'name = "Vorlauf"\ndates = ["2026-11-24"]\nseeds = 3\n[region.policy]\nnotice_min = 30\n'
    )
    (variant,) = variants(scenario)
    results = [(variant, {seed: figures(region, seed, 3) for seed in SEEDS})]

    report = report_of(scenario, prepare(scenario).region, Source(region="a" * 64, program="b" * 64), results)

    assert ("Vorlauf der Buchung", "30 Minuten") in report.changes
    assert "Kostenschlüssel Version" in report.rules
    assert report.seeds == SEEDS


def test_given_a_folder_when_a_report_is_written_then_four_files_are_there(
    report: Report, tmp_path: Path
) -> None:
    written = write_report(report, tmp_path)

    assert sorted(path.name for path in written) == ["report.html", "report.pdf", "sheet.html", "sheet.pdf"]
    assert all(path.stat().st_size > 1000 for path in written)


def test_given_many_days_when_they_are_named_then_by_the_first_the_last_and_their_number() -> None:
    week = [date(2026, 11, number) for number in range(23, 28)]

    assert days(week) == "5 Tage, Montag, 23. November 2026 bis Freitag, 27. November 2026"
