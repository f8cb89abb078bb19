"""Uploaded lists of one agency, as they stand now."""

from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.enrolments.enums import ImportState
from lms.enrolments.formats import RollDraft
from lms.enrolments.rows import OpenUpload
from lms.nominations.models import NominationImport
from lms.nominations.policies import Permission
from lms.nominations.queries.judging import Judged, judge
from lms.nominations.queries.sides import side_by_slug


def preview(slug: str, agency_slug: str, import_id: UUID, *, actor: Identity) -> Judged:
    """An uploaded list of an agency. Raises NotFound where `actor` may not nominate for it."""
    side = side_by_slug(slug, agency_slug, actor=actor).side
    require(actor, Permission.NOMINATE, side)
    stored = db.session.execute(
        sa.select(
            NominationImport.id,
            NominationImport.file_name,
            NominationImport.state,
            NominationImport.rows,
        ).where(
            NominationImport.id == import_id,
            NominationImport.course_session_id == side.head.id,
            NominationImport.agency_id == side.agency_id,
        )
    ).one_or_none()
    if stored is None:
        raise NotFound
    return judge(
        side.head,
        side.agency_id,
        RollDraft.from_json(stored.rows),
        id=stored.id,
        file_name=stored.file_name,
        state=stored.state,
    )


def open_uploads(course_session_id: UUID, agency_id: UUID) -> list[OpenUpload]:
    """Lists of an agency that wait to be confirmed, newest first."""
    rows = db.session.execute(
        sa.select(NominationImport.id, NominationImport.file_name, NominationImport.created_at)
        .where(
            NominationImport.course_session_id == course_session_id,
            NominationImport.agency_id == agency_id,
            NominationImport.state == ImportState.DRAFT,
        )
        .order_by(NominationImport.created_at.desc(), NominationImport.id)
    )
    return [OpenUpload._make(row) for row in rows]
