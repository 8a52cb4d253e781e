from hypothesis import given
from hypothesis import strategies as st

from mobility.fares import surcharge
from mobility.needs import Needs
from mobility.policy import ServicePolicy


def test_nothing_is_added_in_bad_belzig_by_default() -> None:
    assert surcharge(ServicePolicy(), Needs(passengers=4)) == 0


@given(passengers=st.integers(1, 8), cents=st.integers(0, 500), aids=st.integers(0, 2))
def test_only_passengers_are_charged_each_the_same(passengers: int, cents: int, aids: int) -> None:
    party = Needs(passengers, wheelchairs=min(aids, passengers), prams=aids, walkers=aids)
    policy = ServicePolicy(surcharge_cents=cents)
    assert surcharge(policy, party) == passengers * surcharge(policy, Needs())
    assert surcharge(policy, Needs()) == cents
