"""The closing checklist's point on marks."""

from collections.abc import Sequence

from lms.core.access import Identity
from lms.core.messages import N_
from lms.courses.closing import ClosingPoint
from lms.courses.rows import SessionHead
from lms.exercises.overview import AttemptCount, attempt_counts


def marks_shown(head: SessionHead, actor: Identity) -> Sequence[ClosingPoint]:
    """No marks wait to be shown to their people."""
    count = attempt_counts([head.id], actor).get(head.id, AttemptCount())
    return [
        ClosingPoint(
            N_("Marks are shown"),
            count.unreleased == 0,
            N_("%(n)s marks are not shown yet.", n=count.unreleased),
            "exercises.index",
        )
    ]


CHECKS = (marks_shown,)
