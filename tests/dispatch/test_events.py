"""The event log: every event comes back from its line as it was, and other lines are refused by number."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.effort import Effort
from dispatch.events import (
    Answered,
    Asked,
    BrokenLog,
    Decided,
    Event,
    Happened,
    Header,
    Improved,
    Stage,
    Step,
    read_events,
    write_events,
)
from mobility.bookings import Anchor, Declined, Offer, RideRequest, Wish
from mobility.declines import NoPlace, OutsideHours
from mobility.needs import Needs
from mobility.plan import Run, Visit, VisitKind
from mobility.promises import Promise, TimeWindow
from tests.dispatch.anything import examples

HEADER = Header(service_day=date(2026, 11, 24), region="bad-belzig", seed=3)
ASKED_AT = datetime(2026, 11, 23, 9, 30, 12, 345678, tzinfo=UTC)
REQUEST = RideRequest("000001", "a", "b", Wish(Anchor.ARRIVE, 30000, "re7"), Needs(2, 1, 0, 1), ASKED_AT)
OFFER = Offer(Promise(TimeWindow(28000, 28600), 30000, 2000), 1100, 100, "re7")

seconds = st.integers(-(10**6), 2 * 10**5)
words = st.text(max_size=9)
names = st.text(min_size=1, max_size=9)
versions = st.none() | st.integers(0, 10**4)
needs = st.builds(Needs, st.integers(1, 8), st.sampled_from((0, 1)), st.integers(0, 2), st.integers(0, 2))
wishes = st.builds(Wish, st.sampled_from(Anchor), seconds, st.none() | names)
asked_at = st.datetimes(timezones=st.just(UTC))
requests = st.builds(RideRequest, names, names, names, wishes, needs, asked_at)
windows = st.tuples(seconds, seconds).map(lambda ends: TimeWindow(*sorted(ends)))
offers = st.builds(
    Offer, st.builds(Promise, windows, seconds, seconds), seconds, st.integers(0, 500), st.none() | names
)
several = st.lists(offers, max_size=3).map(tuple)
answers = several.filter(bool) | st.builds(Declined, st.builds(OutsideHours, windows), several)
runs = st.builds(
    Run,
    words,
    st.lists(st.builds(Visit, words, st.sampled_from(VisitKind), words, seconds), max_size=3).map(tuple),
)
changes = st.lists(runs, max_size=3, unique_by=lambda run: run.shift).map(tuple)
efforts = st.none() | st.builds(Effort, versions, versions, seconds)
events = st.one_of(
    st.builds(
        Asked,
        at=seconds,
        request=requests,
        purpose=words,
        home=words,
        patience=st.none() | st.integers(-1, 7200),
    ),
    st.builds(Answered, at=seconds, reference=names, answer=answers, version=versions),
    st.builds(
        Decided,
        at=seconds,
        step=st.sampled_from(Step),
        reference=names,
        offer=st.none() | offers,
        version=versions,
    ),
    st.builds(Improved, at=seconds, runs=changes, effort=efforts, version=versions),
    st.builds(Happened, at=seconds, stage=st.sampled_from(Stage), reference=words, shift=words, stop=words),
)


@given(st.lists(events, max_size=6).map(tuple))
@examples(80)
def test_given_any_events_when_written_and_read_then_they_are_the_same(
    given_events: tuple[Event, ...],
) -> None:
    text = write_events(HEADER, given_events)

    assert read_events(text) == (HEADER, given_events)
    assert len(text.split("\n")) == len(given_events) + 2
    assert [json.loads(line)["at"] for line in text.split("\n")[1:-1]] == [e.at for e in given_events]


def test_given_events_when_written_then_lines_say_what_the_manual_says() -> None:
    text = write_events(
        HEADER,
        [
            Asked(at=100, request=REQUEST, purpose="doctor", home="a", patience=900),
            Answered(at=100, reference="000001", answer=(OFFER,), version=4),
            Answered(at=100, reference="000002", answer=Declined(NoPlace())),
            Decided(at=120, step=Step.ACCEPTED, reference="000001", offer=OFFER),
            Improved(at=160, runs=(Run("van-1"),), effort=Effort(work=200, seed=7)),
            Happened(at=28010, stage=Stage.BOARDED, reference="000001", shift="van-1", stop="a"),
        ],
    )

    offer = {
        "pickup": [28000, 28600],
        "arrive_by": 30000,
        "max_ride": 2000,
        "direct": 1100,
        "surcharge_cents": 100,
        "train": "re7",
    }
    assert [json.loads(line) for line in text.splitlines()] == [
        {"format": "events/1", "service_day": "2026-11-24", "region": "bad-belzig", "seed": 3},
        {
            "at": 100,
            "event": "asked",
            "reference": "000001",
            "origin": "a",
            "destination": "b",
            "anchor": "arrive",
            "wish": 30000,
            "train": "re7",
            "needs": {"passengers": 2, "wheelchairs": 1, "prams": 0, "walkers": 1},
            "asked_at": "2026-11-23T09:30:12.345678+00:00",
            "purpose": "doctor",
            "home": "a",
            "patience": 900,
        },
        {
            "at": 100,
            "event": "offered",
            "reference": "000001",
            "answer": {"version": 1, "offers": [offer]},
            "version": 4,
        },
        {
            "at": 100,
            "event": "declined",
            "reference": "000002",
            "answer": {"version": 1, "decline": {"code": "no-place"}, "alternatives": []},
        },
        {"at": 120, "event": "accepted", "reference": "000001", "offer": {"version": 1, "offers": [offer]}},
        {
            "at": 160,
            "event": "improved",
            "runs": {"van-1": []},
            "effort": {"limit_ms": None, "work": 200, "seed": 7},
        },
        {"at": 28010, "event": "boarded", "reference": "000001", "shift": "van-1", "stop": "a"},
    ]


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (1, ""),
        (1, "[]"),
        (1, '{"format":"events/2","service_day":"2026-11-24","region":"x","seed":1}'),
        (2, ""),
        (2, "7"),
        (2, "no JSON"),
        (2, '{"event":"boarded"}'),
        (2, '{"at":1.5,"event":"boarded"}'),
        (2, '{"at":1,"event":"danced"}'),
        (2, '{"at":1,"event":"asked","reference":"000001"}'),
        (2, '{"at":1,"event":"offered","reference":"1","answer":{"version":2}}'),
        (2, '{"at":1,"event":"improved","runs":{"van-1":[["1","pickup","a"]]}}'),
    ],
)
def test_given_a_line_of_another_kind_when_read_then_it_is_refused_by_its_number(
    number: int, line: str
) -> None:
    lines = write_events(HEADER, [Happened(at=1, stage=Stage.LOST, reference="1")]).split("\n")
    lines[number - 1] = line

    with pytest.raises(BrokenLog, match=rf"^day\.jsonl, line {number}: "):
        read_events("\n".join(lines), "day.jsonl")


def test_given_a_request_without_time_zone_when_read_then_it_is_refused() -> None:
    text = write_events(HEADER, [Asked(at=1, request=REQUEST)]).replace("+00:00", "")

    with pytest.raises(BrokenLog, match=r"line 2: .*no time zone"):
        read_events(text)
