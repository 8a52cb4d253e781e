"""Rides, bookings, duties, plans and accounts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "operator",
                "driver",
                "planner",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.CheckConstraint("login = lower(login) and login <> ''", name=op.f("ck_account_login")),
        sa.CheckConstraint("session_epoch >= 0", name=op.f("ck_account_session_epoch")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_account")),
    )
    op.create_table(
        "service_day",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("improved", sa.Integer(), nullable=False),
        sa.CheckConstraint("improved between 0 and version", name=op.f("ck_service_day_improved")),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_service_day")),
    )
    op.create_table(
        "ride",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "offered",
                "declined",
                "booked",
                "cancelled",
                name="ridestate",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column(
            "anchor",
            sa.Enum("depart", "arrive", name="anchor", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("wish_s", sa.Integer(), nullable=False),
        sa.Column("train", sa.Text(), nullable=True),
        sa.Column("passengers", sa.Integer(), nullable=False),
        sa.Column("wheelchairs", sa.Integer(), nullable=False),
        sa.Column("prams", sa.Integer(), nullable=False),
        sa.Column("walkers", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("reference ~ '^[1-9][0-9]{5}$'", name=op.f("ck_ride_reference")),
        sa.CheckConstraint(
            "state not in ('offered', 'declined') or answer is not null", name=op.f("ck_ride_answered")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_ride_attempts")),
        sa.CheckConstraint("length(token) >= 20", name=op.f("ck_ride_token")),
        sa.CheckConstraint(
            "passengers >= 1 and wheelchairs between 0 and passengers and prams >= 0 and walkers >= 0",
            name=op.f("ck_ride_needs"),
        ),
        sa.ForeignKeyConstraint(["day"], ["service_day.date"], name=op.f("fk_ride_day")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_ride")),
        sa.UniqueConstraint("day", "reference", name=op.f("uq_ride_day_reference")),
        sa.UniqueConstraint("token", name=op.f("uq_ride_token")),
    )
    op.create_index(
        "ix_ride_waiting", "ride", ["asked_at"], unique=False, postgresql_where=sa.text("state = 'requested'")
    )
    op.create_table(
        "shift",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("vehicle", sa.Text(), nullable=False),
        sa.Column("vehicle_name", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("wheelchairs", sa.Integer(), nullable=False),
        sa.Column("prams", sa.Integer(), nullable=False),
        sa.Column("depot", sa.Text(), nullable=False),
        sa.Column("starts_s", sa.Integer(), nullable=False),
        sa.Column("ends_s", sa.Integer(), nullable=False),
        sa.Column("driver", sa.Text(), nullable=True),
        sa.CheckConstraint("seats >= 0 and wheelchairs >= 0 and prams >= 0", name=op.f("ck_shift_capacity")),
        sa.CheckConstraint("starts_s <= ends_s", name=op.f("ck_shift_hours")),
        sa.ForeignKeyConstraint(["day"], ["service_day.date"], name=op.f("fk_shift_day")),
        sa.PrimaryKeyConstraint("day", "id", name=op.f("pk_shift")),
    )
    op.create_table(
        "booking",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("pickup_from_s", sa.Integer(), nullable=False),
        sa.Column("pickup_until_s", sa.Integer(), nullable=False),
        sa.Column("arrive_by_s", sa.Integer(), nullable=False),
        sa.Column("max_ride_s", sa.Integer(), nullable=False),
        sa.Column("direct_s", sa.Integer(), nullable=False),
        sa.Column("surcharge_cents", sa.Integer(), nullable=False),
        sa.Column("train", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "max_ride_s > 0 and direct_s > 0 and surcharge_cents >= 0", name=op.f("ck_booking_offer")
        ),
        sa.CheckConstraint(
            "pickup_from_s <= pickup_until_s and pickup_from_s <= arrive_by_s", name=op.f("ck_booking_window")
        ),
        sa.ForeignKeyConstraint(
            ["day", "reference"], ["ride.day", "ride.reference"], name=op.f("fk_booking_day_reference")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_booking")),
        sa.UniqueConstraint("accepted", name=op.f("uq_booking_accepted")),
        sa.UniqueConstraint("day", "reference", name=op.f("uq_booking_day_reference")),
    )
    op.create_table(
        "contact",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["ride.reference"], name=op.f("fk_contact_reference")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_contact")),
    )
    op.create_table(
        "visit",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pickup", "dropoff", name="visitkind", native_enum=False, create_constraint=True, length=16
            ),
            nullable=False,
        ),
        sa.Column("stop", sa.Text(), nullable=False),
        sa.Column("time_s", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_visit_position")),
        sa.ForeignKeyConstraint(
            ["day", "reference"], ["booking.day", "booking.reference"], name=op.f("fk_visit_day_reference")
        ),
        sa.ForeignKeyConstraint(["day", "shift"], ["shift.day", "shift.id"], name=op.f("fk_visit_day_shift")),
        sa.PrimaryKeyConstraint("day", "shift", "position", name=op.f("pk_visit")),
        sa.UniqueConstraint("reference", "kind", name=op.f("uq_visit_reference_kind")),
    )
