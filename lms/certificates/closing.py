"""The closing checklist's points on certificates."""

from collections.abc import Sequence

from lms.certificates import queries
from lms.core.access import Identity
from lms.core.messages import N_
from lms.courses.closing import ClosingPoint
from lms.courses.rows import SessionHead


def certificates_issued(head: SessionHead, actor: Identity) -> Sequence[ClosingPoint]:
    """Everybody who earned a certificate has one."""
    due, valid = queries.open_points(head.id, actor=actor)
    busy = queries.is_busy(head.id)
    detail = N_("%(n)s issued, %(open)s still due.", n=valid, open=due)
    if busy:
        detail = N_("Certificates are being made just now.")
    return [
        ClosingPoint(
            N_("Certificates are issued"),
            due == 0 and not busy,
            detail,
            "certificates.session_certificates",
        )
    ]


CHECKS = (certificates_issued,)
