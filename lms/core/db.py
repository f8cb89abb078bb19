"""Storage: the session, the column types and mixins of all rooms, and the guard on scopes."""

import fcntl
import os
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
)
from sqlalchemy.orm import registry as orm_registry
from sqlalchemy.types import TypeDecorator

from lms.core.access import Identity, Role
from lms.core.clock import utcnow
from lms.core.ids import new_id

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC. A naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive datetime cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


LocalizedText = dict[str, str]
Json = dict[str, Any]


class Base(DeclarativeBase):
    """Base of all tables."""

    registry: ClassVar[orm_registry] = orm_registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            LocalizedText: sa.JSON(),
            Json: sa.JSON(),
            UUID: sa.Uuid(),
        },
    )


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False},
)
Model = Base


def enum_column(kind: type[StrEnum], name: str | None = None) -> sa.Enum:
    """A StrEnum stored by its value as text, with a check constraint. A second column of the
    same kind in one table needs a `name` of its own for it."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Identified:
    """A UUIDv7 primary key, made by server or client."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class Stamped:
    """When the row came to be and last changed, by the application's clock."""

    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class Travelling:
    """For rows that may travel between installations: where they began, and their version."""

    origin: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)


class EventRow:
    """One append-only event: state is a fold of them by sequence, never by time.

    A repeated `uuid` changes nothing. `payload` carries its `schema` number. Each table adds its
    own `owner_id` with the foreign key to what the events are about, unique with `sequence`.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    uuid: Mapped[UUID] = mapped_column(unique=True)
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(40))
    payload: Mapped[Json]
    client_at: Mapped[datetime | None]
    server_at: Mapped[datetime]
    actor_id: Mapped[UUID | None]


def append_only(table: sa.FromClause) -> None:
    """Let the database refuse to change or delete rows of a table, whoever asks.

    SQLite also replaces rows by INSERT OR REPLACE, past its triggers on DELETE: that is refused
    too. For tables made from the models; migrations write the same triggers for themselves.
    """
    assert isinstance(table, sa.Table)
    name = table.name
    for act, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", _stands_already(table))):
        sqlite = (
            f"CREATE TRIGGER {name}_no_{act.lower()} BEFORE {act} ON {name} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        )
        _after_create(table, sqlite, "sqlite")
    function = (
        f"CREATE OR REPLACE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} is append-only'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_refuse()"
    )
    for statement in (function, trigger):
        _after_create(table, statement, "postgresql")


def _stands_already(table: sa.Table) -> str:
    """The condition that a new row would take the place of one that stands."""
    keys = sorted(
        sorted(column.name for column in rule.columns)
        for rule in table.constraints
        if isinstance(rule, sa.PrimaryKeyConstraint | sa.UniqueConstraint)
    )
    same = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys
    )
    return f"WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {same}) "  # noqa: S608 - own names


def _after_create(table: sa.FromClause, statement: str, dialect: str) -> None:
    ddl = sa.DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it without types
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


class Tombstone(Base):
    """A trace of a deleted travelling row, so that a merge does not bring it back."""

    __tablename__ = "tombstone"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(sa.String(64))
    version: Mapped[int]
    deleted_at: Mapped[datetime]


class Installation(Base):
    """This installation: one row, made by the first start."""

    __tablename__ = "installation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[LocalizedText]
    created_at: Mapped[datetime]


# --- scope: rows that belong to an agency or a person may not be read without saying for whom ---


class UnscopedQuery(RuntimeError):
    """A select of rows with owners that says neither for whom nor why not: a defect."""


class VisibleRows:
    """Marks a table whose rows only some may see; `visible_to` is the row filter."""

    @classmethod
    @abstractmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """The rows that `actor` may see, as a criterion."""


S = TypeVar("S", bound=sa.Select[*tuple[Any, ...]])
M = TypeVar("M")


def seen_by(actor: Identity, statement: S, *entities: type[VisibleRows]) -> S:
    """Narrow a select to what `actor` may see of each owned entity in it.

    Entities selected by column or entity are found by themselves; name those that are only
    joined. The system sees all.
    """
    marked = statement.execution_options(concord_scope="seen")
    if actor.is_system:
        return marked
    found = {_entity(column) for column in statement.column_descriptions} | set(entities)
    for entity in sorted((e for e in found if e is not None), key=lambda e: e.__name__):
        marked = marked.where(entity.visible_to(actor))
    return marked


def counted_for(actor: Identity, statement: S, entity: Any) -> S:
    """Narrow a select that only counts: what `actor` may see, and whole sessions for observers.

    `entity` has owners and a `course_session_id`.
    """
    marked = statement.execution_options(concord_scope="counted")
    observed = entity.course_session_id.in_(actor.sessions_as(Role.OBSERVER))
    return marked.where(sa.or_(entity.visible_to(actor), observed))


def unscoped(statement: S, *, because: str) -> S:
    """Say that a select looks over all owners, and why that is right."""
    if not because:
        raise UnscopedQuery("Say why.")
    return statement.execution_options(concord_scope=because)


def _entity(description: Mapping[str, Any]) -> type[VisibleRows] | None:
    entity = description.get("entity")
    return entity if isinstance(entity, type) and issubclass(entity, VisibleRows) else None


@event.listens_for(Session, "do_orm_execute")
def _guard_scope(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_column_load or state.is_relationship_load:
        return
    if state.execution_options.get("concord_scope"):
        return
    for mapper in state.all_mappers:
        if issubclass(mapper.class_, VisibleRows):
            raise UnscopedQuery(f"{mapper.class_.__name__}: use seen_by() or unscoped().")


def rows_of(statement: sa.Executable, values: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of a select of columns, read past the object mapper: for what each request asks.

    Such a select says for whom it is, by `seen_by` or `unscoped`.
    """
    if not statement.get_execution_options().get("concord_scope"):
        raise UnscopedQuery("A select that is read past the mapper says its scope.")
    session = db.session()
    session.flush()  # what waits there is seen by a select, as with the mapper
    return session.connection().execute(statement, values).all()


