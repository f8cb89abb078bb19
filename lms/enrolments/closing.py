"""The closing checklist's points on the roll."""

from collections.abc import Sequence

from lms.core.access import Identity
from lms.core.messages import N_
from lms.courses.closing import ClosingPoint
from lms.courses.rows import SessionHead
from lms.enrolments.overview import RollCount, roll_counts


def names_approved(head: SessionHead, actor: Identity) -> Sequence[ClosingPoint]:
    """Every name that may stand on a certificate is approved."""
    count = roll_counts([head.id], actor).get(head.id, RollCount())
    approved = count.people - count.unapproved
    return [
        ClosingPoint(
            N_("Names are approved"),
            count.unapproved == 0,
            N_("%(n)s of %(all)s approved.", n=approved, all=count.people),
            "enrolments.roll",
        )
    ]


CHECKS = (names_approved,)
