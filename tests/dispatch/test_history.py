"""A day of the real service, exported, decided again and asked anew."""

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from dispatch import desk, live
from dispatch.demand import Asked as Wished
from dispatch.demand import wishes
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
)
from dispatch.history import NoHistory, begin_of, export, passengers_of, read_history, replay
from dispatch.history.replaying import NotReplayable
from dispatch.office import Office
from dispatch.recording import gap, offers_of
from mobility.bookings import Anchor, Declined, Ride, RideRequest, RideState, Wish
from mobility.clock import HOUR, MINUTE
from mobility.declines import Displaces, NoPlace, ServedByLine
from mobility.errors import NotPossible, OfferGone
from mobility.needs import Needs
from mobility.plan import Plan
from mobility.region import Region
from mobility.store import days
from tests.offices import ADA, LAST_WEEK, MONDAY, Interrupted, Wall, asked, booked, first_offer, offered

ENOUGH = Effort(work=300)


def submitted(office: Office, wished: Wished) -> Ride:
    return live.submit(office, MONDAY, *wished[:2], wished.wish, wished.needs, ADA)


def lived(office: Office, asking: int) -> None:
    """A busy Monday: many ask, most of them book, some late, some for what is gone, some cancel."""
    assert isinstance(office.clock, Wall)
    chance = Random("a Monday")  # noqa: S311 - chance of a test
    rides: list[Ride] = []
    for number, wished in enumerate(wishes(office.region, MONDAY.date, asking, chance)):
        office.clock.passes(timedelta(minutes=chance.randrange(200), microseconds=chance.randrange(10**6)))
        ride = live.answer(office, submitted(office, wished).request.reference)
        rides.append(ride)
        if number % 7 != 3:
            taken(office, ride)
        elif number % 2:
            withdraws(office, ride)
        if number % 9 == 5:
            withdraws(office, rides[number // 2])
        if number % 10 == 9:
            live.improve(office, MONDAY.date, ENOUGH)


def taken(office: Office, ride: Ride) -> None:
    """Take the last of what is offered, if anything is."""
    with suppress(OfferGone, NotPossible):
        for offer in offers_of(ride.answer or ())[-1:]:
            live.accept(office, ride.request.reference, offer)


def withdraws(office: Office, ride: Ride) -> None:
    with suppress(NotPossible):
        live.cancel(office, ride.request.reference)


def gone(office: Office) -> None:
    """Somebody wants what others took in the meantime."""
    ours = offered(office, "Reppinichen", needs=Needs(passengers=8))
    for _ in live.day_on(office, MONDAY.date).shifts:
        other = offered(office, "Reppinichen", needs=Needs(passengers=8))
        if other.state is RideState.OFFERED and first_offer(other) == first_offer(ours):
            live.accept(office, other.request.reference, first_offer(other))
    with pytest.raises(OfferGone):
        live.accept(office, ours.request.reference, first_offer(ours))


def overtaken(office: Office) -> None:
    """Others book while the desk answers one request and accepts another."""
    waiting = asked(office, "Reetz", wish=Wish(Anchor.ARRIVE, 12 * HOUR))
    busy = Interrupted(office.travel, lambda: booked(office, "Reetz", wish=Wish(Anchor.ARRIVE, 12 * HOUR)))
    ride = live.answer(replace(office, travel=busy), waiting.request.reference)
    busy = Interrupted(office.travel, lambda: booked(office, "Grubo", wish=Wish(Anchor.ARRIVE, 15 * HOUR)))
    live.accept(replace(office, travel=busy), ride.request.reference, first_offer(ride))


def plan_of(office: Office) -> Plan:
    """The plan in the books, with booking numbers as an export has them."""
    numbers = {
        ride.request.reference: f"{number:06}"
        for number, ride in enumerate(live.rides_on(office, MONDAY.date), start=1)
    }
    plan = live.day_on(office, MONDAY.date).plan
    runs = (
        replace(run, visits=tuple(replace(v, reference=numbers[v.reference]) for v in run.visits))
        for run in plan.runs
    )
    return Plan(tuple(runs))


def exported(office: Office) -> tuple[Header, tuple[Event, ...]]:
    return read_events(export(office, MONDAY.date))


def accepted(events: Sequence[Event]) -> list[Decided]:
    return [event for event in events if isinstance(event, Decided) and event.step is Step.ACCEPTED]


# --- The same decisions again


def same_again(office: Office) -> list[Event]:
    """The events of Monday, once it is shown that they come out the same again."""
    header, events = exported(office)
    found = replay(begin_of(header, office.region), events, office.region, office.travel)
    assert found.differences == ()
    assert found.day.plan == plan_of(office)
    assert found.day.version == live.day_on(office, MONDAY.date).version
    return list(events)


def test_a_live_day_that_is_exported_and_replayed_gives_the_same_decisions_and_the_same_plan(
    office: Office,
) -> None:
    gone(office)
    overtaken(office)
    lived(office, 36)
    assert Counter(event.event for event in same_again(office)).keys() == {
        "asked", "offered", "declined", "accepted", "gone", "cancelled", "withdrawn", "improved",
    }  # fmt: skip


def test_so_does_a_day_beside_scheduled_lines(office: Office, region: Region) -> None:
    office = replace(office, region=region)
    lived(office, 20)
    answers = [event.answer for event in same_again(office) if isinstance(event, Answered)]
    reasons = {type(answer.reason) for answer in answers if isinstance(answer, Declined)}
    assert ServedByLine in reasons


def test_an_answer_computed_while_others_booked_is_given_again_on_the_day_it_was_computed_on(
    office: Office,
) -> None:
    booked(office, "Reppinichen")
    overtaken(office)
    header, events = exported(office)
    answers = [event.version for event in events if isinstance(event, Answered)]
    booked_on = [event.version for event in accepted(events)]
    assert answers.count(1) == 2  # two answers from one version of the day, one of them already outdated
    assert sorted(version for version in booked_on if version is not None) == [0, 1, 2, 3]
    assert replay(begin_of(header, office.region), events, office.region, office.travel).differences == ()


def test_decisions_of_several_processes_at_once_come_out_the_same_again(office: Office) -> None:
    def passengers(village: str) -> None:
        """Ask three times, and take what is offered unless it is gone."""
        for _ in range(3):
            taken(office, offered(office, village, wish=Wish(Anchor.ARRIVE, 12 * HOUR)))

    with ThreadPoolExecutor() as pool:
        asking = [pool.submit(passengers, village) for village in ("Reetz", "Reppinichen", "Grubo")]
        improving = pool.submit(live.improve, office, MONDAY.date, ENOUGH)
        for each in asking:
            each.result()
        improving.result()
    live.improve(office, MONDAY.date, ENOUGH)
    assert len(accepted(same_again(office))) >= 6


def test_an_answer_for_want_of_one_is_taken_as_recorded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ride = asked(office, "Reppinichen")
    monkeypatch.setattr("dispatch.live.ANSWER_TRIES", 0)
    live.answer(office, ride.request.reference)
    header, events = exported(office)
    found = replay(begin_of(header, office.region), events, office.region, office.travel)
    assert (found.decisions, found.taken, found.differences) == (0, 1, ())


def test_offers_that_foresight_held_back_are_taken_as_recorded_and_others_are_not(office: Office) -> None:
    ride = offered(office, "Reppinichen", wish=Wish(Anchor.DEPART, 9 * HOUR))
    assert len(offers_of(ride.answer or ())) > 1
    header, events = exported(office)
    begin = begin_of(header, office.region)
    foreseeing = replace(begin, policy=replace(begin.policy, foresight=1))
    question, answer = events
    assert isinstance(answer, Answered)
    fewer = replace(answer, answer=(first_offer(ride),))
    held_back = replay(foreseeing, [question, fewer], office.region, office.travel)
    assert (held_back.taken, held_back.differences) == (1, ())
    assert replay(begin, [question, fewer], office.region, office.travel).differences
    none = replace(answer, answer=Declined(NoPlace()))
    assert replay(foreseeing, [question, none], office.region, office.travel).differences
    displaced = replace(answer, answer=Declined(Displaces()))
    assert replay(foreseeing, [question, displaced], office.region, office.travel).taken == 1


def test_a_decision_about_nobody_is_not_replayed(office: Office) -> None:
    booked(office, "Reppinichen")
    header, events = exported(office)
    with pytest.raises(NotReplayable, match="request 000001 is missing"):
        replay(begin_of(header, office.region), events[1:], office.region, office.travel)


def test_what_was_gone_and_is_possible_now_is_told(office: Office) -> None:
    ride = offered(office, "Reppinichen")
    header, events = exported(office)
    gone = Decided(at=0, step=Step.GONE, reference="000001", offer=first_offer(ride), version=0)
    (found,) = replay(
        begin_of(header, office.region), [*events, gone], office.region, office.travel
    ).differences
    assert str(found) == "gone 000001 at 0 s: now possible"


def test_the_same_day_is_exported_as_the_same_bytes(office: Office) -> None:
    booked(office, "Reppinichen")
    assert export(office, MONDAY.date) == export(office, MONDAY.date)


def test_a_rule_that_has_changed_shows_in_the_decisions(office: Office) -> None:
    booked(office, "Reppinichen")
    header, events = exported(office)
    begin = begin_of(header, office.region)
    stricter = replace(begin, policy=replace(begin.policy, tolerance=5 * MINUTE))
    (found,) = replay(stricter, events, office.region, office.travel).differences
    assert str(found).startswith("offered 000001 at ")


def test_a_decision_that_is_not_possible_any_more_is_told_and_left_out(office: Office) -> None:
    ride = booked(office, "Reppinichen")
    live.cancel(office, ride.request.reference)
    header, events = exported(office)
    begin = replace(begin_of(header, office.region), shifts=())
    found = replay(begin, events, office.region, office.travel)
    assert [each.instead for each in found.differences] == [
        "declined (NoService)",
        "not possible (OfferGone)",
        "not possible (UnknownRide)",
    ]
    assert not found.day.bookings


def test_a_log_with_a_gap_is_not_replayed(office: Office) -> None:
    booked(office, "Reppinichen")
    booked(office, "Reetz")
    header, events = exported(office)
    first = accepted(events)[0]
    with pytest.raises(NotReplayable, match="version 1"):
        replay(
            begin_of(header, office.region),
            [event for event in events if event is not first],
            office.region,
            office.travel,
        )


def test_a_breakdown_is_not_replayed(office: Office) -> None:
    booked(office, "Reppinichen")
    header, events = exported(office)
    stopped = Happened(at=9 * HOUR, stage=Stage.BROKE_DOWN, shift="a")
    with pytest.raises(NotReplayable, match="breaks down"):
        replay(begin_of(header, office.region), [*events, stopped], office.region, office.travel)


def test_a_published_plan_that_breaks_a_promise_is_told(office: Office) -> None:
    booked(office, "Reppinichen")
    header, events = exported(office)
    plan = plan_of(office)
    late = replace(
        plan.runs[0],
        visits=tuple(replace(visit, time=visit.time + 2 * HOUR) for visit in plan.runs[0].visits),
    )
    worse = Improved(at=0, runs=(late,), version=1)
    found = replay(begin_of(header, office.region), [*events, worse], office.region, office.travel)
    assert [each.decision for each in found.differences] == [worse]
    assert found.day.plan == plan


# --- What is exported


def test_an_export_names_nobody(office: Office) -> None:
    ride = booked(office, "Reppinichen")
    text = export(office, MONDAY.date)
    for secret in (ADA.name, ADA.phone, ride.token, ride.request.reference):
        assert secret not in text
    assert json.loads(text.splitlines()[0])["shifts"]


def test_refused_and_unanswered_requests_are_exported_too(office: Office) -> None:
    offered(office, "Reetz", "Reetz")
    asked(office, "Reetz")
    _, events = exported(office)
    assert [event.event for event in events] == ["asked", "asked", "declined"]


def test_a_day_nobody_asked_for_is_not_exported(office: Office) -> None:
    with pytest.raises(NoHistory, match="nobody asked"):
        export(office, MONDAY.date)


def test_a_day_older_than_the_journal_is_not_exported(office: Office) -> None:
    ride = offered(office, "Reppinichen")
    before = live.day_on(office, MONDAY.date)
    after = desk.accept(before, ride.request, first_offer(ride), office.travel)
    with office.db.writing() as session:
        days.publish(session, before, after)
    with pytest.raises(NoHistory, match="before there was a journal"):
        export(office, MONDAY.date)


# --- Asked anew


def test_everybody_asks_again_and_takes_what_they_took(office: Office) -> None:
    assert isinstance(office.clock, Wall)
    ride = offered(office, "Reppinichen", wish=Wish(Anchor.DEPART, 9 * HOUR))
    last = offers_of(ride.answer or ())[-1]
    live.accept(office, ride.request.reference, last)
    office.clock.passes(timedelta(seconds=1))
    content = offered(office, "Reetz", wish=Wish(Anchor.DEPART, 9 * HOUR))
    nearest = min(gap(content.request.wish, offer) for offer in offers_of(content.answer or ()))
    office.clock.passes(timedelta(seconds=1))
    offered(office, "Reetz", "Reetz")
    booker, picky, refused = passengers_of(exported(office)[1])
    assert booker.patience_s == max(20 * MINUTE, gap(ride.request.wish, last))
    assert picky.patience_s == min(20 * MINUTE, nearest - 1)
    assert refused.patience_s == 20 * MINUTE
    assert [each.request.reference for each in (booker, picky, refused)] == ["000001", "000002", "000003"]
    assert booker.home == ride.request.origin


def test_a_day_in_the_past_can_be_asked_for_on_another_day(office: Office, tmp_path: Path) -> None:
    ride = booked(office, "Reppinichen")
    path = tmp_path / "day.jsonl"
    path.write_text(export(office, MONDAY.date))
    tuesday = MONDAY.date + timedelta(days=1)
    (found,) = read_history(path, office.region, tuesday)
    assert found.request.asked_at == ride.request.asked_at + timedelta(days=1)
    assert replace(found.request, asked_at=ride.request.asked_at, reference="") == replace(
        ride.request, reference=""
    )


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('"region":"bad-belzig"', '"region":"elsewhere"', "day.jsonl, line 1: is a day of elsewhere"),
        ('"destination":"', '"destination":"x-', "day.jsonl, line 2: x-"),
    ],
)
def test_a_day_of_another_region_is_refused(
    office: Office, tmp_path: Path, before: str, after: str, reason: str
) -> None:
    booked(office, "Reppinichen")
    path = tmp_path / "day.jsonl"
    path.write_text(export(office, MONDAY.date).replace(before, after))
    with pytest.raises(BrokenLog, match=reason):
        read_history(path, office.region, MONDAY.date)


def test_a_day_of_which_the_last_event_stands_twice_is_refused(office: Office, tmp_path: Path) -> None:
    booked(office, "Reppinichen")
    path, text = tmp_path / "day.jsonl", export(office, MONDAY.date)
    lines = text.splitlines()
    path.write_text(text + lines[-1] + "\n")
    with pytest.raises(BrokenLog, match=f"line {len(lines) + 1}: says again what line {len(lines)} says"):
        read_history(path, office.region, MONDAY.date)


def test_a_file_that_cannot_be_read_is_refused(region: Region, tmp_path: Path) -> None:
    with pytest.raises(BrokenLog, match="cannot be read"):
        read_history(tmp_path / "missing.jsonl", region, MONDAY.date)


def test_who_told_their_patience_is_believed() -> None:
    request = RideRequest("000001", "a", "b", Wish(Anchor.DEPART, 9 * HOUR), Needs(), LAST_WEEK)
    (found,) = passengers_of([Asked(at=0, request=request, patience=77)])
    assert (found.patience_s, found.home) == (77, request.origin)
