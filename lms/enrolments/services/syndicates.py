"""Tables of a session: making, naming and taking away, seating, locking, and taking back.

Each act holds the session's row, so that acts come one after the other. What it changed is kept
as it was before; `undo` puts that back, one change after another, as long as they are kept.
"""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_, Message
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.engines.grouping import groups_of_size
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment, Syndicate, SyndicateChange
from lms.enrolments.policies import Permission
from lms.enrolments.rules.syndicates import (
    LONGEST_LETTER,
    LONGEST_NAME,
    MOST_TABLES,
    letters,
)
from lms.enrolments.services.gate import require_change
from lms.enrolments.services.roll import find, full_name

KEPT = 30  # changes of a session that can be taken back


class Tables:
    """The tables of one session under its lock, noting what is changed."""

    def __init__(self, actor: Identity, slug: str) -> None:
        self.actor = actor
        self.head: SessionHead = session_head(slug, actor)
        require_change(actor, self.head, Permission.MANAGE_SYNDICATES)
        db.session.execute(
            unscoped(
                sa.select(CourseSession.id)
                .where(CourseSession.id == self.head.id)
                .with_for_update(),
                because="changes of one session's tables come one after the other",
            )
        )
        self.all = list(
            db.session.scalars(
                sa.select(Syndicate)
                .where(Syndicate.course_session_id == self.head.id)
                .order_by(Syndicate.position, Syndicate.letter)
            )
        )
        self.before: dict[str, dict[str, object]] = {"tables": {}, "seats": {}}

    def find(self, syndicate_id: UUID) -> Syndicate:
        """One of the tables. Raises NotFound."""
        found = next((table for table in self.all if table.id == syndicate_id), None)
        if found is None:
            raise NotFound
        return found

    def people(self) -> list[Enrolment]:
        """Everybody of the session, also those withdrawn, who keep their place for a substitute."""
        return list(
            db.session.scalars(
                unscoped(
                    sa.select(Enrolment).where(Enrolment.course_session_id == self.head.id),
                    because="seats at all tables, by those who may change them",
                )
            )
        )

    def add(self, letter: str) -> Syndicate:
        """One table more."""
        position = max((table.position for table in self.all), default=0) + 1
        table = Syndicate(
            id=new_id(),
            course_session_id=self.head.id,
            position=position,
            letter=letter,
            name={},
        )
        db.session.add(table)
        self.all.append(table)
        self.before["tables"][str(table.id)] = None
        return table

    def keep(self, table: Syndicate) -> None:
        """Note what a table is before it is changed."""
        self.before["tables"].setdefault(
            str(table.id), [table.position, table.letter, dict(table.name)]
        )

    def seat(self, who: Enrolment, syndicate_id: UUID | None, *, locked: bool) -> bool:
        """Put somebody at a table, or at none; whether that changed anything."""
        if (who.syndicate_id, who.syndicate_locked) == (syndicate_id, locked):
            return False
        table = str(who.syndicate_id) if who.syndicate_id else None
        self.before["seats"].setdefault(str(who.id), [table, who.syndicate_locked])
        who.syndicate_id, who.syndicate_locked = syndicate_id, locked
        return True

    def newest(self) -> int:
        """The number of the newest change that is kept, 0 for none."""
        statement = sa.select(sa.func.max(SyndicateChange.number)).where(
            SyndicateChange.course_session_id == self.head.id
        )
        return db.session.scalar(statement) or 0

    def write(self, act: str, summary: Message, after: Mapping[str, object] | None = None) -> None:
        """Flush, keep what was before, and write the act on record; nothing where nothing
        changed."""
        if not self.before["tables"] and not self.before["seats"]:
            return
        db.session.flush()
        number = self.newest() + 1
        db.session.add(
            SyndicateChange(
                id=new_id(),
                course_session_id=self.head.id,
                number=number,
                act=act,
                made_by=self.actor.person_id,
                made_at=utcnow(),
                before=self.before,
            )
        )
        db.session.execute(
            sa.delete(SyndicateChange).where(
                SyndicateChange.course_session_id == self.head.id,
                SyndicateChange.number <= number - KEPT,
            )
        )
        self.note(act, summary, after)

    def note(self, act: str, summary: Message, after: Mapping[str, object] | None = None) -> None:
        """Write an act on record."""
        db.session.flush()
        record(
            self.actor,
            f"enrolments.syndicates_{act}",
            object_type="course_session",
            object_id=self.head.id,
            course_session_id=self.head.id,
            summary=summary,
            before=dict(self.before),
            after=dict(after or {}),
        )


