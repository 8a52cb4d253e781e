"""Deciding a day again: the same desk, from the same day as it stood, must say the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dispatch import desk
from dispatch.connections import neighbouring
from dispatch.events import Answered, Asked, Decided, Decision, Event, Header, Improved, Stage, Step
from dispatch.travel import TravelTimes
from mobility.bookings import Answer, Declined, RideRequest
from mobility.clock import ServiceDay
from mobility.day import Day
from mobility.declines import Displaces, Unanswered
from mobility.errors import MobilityError, NotPossible, OfferGone, UnknownRide
from mobility.region import Region


class NotReplayable(MobilityError):
    """The log does not hold what it takes to decide its day again; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision that comes out otherwise than it is recorded.

    Parameters
    ----------
    decision
        As recorded.
    instead
        What comes out now, in words for whoever looks into it.
    """

    decision: Decision
    instead: str

    def __str__(self) -> str:
        event = self.decision
        reference = "" if isinstance(event, Improved | Asked) else f" {event.reference}"
        return f"{event.event}{reference} at {event.at} s: now {self.instead}"


@dataclass(frozen=True, slots=True)
class Replay:
    """A day that was decided again.

    Parameters
    ----------
    day
        As it stands in the end.
    decisions
        How many were made again.
    taken
        How many were taken as recorded, because they cannot be made again: answers given for want of an
        answer, or after looking at what other days let expect, and plans found in limited time.
    differences
        What came out otherwise.
    """

    day: Day
    decisions: int
    taken: int
    differences: tuple[Difference, ...]


def begin_of(header: Header, region: Region) -> Day:
    """The day of a log before anybody asked, with those on duty of whom the log tells, or else the roster."""
    service_day = ServiceDay(header.service_day)
    shifts = header.shifts or tuple(sorted(region.shifts(header.service_day), key=lambda shift: shift.id))
    policy, areas = region.policy(header.service_day), region.area_rules(header.service_day)
    return Day(service_day, policy, shifts, areas=areas)


def replay(begin: Day, events: Iterable[Event], region: Region, travel: TravelTimes) -> Replay:
    """Make all decisions of a log again, each on the version of the day on which it was made.

    What was published is done again first, version by version; then every answer is given again on the
    version it was computed on, even if another one was already published when it was given.

    Parameters
    ----------
    begin
        The day before anybody asked (:func:`begin_of`).
    events
        The log.
    region, travel
        What is served, with its trains and lines; its driving times.

    Raises
    ------
    NotReplayable
        If a vehicle breaks down in the log, or versions are missing.
    """
    known = list(events)
    if any(getattr(event, "stage", None) is Stage.BROKE_DOWN for event in known):
        raise NotReplayable("a vehicle breaks down: what the desk did then is in no log")
    again = _Again(begin, region, travel, known)
    decisions = list(_versioned(known))
    for decision in sorted(filter(_publishes, decisions), key=lambda each: each.version or 0):
        again.publish(decision)
    for decision in decisions:
        again.check(decision)
    order = {id(decision): number for number, decision in enumerate(decisions)}
    found = sorted(again.differences, key=lambda each: order[id(each.decision)])
    return Replay(again.days[-1], len(decisions) - again.taken, again.taken, tuple(found))


Made = Answered | Decided | Improved


class _Again:
    """The versions of the day, made again one by one."""

    def __init__(self, begin: Day, region: Region, travel: TravelTimes, events: Iterable[Event]) -> None:
        self.days = [replace(begin, version=0)]
        self.differences: list[Difference] = []
        self.taken = 0
        self._region, self._travel = region, travel
        self._requests = {
            event.request.reference: event.request for event in events if isinstance(event, Asked)
        }

    def publish(self, decision: Made) -> None:
        """Make the next version; if that is not possible any more, it is the same day."""
        if decision.version != len(self.days) - 1:
            raise NotReplayable(f"version {len(self.days)} of the day is missing")
        before = self.days[-1].at(decision.at)
        try:
            after = (
                self._improved(before, decision)
                if isinstance(decision, Improved)
                else self._moved(before, decision)
            )
        except (OfferGone, NotPossible, UnknownRide) as error:
            after = before
            self._differs(decision, f"not possible ({type(error).__name__})")
        self.days.append(replace(after, version=before.version + 1))

    def check(self, decision: Made) -> None:
        """Compare what changes no plan with what comes out now."""
        if isinstance(decision, Answered):
            self._check_answer(decision)
        elif isinstance(decision, Decided) and decision.step in {Step.GONE, Step.TOO_LATE}:
            try:
                self._moved(self._day(decision), decision)
            except (OfferGone, NotPossible):
                return
            self._differs(decision, "possible")

    def _check_answer(self, recorded: Answered) -> None:
        if _blind(recorded.answer):
            self.taken += 1
            return
        day, request = self._day(recorded), self._request(recorded.reference)
        others = neighbouring(self._region.timetable, day, request)
        answer = desk.offer(day, request, self._travel, others, self._region.lines)
        if _fewer(recorded.answer, answer) and day.policy.foresight:
            self.taken += 1
        elif answer != recorded.answer:
            self._differs(recorded, _in_short(answer))

    def _day(self, decision: Made) -> Day:
        if decision.version is None or decision.version >= len(self.days):
            raise NotReplayable(f"version {decision.version} of the day is missing")
        return self.days[decision.version].at(decision.at)

    def _moved(self, before: Day, decision: Answered | Decided) -> Day:
        if isinstance(decision, Decided) and decision.offer is not None:
            return desk.accept(before, self._request(decision.reference), decision.offer, self._travel)
        return desk.cancel(before, decision.reference, self._travel)

    def _improved(self, before: Day, recorded: Improved) -> Day:
        plan = before.plan
        for run in recorded.runs:
            plan = plan.with_run(run)
        after = replace(before, plan=plan)
        if recorded.effort is None:
            self.taken += 1
        elif desk.improve(before, self._travel, recorded.effort).plan != plan:
            self._differs(recorded, "another plan")
        if broken := desk.violations(after, self._travel):
            self._differs(recorded, f"no plan that keeps all promises ({len(broken)} broken)")
            return before
        return after

    def _request(self, reference: str) -> RideRequest:
        if reference not in self._requests:
            raise NotReplayable(f"request {reference} is missing")
        return self._requests[reference]

    def _differs(self, decision: Made, instead: str) -> None:
        self.differences.append(Difference(decision, instead))


def _versioned(events: Sequence[Event]) -> Iterator[Made]:
    """The decisions, each with the version it was made on: the latest, where the log says none."""
    version = 0
    for event in events:
        if not isinstance(event, Answered | Decided | Improved):
            continue
        yield replace(event, version=version) if event.version is None else event
        version += _publishes(event)


def _publishes(event: Made) -> bool:
    return isinstance(event, Improved) or (
        isinstance(event, Decided) and event.step in {Step.ACCEPTED, Step.CANCELLED}
    )


def _blind(answer: Answer) -> bool:
    """Whether an answer was given without, or in spite of, what the desk would say."""
    return isinstance(answer, Declined) and isinstance(answer.reason, Unanswered | Displaces)


def _fewer(recorded: Answer, answer: Answer) -> bool:
    """Whether only some of these offers were made."""
    if isinstance(recorded, Declined) or isinstance(answer, Declined):
        return False
    return set(recorded) < set(answer)


def _in_short(answer: Answer) -> str:
    if isinstance(answer, Declined):
        return f"declined ({type(answer.reason).__name__})"
    return f"offered {len(answer)} rides"
