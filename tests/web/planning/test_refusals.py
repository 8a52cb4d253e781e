"""Reasons for which the computation refuses a scenario, in the language of the pages."""

import re
from pathlib import Path

import pytest

import dispatch.scenarios.reading
from dispatch.scenarios import BrokenScenario, read_scenario, variants
from web.planning.editing import in_words
from web.planning.refusals import PLAIN, in_german

HEAD = 'name = "Probe"\ndates = ["2026-11-24"]\n'

MISTAKES = [
    "foo = 1",
    'seeds = "viele"',
    "seeds = 1000",
    "within_min = -1",
    "base = '../x'",
    "[behaviour]\ndrive_mean = 'x'",
    "[behaviour]\nabsent = 2",
    "[demand]\nfile = 'a.csv'",
    "[fleet]\nvans = 2",
    "[served]\nmunicipalities = 3",
    "[[vary]]\nkey = 'fleet.vans'\nvalues = []",
    "[[vary]]\nkey = 'fleet.vans'\nvalues = [2, 2]",
    "[[vary]]\nkey = 'seeds'\nvalues = [2]",
    "[[vary]]\nkey = 'name.x'\nvalues = [2]",
    "[search]\nkey = 'fleet.vans'\nfrom = 4\nto = 2\nfigure = 'service_level'\nat_least = 0.9",
    "[search]\nkey = 'fleet.vans'\nfrom = 1\nto = 2\nfigure = 'joy'\nat_least = 0.9",
    "[search]\nkey = 'fleet.vans'\nfrom = 1\nto = 2\nfigure = 'service_level'",
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_given_a_mistake_when_it_is_told_then_it_is_german_and_says_what_would_be_right(mistake: str) -> None:
    with pytest.raises(BrokenScenario) as found:
        variants(read_scenario(HEAD + mistake))

    (said,) = in_words(found.value).values()

    assert found.value.reason not in said
    assert PLAIN not in said


def test_given_a_reason_nobody_has_translated_when_told_then_it_is_a_sentence_without_english() -> None:
    assert in_words(BrokenScenario("s.toml", "fleet.vans", "smells")) == {
        "fahrzeuge": f"Zahl der Fahrzeuge: {PLAIN}"
    }


def test_given_a_rule_about_demand_when_the_region_refuses_it_then_its_field_says_so() -> None:
    error = BrokenScenario("s.toml", "region.demand.rides_per_100", "is more than 50")

    assert in_words(error) == {"wuensche": "Fahrtwünsche je 100 Einwohner und Tag: Das ist mehr als 50."}


def test_given_the_reader_of_scenarios_when_its_reasons_are_listed_then_each_is_translated() -> None:
    source = Path(dispatch.scenarios.reading.__file__).read_text(encoding="utf-8")
    plain = re.findall(r'broken\([^f"]*"[^"]*", "([^"{]+)"\)', source)

    assert plain
    assert [reason for reason in plain if in_german(reason) == PLAIN] == []
