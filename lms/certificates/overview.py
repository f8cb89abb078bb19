"""Counts of certificates over many course sessions at once, for pages that list sessions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import CertificateKind, CertificateState
from lms.certificates.models import Certificate
from lms.core.access import Identity
from lms.core.db import counted_for, db


@dataclass(frozen=True)
class CertificateCount:
    """Certificates in force of one session as far as the actor may see them."""

    completion: int = 0
    participation: int = 0
    unfiled: int = 0
    appreciation: int = 0

    @property
    def in_force(self) -> int:
        """Those of people on the roll; whom the session thanks is no part of its outcome."""
        return self.completion + self.participation


def certificate_counts(
    course_session_ids: Collection[UUID], actor: Identity
) -> Mapping[UUID, CertificateCount]:
    """The counts of each of these sessions with certificates in force. 1 query."""
    statement = (
        sa.select(
            Certificate.course_session_id,
            sa.func.count().filter(Certificate.kind == CertificateKind.COMPLETION),
            sa.func.count().filter(Certificate.kind == CertificateKind.PARTICIPATION),
            sa.func.count().filter(Certificate.state == CertificateState.RESERVED),
            sa.func.count().filter(Certificate.kind == CertificateKind.APPRECIATION),
        )
        .where(
            Certificate.course_session_id.in_(course_session_ids),
            Certificate.state.in_([CertificateState.RESERVED, CertificateState.VALID]),
        )
        .group_by(Certificate.course_session_id)
    )
    return {
        course_session_id: CertificateCount(*counts)
        for course_session_id, *counts in db.session.execute(
            counted_for(actor, statement, Certificate)
        )
    }
