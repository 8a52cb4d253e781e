"""The answer of a search, in a sentence."""

from dispatch.figures import Figures
from dispatch.scenarios import Search
from dispatch.studies import VariantResult
from web.planning.answers import answer, is_found

SEARCH = Search(key="fleet.vans", first=1, last=9, figure="service_level", at_least=0.9)


def with_nine(level: float) -> list[VariantResult]:
    """Two seeds with nine vans: some wishes come too late, fewer lie outside the hours."""
    seeds = [
        Figures(
            {"service_level": level},
            {
                "reason": {
                    "OutsideHours": {"declined": 1},
                    "TooLate": {"declined": late},
                    "ServedByLine": {"declined": 0},
                }
            },
        )
        for late in (2, 5)
    ]
    return [VariantResult(1, {"fleet.vans": 9}, (1, 2), tuple(seeds))]


def test_given_nothing_that_meets_the_aim_then_it_is_told_what_stands_in_the_way() -> None:
    said = answer(SEARCH, with_nine(0.8), complete=True)
    assert said.startswith("Kein Wert zwischen 1 und 9 reicht")
    assert (
        "Bei 9 scheitern im Mittel Wünsche noch an: nach Buchungsschluss (3,5), außerhalb der Bedienzeit (1"
        in said
    )
    assert "Linie" not in said


def test_given_a_value_that_meets_the_aim_then_no_excuse_is_told() -> None:
    assert "scheitern" not in answer(SEARCH, with_nine(0.95), complete=True)


def test_given_a_search_that_goes_on_then_nothing_is_said_yet() -> None:
    assert answer(SEARCH, with_nine(0.95), complete=False) == ""


def test_given_nothing_that_meets_the_aim_then_the_nearest_value_is_told_and_it_is_no_success() -> None:
    one = VariantResult(2, {"fleet.vans": 1}, (1,), (Figures({"service_level": 0.3}),))
    found = [one, *with_nine(0.85)]

    assert "Am nächsten kommt 9: im Mittel 85\N{NO-BREAK SPACE}%." in answer(SEARCH, found, complete=True)
    assert not is_found(SEARCH, found)
    assert is_found(SEARCH, with_nine(0.95))
