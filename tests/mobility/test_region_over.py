"""A region as it would be with other rules."""

from datetime import date

import pytest

from mobility.clock import MINUTE
from mobility.errors import BrokenRegion
from mobility.region import load_region

TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)


def test_what_is_laid_over_a_pack_holds_and_all_else_stays() -> None:
    # Given the region as it is, and with half an hour's notice and one vehicle on one duty
    now = load_region("bad-belzig")
    over = {
        "policy": {"notice_min": 30},
        "vehicle": [{"id": "a", "name": "A", "seats": 4, "wheelchairs": 0, "prams": 0}],
        "duty": [{"id": "d", "vehicle": "a", "days": ["school_day"], "hours": ["06:00", "14:00"]}],
    }
    then = load_region("bad-belzig", over)
    # Then these differ, on every kind of day that says nothing of its own
    assert [now.policy(day).notice for day in (TUESDAY, SATURDAY)] == [60 * MINUTE, 60 * MINUTE]
    assert [then.policy(day).notice for day in (TUESDAY, SATURDAY)] == [30 * MINUTE, 30 * MINUTE]
    assert [shift.id for shift in then.shifts(TUESDAY)] == ["d"]
    assert not then.shifts(SATURDAY)
    # And the rest does not
    assert then.policy(SATURDAY).hours == now.policy(SATURDAY).hours
    assert then.stops == now.stops


def test_a_mistake_laid_over_a_pack_is_refused_like_one_inside() -> None:
    with pytest.raises(BrokenRegion, match=r"policy\.notice is unknown"):
        load_region("bad-belzig", {"policy": {"notice": 30}})
