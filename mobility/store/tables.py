"""The tables: one typed row class each, with the rules of the data as constraints.

Times ending in ``_s`` are seconds of the service day. Text that the database prints about a broken
constraint never leaves :mod:`mobility.store.database`.
"""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mobility.accounts import Role
from mobility.bookings import Anchor, RideState
from mobility.plan import VisitKind

Json = dict[str, Any]


def _values(kind: type[RideState | Anchor | VisitKind | Role]) -> Enum:
    """Text limited to the values of an enumeration; a new value needs no new database type."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=16,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Row(DeclarativeBase):
    """A row of any table."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        str: Text,
        dt.datetime: DateTime(timezone=True),
        Json: JSONB(none_as_null=True),
        RideState: _values(RideState),
        Anchor: _values(Anchor),
        VisitKind: _values(VisitKind),
        Role: _values(Role),
    }


class ServiceDayRow(Row):
    """A service day somebody asked for; ``improved`` is the version whose plan was last improved."""

    __tablename__ = "service_day"
    __table_args__ = (CheckConstraint("improved between 0 and version", name="improved"),)

    date: Mapped[dt.date] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    improved: Mapped[int] = mapped_column(default=0)


class ShiftRow(Row):
    """A duty of that day, with its vehicle as it was then.

    ``driver`` refers to no account: a roster may name drivers who have no account yet.
    """

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("starts_s <= ends_s", name="hours"),
        CheckConstraint("seats >= 0 and wheelchairs >= 0 and prams >= 0", name="capacity"),
    )

    day: Mapped[dt.date] = mapped_column(ForeignKey("service_day.date"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    vehicle: Mapped[str]
    vehicle_name: Mapped[str]
    seats: Mapped[int]
    wheelchairs: Mapped[int]
    prams: Mapped[int]
    depot: Mapped[str]
    starts_s: Mapped[int]
    ends_s: Mapped[int]
    driver: Mapped[str | None]


class RideRow(Row):
    """A ride from request to cancellation; ``attempts`` counts how often the desk began to answer it."""

    __tablename__ = "ride"
    __table_args__ = (
        UniqueConstraint("day", "reference"),
        CheckConstraint("reference ~ '^[1-9][0-9]{5}$'", name="reference"),
        CheckConstraint("length(token) >= 20", name="token"),
        CheckConstraint(
            "passengers >= 1 and wheelchairs between 0 and passengers and prams >= 0 and walkers >= 0",
            name="needs",
        ),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("state not in ('offered', 'declined') or answer is not null", name="answered"),
        Index("ix_ride_waiting", "asked_at", postgresql_where=text("state = 'requested'")),
    )

    reference: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    day: Mapped[dt.date] = mapped_column(ForeignKey("service_day.date"))
    state: Mapped[RideState]
    origin: Mapped[str]
    destination: Mapped[str]
    anchor: Mapped[Anchor]
    wish_s: Mapped[int]
    train: Mapped[str | None]
    passengers: Mapped[int]
    wheelchairs: Mapped[int]
    prams: Mapped[int]
    walkers: Mapped[int]
    asked_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[Json | None]


class BookingRow(Row):
    """The offer both sides accepted, as it was then; it stays when the ride is cancelled.

    ``accepted`` numbers acceptances, so that the bookings of a day keep their order.
    """

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("day", "reference"),
        ForeignKeyConstraint(["day", "reference"], ["ride.day", "ride.reference"]),
        CheckConstraint("pickup_from_s <= pickup_until_s and pickup_from_s <= arrive_by_s", name="window"),
        CheckConstraint("max_ride_s > 0 and direct_s > 0 and surcharge_cents >= 0", name="offer"),
    )

    reference: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
    accepted: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    pickup_from_s: Mapped[int]
    pickup_until_s: Mapped[int]
    arrive_by_s: Mapped[int]
    max_ride_s: Mapped[int]
    direct_s: Mapped[int]
    surcharge_cents: Mapped[int]
    train: Mapped[str | None]


class VisitRow(Row):
    """One stop call of a run; a booking has at most one pick-up and one drop-off."""

    __tablename__ = "visit"
    __table_args__ = (
        ForeignKeyConstraint(["day", "shift"], ["shift.day", "shift.id"]),
        ForeignKeyConstraint(["day", "reference"], ["booking.day", "booking.reference"]),
        UniqueConstraint("reference", "kind"),
        CheckConstraint("position >= 0", name="position"),
    )

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    shift: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reference: Mapped[str]
    kind: Mapped[VisitKind]
    stop: Mapped[str]
    time_s: Mapped[int]


class ContactRow(Row):
    """Who to call about a ride; a table of its own, so that it can be deleted alone (B46)."""

    __tablename__ = "contact"

    reference: Mapped[str] = mapped_column(ForeignKey("ride.reference"), primary_key=True)
    name: Mapped[str]
    phone: Mapped[str]


class DecisionRow(Row):
    """A decision of the desk as it was made; nobody changes it, and it goes with the rides of its day (B46).

    What is published makes a version of the day, and no version is made twice.
    """

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["day", "reference"], ["ride.day", "ride.reference"]),
        CheckConstraint("(kind = 'improved') = (reference is null)", name="subject"),
        CheckConstraint(
            "version is not null or kind not in ('accepted', 'cancelled', 'improved')", name="published"
        ),
        Index(
            "ix_decision_version",
            "day",
            "version",
            unique=True,
            postgresql_where=text("kind in ('accepted', 'cancelled', 'improved')"),
        ),
        Index("ix_decision_day", "day", "number"),
    )

    number: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    day: Mapped[dt.date] = mapped_column(ForeignKey("service_day.date"))
    kind: Mapped[str]
    at_s: Mapped[int]
    version: Mapped[int | None]
    reference: Mapped[str | None]
    detail: Mapped[Json | None]


class ClosedMonthRow(Row):
    """The account of a month that is closed; it stays when the rides behind it are long deleted."""

    __tablename__ = "closed_month"
    __table_args__ = (
        CheckConstraint("extract(day from month) = 1", name="first"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest"),
    )

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    closed_at: Mapped[dt.datetime]
    digest: Mapped[str]
    statement: Mapped[str]


class AccountRow(Row):
    """Somebody who may sign in."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("login = lower(login) and login <> ''", name="login"),
        CheckConstraint("session_epoch >= 0", name="session_epoch"),
    )

    login: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[Role]
    name: Mapped[str]
    password_hash: Mapped[str]
    session_epoch: Mapped[int] = mapped_column(default=0)
