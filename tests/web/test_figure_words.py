"""Every figure has words, and numbers are written as people read them."""

from datetime import date

import pytest

from dispatch.figures import FIGURES, Unit
from mobility import declines
from mobility.declines import Decline
from web import figure_words, times
from web.charts.measure import NOTHING

MINUS = "\N{MINUS SIGN}"
KEYS = [figure.key for figure in FIGURES]


def test_given_the_catalogue_when_words_are_looked_up_then_each_figure_has_them_and_nothing_else() -> None:
    assert sorted(figure_words.WORDS) == sorted(KEYS)
    assert sorted(key for chapter in figure_words.CHAPTERS for key in chapter.keys) == sorted(KEYS)
    assert set(figure_words.HEADLINE) <= set(KEYS)
    assert set(figure_words.FORMS) == set(Unit)


def test_given_two_figures_when_they_are_named_then_nobody_takes_one_for_the_other() -> None:
    names = [word.name for word in figure_words.WORDS.values()]

    assert len(set(names)) == len(names)
    assert all(word.meaning.endswith(".") for word in figure_words.WORDS.values())


def test_given_all_kinds_of_declines_when_reasons_are_named_then_each_has_a_name() -> None:
    kinds = {
        name
        for name, kind in vars(declines).items()
        if isinstance(kind, type) and issubclass(kind, Decline) and kind is not Decline
    }

    assert set(figure_words.REASONS) == kinds


@pytest.mark.parametrize(
    ("key", "value", "written"),
    [
        ("service_level", 0.874, "87\xa0%"),
        ("driven_m", 1_234_000, "1.234\xa0km"),
        ("cost_per_ride_cents", 1250, "12,50\xa0€"),
        ("cost_cents", 123_456, "1.235\xa0€"),
        ("wait_mean_s", 630, "10,5\xa0min"),
        ("vehicle_s", 32_400, "9,0\xa0Stunden"),
        ("pooling", 1.257, "1,26"),
        ("asked", 12, "12"),
        ("co2_avoided_g", -4200, f"{MINUS}4\xa0kg"),
        ("trains_caught_share", None, NOTHING),
    ],
)
def test_given_a_value_when_it_is_written_then_it_reads_as_here(
    key: str, value: float | None, written: str
) -> None:
    assert figure_words.text(key, value) == written


def test_given_an_interval_when_it_is_written_then_the_mean_comes_first() -> None:
    assert figure_words.spread("service_level", 0.87, 0.84, 0.9) == "87\xa0% (84 bis 90\xa0%)"
    assert figure_words.spread("service_level", 0.87, None, None) == "87\xa0%"


def test_given_a_difference_of_shares_when_it_is_written_then_in_percentage_points() -> None:
    assert figure_words.difference("service_level", 0.05) == "+5\xa0Prozentpunkte"
    assert figure_words.difference("cost_cents", -12_300) == f"{MINUS}123\xa0€"
    assert figure_words.difference("asked", None) == NOTHING


@pytest.mark.parametrize(
    ("key", "low", "high", "said"),
    [
        ("service_level", 0.01, 0.02, "besser"),
        ("service_level", -0.02, -0.01, "schlechter"),
        ("cost_cents", -2, -1, "besser"),
        ("cost_cents", -2, 1, "unklar"),
        ("cost_cents", 0, 0, "gleich"),
        ("cost_cents", None, None, "unklar"),
        ("asked", 1, 2, ""),
    ],
)
def test_given_an_interval_of_a_change_when_it_is_judged_then_only_a_clear_one_is_called_better_or_worse(
    key: str, low: float | None, high: float | None, said: str
) -> None:
    assert figure_words.verdict(key, low, high) == said


def test_given_a_date_when_its_month_is_named_then_with_the_year() -> None:
    assert times.month_name(date(2026, 3, 1)) == "März 2026"
