"""The installation's steps and who decides them for an agency."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Membership
from lms.agencies.models import Agency, Unit
from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_, Message
from lms.nominations.enums import StepKind
from lms.nominations.models import ApprovalStep, Approver
from lms.nominations.policies import Permission
from lms.nominations.services import verdicts

LONGEST_TITLE, MOST_STEPS = 80, 6
LANGUAGES = ("en", "ur")


def add(*, actor: Identity, kind: StepKind, title: Mapping[str, str]) -> UUID:
    """Add a step after the others. It holds up names that are still with their agency.

    Raises Invalid at title_en, title_ur, Refused where there are many steps already.
    """
    require(actor, Permission.SET_STEPS)
    text = _title(title)
    rows = _in_force()
    if len(rows) >= MOST_STEPS:
        raise Refused(N_("There are %(n)s steps already. Archive one first.", n=len(rows)))
    row = ApprovalStep(id=new_id(), position=len(rows) + 1, kind=kind, title=text)
    db.session.add(row)
    db.session.flush()
    _note(actor, "nominations.step_added", row, N_("Added the step “%(title)s”.", title=text))
    return row.id


def rename(*, actor: Identity, step_id: UUID, kind: StepKind, title: Mapping[str, str]) -> None:
    """Call a step something else; what was decided under the old name keeps it in the history."""
    require(actor, Permission.SET_STEPS)
    row = _step(step_id)
    before, row.title, row.kind = dict(row.title), _title(title), kind
    db.session.flush()
    _note(
        actor,
        "nominations.step_renamed",
        row,
        N_("Renamed the step “%(old)s” to “%(title)s”.", old=before, title=row.title),
    )


def move(*, actor: Identity, step_id: UUID, by: int) -> None:
    """Move a step up (-1) or down (1), as far as there is room."""
    require(actor, Permission.SET_STEPS)
    rows = _in_force()
    row = next((one for one in rows if one.id == step_id), None)
    if row is None:
        raise NotFound
    place = rows.index(row)
    rows.remove(row)
    rows.insert(min(max(place + by, 0), len(rows)), row)
    _number(rows)
    _note(actor, "nominations.steps_ordered", row, N_("Moved a step in the order."))


def archive(*, actor: Identity, step_id: UUID) -> int:
    """Take a step out of force: names that waited at it go on at once, to the next step or to
    the organiser. Returns how many reached the organiser by that."""
    require(actor, Permission.SET_STEPS)
    row = _step(step_id)
    if row.archived_at is not None:
        return 0
    row.archived_at = utcnow()
    db.session.flush()
    _number(_in_force())
    moved = verdicts.settle(actor=actor, because="step archived")
    _note(
        actor,
        "nominations.step_archived",
        row,
        N_("Archived the step “%(title)s”.", title=dict(row.title)),
    )
    return moved


def restore(*, actor: Identity, step_id: UUID) -> None:
    """Put an archived step in force again, as the last one."""
    require(actor, Permission.SET_STEPS)
    row = _step(step_id)
    if row.archived_at is None:
        return
    rows = _in_force()
    if len(rows) >= MOST_STEPS:
        raise Refused(N_("There are %(n)s steps already. Archive one first.", n=len(rows)))
    row.archived_at = None
    _number([*rows, row])
    _note(
        actor,
        "nominations.step_restored",
        row,
        N_("Put the step “%(title)s” in force again.", title=dict(row.title)),
    )


def appoint(
    *,
    actor: Identity,
    agency_id: UUID,
    step_id: UUID,
    person_id: UUID,
    unit_id: UUID | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> UUID:
    """Let somebody of the agency decide a step for it, or for one unit, from a day on.

    Raises NotFound for another agency, Invalid at person, step, unit or ends_on.
    """
    require(actor, Permission.APPOINT_APPROVERS, agency_id)
    first = starts_on or utcnow().date()
    _check(agency_id, step_id, person_id, unit_id, first, ends_on)
    row = Approver(
        id=new_id(),
        step_id=step_id,
        agency_id=agency_id,
        unit_id=unit_id,
        person_id=person_id,
        starts_on=first,
        ends_on=ends_on,
    )
    db.session.add(row)
    db.session.flush()
    record(
        actor,
        "nominations.approver_appointed",
        object_type="person",
        object_id=person_id,
        summary=N_("Appointed somebody to decide on nominations for an agency."),
        after={"agency_id": agency_id, "step_id": step_id, "unit_id": unit_id,
               "starts_on": first, "ends_on": ends_on},
    )  # fmt: skip
    return row.id


def end(*, actor: Identity, approver_id: UUID) -> None:
    """Let an appointment end with yesterday: the right ends at once. What was decided stays."""
    row = db.session.get(Approver, approver_id)
    if row is None:
        raise NotFound
    require(actor, Permission.APPOINT_APPROVERS, row.agency_id)
    before, row.ends_on = row.ends_on, utcnow().date() - timedelta(days=1)
    db.session.flush()
    record(
        actor,
        "nominations.approver_ended",
        object_type="person",
        object_id=row.person_id,
        summary=N_("Ended an appointment to decide on nominations."),
        before={"ends_on": before},
        after={"ends_on": row.ends_on, "agency_id": row.agency_id, "step_id": row.step_id},
    )


def _check(  # noqa: PLR0917 - what is typed into one form
    agency_id: UUID,
    step_id: UUID,
    person_id: UUID,
    unit_id: UUID | None,
    first: date,
    last: date | None,
) -> None:
    errors = []
    if db.session.get(Agency, agency_id) is None:
        raise NotFound
    step = db.session.get(ApprovalStep, step_id)
    if step is None or step.archived_at is not None:
        errors.append(FieldError("step", N_("Choose a step that is in force.")))
    if not _serves(person_id, agency_id):
        errors.append(FieldError("person", N_("Choose somebody who serves in the agency today.")))
    unit = db.session.get(Unit, unit_id) if unit_id else None
    if unit_id and (unit is None or unit.agency_id != agency_id):
        errors.append(FieldError("unit", N_("Choose a unit of the agency, or all of it.")))
    if last is not None and last < first:
        errors.append(FieldError("ends_on", N_("Choose a last day that is not before the first.")))
    if errors:
        raise Invalid(errors)


def _serves(person_id: UUID, agency_id: UUID) -> bool:
    today = utcnow().date()
    statement = sa.select(
        sa.exists().where(
            Membership.person_id == person_id,
            Membership.agency_id == agency_id,
            Membership.starts_on <= today,
            Membership.ends_on.is_(None) | (Membership.ends_on >= today),
        )
    )
    because = "whether somebody serves in the agency for which the actor appoints"
    return bool(db.session.scalar(unscoped(statement, because=because)))


def _title(title: Mapping[str, str]) -> LocalizedText:
    text = {one: " ".join(title.get(one, "").split()) for one in LANGUAGES}
    errors = [
        FieldError(f"title_{one}", fault) for one in LANGUAGES if (fault := _fault(text[one]))
    ]
    if errors:
        raise Invalid(errors)
    return text


def _fault(text: str) -> Message | None:
    if not text:
        return N_("Write it in this language too.")
    if len(text) > LONGEST_TITLE:
        return N_("Write it in %(most)s signs or fewer.", most=LONGEST_TITLE)
    return None


def _step(step_id: UUID) -> ApprovalStep:
    row = db.session.scalar(lock_row(sa.select(ApprovalStep).where(ApprovalStep.id == step_id)))
    if row is None:
        raise NotFound
    return row


def _in_force() -> list[ApprovalStep]:
    """The steps in force in their order, locked: two administrators cannot give one place."""
    return list(
        db.session.scalars(
            lock_row(
                sa.select(ApprovalStep)
                .where(ApprovalStep.archived_at.is_(None))
                .order_by(ApprovalStep.position, ApprovalStep.id)
            )
        )
    )


def _number(rows: Sequence[ApprovalStep]) -> None:
    for place, row in enumerate(rows, start=1):
        row.position = place
    db.session.flush()


def _note(actor: Identity, act: str, row: ApprovalStep, summary: Message) -> None:
    record(actor, act, object_type="approval_step", object_id=row.id, summary=summary)
