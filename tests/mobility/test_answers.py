"""Answers survive being stored: every offer and every reason to decline comes back as it was."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility import declines
from mobility.answers import CODES, decode, encode
from mobility.bookings import Answer, Declined, Offer
from mobility.declines import Decline, NoPlace
from mobility.promises import Promise, TimeWindow

seconds = st.integers(-(10**5), 2 * 10**5)
windows = st.tuples(seconds, seconds).map(lambda ends: TimeWindow(*sorted(ends)))
promises = st.builds(Promise, windows, seconds, st.integers(1, 10**4))
offers = st.builds(
    Offer, promises, st.integers(1, 10**4), st.integers(0, 10**4), st.none() | st.text(max_size=20)
)
several = st.lists(offers, max_size=3).map(tuple)
st.register_type_strategy(TimeWindow, windows)
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
reasons = st.sampled_from(sorted(CODES.values(), key=str)).flatmap(st.from_type)
answers = several.filter(bool) | st.builds(Declined, reasons, several)


@given(answers)
def test_an_answer_comes_back_from_json_as_it_was(answer: Answer) -> None:
    assert decode(json.loads(json.dumps(encode(answer)))) == answer


def test_every_reason_to_decline_has_a_code() -> None:
    reasons = {
        kind for kind in vars(declines).values() if isinstance(kind, type) and issubclass(kind, Decline)
    }
    assert set(CODES.values()) == reasons - {Decline}
    assert len(set(CODES.values())) == len(CODES)


def test_an_answer_of_a_later_version_is_refused_rather_than_misread() -> None:
    later = {**encode(Declined(NoPlace())), "version": 2}
    with pytest.raises(ValueError, match="version 2"):
        decode(later)


def test_the_stored_form_stays_readable_for_later_programs() -> None:
    # Given what the first version wrote
    offer = Offer(Promise(TimeWindow(28800, 29400), 31500, 2100), 1200, 100, "re7")
    stored = {
        "version": 1,
        "decline": {"code": "no-place"},
        "alternatives": [
            {
                "pickup": [28800, 29400],
                "arrive_by": 31500,
                "max_ride": 2100,
                "direct": 1200,
                "surcharge_cents": 100,
                "train": "re7",
            }
        ],
    }
    # Then it is read, and written in the same way
    assert decode(stored) == Declined(NoPlace(), (offer,))
    assert encode(Declined(NoPlace(), (offer,))) == stored
