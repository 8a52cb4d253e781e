"""Studies in the database, as planners see them; cells.py has what workers do with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mobility.store.study_rows import StudyCellRow, StudyResultRow, StudyRow, StudyVariantRow
from mobility.store.tables import Json
from mobility.studies import (
    CellKey,
    CellState,
    FailedCell,
    Failure,
    Origin,
    Study,
    StudyVariant,
    UnknownCell,
    UnknownStudy,
)

OPEN = (CellState.PENDING, CellState.RUNNING)
PUT_BACK = (CellState.FAILED, CellState.CANCELLED)
TABLES = (StudyResultRow, StudyCellRow, StudyVariantRow)


class StoredResult(NamedTuple):
    """What a cell came to, as it is kept: figures as JSON, record and events compressed."""

    figures: Json
    record: bytes
    events: bytes
    digest: str


class StoredFigures(NamedTuple):
    """The figures of one cell as JSON."""

    variant: int
    seed: int
    figures: Json


def add_study(session: Session, study: Study) -> bool:
    """Write down a new study with its variants and their cells; ``False`` if its id is taken."""
    written = session.scalar(
        insert(StudyRow)
        .values(
            id=study.id,
            name=study.name,
            text=study.text,
            author=study.author,
            created_at=study.created_at,
            base=study.base,
            digest=study.digest,
            code=study.origin.code,
            region=study.origin.region,
            stopped=study.stopped,
            complete=study.complete,
            turn=0,
        )
        .on_conflict_do_nothing()
        .returning(StudyRow.id)
    )
    if written is None:
        return False
    add_variants(session, study.id, study.variants)
    return True


def add_variants(session: Session, study: str, variants: Iterable[StudyVariant]) -> None:
    """Add variants with their cells to a study; those that are there already stay as they are."""
    for variant in variants:
        label = {
            key: list(value) if isinstance(value, tuple) else value for key, value in variant.label.items()
        }
        row = insert(StudyVariantRow).values(
            study=study, number=variant.number, label=label, text=variant.text
        )
        if session.scalar(row.on_conflict_do_nothing().returning(StudyVariantRow.number)) is None:
            continue
        session.add_all(
            StudyCellRow(study=study, variant=variant.number, seed=seed) for seed in variant.seeds
        )


def mark_complete(session: Session, study: str) -> None:
    """Note that all variants of a study are known."""
    session.execute(update(StudyRow).where(StudyRow.id == study).values(complete=True))


def load_study(session: Session, study: str) -> Study:
    """The study of that id.

    Raises
    ------
    UnknownStudy
        If there is none.
    """
    row = session.get(StudyRow, study)
    if row is None:
        raise UnknownStudy(study)
    return _with_cells(session, [row])[0]


def all_studies(session: Session) -> list[Study]:
    """All studies, the newest first."""
    rows = session.scalars(select(StudyRow).order_by(StudyRow.created_at.desc(), StudyRow.id))
    return _with_cells(session, list(rows))


def stop(session: Session, study: str) -> None:
    """Stop a study: what waits is cancelled, and what is being computed is thrown away."""
    _set_open(session, study)
    _set_stopped(session, study, stopped=True)


def put_back(session: Session, study: str) -> None:
    """Let a study go on: what failed or was cancelled waits again, as if nobody had begun."""
    session.execute(
        update(StudyCellRow)
        .where(StudyCellRow.study == study, StudyCellRow.state.in_(PUT_BACK))
        .values(state=CellState.PENDING, attempts=0, reason=None, detail="")
    )
    _set_stopped(session, study, stopped=False)


def rename(session: Session, study: str, name: str) -> None:
    """Give a study another name; :class:`UnknownStudy` if there is none."""
    row = update(StudyRow).where(StudyRow.id == study).values(name=name).returning(StudyRow.id)
    if session.scalar(row) is None:
        raise UnknownStudy(study)


def remove(session: Session, study: str) -> None:
    """Delete a study with everything it came to; no harm if it is gone.

    Cells go before the study, in the order in which workers lock them.
    """
    for table in TABLES:
        session.execute(delete(table).where(table.study == study))
    session.execute(delete(StudyRow).where(StudyRow.id == study))


def figures_of(session: Session, study: str) -> list[StoredFigures]:
    """The figures of all cells that are done, by variant and seed."""
    rows = session.execute(
        select(StudyResultRow.variant, StudyResultRow.seed, StudyResultRow.figures)
        .where(StudyResultRow.study == study)
        .order_by(StudyResultRow.variant, StudyResultRow.seed)
    )
    return [StoredFigures(*row) for row in rows]


def load_result(session: Session, key: CellKey) -> StoredResult:
    """What a cell came to.

    Raises
    ------
    UnknownCell
        If there is no such cell, or it is not done.
    """
    row = session.get(StudyResultRow, (key.study, key.variant, key.seed))
    if row is None:
        raise UnknownCell(key)
    return StoredResult(row.figures, row.record, row.events, row.digest)


def _set_open(session: Session, study: str) -> None:
    session.execute(
        update(StudyCellRow)
        .where(StudyCellRow.study == study, StudyCellRow.state.in_(OPEN))
        .values(state=CellState.CANCELLED, worker=None, lease_until=None)
    )


def _set_stopped(session: Session, study: str, *, stopped: bool) -> None:
    row = update(StudyRow).where(StudyRow.id == study).values(stopped=stopped).returning(StudyRow.id)
    if session.scalar(row) is None:
        raise UnknownStudy(study)


def _with_cells(session: Session, rows: Sequence[StudyRow]) -> list[Study]:
    """The studies with what is known of their cells, in a few queries for all of them."""
    ids = [row.id for row in rows]
    counts, seconds = _counts(session, ids), _seconds(session, ids)
    variants, failures = _variants(session, ids), _failures(session, ids)
    return [
        replace(
            _study(row),
            counts=counts[row.id],
            seconds=seconds.get(row.id),
            variants=tuple(variants[row.id]),
            failures=tuple(failures[row.id]),
        )
        for row in rows
    ]


def _study(row: StudyRow) -> Study:
    return Study(
        id=row.id,
        name=row.name,
        text=row.text,
        author=row.author,
        created_at=row.created_at,
        base=row.base,
        digest=row.digest,
        origin=Origin(code=row.code, region=row.region),
        stopped=row.stopped,
        complete=row.complete,
        counts={},
    )


def _counts(session: Session, ids: Sequence[str]) -> dict[str, dict[CellState, int]]:
    found = {study: dict.fromkeys(CellState, 0) for study in ids}
    rows = session.execute(
        select(StudyCellRow.study, StudyCellRow.state, func.count())
        .where(StudyCellRow.study.in_(ids))
        .group_by(StudyCellRow.study, StudyCellRow.state)
    )
    for study, state, count in rows:
        found[study][state] = count
    return found


def _seconds(session: Session, ids: Sequence[str]) -> Mapping[str, float]:
    rows = session.execute(
        select(StudyCellRow.study, func.avg(StudyCellRow.seconds))
        .where(StudyCellRow.study.in_(ids), StudyCellRow.seconds.is_not(None))
        .group_by(StudyCellRow.study)
    )
    return {study: float(mean) for study, mean in rows}


def _variants(session: Session, ids: Sequence[str]) -> Mapping[str, list[StudyVariant]]:
    cells = session.execute(
        select(StudyCellRow.study, StudyCellRow.variant, func.array_agg(StudyCellRow.seed))
        .where(StudyCellRow.study.in_(ids))
        .group_by(StudyCellRow.study, StudyCellRow.variant)
    )
    seeds = {(study, number): tuple(sorted(found)) for study, number, found in cells}
    found = defaultdict[str, list[StudyVariant]](list)
    rows = select(StudyVariantRow).where(StudyVariantRow.study.in_(ids))
    for row in session.scalars(rows.order_by(StudyVariantRow.study, StudyVariantRow.number)):
        variant = StudyVariant(row.number, row.label, row.text, seeds.get((row.study, row.number), ()))
        found[row.study].append(variant)
    return found


def _failures(session: Session, ids: Sequence[str]) -> Mapping[str, list[FailedCell]]:
    found = defaultdict[str, list[FailedCell]](list)
    rows = select(StudyCellRow).where(StudyCellRow.study.in_(ids), StudyCellRow.state == CellState.FAILED)
    for row in session.scalars(rows.order_by(StudyCellRow.study, StudyCellRow.variant, StudyCellRow.seed)):
        reason = row.reason or Failure.BROKEN
        found[row.study].append(FailedCell(row.variant, row.seed, reason, row.detail))
    return found
