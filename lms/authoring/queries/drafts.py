"""Which drafts there are."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.authoring.enums import DraftState
from lms.authoring.models import CourseDraft, DraftChange
from lms.authoring.policies import Permission
from lms.authoring.queries.people import names_of
from lms.authoring.rows import DraftRow
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import ContentSnapshot


def open_draft(slug: str, actor: Identity) -> DraftRow | None:
    """The open draft of a course, None where there is none."""
    require(actor, Permission.WRITE)
    found = _rows((CourseDraft.slug == slug) & (CourseDraft.state == DraftState.OPEN))
    return found[0] if found else None


def draft_of(slug: str, actor: Identity) -> DraftRow:
    """The open draft of a course. Raises NotFound."""
    found = open_draft(slug, actor)
    if found is None:
        raise NotFound
    return found


def other_drafts(slug: str, actor: Identity) -> list[DraftRow]:
    """The drafts of a course that were put aside or published, newest first."""
    require(actor, Permission.WRITE)
    return _rows((CourseDraft.slug == slug) & (CourseDraft.state != DraftState.OPEN))


def open_drafts(actor: Identity) -> list[DraftRow]:
    """All open drafts, by slug."""
    require(actor, Permission.WRITE)
    return _rows(CourseDraft.state == DraftState.OPEN)


def draft_id_of(slug: str, draft_id: UUID, actor: Identity) -> UUID:
    """The id, where this draft is one of the course's. Raises NotFound."""
    require(actor, Permission.WRITE)
    if not _rows((CourseDraft.slug == slug) & (CourseDraft.id == draft_id)):
        raise NotFound
    return draft_id


def _rows(criterion: sa.ColumnElement[bool]) -> list[DraftRow]:
    newest = (
        sa.select(sa.func.coalesce(sa.func.max(DraftChange.sequence), 0))
        .where(DraftChange.draft_id == CourseDraft.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(CourseDraft, newest.label("sequence"), ContentSnapshot.number)
        .outerjoin(ContentSnapshot, ContentSnapshot.hash == CourseDraft.base_hash)
        .where(criterion)
        .order_by(CourseDraft.slug, CourseDraft.created_at.desc())
    ).all()
    names = names_of(row.CourseDraft.begun_by for row in rows)
    return [_row(row.CourseDraft, row.sequence, row.number, names) for row in rows]


def _row(draft: CourseDraft, sequence: int, number: Any, names: dict[UUID, str]) -> DraftRow:
    return DraftRow(
        id=draft.id,
        slug=draft.slug,
        state=draft.state,
        base_hash=draft.base_hash,
        base_number=number,
        published_hash=draft.published_hash,
        begun_by=names.get(draft.begun_by, "") if draft.begun_by else "",
        created_at=draft.created_at,
        updated_at=draft.updated_at,
        sequence=sequence,
    )
