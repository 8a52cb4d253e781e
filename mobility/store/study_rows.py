"""The tables of studies; they share nothing with those of the real service.

What is kept as JSON is kept as ``json``, not ``jsonb``: word for word, keys in their order.
"""

import datetime as dt
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from mobility.store.tables import Json, Row
from mobility.studies import CellState, Failure


def _values(kind: type[StrEnum]) -> Enum:
    """Text limited to the values of an enumeration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=16,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class StudyRow(Row):
    """A scenario somebody wants to know about.

    ``turn`` orders the studies that wait for workers: whose cell was claimed last comes last. ``author``
    refers to no account, as a study outlives it.
    """

    __tablename__ = "study"
    __table_args__ = (CheckConstraint("id ~ '^[a-z0-9]{8}$'", name="id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[dt.datetime]
    base: Mapped[str]
    digest: Mapped[str]
    code: Mapped[str]
    region: Mapped[str]
    stopped: Mapped[bool] = mapped_column(default=False)
    complete: Mapped[bool]
    turn: Mapped[int] = mapped_column(default=0)


class StudyVariantRow(Row):
    """One variant of a study, as a scenario of its own."""

    __tablename__ = "study_variant"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    study: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[Json] = mapped_column(JSON)
    text: Mapped[str]


class StudyCellRow(Row):
    """One variant under one seed, and who computes it.

    The lease ends by the clock of the database, the only one all workers share. ``attempts`` counts how often
    somebody began.
    """

    __tablename__ = "study_cell"
    __table_args__ = (
        ForeignKeyConstraint(
            ["study", "variant"], ["study_variant.study", "study_variant.number"], ondelete="CASCADE"
        ),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("(state = 'running') = (lease_until is not null)", name="lease"),
        CheckConstraint("(state = 'running') = (worker is not null)", name="worker"),
        CheckConstraint("(state = 'failed') = (reason is not null)", name="reason"),
        CheckConstraint("(state = 'done') = (seconds is not null)", name="seconds"),
        Index("ix_study_cell_open", "study", postgresql_where=text("state in ('pending', 'running')")),
    )

    study: Mapped[str] = mapped_column(primary_key=True)
    variant: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seed: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[CellState] = mapped_column(_values(CellState), default=CellState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[dt.datetime | None]
    seconds: Mapped[float | None]
    reason: Mapped[Failure | None] = mapped_column(_values(Failure))
    detail: Mapped[str] = mapped_column(default="")


class StudyResultRow(Row):
    """What a cell came to; a table of its own, so that counting cells reads none of it.

    ``digest`` is that of all three parts, as they were computed.
    """

    __tablename__ = "study_result"
    __table_args__ = (
        ForeignKeyConstraint(
            ["study", "variant", "seed"],
            ["study_cell.study", "study_cell.variant", "study_cell.seed"],
            ondelete="CASCADE",
        ),
    )

    study: Mapped[str] = mapped_column(primary_key=True)
    variant: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seed: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    figures: Mapped[Json] = mapped_column(JSON)
    record: Mapped[bytes] = mapped_column(LargeBinary)
    events: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str]