def make_tables(*, actor: Identity, slug: str, count: int = 0, size: int = 0) -> int:
    """Make tables until there are `count`, or enough for `size` people at each; returns how many
    were made. None is taken away. Raises Invalid for a number that cannot be."""
    tables = Tables(actor, slug)
    if count and size:
        message = N_("Give the number of tables or the people at a table, not both. Empty one.")
        raise Invalid([FieldError("size", message)])
    present = sum(who.state is not EnrolmentState.WITHDRAWN for who in tables.people())
    wanted = count or groups_of_size(present, size) if count or size else 0
    if not 1 <= wanted <= MOST_TABLES:
        raise Invalid([FieldError("count", N_("Make 1 to %(most)s tables.", most=MOST_TABLES))])
    free = letters()
    made = 0
    while len(tables.all) < wanted:
        letter = next(free)
        if letter not in {table.letter for table in tables.all}:
            tables.add(letter)
            made += 1
    tables.write("made", N_("Made %(count)s tables.", count=made))
    return made


def rename(
    *, actor: Identity, slug: str, syndicate_id: UUID, letter: str, name: Mapping[str, str]
) -> None:
    """Give a table another letter or name. Raises Invalid with what to mend."""
    tables = Tables(actor, slug)
    table = tables.find(syndicate_id)
    clean = letter.strip().upper()
    texts = {language: " ".join(text.split()) for language, text in name.items() if text.strip()}
    errors = []
    if not (1 <= len(clean) <= LONGEST_LETTER and clean.isascii() and clean.isalpha()):
        errors.append(FieldError("letter", N_("Write one or two letters from A to Z.")))
    if any(one.letter == clean for one in tables.all if one is not table):
        errors.append(FieldError("letter", N_("Another table has this letter. Choose a free one.")))
    if any(len(text) > LONGEST_NAME for text in texts.values()):
        errors.append(
            FieldError("name", N_("The name is longer than %(most)s signs.", most=LONGEST_NAME))
        )
    if errors:
        raise Invalid(errors)
    if (table.letter, table.name) != (clean, texts):
        tables.keep(table)
        table.letter, table.name = clean, texts
    tables.write("renamed", N_("Named table %(letter)s.", letter=clean))


def remove(*, actor: Identity, slug: str, syndicate_id: UUID) -> None:
    """Take a table away; its people are without a table."""
    tables = Tables(actor, slug)
    table = tables.find(syndicate_id)
    tables.keep(table)
    for who in tables.people():
        if who.syndicate_id == table.id:
            tables.seat(who, None, locked=False)
    db.session.flush()
    db.session.delete(table)
    tables.write("removed", N_("Took table %(letter)s away.", letter=table.letter))


def seat(*, actor: Identity, slug: str, enrolment_id: UUID, syndicate_id: UUID | None) -> None:
    """Put one person at a table, or at none. Raises Refused for somebody who is locked."""
    tables = Tables(actor, slug)
    who = find(actor, tables.head, enrolment_id)
    table = tables.find(syndicate_id) if syndicate_id else None
    _present(who)
    if who.syndicate_locked and who.syndicate_id != syndicate_id:
        raise Refused(
            N_("%(name)s is locked at a table. Unlock the place first.", name=full_name(who))
        )
    tables.seat(who, table.id if table else None, locked=who.syndicate_locked)
    if table is None:
        summary = N_("%(name)s is without a table.", name=full_name(who))
    else:
        summary = N_("%(name)s sits at table %(letter)s.", name=full_name(who), letter=table.letter)
    tables.write("seated", summary)


