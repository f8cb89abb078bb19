"""The list of designs, one design with its history, the pictures, and a session's choices."""

from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.access import Identity, can, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.designs import shipped
from lms.designs.enums import Paper
from lms.designs.formats import DesignSource, read_source
from lms.designs.models import (
    Design,
    DesignChoice,
    DesignPicture,
    DesignVersion,
    TemplateVersion,
)
from lms.designs.policies import Permission
from lms.designs.queries.drawn import newest_source
from lms.designs.rows import ChoiceRow, DesignDetail, DesignRow, PictureRow, VersionRow


def designs(*, actor: Identity) -> list[DesignRow]:
    """All designs: those that ship, then the installation's own by name. 2 queries."""
    require(actor, Permission.SEE_DESIGNS)
    used = _used()
    found = [
        DesignRow(name, name, None, 0, None, used.get((name, None), 0)) for name in shipped.NAMES
    ]
    rows = db.session.execute(
        sa.select(Design, sa.func.max(DesignVersion.number), sa.func.max(DesignVersion.created_at))
        .join(DesignVersion, DesignVersion.design_id == Design.id)
        .where(Design.archived_at.is_(None))
        .group_by(Design.id)
        .order_by(Design.name)
    )
    for row, number, at in rows:
        count = sum(times for (_name, key), times in used.items() if key == row.id)
        found.append(DesignRow(str(row.id), row.name, row.id, number, at, count))
    return found


def _used() -> dict[tuple[str, UUID | None], int]:
    rows = db.session.execute(
        sa.select(DesignChoice.shipped, DesignChoice.design_id, sa.func.count()).group_by(
            DesignChoice.shipped, DesignChoice.design_id
        )
    )
    return {("" if key else name, key): count for name, key, count in rows}


def design(key: str, *, actor: Identity) -> DesignDetail:
    """A design by its key: the name of one that ships, or an own one's id. Raises NotFound."""
    require(actor, Permission.SEE_DESIGNS)
    if key in shipped.NAMES:
        return DesignDetail(key, key, None, shipped.source(key), 0, False)
    row = own(key)
    number = db.session.scalar(
        sa.select(sa.func.max(DesignVersion.number)).where(DesignVersion.design_id == row.id)
    )
    may_change = can(actor, Permission.CHANGE_DESIGN, row).allowed
    return DesignDetail(key, row.name, row.id, newest_source(row.id), number or 0, may_change)


def own(key: str) -> Design:
    """The row of an own design that is in use. Raises NotFound."""
    try:
        row = db.session.get(Design, UUID(key), populate_existing=True)
    except ValueError:
        row = None
    if row is None or row.archived_at is not None:
        raise NotFound
    return row


def source_of(key: str) -> DesignSource:
    """The newest source of a design. Raises NotFound."""
    return shipped.source(key) if key in shipped.NAMES else newest_source(own(key).id)


def history(design_id: UUID) -> list[VersionRow]:
    """The versions of a design, newest first."""
    statement = (
        sa.select(
            DesignVersion.number,
            DesignVersion.template_hash,
            DesignVersion.note,
            DesignVersion.created_at,
            Person,
        )
        .outerjoin(Person, Person.id == DesignVersion.made_by)
        .where(DesignVersion.design_id == design_id)
        .order_by(DesignVersion.number.desc())
    )
    rows = db.session.execute(unscoped(statement, because="who of the staff changed a design"))
    return [
        VersionRow(number, digest, note, _name_of(person), at)
        for number, digest, note, at, person in rows
    ]


def _name_of(person: Person | None) -> str:
    return "" if person is None else person.full_name


def version(design_id: UUID, number: int) -> DesignSource:
    """The source of one version. Raises NotFound."""
    document = db.session.scalar(
        sa.select(TemplateVersion.source)
        .join(DesignVersion, DesignVersion.template_hash == TemplateVersion.hash)
        .where(DesignVersion.design_id == design_id, DesignVersion.number == number)
    )
    if document is None:
        raise NotFound
    return read_source(document)


def pictures(*, actor: Identity) -> list[PictureRow]:
    """All uploaded pictures, by name."""
    require(actor, Permission.SEE_DESIGNS)
    rows = db.session.execute(
        sa.select(
            DesignPicture.sha256,
            DesignPicture.media_type,
            DesignPicture.name,
            DesignPicture.file_id,
        ).order_by(DesignPicture.name, DesignPicture.sha256)
    )
    return [PictureRow(*row) for row in rows]


def session_choices(slug: str, *, actor: Identity) -> tuple[SessionHead, list[ChoiceRow]]:
    """What a session uses, for its organisers. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.SEE_CHOICE, head)
    return head, choices(head.id)


def choices(course_session_id: UUID) -> list[ChoiceRow]:
    """What a session uses for each kind of paper."""
    rows = {
        row.paper: row
        for row in db.session.scalars(
            sa.select(DesignChoice).where(DesignChoice.course_session_id == course_session_id)
        )
    }
    found = []
    for paper in Paper:
        row = rows.get(paper)
        key = shipped.OFFICIAL if row is None else str(row.design_id or row.shipped)
        found.append(ChoiceRow(paper, key, row.expires_months if row else None))
    return found