# --- transactions ---


@contextmanager
def transaction() -> Iterator[Session]:
    """The one way to write: ends any open read, begins, commits at the end, else rolls back.

    On SQLite the write lock is taken at once (BEGIN IMMEDIATE), so that a reader never has to
    turn into a writer half-way. Inside an open transaction it joins it.
    """
    session = db.session()
    if session.info.get("concord_writing"):
        yield session
        return
    session.info.pop("concord_memo", None)
    session.info["concord_writing"] = True
    try:
        _begin_to_write(session)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("concord_writing", None)


def _begin_to_write(session: Session) -> None:
    """End the open read, if any, and begin to write.

    Where only columns were read, as for who acts, the connection is kept: to give it back and to
    take one anew costs as much as some queries.
    """
    is_open = session.in_transaction() and session.is_active
    has_more = session.identity_map or session.new or session.in_nested_transaction()
    if is_open and not has_more:
        connection = session.connection()
        connection.connection.rollback()
        _begin_on(connection, write=True)
        return
    session.rollback()
    session.expire_all()  # rows read before may have changed since
    session.connection(execution_options={"concord_write": True})


def _begin_on(connection: Connection, *, write: bool) -> None:
    """Begin on a connection that has nothing open: for SQLite by its own words, in the queue of
    writers (see `prepare_engine`); elsewhere the driver begins by itself."""
    if connection.dialect.name != "sqlite":
        return
    if write:
        fcntl.flock(connection.info["writer"], fcntl.LOCK_EX)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if write else "BEGIN")


def read_memo() -> dict[Any, Any]:
    """What this session has read and may give again, until the next transaction begins.

    Inside a transaction each call gets an empty one: there, rows change under way.
    """
    session = db.session()
    if session.info.get("concord_writing"):
        return {}
    memo: dict[Any, Any] = session.info.setdefault("concord_memo", {})
    return memo


def lock_row(statement: S) -> S:
    """SELECT ... FOR UPDATE where the database has it; SQLite holds its one write lock anyway.

    What the session had read of the rows before is read anew.
    """
    return statement.with_for_update().execution_options(populate_existing=True)


def has_row_locks() -> bool:
    """Whether rows are locked one by one; SQLite locks all of the database for a writer."""
    return db.session.get_bind().dialect.name != "sqlite"


def locked_or_made(statement: sa.Select[M], make: Callable[[], M]) -> M:
    """The one row of a statement, locked until the transaction ends; made where there is none.

    Where two transactions make it at the same moment, one waits and takes the other's row.
    """
    locked = lock_row(statement)
    found = db.session.scalar(locked)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            db.session.add(make())
    except sa.exc.IntegrityError:
        pass  # another transaction made the row first; wait for it below
    return db.session.scalars(locked).one()


def prepare_engine(engine: Engine) -> None:
    """Set up SQLite for many processes: WAL, full sync, foreign keys, explicit BEGIN, a fair lock.

    Who waits for SQLite's own write lock sleeps for up to 100 ms at a time, while others who come
    later take it: a room that saves at once waits for seconds. Writers queue at a file lock
    instead, which the system hands on at once; it ends with the process that holds it.
    """
    if engine.dialect.name != "sqlite":
        return
    lock = f"{engine.url.database}.writer"

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: Any, record: Any) -> None:
        record.info["writer"] = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("concord_write")
        _begin_on(connection, write=bool(write))

    @event.listens_for(engine, "checkin")
    def _checkin(_connection: Any, record: Any) -> None:
        if "writer" in record.info:
            fcntl.flock(record.info["writer"], fcntl.LOCK_UN)

    @event.listens_for(engine, "close")
    def _close(_connection: Any, record: Any) -> None:
        if "writer" in record.info:
            os.close(record.info.pop("writer"))
