"""register

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


APPEND_ONLY = {
    "register_entry": "(entry_index = NEW.entry_index)",
    "register_head": "(log_id = NEW.log_id AND size = NEW.size)",
    "register_node": "(level = NEW.level AND log_id = NEW.log_id AND position = NEW.position)",
}


def _refuse_changes(table: str) -> None:
    """Triggers by which the database refuses to change, delete or replace rows."""
    if op.get_bind().dialect.name == "sqlite":
        same = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {APPEND_ONLY[table]}) "  # noqa: S608
        for act, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", same)):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )


def upgrade() -> None:
    op.create_table(
        "register_lock",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("witnessed", sa.Text(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_lock")),
    )
    op.create_table(
        "register_log",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ed25519_key", sa.Text(), nullable=True),
        sa.Column("mldsa44_key", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_log")),
        sa.UniqueConstraint("origin", name=op.f("uq_register_log_origin")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_register_log_year_number")),
    )
    op.create_table(
        "register_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_id", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_state")),
    )
    op.create_table(
        "register_entry",
        sa.Column("entry_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"], ["register_log.id"], name=op.f("fk_register_entry_log_id")
        ),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_register_entry")),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_entry_log_id"), ["log_id"], unique=False)

    op.create_table(
        "register_head",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"], ["register_log.id"], name=op.f("fk_register_head_log_id")
        ),
        sa.PrimaryKeyConstraint("log_id", "size", name=op.f("pk_register_head")),
    )
    op.create_table(
        "register_node",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"], ["register_log.id"], name=op.f("fk_register_node_log_id")
        ),
        sa.PrimaryKeyConstraint("log_id", "level", "position", name=op.f("pk_register_node")),
    )
    op.create_table(
        "register_witness",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_register_witness_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["log_id", "size"],
            ["register_head.log_id", "register_head.size"],
            name=op.f("fk_register_witness_log_id_size"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_witness")),
    )
    with op.batch_alter_table("register_witness", schema=None) as batch_op:
        batch_op.create_index("ix_register_witness_head", ["log_id", "size"], unique=False)

    op.create_table(
        "certificate_entry",
        sa.Column("entry_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_entry_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_index"],
            ["register_entry.entry_index"],
            name=op.f("fk_certificate_entry_entry_index"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["certificate_event.id"], name=op.f("fk_certificate_entry_event_id")
        ),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_certificate_entry")),
        sa.UniqueConstraint("event_id", name=op.f("uq_certificate_entry_event_id")),
    )
    with op.batch_alter_table("certificate_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_entry_certificate_id"), ["certificate_id"], unique=False
        )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    with op.batch_alter_table("certificate_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_entry_certificate_id"))

    op.drop_table("certificate_entry")
    with op.batch_alter_table("register_witness", schema=None) as batch_op:
        batch_op.drop_index("ix_register_witness_head")

    op.drop_table("register_witness")
    op.drop_table("register_node")
    op.drop_table("register_head")
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_entry_log_id"))

    op.drop_table("register_entry")
    op.drop_table("register_state")
    op.drop_table("register_log")
    op.drop_table("register_lock")
    if op.get_bind().dialect.name != "sqlite":
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")
