"""The texts in force: of the course session, else of the installation, else as they ship."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.letters.enums import LetterKind, TextOrigin
from lms.letters.formats.library import shipped
from lms.letters.models import LetterTemplate
from lms.letters.policies import Permission
from lms.letters.rows import TextRow
from lms.letters.rules.kinds import WORDS
from lms.letters.rules.render import Texts


def session_text(slug: str, kind: LetterKind, actor: Identity) -> tuple[SessionHead, TextRow]:
    """The text of a kind in a session, for its organisers. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LETTERS, head)
    return head, in_force(head.id)[kind]


def house_texts(actor: Identity) -> Mapping[LetterKind, TextRow]:
    """The installation's texts by kind, for administrators. Raises NotFound."""
    require(actor, Permission.HOUSE_TEXTS)
    return in_force(None)


def in_force(course_session_id: UUID | None) -> dict[LetterKind, TextRow]:
    """The text in force of each kind, in the order of a session's life. One query."""
    scope: sa.ColumnElement[bool] = LetterTemplate.course_session_id.is_(None)
    if course_session_id is not None:
        scope = sa.or_(scope, LetterTemplate.course_session_id == course_session_id)
    found: dict[LetterKind, TextRow] = {
        kind: TextRow(kind, shipped(kind), TextOrigin.SHIPPED) for kind in WORDS
    }
    rows = db.session.execute(
        sa.select(
            LetterTemplate.kind,
            LetterTemplate.course_session_id,
            LetterTemplate.subject,
            LetterTemplate.body,
            LetterTemplate.updated_at,
        ).where(scope)
    )
    for row in sorted(rows, key=lambda one: one.course_session_id is not None):
        origin = TextOrigin.OWN if row.course_session_id else TextOrigin.HOUSE
        found[row.kind] = TextRow(row.kind, Texts(row.subject, row.body), origin, row.updated_at)
    return found
