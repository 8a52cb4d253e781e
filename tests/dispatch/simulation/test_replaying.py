"""A simulated day decided again from its log, by what decides real days again: the desk says the same."""

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from hypothesis import given
from hypothesis import strategies as st

from dispatch.demand import Passengers
from dispatch.effort import Effort
from dispatch.events import Header, read_events, write_events
from dispatch.history import replay
from dispatch.simulation import Conduct, Service, simulate_day
from mobility.lines import NO_LINES
from tests.dispatch.anything import examples
from tests.dispatch.simulation.villagers import TIMETABLE, UNRULY, services, villagers
from tests.worlds import MONDAY, TRAVEL

if TYPE_CHECKING:
    from mobility.region import Region

SMALL = cast("Region", SimpleNamespace(timetable=TIMETABLE, lines=NO_LINES))


@given(services, villagers(), st.integers(0, 10**6))
@examples(40)
def test_given_a_simulated_day_when_its_log_is_decided_again_then_every_decision_is_the_same(
    service: Service, people: list[Passengers], seed: int
) -> None:
    conduct = Conduct(effort=Effort(work=3), every=10 * 60)
    behaviour = replace(UNRULY, breakdown_share=0.0)
    day = simulate_day(service, people, behaviour, conduct, seed)
    header = Header(service_day=MONDAY.date, region="small", seed=seed)

    _, events = read_events(write_events(header, day.events))
    again = replay(service.day, events, SMALL, TRAVEL)

    assert again.differences == ()
    assert again.taken == 0
    assert again.day.plan == day.day.plan
    assert again.day.bookings == day.day.bookings
