"""What holds of the figures of any day."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch.figures import FIGURES, Unit, figures
from dispatch.record import Asking, DrivenCall, Fate
from mobility.bookings import Anchor, Wish
from mobility.needs import Needs
from mobility.region import load_region
from tests.dispatch.figures.tiny import (
    BAHNHOF,
    LUETTE,
    REETZ,
    WIESENBURG,
    asking,
    call,
    drive,
    promised,
    record,
)

REAL = load_region("bad-belzig")
COUNTS = [figure.key for figure in FIGURES if figure.unit is Unit.COUNT]
SHARES = [figure.key for figure in FIGURES if figure.unit is Unit.SHARE]
REASONS = ("NoPlace", "TooLate", "ServedByLine")


@st.composite
def askings(draw: st.DrawFn) -> list[Asking]:
    """Requests of all kinds that came to any end."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        fate = draw(st.sampled_from(Fate))
        declined = fate is Fate.DECLINED
        wish = Wish(draw(st.sampled_from(Anchor)), draw(st.integers(0, 90_000)))
        start = draw(st.integers(0, 80_000))
        train = draw(st.sampled_from((None, "RE7")))
        found.append(
            asking(
                str(number),
                draw(st.sampled_from((REETZ, LUETTE, WIESENBURG, "de:gone"))),
                fate,
                wish=wish,
                needs=Needs(draw(st.integers(1, 8)), draw(st.integers(0, 1))),
                nearest=draw(st.none() if declined else st.integers(0, 5_000)),
                reason=draw(st.sampled_from(REASONS)) if declined else "",
                offer=promised(start, start + 3_000, 1_260, train=train),
                purpose=draw(st.sampled_from(("", "work"))),
            )
        )
    return found


def driven(asked: list[Asking]) -> tuple[DrivenCall, ...]:
    """A day on which all who rode did so one after the other, in one van."""
    calls, now = [], 10_000
    for each in (each for each in asked if each.fate is Fate.RODE):
        reference = each.request.reference
        calls.append(call(each.request.origin, 3, (now, now + 60), on={reference: now}))
        calls.append(call(BAHNHOF, 15, (now + 1_300, now + 1_360), off={reference: now + 1_300}))
        now += 2_000
    return tuple(calls)


@given(asked=askings())
def test_given_any_day_when_measured_then_every_request_has_one_end_and_every_share_is_one(
    asked: list[Asking],
) -> None:
    values = figures([record(asked, drive(1, (0, 80_000), *driven(asked)))], REAL).values

    ends = ("served_by_line", "declined", "unsuited", "booked")
    assert values["asked"] == len(asked) == sum(values[key] or 0 for key in ends)
    assert values["booked"] == sum(values[key] or 0 for key in ("rode", "cancelled", "absent", "lost"))
    assert all(0 <= (values[key] or 0) <= 1 for key in SHARES)
    assert (values["passenger_m"] or 0) >= (values["driven_m"] or 0) - (values["empty_m"] or 0)


@given(asked=askings())
def test_given_any_day_when_grouped_then_groups_sum_up_to_all_of_whom_one_knows_where_they_belong(
    asked: list[Asking],
) -> None:
    found = figures([record(asked, drive(1, (0, 80_000), *driven(asked)))], REAL)

    for dimension in ("hour", "need"):
        for key in COUNTS:
            assert sum(group[key] or 0 for group in found.by[dimension].values()) == found.values[key]
    somewhere = sum(each.home in REAL.stops for each in asked)
    assert sum(group["asked"] or 0 for group in found.by["ortsteil"].values()) == somewhere
    assert sum(group["asked"] or 0 for group in found.by["municipality"].values()) == somewhere


@given(asked=askings(), data=st.data())
def test_given_requests_in_another_order_when_measured_then_the_figures_are_the_same_to_the_byte(
    asked: list[Asking], data: st.DataObject
) -> None:
    van = drive(1, (0, 80_000), *driven(asked))
    shuffled = data.draw(st.permutations(asked))

    assert repr(figures([record(shuffled, van)], REAL)) == repr(figures([record(asked, van)], REAL))
