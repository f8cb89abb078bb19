"""An agency's names from a spreadsheet: read, mend, confirm; all rows or none."""

from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.db import db, lock_row
from lms.core.errors import NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.core.spreadsheet import read_table
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.enrolments.enums import ImportState
from lms.enrolments.formats import Field, Pressed, RollDraft, headings_known, read_draft
from lms.enrolments.services import UploadFinished
from lms.enrolments.services.gate import require_state
from lms.nominations.models import NominationImport
from lms.nominations.policies import Permission
from lms.nominations.queries.judging import Judged, judge
from lms.nominations.queries.plans import side_of
from lms.nominations.services.entering import put_forward
from lms.seats.services.ledger import open_ledger


def read_file(
    *,
    actor: Identity,
    slug: str,
    agency_id: UUID,
    file_name: str,
    data: bytes,
    sheet: str = "",
) -> RollDraft:
    """Read a file as a list of names of one agency. Nothing is stored and no transaction is
    needed: reading may be long.

    Of several sheets the one named is read, else the one with the most of our columns. Raises
    SheetRefused or RollUnreadable where the file is no such list.
    """
    _may(actor, slug, agency_id)
    table = read_table(data, name=file_name, sheet=sheet, score=headings_known)
    return read_draft(table, agency_needed=False, fields=frozenset(Field))


def upload(
    *, actor: Identity, slug: str, agency_id: UUID, file_name: str, draft: RollDraft
) -> UUID:
    """Keep the rows of a file as a draft; returns the draft's id."""
    head = _may(actor, slug, agency_id)
    kept = NominationImport(
        id=new_id(),
        course_session_id=head.id,
        agency_id=agency_id,
        uploaded_by=actor.person_id,
        file_name=file_name[-200:],
        rows=draft.to_json(),
    )
    db.session.add(kept)
    db.session.flush()
    record(
        actor,
        "nominations.uploaded",
        object_type="nomination_import",
        object_id=kept.id,
        course_session_id=head.id,
        summary=N_(
            "Uploaded a list of %(count)s names (%(file)s).",
            count=len(draft.rows),
            file=kept.file_name,
        ),
    )
    return kept.id


def press(
    *, actor: Identity, slug: str, agency_id: UUID, import_id: UUID, pressed: Pressed
) -> None:
    """Save all typed cells of a draft and do the one act that was asked for."""
    head = _may(actor, slug, agency_id)
    kept = _draft_of(head, agency_id, import_id)

    def faulty(draft: RollDraft) -> set[int]:
        return {fault.row for fault in judge(head, agency_id, draft).check.faults}

    kept.rows = pressed.applied(RollDraft.from_json(kept.rows), faulty).to_json()
    db.session.flush()


def discard(*, actor: Identity, slug: str, agency_id: UUID, import_id: UUID) -> None:
    """Put a draft aside; nobody of it was nominated."""
    _finish(_draft_of(_may(actor, slug, agency_id), agency_id, import_id), ImportState.DISCARDED)


def confirm_import(*, actor: Identity, slug: str, agency_id: UUID, import_id: UUID) -> int:
    """Nominate all rows of a draft; returns their number. All or none.

    Raises Refused where a fault or an open question stands against it, or the deadline has passed.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.NOMINATE, side_of(ledger.head, agency_id))
    require_state(ledger.head, Act.ROLL)
    kept = _draft_of(ledger.head, agency_id, import_id)
    draft = RollDraft.from_json(kept.rows)
    seen = judge(ledger.head, agency_id, draft, id=kept.id, file_name=kept.file_name)
    _require_clean(seen)
    put_forward(ledger, agency_id, seen=seen)
    _finish(kept, ImportState.CONFIRMED)
    return len(seen.check.rows)


def _may(actor: Identity, slug: str, agency_id: UUID) -> SessionHead:
    head = session_head(slug, actor)
    require(actor, Permission.NOMINATE, side_of(head, agency_id))
    require_state(head, Act.ROLL)  # binds the command line, too
    return head


def _draft_of(head: SessionHead, agency_id: UUID, import_id: UUID) -> NominationImport:
    kept = db.session.scalar(
        lock_row(
            sa.select(NominationImport).where(
                NominationImport.id == import_id,
                NominationImport.course_session_id == head.id,
                NominationImport.agency_id == agency_id,
            )
        ).execution_options(populate_existing=True)
    )
    if kept is None:
        raise NotFound
    if kept.state is not ImportState.DRAFT:
        raise UploadFinished(
            N_("This upload is finished. Upload the file again to nominate more people.")
        )
    return kept


def _finish(kept: NominationImport, state: ImportState) -> None:
    """A finished upload keeps its name and state; its people are nominated or nowhere."""
    kept.state = state
    kept.rows = RollDraft((), ()).to_json()
    db.session.flush()


def _require_clean(seen: Judged) -> None:
    if not seen.draft.rows:
        raise Refused(N_("No rows are left. Upload a file with people."))
    if seen.check.faults:
        raise Refused(
            N_(
                "%(count)s rows have faults. Mend them or take them out; nobody was nominated.",
                count=len({fault.row for fault in seen.check.faults}),
            )
        )
    if seen.open_questions:
        raise Refused(
            N_(
                "For %(count)s rows say whether it is the same person; nobody was nominated.",
                count=len(seen.open_questions),
            )
        )
