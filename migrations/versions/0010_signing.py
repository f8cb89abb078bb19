"""signing

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BATCH = ("running", "done", "refused")
NEW_BATCH = ("waiting", *BATCH, "withdrawn")
CERTIFICATE = ("reserved", "valid", "superseded", "revoked")


def _states(table: str, name: str, states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), f"state IN ({listed})")


def _running(states: str) -> None:
    where = sa.text(states)
    with op.batch_alter_table("certificate_batch") as batch:
        batch.drop_index("uq_certificate_batch_running")
        batch.create_index(
            "uq_certificate_batch_running",
            ["course_session_id"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def _indexes(table: str, *columns: str) -> None:
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.create_index(batch.f(f"ix_{table}_{column}"), [column], unique=False)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "signing_list",
        sa.Column("course_session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "prepared",
                "approved",
                "signed",
                "filed",
                "withdrawn",
                name="liststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("approvals", sa.Integer(), nullable=False),
        sa.Column("offices", sa.JSON(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=True),
        _id(),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        _refers("signing_list", "course_session_id", "course_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_list")),
    )
    _indexes("signing_list", "course_session_id")
    op.create_table(
        "signing_approval",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("approved_at", moment, nullable=False),
        _id(),
        _refers("signing_approval", "list_id", "signing_list"),
        _refers("signing_approval", "person_id", "person"),
        _refers("signing_approval", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_approval")),
        sa.UniqueConstraint(
            "list_id", "person_id", name=op.f("uq_signing_approval_list_id_person_id")
        ),
    )
    _indexes("signing_approval", "list_id", "person_id", "agency_id")
    op.create_table(
        "signing_strike",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("struck_at", moment, nullable=False),
        _id(),
        _refers("signing_strike", "list_id", "signing_list"),
        _refers("signing_strike", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_strike")),
        sa.UniqueConstraint("list_id", "entry", name=op.f("uq_signing_strike_list_id_entry")),
    )
    _indexes("signing_strike", "list_id", "person_id")
    op.create_table(
        "signing_signature",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("office", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("for_person_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("signed_at", moment, nullable=False),
        _id(),
        _refers("signing_signature", "list_id", "signing_list"),
        _refers("signing_signature", "person_id", "person"),
        _refers("signing_signature", "for_person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_signature")),
        sa.UniqueConstraint(
            "list_id", "position", name=op.f("uq_signing_signature_list_id_position")
        ),
    )
    _indexes("signing_signature", "list_id", "person_id", "for_person_id")
    op.create_table(
        "signing_delegation",
        sa.Column("course_session_id", sa.Uuid(), nullable=False),
        sa.Column("from_person_id", sa.Uuid(), nullable=False),
        sa.Column("to_person_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        _id(),
        _refers("signing_delegation", "course_session_id", "course_session"),
        _refers("signing_delegation", "from_person_id", "person"),
        _refers("signing_delegation", "to_person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_delegation")),
    )
    _indexes("signing_delegation", "course_session_id", "from_person_id", "to_person_id")
    with op.batch_alter_table("signatory") as batch:
        batch.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(batch.f("fk_signatory_person_id"), "person", ["person_id"], ["id"])
        batch.create_index(batch.f("ix_signatory_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("certificate_batch") as batch:
        batch.add_column(sa.Column("list_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("hold", sa.String(length=32), nullable=True))
        batch.create_check_constraint(
            op.f("ck_certificate_batch_hold"), "hold IN ('locked', 'not_approved', 'gone')"
        )
        batch.create_foreign_key(
            batch.f("fk_certificate_batch_list_id"), "signing_list", ["list_id"], ["id"]
        )
        batch.create_index(batch.f("ix_certificate_batch_list_id"), ["list_id"], unique=False)
    _states("certificate_batch", "batchstate", NEW_BATCH)
    _running("state IN ('waiting', 'running')")
    _states("certificate", "certificatestate", (*CERTIFICATE, "void"))


def downgrade() -> None:
    # numbers stay used: what is void here was never valid anywhere
    op.execute("UPDATE certificate SET state = 'revoked' WHERE state = 'void'")
    op.execute(
        "UPDATE certificate_batch SET state = 'refused' WHERE state IN ('waiting', 'withdrawn')"
    )
    _states("certificate", "certificatestate", CERTIFICATE)
    _running("state = 'running'")
    _states("certificate_batch", "batchstate", BATCH)
    with op.batch_alter_table("certificate_batch") as batch:
        batch.drop_index(batch.f("ix_certificate_batch_list_id"))
        batch.drop_constraint(batch.f("fk_certificate_batch_list_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_certificate_batch_hold"), type_="check")
        batch.drop_column("hold")
        batch.drop_column("list_id")
    with op.batch_alter_table("signatory") as batch:
        batch.drop_index(batch.f("ix_signatory_person_id"))
        batch.drop_constraint(batch.f("fk_signatory_person_id"), type_="foreignkey")
        batch.drop_column("person_id")
    for table in (
        "signing_delegation",
        "signing_signature",
        "signing_strike",
        "signing_approval",
        "signing_list",
    ):
        op.drop_table(table)
