"""The journal of the desk: every decision as it was made, in the order in which it was written.

A decision is written in the transaction that carries it out, and names the version of the day it was
computed on: so a day can be replayed, even where an answer was computed while somebody else published.
Names, phone numbers and secrets never come here; what was asked stands in the rides themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mobility import answers
from mobility.bookings import Answer, Offer
from mobility.day import Day
from mobility.plan import Run, Visit, VisitKind
from mobility.store.days import changed_runs
from mobility.store.tables import DecisionRow, Json


class DecisionKind(StrEnum):
    """What was decided."""

    ANSWERED = "answered"
    """A request got its offers or its decline, or others instead of an offer that was gone."""
    ACCEPTED = "accepted"
    """An offer was booked."""
    GONE = "gone"
    """An offer was wanted and could not be kept any more (B22)."""
    CANCELLED = "cancelled"
    """A booking was cancelled."""
    WITHDRAWN = "withdrawn"
    """A request was withdrawn that nobody had booked."""
    IMPROVED = "improved"
    """A better plan was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision of the desk.

    Parameters
    ----------
    kind
        What was decided.
    at
        The present second of the service day with which it was computed.
    version
        The version of the day on which it was computed; what is published makes the next one. ``None`` if
        no plan was looked at.
    reference
        The ride; ``None`` for a plan that was improved.
    answer
        What was answered.
    offer
        What was booked, or was gone.
    runs
        The runs an improvement changed, as they are after it; a run without visits is not driven any more.
    """

    kind: DecisionKind
    at: int
    version: int | None
    reference: str | None = None
    answer: Answer | None = None
    offer: Offer | None = None
    runs: tuple[Run, ...] = ()

    @classmethod
    def about(cls, day: Day, kind: DecisionKind, reference: str, offer: Offer | None = None) -> "Decision":
        """A decision about a ride, computed on a day as it stood."""
        return cls(kind=kind, at=day.now, version=day.version, reference=reference, offer=offer)

    @classmethod
    def answered(cls, day: Day, reference: str, answer: Answer) -> "Decision":
        """What the desk said to a request, computed on a day as it stood."""
        kind = DecisionKind.ANSWERED
        return cls(kind=kind, at=day.now, version=day.version, reference=reference, answer=answer)

    @classmethod
    def improved(cls, before: Day, after: Day) -> "Decision":
        """A plan in place of another one."""
        runs = changed_runs(before.plan, after.plan)
        return cls(kind=DecisionKind.IMPROVED, at=before.now, version=before.version, runs=runs)


def write_decision(session: Session, day: date, decision: Decision) -> None:
    """Add a decision to the journal of a service day."""
    row = DecisionRow(
        day=day,
        kind=decision.kind.value,
        at_s=decision.at,
        version=decision.version,
        reference=decision.reference,
        detail=_detail(decision),
    )
    session.add(row)
    session.flush()  # one by one: the database numbers decisions in the order in which they are made


def decisions_on(session: Session, day: date) -> list[Decision]:
    """All decisions about a service day, in the order in which they were written."""
    rows = session.scalars(select(DecisionRow).where(DecisionRow.day == day).order_by(DecisionRow.number))
    return [_decision(row) for row in rows]


def _detail(decision: Decision) -> Json | None:
    if decision.kind is DecisionKind.IMPROVED:
        return {"runs": {run.shift: _visits(run.visits) for run in decision.runs}}
    if decision.answer is not None:
        return answers.encode(decision.answer)
    if decision.offer is not None:
        return answers.encode((decision.offer,))
    return None


def _visits(visits: Iterable[Visit]) -> list[list[str | int]]:
    return [[visit.reference, visit.kind.value, visit.stop, visit.time] for visit in visits]


def _decision(row: DecisionRow) -> Decision:
    kind, detail = DecisionKind(row.kind), row.detail or {}
    found = answers.decode(detail) if "version" in detail else None
    offer = found[0] if isinstance(found, tuple) and kind is not DecisionKind.ANSWERED else None
    return Decision(
        kind=kind,
        at=row.at_s,
        version=row.version,
        reference=row.reference,
        answer=found if kind is DecisionKind.ANSWERED else None,
        offer=offer,
        runs=tuple(_run(shift, visits) for shift, visits in sorted(detail.get("runs", {}).items())),
    )


def _run(shift: str, visits: Iterable[tuple[str, str, str, int]]) -> Run:
    return Run(shift, tuple(Visit(ref, VisitKind(kind), stop, time) for ref, kind, stop, time in visits))
