"""Making, changing, setting back and putting away an own design."""

from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_, Message
from lms.courses.queries import session_head
from lms.designs import queries
from lms.designs.formats import DesignSource
from lms.designs.models import Design, DesignChoice, DesignVersion
from lms.designs.policies import Permission
from lms.designs.queries.lists import own
from lms.designs.rules import whole
from lms.designs.services.freezing import freeze

LONGEST_NAME = 60


def make(*, actor: Identity, base: str, name: str, slug: str | None = None) -> Design:
    """An own design that begins as a copy of another; with `slug` it belongs to that session.

    Raises NotFound for an unknown base, Invalid at the field `name`.
    """
    require(actor, Permission.MAKE_DESIGN)
    head = session_head(slug, actor) if slug else None
    if head is not None:
        require(actor, Permission.SEE_CHOICE, head)
    clean = _checked_name(name)
    source = queries.source_of(base).model_copy(update={"name": clean})
    row = Design(name=clean, course_session_id=head.id if head else None, made_by=actor.person_id)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except sa.exc.IntegrityError as error:
        raise Invalid([FieldError("name", N_("There is a design of this name."))]) from error
    _append(row, source, N_("Copied from “%(base)s”.", base=base).english(), actor)
    _record(actor, row, "designs.made", N_("Made the certificate design %(name)s.", name=clean))
    return row


def save(
    *, actor: Identity, design_id: UUID, source: DesignSource, base_number: int, note: str = ""
) -> int:
    """Append a version; returns its number. An unchanged source appends nothing.

    Raises Invalid with every fault of the source at its field (`html`, `css`, ...), and Refused
    where somebody saved since version `base_number`.
    """
    row = _locked(design_id, actor)
    faults = whole.faults(source)
    if faults:
        raise Invalid([FieldError(fault.field, fault.message) for fault in faults])
    _known_pictures(source, actor)
    number = _number(row.id)
    if number != base_number:
        raise Refused(
            N_(
                "Somebody saved version %(n)s in the meantime. Look at the history, then save "
                "again.",
                n=number,
            )
        )
    if queries.version(row.id, number).hash == source.hash:
        return number
    _append(row, source, " ".join(note.split())[:200], actor)
    _record(
        actor,
        row,
        "designs.changed",
        N_("Changed the certificate design %(name)s: version %(n)s.", name=row.name, n=number + 1),
    )
    return number + 1


def set_back(*, actor: Identity, design_id: UUID, number: int) -> int:
    """Put an earlier version in force again, as a new entry of the history."""
    row = _locked(design_id, actor)
    source = queries.version(row.id, number)
    note = N_("Set back to version %(n)s.", n=number)
    _append(row, source, note.english(), actor)
    _record(
        actor,
        row,
        "designs.set_back",
        N_("Set the certificate design %(name)s back to version %(n)s.", name=row.name, n=number),
    )
    return _number(row.id)


def archive(*, actor: Identity, design_id: UUID) -> None:
    """Put a design away; its versions stay. Raises Refused where a session uses it."""
    row = _locked(design_id, actor)
    if db.session.scalar(sa.select(sa.exists().where(DesignChoice.design_id == row.id))):
        raise Refused(N_("A session uses this design. Choose another one there first."))
    row.archived_at = utcnow()
    db.session.flush()
    _record(actor, row, "designs.put_away", N_("Put away the design %(name)s.", name=row.name))


def _checked_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        text = N_("Give the design a name of up to %(n)s signs.", n=LONGEST_NAME)
        raise Invalid([FieldError("name", text)])
    return clean


def _known_pictures(source: DesignSource, actor: Identity) -> None:
    known = {row.sha256 for row in queries.pictures(actor=actor)}
    if any(emblem.sha256 not in known for emblem in source.options.emblems):
        raise Invalid([FieldError("emblems", N_("A picture is not there. Upload it first."))])


def _locked(design_id: UUID, actor: Identity) -> Design:
    own(str(design_id))
    statement = lock_row(sa.select(Design).where(Design.id == design_id))
    row = db.session.scalars(statement.execution_options(populate_existing=True)).one()
    require(actor, Permission.CHANGE_DESIGN, row)
    return row


def _number(design_id: UUID) -> int:
    statement = sa.select(sa.func.max(DesignVersion.number)).where(
        DesignVersion.design_id == design_id
    )
    return db.session.scalar(statement) or 0


def _append(row: Design, source: DesignSource, note: str, actor: Identity) -> None:
    db.session.add(
        DesignVersion(
            design_id=row.id,
            number=_number(row.id) + 1,
            template_hash=freeze(source),
            note=note,
            made_by=actor.person_id,
            created_at=utcnow(),
        )
    )
    db.session.flush()


def _record(actor: Identity, row: Design, act: str, summary: Message) -> None:
    record(
        actor,
        act,
        object_type="certificate_design",
        object_id=row.id,
        summary=summary,
        course_session_id=row.course_session_id,
    )