def set_lock(*, actor: Identity, slug: str, enrolment_id: UUID, locked: bool) -> None:
    """Lock somebody at the table, so that no suggestion moves them, or unlock."""
    tables = Tables(actor, slug)
    who = find(actor, tables.head, enrolment_id)
    _present(who)
    if locked and who.syndicate_id is None:
        raise Refused(N_("%(name)s has no table yet, so there is no place to lock.",
                         name=full_name(who)))  # fmt: skip
    tables.seat(who, who.syndicate_id, locked=locked)
    if locked:
        summary = N_("Locked the place of %(name)s.", name=full_name(who))
    else:
        summary = N_("Unlocked the place of %(name)s.", name=full_name(who))
    tables.write("locked", summary)


def apply_plan(
    *, actor: Identity, slug: str, plan: Mapping[UUID, UUID], last: int | None = None
) -> int:
    """Seat people as a plan says, all or none; returns how many changed their place.

    `last` is the number of the newest change when the plan was shown (0: none). Raises Refused
    where the roll, the tables or a lock changed since.
    """
    tables = Tables(actor, slug)
    if last is not None and last != tables.newest():
        raise Refused(
            N_("The tables were changed meanwhile. Ask for a new suggestion and apply that.")
        )
    people = {who.id: who for who in tables.people() if who.state is not EnrolmentState.WITHDRAWN}
    known = {table.id for table in tables.all}
    if not plan.keys() <= people.keys() or not set(plan.values()) <= known:
        raise Refused(
            N_("The roll or the tables changed meanwhile. Ask for a new suggestion and apply that.")
        )
    changed = 0
    for key, table_id in plan.items():
        who = people[key]
        if who.syndicate_locked and who.syndicate_id != table_id:
            raise Refused(
                N_(
                    "%(name)s was locked meanwhile. Ask for a new suggestion and apply that.",
                    name=full_name(who),
                )
            )
        changed += tables.seat(who, table_id, locked=who.syndicate_locked)
    tables.write("applied", N_("Seated %(count)s people as suggested.", count=changed))
    return changed


def undo(*, actor: Identity, slug: str, number: int | None = None) -> str:
    """Take the newest change back, and say which act that was. With `number`, only if that is
    still the newest. Raises Refused where there is nothing to take back."""
    tables = Tables(actor, slug)
    change = db.session.scalar(
        sa.select(SyndicateChange)
        .where(SyndicateChange.course_session_id == tables.head.id)
        .order_by(SyndicateChange.number.desc())
        .limit(1)
    )
    if change is None:
        raise Refused(N_("There is no change left to take back."))
    if number is not None and number != change.number:
        raise Refused(N_("Somebody changed the tables meanwhile. Look at them before taking back."))
    _put_back_tables(tables, change.before["tables"])
    _put_back_seats(tables, change.before["seats"])
    act = change.act
    db.session.delete(change)
    tables.note("undone", N_("Took the last change of the tables back."), {"act": act})
    return act


def _put_back_tables(tables: Tables, before: Mapping[str, list[object] | None]) -> None:
    for key, values in before.items():
        table = next((one for one in tables.all if str(one.id) == key), None)
        if values is None:
            if table is not None:
                for who in tables.people():
                    if who.syndicate_id == table.id:
                        tables.seat(who, None, locked=False)
                db.session.flush()
                db.session.delete(table)
                tables.all.remove(table)
            continue
        if table is None:
            table = Syndicate(id=UUID(key), course_session_id=tables.head.id)
            db.session.add(table)
            tables.all.append(table)
        position, letter, name = values
        if letter in {one.letter for one in tables.all if one is not table}:
            raise Refused(N_("Another table has this letter meanwhile, so this cannot be undone."))
        table.position, table.letter, table.name = position, letter, name  # type: ignore[assignment]
    db.session.flush()


def _put_back_seats(tables: Tables, before: Mapping[str, list[object]]) -> None:
    known = {str(table.id) for table in tables.all}
    people = {str(who.id): who for who in tables.people()}
    for key, (table_id, locked) in before.items():
        if key in people and (table_id is None or table_id in known):
            tables.seat(people[key], UUID(str(table_id)) if table_id else None, locked=bool(locked))


def _present(who: Enrolment) -> None:
    if who.state is EnrolmentState.WITHDRAWN:
        raise Refused(N_("%(name)s is withdrawn and has no seat.", name=full_name(who)))
