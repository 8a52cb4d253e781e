"""The journal of decisions, and the accounts of closed months."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PUBLISHED = "kind in ('accepted', 'cancelled', 'improved')"


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at_s", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("(kind = 'improved') = (reference is null)", name=op.f("ck_decision_subject")),
        sa.CheckConstraint(
            "version is not null or kind not in ('accepted', 'cancelled', 'improved')",
            name=op.f("ck_decision_published"),
        ),
        sa.ForeignKeyConstraint(["day"], ["service_day.date"], name=op.f("fk_decision_day")),
        sa.ForeignKeyConstraint(
            ["day", "reference"], ["ride.day", "ride.reference"], name=op.f("fk_decision_day_reference")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decision")),
    )
    op.create_index(
        "ix_decision_version", "decision", ["day", "version"], unique=True, postgresql_where=sa.text(PUBLISHED)
    )
    op.create_index("ix_decision_day", "decision", ["day", "number"], unique=False)
    op.create_table(
        "closed_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.CheckConstraint("extract(day from month) = 1", name=op.f("ck_closed_month_first")),
        sa.CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name=op.f("ck_closed_month_digest")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_closed_month")),
    )
