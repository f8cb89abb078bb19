"""The chart of an attempt, for those who may see it."""

import uuid

from lms.core.access import Identity
from lms.core.errors import NotFound
from lms.engines.linkchart.model import Chart
from lms.exercises.kinds.charting import chart_of
from lms.exercises.queries.attempts import attempt_head, work_of

KIND = "link_chart"


def drawn_chart(attempt_id: uuid.UUID, *, actor: Identity) -> Chart:
    """The chart as it is saved. Raises NotFound, also where the attempt is of another kind."""
    attempt = attempt_head(attempt_id, actor=actor)
    if attempt.kind != KIND:
        raise NotFound
    return chart_of(work_of(attempt).steps)
