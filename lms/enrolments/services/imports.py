"""The roll from a spreadsheet: read, mend, confirm; all rows or none."""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.core.spreadsheet import read_table
from lms.courses.queries import session_agencies, session_head
from lms.enrolments.enums import Arrival, ImportState
from lms.enrolments.formats import (
    Pressed,
    RollDraft,
    RollRow,
    headings_known,
    read_draft,
)
from lms.enrolments.models import Enrolment, RollImport
from lms.enrolments.queries.imports import judge
from lms.enrolments.rows import ImportPreview
from lms.enrolments.services import people
from lms.enrolments.services.gate import require_change
from lms.enrolments.services.roll import tell_followers
from lms.enrolments.services.seats import last_positions, locked_ledger
from lms.seats.services.ledger import Ledger


def read_file(
    *, actor: Identity, slug: str, file_name: str, data: bytes, sheet: str = ""
) -> RollDraft:
    """Read a file as a roll. Nothing is stored and no transaction is needed: reading may be long.

    Of several sheets the one named is read, else the one with the most of our columns. Raises
    SheetRefused or RollUnreadable where the file is no roll.
    """
    head = session_head(slug, actor)
    require_change(actor, head)
    if not session_agencies(head.id):
        raise Refused(N_("The session has no partner agency. Name the agencies in the settings."))
    return read_draft(read_table(data, name=file_name, sheet=sheet, score=headings_known))


def upload_roll(*, actor: Identity, slug: str, file_name: str, draft: RollDraft) -> UUID:
    """Keep the rows of a file as a draft; returns the draft's id."""
    head = session_head(slug, actor)
    require_change(actor, head)
    kept = RollImport(
        id=new_id(),
        course_session_id=head.id,
        uploaded_by=actor.person_id,
        file_name=file_name[-200:],
        rows=draft.to_json(),
    )
    db.session.add(kept)
    db.session.flush()
    record(
        actor,
        "enrolments.uploaded",
        object_type="roll_import",
        object_id=kept.id,
        course_session_id=head.id,
        summary=N_(
            "Uploaded a roll of %(count)s rows (%(file)s).",
            count=len(draft.rows),
            file=kept.file_name,
        ),
    )
    return kept.id


class UploadFinished(Refused):
    """The upload was confirmed or put aside before, maybe in another window."""


def press(*, actor: Identity, slug: str, import_id: UUID, pressed: Pressed) -> None:
    """Save all typed cells of a draft and do the one act that was asked for."""
    head = session_head(slug, actor)

    def faulty(draft: RollDraft) -> set[int]:
        return {fault.row for fault in judge(head, draft).check.faults}

    _change(actor, slug, import_id, lambda draft: pressed.applied(draft, faulty))


def discard_import(*, actor: Identity, slug: str, import_id: UUID) -> None:
    """Put a draft aside; nothing of it was on the roll."""
    kept = _draft_of(actor, slug, import_id)
    _finish(kept, ImportState.DISCARDED)
    db.session.flush()


def _change(
    actor: Identity, slug: str, import_id: UUID, change: Callable[[RollDraft], RollDraft]
) -> None:
    kept = _draft_of(actor, slug, import_id)
    kept.rows = change(RollDraft.from_json(kept.rows)).to_json()
    db.session.flush()


def _draft_of(actor: Identity, slug: str, import_id: UUID) -> RollImport:
    head = session_head(slug, actor)
    require_change(actor, head)
    kept = db.session.scalar(
        lock_row(
            sa.select(RollImport).where(
                RollImport.id == import_id, RollImport.course_session_id == head.id
            )
        ).execution_options(populate_existing=True)
    )
    if kept is None:
        raise NotFound
    if kept.state is not ImportState.DRAFT:
        raise UploadFinished(
            N_("This upload is finished. Upload the file again to change the roll.")
        )
    return kept


def confirm_import(*, actor: Identity, slug: str, import_id: UUID) -> int:
    """Put all rows of a draft on the roll; returns their number. All or none.

    Raises Refused where a fault, an open question or a lack of seats stands against it.
    """
    ledger = locked_ledger(session_head(slug, actor).id, actor=actor)
    kept = _draft_of(actor, slug, import_id)
    seen = judge(ledger.head, RollDraft.from_json(kept.rows), id=kept.id, file_name=kept.file_name)
    put_on_roll(actor=actor, seen=seen, ledger=ledger)
    _finish(kept, ImportState.CONFIRMED)
    db.session.flush()
    return len(seen.check.rows)


def _finish(kept: RollImport, state: ImportState) -> None:
    """A finished upload keeps its name and state; what people typed is on the roll or nowhere."""
    kept.state = state
    kept.rows = RollDraft((), ()).to_json()


def put_on_roll(*, actor: Identity, seen: ImportPreview, ledger: Ledger) -> list[UUID]:
    """Enrol all rows of a judged draft in seats of the locked ledger; nothing is half done."""
    require_change(actor, seen.head)
    _require_clean(seen)
    ledger.need(len(seen.check.rows))
    persons = _persons(seen)
    positions = dict(last_positions(seen.head.id))
    made = []
    for row in seen.check.rows:
        positions[row.agency_id] = positions.get(row.agency_id, 0) + 1
        place = positions[row.agency_id]
        made.append(_enrolment(seen.head.id, persons[row.number], row, place))
    for enrolment in made:
        ledger.take(enrolment.agency_id, enrolment.id)
    db.session.add_all(made)
    db.session.flush()
    known = {match.chosen.person_id for match in seen.matches.values() if match.chosen}
    for enrolment in made:
        if enrolment.person_id in known:  # nobody else can stand in a higher room already
            tell_followers(actor, enrolment)
    record(
        actor,
        "enrolments.imported",
        object_type="course_session",
        object_id=seen.head.id,
        course_session_id=seen.head.id,
        summary=N_(
            "Put %(count)s people on the roll from %(file)s.",
            count=len(made),
            file=seen.file_name,
        ),
        after={"names": [row.full_name for row in seen.check.rows]},
    )
    return [enrolment.id for enrolment in made]


def _persons(seen: ImportPreview) -> dict[int, UUID]:
    """The person of each row: the known one that was chosen, else a new one."""
    chosen = {
        row.number: match.chosen.person_id
        for row in seen.check.rows
        if (match := seen.matches.get(row.number)) and match.chosen
    }
    known = [(chosen[row.number], row) for row in seen.check.rows if row.number in chosen]
    people.refresh_known(known)
    unknown = [row for row in seen.check.rows if row.number not in chosen]
    made = people.new_people(unknown, utcnow().date())
    return chosen | {row.number: key for row, key in zip(unknown, made, strict=True)}


def _enrolment(course_session_id: UUID, person_id: UUID, row: RollRow, position: int) -> Enrolment:
    return Enrolment(
        id=new_id(),
        course_session_id=course_session_id,
        person_id=person_id,
        position=position,
        arrival=Arrival.LISTED,
        **people.as_enrolled(row),
    )


def _require_clean(seen: ImportPreview) -> None:
    if not seen.draft.rows:
        raise Refused(N_("No rows are left. Upload a file with people."))
    if seen.check.faults:
        rows = {fault.row for fault in seen.check.faults}
        raise Refused(
            N_(
                "%(count)s rows have faults. Mend them or take them out; nothing was put on the "
                "roll.",
                count=len(rows),
            )
        )
    if seen.open_questions:
        raise Refused(
            N_(
                "For %(count)s rows say whether it is the same person; nothing was put on the "
                "roll.",
                count=len(seen.open_questions),
            )
        )
