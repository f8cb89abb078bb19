"""The papers of a session in the order in which they are handed over, with their files."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.certificates import queries as certificates
from lms.certificates.models import Certificate
from lms.core import files
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import Refused, Unavailable
from lms.core.files import StoredFile
from lms.core.messages import N_
from lms.engines.credentials.payload import read_payload
from lms.enrolments.models import Enrolment
from lms.pack.policies import Permission
from lms.pack.rows import Pack, PackPaper
from lms.pack.rules.finishing import Wanted
from lms.pack.rules.names import surname_of

_WHOLE = "the papers of a whole session, for its organisers"


def pack_of(slug: str, *, actor: Identity) -> Pack:
    """Every paper in force in the ceremony's calling order, then whom the session thanks; without
    a plan of the ceremony in the register's order. 7 queries.

    Raises NotFound, and Refused while papers are being made or where there are none.
    """
    head, rows = certificates.all_made(slug, actor=actor)
    require(actor, Permission.MAKE_PACK, head)
    ids = [row.id for row in rows]
    issued = {row.id: row for row in _certificates(ids)}
    stored = {row.id: row for row in _files([row.file_id for row in rows])}
    last_names = _last_names(ids)
    papers = []
    for place, row in enumerate(rows, start=1):
        one, file = issued[row.id], stored[row.file_id]
        holder = read_payload(one.payload.encode()).holder
        papers.append(
            PackPaper(
                place=place,
                id=row.id,
                holder_id=one.enrolment_id or one.thanks_id,
                person_id=one.person_id,
                kind=one.kind,
                serial=row.serial,
                name=holder.name,
                local_name=holder.local_name,
                surname=surname_of(holder.name, last_names.get(row.id, "")),
                template_hash=one.template_hash,
                file_id=row.file_id,
                path=files.path_of(file),
                sha256=file.sha256,
                issued_at=one.issued_at,
            )
        )
    return Pack(head, tuple(papers))


def in_part(pack: Pack, wanted: Wanted) -> tuple[PackPaper, ...]:
    """The papers from the first to the last place asked for, each looked at on the disk first.

    Raises Refused where no paper stands in these places, and Unavailable for a file that is not
    there or not the one that was filed: what is printed is what was signed.
    """
    chosen = tuple(
        one for one in pack.papers if wanted.first <= one.place <= (wanted.last or len(pack.papers))
    )
    if not chosen:
        raise Refused(N_("No paper stands in these places: there are %(n)s.", n=len(pack.papers)))
    for one in chosen:
        if not _whole(one):
            raise Unavailable(
                N_(
                    "The file of %(serial)s is not on the disk as it was filed. Bring it back from "
                    "the backup.",
                    serial=one.serial,
                )
            )
    return chosen


def _whole(paper: PackPaper) -> bool:
    try:
        return hashlib.sha256(paper.path.read_bytes()).hexdigest() == paper.sha256
    except FileNotFoundError:
        return False


def _certificates(ids: Sequence[UUID]) -> Sequence[Any]:
    columns = (
        Certificate.id,
        Certificate.enrolment_id,
        Certificate.thanks_id,
        Certificate.person_id,
        Certificate.kind,
        Certificate.payload,
        Certificate.template_hash,
        Certificate.issued_at,
    )
    statement = sa.select(*columns).where(Certificate.id.in_(ids))
    return db.session.execute(unscoped(statement, because=_WHOLE)).all()


def _files(ids: Sequence[UUID]) -> Sequence[StoredFile]:
    return db.session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(ids))).all()


def _last_names(ids: Sequence[UUID]) -> dict[UUID, str]:
    statement = (
        sa.select(Certificate.id, Enrolment.last_name)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Certificate.id.in_(ids))
    )
    return {row[0]: row[1] for row in db.session.execute(unscoped(statement, because=_WHOLE))}
