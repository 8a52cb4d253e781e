"""Cells of studies as workers see them: claimed on lease, kept alive, and ended by a result or a failure.

Every function is one short step; nobody holds a lock while a cell is computed. A claim locks its cell and
then its study, and so does whoever stops or deletes the study.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Update, exists, func, select, update
from sqlalchemy.orm import Session

from mobility.store.studies import OPEN, StoredResult
from mobility.store.study_rows import StudyCellRow, StudyResultRow, StudyRow, StudyVariantRow
from mobility.studies import CellKey, CellState, Failure, Origin

MOST_ATTEMPTS = 3
"""How many workers may end in the middle of a cell before nobody takes it any more."""


class WaitingStudy(NamedTuple):
    """A study with cells that wait for a worker."""

    id: str
    base: str
    origin: Origin
    cells: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A cell on lease.

    Parameters
    ----------
    key
        Which.
    worker
        Who holds it.
    attempt
        How often somebody has begun with it, this time included.
    base
        The region pack it is about.
    text
        The variant as a scenario (TOML).
    """

    key: CellKey
    worker: str
    attempt: int
    base: str
    text: str


def waiting(session: Session) -> list[WaitingStudy]:
    """The studies with cells nobody computes."""
    rows = session.execute(
        select(StudyRow.id, StudyRow.base, StudyRow.code, StudyRow.region, func.count())
        .join(StudyCellRow, StudyCellRow.study == StudyRow.id)
        .where(StudyCellRow.state == CellState.PENDING, ~StudyRow.stopped)
        .group_by(StudyRow.id)
        .order_by(StudyRow.id)
    )
    return [
        WaitingStudy(id_, base, Origin(code=code, region=region), n) for id_, base, code, region, n in rows
    ]


def claim(session: Session, studies: Sequence[str], worker: str, lease: timedelta) -> Claim | None:
    """The next cell of one of these studies, now on lease to a worker; ``None`` if all are taken.

    Studies take turns, the oldest first, so that a long one does not hold up the others. In a study all
    variants have a seed before any has the next.
    """
    row = session.execute(
        select(StudyCellRow, StudyRow.base, StudyVariantRow.text)
        .join(StudyRow, StudyRow.id == StudyCellRow.study)
        .join(
            StudyVariantRow,
            (StudyVariantRow.study == StudyCellRow.study) & (StudyVariantRow.number == StudyCellRow.variant),
        )
        .where(StudyCellRow.state == CellState.PENDING, ~StudyRow.stopped, StudyRow.id.in_(studies))
        .order_by(StudyRow.turn, StudyRow.created_at, StudyRow.id, StudyCellRow.seed, StudyCellRow.variant)
        .limit(1)
        .with_for_update(of=StudyCellRow, skip_locked=True)
    ).first()
    if row is None:
        return None
    cell, base, text = row
    cell.state, cell.worker, cell.attempts = CellState.RUNNING, worker, cell.attempts + 1
    cell.lease_until = func.now() + lease
    session.flush()
    last = select(func.coalesce(func.max(StudyRow.turn), 0) + 1).scalar_subquery()
    session.execute(update(StudyRow).where(StudyRow.id == cell.study).values(turn=last))
    key = CellKey(cell.study, cell.variant, cell.seed)
    return Claim(key, worker, cell.attempts, base, text)


def renew(session: Session, held: Claim, lease: timedelta) -> bool:
    """Keep a cell for longer; ``False`` if it is ours no more: stopped, deleted, done or given to another."""
    row = _held(held).values(lease_until=func.now() + lease)
    return session.scalar(row.returning(StudyCellRow.seed)) is not None


def keep(session: Session, held: Claim, result: StoredResult, seconds: float) -> bool:
    """Store what a cell came to; ``False`` if nobody wants it any more: it is stopped or deleted.

    A worker that lost its lease has computed the same as the next one will, so its result counts. If it is
    there already, both are compared, and if they differ the cell has failed.
    """
    key = held.key
    done = (
        update(StudyCellRow)
        .where(_is(key), StudyCellRow.state.in_(OPEN))
        .values(state=CellState.DONE, worker=None, lease_until=None, seconds=seconds)
    )
    if session.scalar(done.returning(StudyCellRow.seed)) is not None:
        session.add(StudyResultRow(study=key.study, variant=key.variant, seed=key.seed, **result._asdict()))
        return True
    before = session.get(StudyResultRow, (key.study, key.variant, key.seed))
    if before is None:
        return False
    if before.digest != result.digest:
        session.delete(before)
        session.execute(
            update(StudyCellRow)
            .where(_is(key))
            .values(state=CellState.FAILED, seconds=None, reason=Failure.DIFFERS)
        )
    return True


def give_up(session: Session, held: Claim, reason: Failure, detail: str) -> None:
    """Note that a cell has no result and will have none, if it is still ours."""
    failed = {"state": CellState.FAILED, "reason": reason, "detail": detail}
    session.execute(_held(held).values(worker=None, lease_until=None, **failed))


def give_back(session: Session, held: Claim) -> None:
    """Let others compute a cell, if it is still ours; that somebody began with it counts."""
    session.execute(_held(held).values(state=CellState.PENDING, worker=None, lease_until=None))


def release_lost(session: Session) -> list[str]:
    """Put cells back whose worker does not answer, or give them up after too many; the studies concerned."""
    lost = (
        select(StudyCellRow)
        .where(StudyCellRow.state == CellState.RUNNING, StudyCellRow.lease_until < func.now())
        .order_by(StudyCellRow.study, StudyCellRow.variant, StudyCellRow.seed)
        .with_for_update(skip_locked=True)
    )
    studies = set[str]()
    for cell in session.scalars(lost):
        cell.worker = cell.lease_until = None
        cell.state = CellState.PENDING
        if cell.attempts >= MOST_ATTEMPTS:
            cell.state, cell.reason = CellState.FAILED, Failure.LOST
        studies.add(cell.study)
    return sorted(studies)


def exhausted(session: Session) -> list[str]:
    """Searches whose next step can be told: they go on, and all they had to compute is done."""
    other = (
        select(StudyCellRow.seed)
        .where(StudyCellRow.study == StudyRow.id, StudyCellRow.state != CellState.DONE)
        .correlate(StudyRow)
    )
    rows = select(StudyRow.id).where(~StudyRow.complete, ~StudyRow.stopped, ~exists(other))
    return list(session.scalars(rows.order_by(StudyRow.created_at, StudyRow.id)))


def _is(key: CellKey) -> ColumnElement[bool]:
    return (
        (StudyCellRow.study == key.study)
        & (StudyCellRow.variant == key.variant)
        & (StudyCellRow.seed == key.seed)
    )


def _held(held: Claim) -> Update:
    """An update of a cell, as long as it is on lease to this worker since it claimed it."""
    return update(StudyCellRow).where(
        _is(held.key),
        StudyCellRow.state == CellState.RUNNING,
        StudyCellRow.worker == held.worker,
        StudyCellRow.attempts == held.attempt,
    )
