"""People on the roll: add, edit, withdraw and undo, and how each one's training ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, seen_by
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_, Message
from lms.core.names import clean_name, joined_name
from lms.courses.queries import session_agencies, session_head
from lms.courses.rows import SessionHead
from lms.enrolments.enums import Arrival, EnrolmentState
from lms.enrolments.formats import Column, DraftRow, Field, RollDraft, RollRow, check_draft
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.imports import agency_choices, judge, on_roll
from lms.enrolments.rows import ImportPreview, Match, Subject
from lms.enrolments.services import people
from lms.enrolments.services.gate import require_change
from lms.enrolments.services.places import take_over
from lms.enrolments.services.seats import last_positions, locked_ledger

OUTCOMES = frozenset(
    {
        EnrolmentState.CONFIRMED,
        EnrolmentState.ATTENDED,
        EnrolmentState.PARTLY_ATTENDED,
        EnrolmentState.NO_SHOW,
    }
)


@dataclass(frozen=True)
class EnrolmentInput:
    """One person as typed into the form; texts are checked like the cells of a spreadsheet."""

    cells: Mapping[Field, str]
    person: str = ""

    def draft(self) -> RollDraft:
        """The form as a draft of one row."""
        columns = tuple(Column(place, field.value, field) for place, field in enumerate(Field))
        return RollDraft(columns, (DraftRow(1, self.cells, person=self.person),))


class SamePerson(Invalid):
    """Somebody of that name is known in the agency: "the same person?" must be answered."""

    def __init__(self, match: Match) -> None:
        super().__init__([FieldError("person", N_("Say whether it is the same person."))])
        self.match = match


def add(
    *,
    actor: Identity,
    slug: str,
    given: EnrolmentInput,
    arrival: Arrival = Arrival.LISTED,
    replaces_id: UUID | None = None,
) -> UUID:
    """Put one person on the roll; returns the enrolment's id.

    A substitute takes the seat of `replaces_id`, who is withdrawn and stays on record. Raises
    Invalid with the faults at their fields, SamePerson where that is to be answered, Refused
    where no seat is free.
    """
    ledger = locked_ledger(session_head(slug, actor).id, actor=actor)
    head = ledger.head
    require_change(actor, head)
    replaced = _replaced(actor, head, arrival, replaces_id)
    seen = judge(head, given.draft())
    row = _clean_row(seen)
    if replaced is not None:
        replaced.state = EnrolmentState.WITHDRAWN
        db.session.flush()
        tell_followers(actor, replaced)
    match = seen.matches.get(row.number)
    if match is not None and match.chosen is not None:
        person_id = match.chosen.person_id
        people.refresh_known([(person_id, row)])
    else:
        [person_id] = people.new_people([row], utcnow().date())
    enrolment = _new_enrolment(head, person_id, row, arrival, replaced)
    if replaced is None:
        ledger.take(row.agency_id, enrolment.id)
    else:
        ledger.take_place(row.agency_id, enrolment.id, of=replaced.id)
    if replaced is not None:
        take_over(enrolment, replaced.id)
    db.session.add(enrolment)
    db.session.flush()
    tell_followers(actor, enrolment)
    _record_added(actor, head, enrolment, replaced)
    return enrolment.id


def _replaced(
    actor: Identity, head: SessionHead, arrival: Arrival, replaces_id: UUID | None
) -> Enrolment | None:
    if arrival is not Arrival.SUBSTITUTE:
        return None
    replaced = find(actor, head, replaces_id) if replaces_id else None
    if replaced is None:
        raise Invalid([FieldError("replaces", N_("Choose whose place the substitute takes."))])
    if replaced.state is EnrolmentState.WITHDRAWN and _has_substitute(replaced.id):
        raise Invalid([FieldError("replaces", N_("Somebody has taken this place already."))])
    return replaced


def _has_substitute(enrolment_id: UUID) -> bool:
    return db.session.scalar(
        sa.select(
            sa.exists().where(
                Enrolment.replaces_id == enrolment_id,
                Enrolment.state != EnrolmentState.WITHDRAWN,
            )
        )
    ) is True  # fmt: skip


def _clean_row(seen: ImportPreview) -> RollRow:
    if seen.check.faults:
        raise Invalid([FieldError(f.field.value, f.message) for f in seen.check.faults])
    for match in seen.open_questions:
        raise SamePerson(match)
    return seen.check.rows[0]


def _new_enrolment(
    head: SessionHead,
    person_id: UUID,
    row: RollRow,
    arrival: Arrival,
    replaced: Enrolment | None,
) -> Enrolment:
    takes_place = replaced is not None and replaced.agency_id == row.agency_id
    place = (
        replaced.position
        if takes_place and replaced is not None
        else last_positions(head.id).get(row.agency_id, 0) + 1
    )
    return Enrolment(
        id=new_id(),
        course_session_id=head.id,
        person_id=person_id,
        position=place,
        arrival=arrival,
        replaces_id=replaced.id if replaced else None,
        **people.as_enrolled(row),
    )


def _record_added(
    actor: Identity, head: SessionHead, enrolment: Enrolment, replaced: Enrolment | None
) -> None:
    if replaced is not None:
        summary = N_(
            "%(name)s takes the place of %(other)s.",
            name=full_name(enrolment),
            other=full_name(replaced),
        )
    elif enrolment.arrival is Arrival.WALK_IN:
        summary = N_("%(name)s came without being listed.", name=full_name(enrolment))
    else:
        summary = N_("Put %(name)s on the roll.", name=full_name(enrolment))
    note(actor, "enrolments.added", head, enrolment, summary)


def edit(
    *,
    actor: Identity,
    slug: str,
    enrolment_id: UUID,
    given: EnrolmentInput,
    certificate_name_local: str = "",
) -> None:
    """Change what the roll says of one person. A changed name on the certificate is unapproved.

    An empty `certificate_name_local` means the local name. The agency stays: somebody of another
    agency is another enrolment. Raises Invalid with the faults at their fields.
    """
    head = session_head(slug, actor)
    enrolment = find(actor, head, enrolment_id)
    require_change(actor, Subject(head, enrolment.agency_id, enrolment.person_id))
    row, local = _edited(head, enrolment, given, certificate_name_local)
    before = snapshot(enrolment)
    for key, value in people.as_enrolled(row).items():
        setattr(enrolment, key, value)
    enrolment.certificate_name_local = local or row.name_local
    after = snapshot(enrolment)
    if before == after:
        return
    if any(before[key] != after[key] for key in ("certificate_name", "certificate_name_local")):
        enrolment.name_approved_at = enrolment.name_approved_by = None
    db.session.flush()
    tell_followers(actor, enrolment)
    summary = N_("Changed what the roll says of %(name)s.", name=full_name(enrolment))
    note(actor, "enrolments.edited", head, enrolment, summary, before=before, after=after)


def _edited(
    head: SessionHead, enrolment: Enrolment, given: EnrolmentInput, local: str
) -> tuple[RollRow, str]:
    """Check the form as a row of a roll on which this person does not stand yet."""
    checked = check_draft(
        EnrolmentInput({**given.cells, Field.AGENCY: ""}).draft(),
        agencies=agency_choices(session_agencies(head.id)),
        on_roll=on_roll(head.id, without=enrolment.id)[0],
        default_agency=enrolment.agency_id,
    )
    errors = [FieldError(fault.field.value, fault.message) for fault in checked.faults]
    clean = clean_name(local) if local.strip() else ""
    if isinstance(clean, Message):
        errors.append(FieldError("certificate_name_local", clean))
    if errors or isinstance(clean, Message):
        raise Invalid(errors)
    return checked.rows[0], clean


def withdraw(*, actor: Identity, slug: str, enrolment_id: UUID, reason: str = "") -> None:
    """Take somebody off the roll; the row stays on record and can be brought back."""
    ledger = locked_ledger(session_head(slug, actor).id, actor=actor)
    head = ledger.head
    enrolment = find(actor, head, enrolment_id)
    require_change(actor, Subject(head, enrolment.agency_id, enrolment.person_id))
    if enrolment.state is EnrolmentState.WITHDRAWN:
        return
    before = enrolment.state
    enrolment.state = EnrolmentState.WITHDRAWN
    ledger.give_back(enrolment.id)
    db.session.flush()
    tell_followers(actor, enrolment)
    note(
        actor,
        "enrolments.withdrawn",
        head,
        enrolment,
        N_(
            "Withdrew %(name)s. Reason: %(reason)s", name=full_name(enrolment), reason=reason or "-"
        ),
        before={"state": before},
        after={"state": enrolment.state},
    )


def restore(*, actor: Identity, slug: str, enrolment_id: UUID) -> None:
    """Undo a withdrawal, if a seat is free."""
    ledger = locked_ledger(session_head(slug, actor).id, actor=actor)
    head = ledger.head
    enrolment = find(actor, head, enrolment_id)
    require_change(actor, Subject(head, enrolment.agency_id, enrolment.person_id))
    if enrolment.state is not EnrolmentState.WITHDRAWN:
        return
    ledger.take(enrolment.agency_id, enrolment.id)
    enrolment.state = EnrolmentState.CONFIRMED
    db.session.flush()
    tell_followers(actor, enrolment)
    summary = N_("Brought %(name)s back on the roll.", name=full_name(enrolment))
    note(actor, "enrolments.restored", head, enrolment, summary)


def set_outcomes(*, actor: Identity, slug: str, outcomes: Mapping[UUID, EnrolmentState]) -> int:
    """Write how the training ended for these enrolments; returns how many changed.

    The withdrawn stay withdrawn. One entry on record for all.
    """
    head = session_head(slug, actor)
    require_change(actor, head)
    if not set(outcomes.values()) <= OUTCOMES:
        raise Refused(N_("Choose attended, partly attended, no-show or confirmed."))
    rows = db.session.scalars(
        seen_by(
            actor,
            sa.select(Enrolment).where(
                Enrolment.course_session_id == head.id,
                Enrolment.state != EnrolmentState.WITHDRAWN,
                Enrolment.id.in_(outcomes),
            ),
        )
    )
    changed: dict[str, dict[str, str]] = {}
    for enrolment in rows:
        if enrolment.state is not outcomes[enrolment.id]:
            changed[str(enrolment.id)] = {
                "before": enrolment.state,
                "after": outcomes[enrolment.id],
            }
            enrolment.state = outcomes[enrolment.id]
    if changed:
        db.session.flush()
        record(
            actor,
            "enrolments.outcomes",
            object_type="course_session",
            object_id=head.id,
            course_session_id=head.id,
            summary=N_("Wrote the outcome of %(count)s people.", count=len(changed)),
            after={"outcomes": changed},
        )
    return len(changed)


# --- what the other services of the room use ---


def find(actor: Identity, head: SessionHead, enrolment_id: UUID | None) -> Enrolment:
    """The visible enrolment of a session. Raises NotFound."""
    enrolment = db.session.scalar(
        seen_by(
            actor,
            sa.select(Enrolment).where(
                Enrolment.id == enrolment_id, Enrolment.course_session_id == head.id
            ),
        )
    )
    if enrolment is None:
        raise NotFound
    return enrolment


def tell_followers(actor: Identity, enrolment: Enrolment) -> None:
    """Let higher rooms follow when somebody comes on the roll, leaves it or is renamed."""
    for follow in current_app.extensions["concord.enrolment_followers"]:
        follow(actor, enrolment.id, enrolment.state)


def full_name(enrolment: Enrolment) -> str:
    """The name as messages and the trail write it."""
    return joined_name(enrolment.first_name, enrolment.last_name)


def snapshot(enrolment: Enrolment) -> dict[str, str | None]:
    """The values of an enrolment that a person may change, for before and after."""
    names = (
        "first_name", "last_name", "name_local", "certificate_name", "certificate_name_local",
        "gender", "rank", "designation", "service_no", "needs", "letter_ref", "nominated_by",
    )  # fmt: skip
    return {name: getattr(enrolment, name) for name in names}


def note(
    actor: Identity,
    act: str,
    head: SessionHead,
    enrolment: Enrolment,
    summary: Message,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write one act about an enrolment on record."""
    record(
        actor,
        act,
        object_type="enrolment",
        object_id=enrolment.id,
        course_session_id=head.id,
        summary=summary,
        before=dict(before or {}),
        after=dict(after or {}),
    )
