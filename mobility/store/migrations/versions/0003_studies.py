"""Studies: scenarios, their variants and cells, and what these came to."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "study",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.CheckConstraint("id ~ '^[a-z0-9]{8}$'", name=op.f("ck_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
    )
    op.create_table(
        "study_variant",
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_study_variant_number")),
        sa.ForeignKeyConstraint(
            ["study"], ["study.id"], name=op.f("fk_study_variant_study"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("study", "number", name=op.f("pk_study_variant")),
    )
    op.create_table(
        "study_cell",
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("variant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "running",
                "done",
                "failed",
                "cancelled",
                name="cellstate",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "lost",
                "refused",
                "broken",
                "differs",
                name="failure",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_study_cell_attempts")),
        sa.CheckConstraint("(state = 'running') = (lease_until is not null)", name=op.f("ck_study_cell_lease")),
        sa.CheckConstraint("(state = 'running') = (worker is not null)", name=op.f("ck_study_cell_worker")),
        sa.CheckConstraint("(state = 'failed') = (reason is not null)", name=op.f("ck_study_cell_reason")),
        sa.CheckConstraint("(state = 'done') = (seconds is not null)", name=op.f("ck_study_cell_seconds")),
        sa.ForeignKeyConstraint(
            ["study", "variant"],
            ["study_variant.study", "study_variant.number"],
            name=op.f("fk_study_cell_study_variant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study", "variant", "seed", name=op.f("pk_study_cell")),
    )
    op.create_index(
        "ix_study_cell_open",
        "study_cell",
        ["study"],
        unique=False,
        postgresql_where=sa.text("state in ('pending', 'running')"),
    )
    op.create_table(
        "study_result",
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("variant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["study", "variant", "seed"],
            ["study_cell.study", "study_cell.variant", "study_cell.seed"],
            name=op.f("fk_study_result_study_variant_seed"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study", "variant", "seed", name=op.f("pk_study_result")),
    )
