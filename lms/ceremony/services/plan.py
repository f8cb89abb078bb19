"""The plan of a ceremony under its session's lock; each change can be taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.ceremony.formats import plan as plans
from lms.ceremony.formats.plan import Guest, Item, Plan
from lms.ceremony.models import Ceremony, CeremonyChange
from lms.ceremony.policies import Permission
from lms.ceremony.queries.page import ceremony_row
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.i18n import day_at
from lms.core.ids import new_id
from lms.core.messages import N_, Message
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.services import order_agency, order_room

KEPT = 40  # changes of a ceremony that can be taken back
MOST_SEATS = 40
LATEST = timedelta(days=366)  # after the last day of the session


class Desk:
    """The ceremony of one session under its lock."""

    def __init__(self, actor: Identity, slug: str) -> None:
        self.actor = actor
        self.head: SessionHead = session_head(slug, actor)
        require(actor, Permission.PLAN_CEREMONY, self.head)
        locked = sa.select(CourseSession.id).where(CourseSession.id == self.head.id)
        db.session.execute(lock_row(locked))
        row = ceremony_row(self.head.id)
        if row is None:
            raise NotFound
        self.row: Ceremony = row
        self.plan: Plan = plans.read(row.plan)

    def write(
        self,
        act: str,
        summary: Message,
        plan: Plan,
        *,
        starts_at: datetime | None = None,
        order: dict[str, Any] | None = None,
    ) -> None:
        """Keep the new plan, what was before, and the act on record. Nothing where it is the same.

        `order` is the calling order as it was before, where the act changes it.
        """
        kept = plans.dump(plan)
        moment = starts_at or self.row.starts_at
        if kept == self.row.plan and moment == self.row.starts_at and order is None:
            return
        before = {
            "starts_at": self.row.starts_at.isoformat(),
            "plan": self.row.plan,
            "order": order,
        }
        self._keep(act, before)
        old = self.row.plan
        self.row.plan, self.row.starts_at = kept, moment
        db.session.flush()
        self.note(f"ceremony.{act}", summary, before=_changed(old, kept), after=_changed(kept, old))

    def _keep(self, act: str, before: dict[str, Any]) -> None:
        numbers = sa.select(CeremonyChange.number).where(CeremonyChange.ceremony_id == self.row.id)
        newest = db.session.scalar(sa.select(sa.func.max(numbers.subquery().c.number))) or 0
        db.session.add(
            CeremonyChange(
                id=new_id(),
                ceremony_id=self.row.id,
                number=newest + 1,
                act=act,
                made_by=self.actor.person_id,
                made_at=utcnow(),
                before=before,
            )
        )
        db.session.execute(
            sa.delete(CeremonyChange).where(
                CeremonyChange.ceremony_id == self.row.id,
                CeremonyChange.number <= newest + 1 - KEPT,
            )
        )

    def note(self, act: str, summary: Message, **values: dict[str, Any]) -> None:
        """Write an act on record."""
        record(
            self.actor,
            act,
            object_type="ceremony",
            object_id=self.row.id,
            course_session_id=self.head.id,
            summary=summary,
            **values,
        )


def _changed(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if other.get(name) != value}


def place_of(listed: Sequence[Item | Guest], key: str) -> int:
    """Where the item or guest of a key stands. Raises NotFound where none does."""
    found = next((place for place, one in enumerate(listed) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def begin(*, actor: Identity, slug: str, template: str, starts_at: datetime | None) -> UUID:
    """Set the ceremony up with a ready run sheet; where there is one, give its id.

    Raises Invalid for an unknown template and for a missing time.
    """
    head = session_head(slug, actor)
    require(actor, Permission.PLAN_CEREMONY, head)
    db.session.execute(lock_row(sa.select(CourseSession.id).where(CourseSession.id == head.id)))
    row = ceremony_row(head.id)
    if row is not None:
        return row.id
    if template not in plans.TEMPLATES:
        raise Invalid([FieldError("template", N_("Choose a run sheet from the list."))])
    row = Ceremony(
        id=new_id(),
        course_session_id=head.id,
        starts_at=_moment(starts_at, head),
        plan=plans.dump(plans.template(template)),
    )
    db.session.add(row)
    db.session.flush()
    record(
        actor,
        "ceremony.begun",
        object_type="ceremony",
        object_id=row.id,
        course_session_id=head.id,
        summary=N_("Set up the ceremony."),
        after={"template": template, "starts_at": row.starts_at.isoformat()},
    )
    return row.id


def set_choices(
    *,
    actor: Identity,
    slug: str,
    title: dict[str, str],
    starts_at: datetime | None,
    show_next: bool,
    photo_seats: int,
) -> None:
    """Title, time, whether the screen shows who is next, and the seats of a row in the picture."""
    desk = Desk(actor, slug)
    texts = {language: " ".join(text.split())[:160] for language, text in title.items()}
    texts = {language: text for language, text in texts.items() if text}
    errors = []
    if not texts:
        errors.append(FieldError("title_en", N_("Write what the ceremony is called.")))
    if not 2 <= photo_seats <= MOST_SEATS:
        errors.append(FieldError("photo_seats", N_("Write 2 to %(most)s.", most=MOST_SEATS)))
    if errors:
        raise Invalid(errors)
    plan = replace(desk.plan, title=texts, show_next=show_next, photo_seats=photo_seats)
    desk.write("choices", N_("Changed the ceremony's time or choices."), plan,
               starts_at=_moment(starts_at, desk.head))  # fmt: skip


def _moment(at: datetime | None, head: SessionHead) -> datetime:
    if at is None:
        raise Invalid([FieldError("clock", N_("Write the day and a time like 15:00."))])
    if not head.starts_on <= day_at(at, head.zone) <= head.ends_on + LATEST:
        text = N_("Choose a day from the first of the session to a year after its last.")
        raise Invalid([FieldError("clock", text)])
    return at


def undo(*, actor: Identity, slug: str, number: int | None = None) -> str:
    """Take the newest change back, and say which act that was. With `number`, only if that is
    still the newest. Raises Refused where there is nothing to take back."""
    desk = Desk(actor, slug)
    change = db.session.scalar(
        sa.select(CeremonyChange)
        .where(CeremonyChange.ceremony_id == desk.row.id)
        .order_by(CeremonyChange.number.desc())
        .limit(1)
    )
    if change is None:
        raise Refused(N_("There is no change left to take back."))
    if number is not None and number != change.number:
        raise Refused(N_("Somebody changed the ceremony meanwhile. Look at it before taking back."))
    before = change.before
    desk.row.plan = before["plan"]
    desk.row.starts_at = datetime.fromisoformat(before["starts_at"])
    act = change.act
    db.session.delete(change)
    db.session.flush()
    if before["order"] is not None:
        restore(actor, slug, before["order"])
    desk.note("ceremony.undone", N_("Took the last change of the ceremony back."),
              after={"act": act})  # fmt: skip
    return act


def restore(actor: Identity, slug: str, order: dict[str, Any]) -> None:
    """Write a calling order as the changes keep it."""
    for agency, people in order["agencies"].items():
        order_agency(
            actor=actor, slug=slug, agency_id=UUID(agency), enrolment_ids=list(map(UUID, people))
        )
    order_room(actor=actor, slug=slug, enrolment_ids=list(map(UUID, order["room"])))
