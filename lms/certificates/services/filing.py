"""Filing certificates: finished files kept and entered by the chunk, and numbers that are void.

The files are made by `making`.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates.enums import CertificateState, EventKind
from lms.certificates.models import Certificate
from lms.certificates.services import registering
from lms.core import files
from lms.core.access import Identity
from lms.core.db import db, lock_row, unscoped
from lms.core.messages import N_, Message

OWNER = "certificates"
_BECAUSE = "the worker files every paper"


def begin(made: Mapping[UUID, bytes]) -> Mapping[UUID, files.Written]:
    """Begin to write signed files, by certificate, for `file`."""
    return dict(zip(made, files.begin(list(made.values())), strict=True))


def file(made: Mapping[UUID, bytes | files.Written], *, actor: Identity) -> None:
    """Keep signed files, by certificate, and put their certificates in force, all together.

    What another worker has filed by now stays as it is.
    """
    rows = [row for row in _locked(made) if row.state is CertificateState.RESERVED]
    stored = files.put_all(
        [
            files.Given(
                made[row.id],
                media_type="application/pdf",
                owner=f"{OWNER}:{row.id}",
                name=f"{row.serial}.pdf",
            )
            for row in rows
        ]
    )
    for row, kept in zip(rows, stored, strict=True):
        row.file_id, row.file_hash, row.state = kept.id, kept.sha256, CertificateState.VALID
    registering.happened_to_all(
        rows, EventKind.FILED, actor, [{"sha256": kept.sha256} for kept in stored]
    )


def void(*, certificate_id: UUID, why: Message, actor: Identity) -> UUID | None:
    """Put on record that a number's paper cannot be made. The number is never used again, and its
    person is due for a paper with another. Returns the enrolment; None where it was filed by now.
    """
    (row,) = _locked([certificate_id])
    if row.state is not CertificateState.RESERVED:
        return None
    row.state = CertificateState.VOID
    db.session.flush()
    registering.happened(row, EventKind.VOIDED, actor, {"reason": why.english()})
    record(
        actor,
        "certificates.voided",
        object_type="certificate",
        object_id=row.id,
        summary=N_("The number %(serial)s is void: %(reason)s", serial=row.serial, reason=why),
        course_session_id=row.course_session_id,
    )
    return row.enrolment_id or row.thanks_id


def _locked(ids: Collection[UUID]) -> Sequence[Certificate]:
    chosen = sa.select(Certificate).where(Certificate.id.in_(ids)).order_by(Certificate.number)
    return db.session.scalars(unscoped(lock_row(chosen), because=_BECAUSE)).all()
