"""Whom the service leaves out."""

import pytest

from dispatch.figures import Figures, figures, wheelchair_alarm, wheelchairs, worst_ortsteil
from dispatch.record import Asking, Fate
from mobility.needs import Needs
from mobility.region import Region
from tests.dispatch.figures.tiny import LUETTE, REETZ, WIESENBURG, asking, record

WHEELCHAIR = Needs(1, wheelchairs=1)


def asked(
    origin: str, declined: int, offered: int, *, reason: str = "NoPlace", needs: Needs = Needs()
) -> list[Asking]:
    """So many from a place who were declined, and so many to whom something was offered."""
    fates = [Fate.DECLINED] * declined + [Fate.UNSUITED] * offered
    return [
        asking(
            f"{origin} {reason} {needs} {number}",
            origin,
            fate,
            nearest=None if fate is Fate.DECLINED else 0,
            reason=reason if fate is Fate.DECLINED else "",
            needs=needs,
        )
        for number, fate in enumerate(fates)
    ]


def measured(region: Region, *groups: list[Asking]) -> Figures:
    return figures([record(each for group in groups for each in group)], region)


def test_given_ortsteile_when_compared_then_the_one_with_the_highest_share_of_declines_is_worst(
    region: Region,
) -> None:
    found = measured(region, asked(REETZ, 3, 3), asked(LUETTE, 4, 6), asked(WIESENBURG, 1, 9))

    assert worst_ortsteil(found.by["ortsteil"]) == ("Reetz", 0.5)
    assert found.values["worst_ortsteil_declined_share"] == 0.5


def test_given_an_ortsteil_where_few_asked_when_compared_then_it_does_not_count(region: Region) -> None:
    # in Reetz a line serves three of seven: four are too few
    by_line = asked(REETZ, 3, 0, reason="ServedByLine")
    found = measured(region, asked(REETZ, 4, 0), by_line, asked(LUETTE, 1, 4))

    assert worst_ortsteil(found.by["ortsteil"]) == ("Lütte", 0.2)


def test_given_equal_shares_when_compared_then_the_first_by_name_is_worst(region: Region) -> None:
    found = measured(region, asked(REETZ, 1, 4), asked(LUETTE, 1, 4))

    assert worst_ortsteil(found.by["ortsteil"]) == ("Lütte", 0.2)


@pytest.mark.parametrize(
    ("wheelchairs", "others", "gap", "alarm"),
    [
        ((3, 7), (17, 73), 10.0, True),  # 30 % against 20 % of 100
        ((5, 15), (15, 65), 5.0, False),  # 25 % against 20 %: not more than five points
        ((0, 10), (10, 80), -10.0, False),
        ((0, 0), (10, 80), None, False),
        ((1, 0), (10, 89), 89.0, False),  # one request is nothing to judge by
        ((9, 0), (10, 81), 81.0, False),
    ],
)
def test_given_wheelchairs_when_declined_more_often_than_all_then_more_than_five_points_are_an_alarm(
    region: Region, wheelchairs: tuple[int, int], others: tuple[int, int], gap: float | None, alarm: bool
) -> None:
    found = measured(region, asked(REETZ, *wheelchairs, needs=WHEELCHAIR), asked(LUETTE, *others))

    assert found.values["wheelchair_gap"] == gap
    assert wheelchair_alarm(found) is alarm


def test_given_samples_with_few_wheelchairs_when_taken_together_then_they_are_enough_to_judge(
    region: Region,
) -> None:
    one = measured(region, asked(REETZ, 2, 3, needs=WHEELCHAIR), asked(LUETTE, 0, 5))

    assert not wheelchairs([one]).judged
    found = wheelchairs([one, one])
    assert (found.asked, found.declined, found.gap, found.alarm) == (10, 4, 20.0, True)


def test_given_wheelchairs_that_only_lines_serve_when_compared_then_nothing_can_be_said(
    region: Region,
) -> None:
    by_line = asked(REETZ, 2, 0, reason="ServedByLine", needs=WHEELCHAIR)

    assert measured(region, by_line, asked(LUETTE, 1, 1)).values["wheelchair_gap"] is None


def test_given_needs_when_grouped_then_the_first_of_wheelchair_walker_and_pram_counts(region: Region) -> None:
    found = measured(
        region,
        asked(REETZ, 0, 1, needs=Needs(2, wheelchairs=1, prams=1, walkers=1)),
        asked(REETZ, 0, 2, needs=Needs(2, prams=1, walkers=1)),
        asked(REETZ, 0, 3, needs=Needs(2, prams=1)),
        asked(REETZ, 0, 4),
    )

    counted = {group: values["asked"] for group, values in found.by["need"].items()}
    assert counted == {"wheelchair": 1, "walker": 2, "pram": 3, "none": 4}
