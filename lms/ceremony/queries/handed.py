"""Which papers the ceremony's marks speak of, for what comes after the ceremony."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from lms.ceremony.enums import Mark
from lms.ceremony.queries.calls import events_of
from lms.ceremony.queries.page import ceremony_row
from lms.ceremony.rules.marks import fold


class MarkedPaper(NamedTuple):
    """A mark: of whom (enrolment, or line of thanks), of which number ("" unknown), and when."""

    holder: UUID
    serial: str
    mark: Mark
    at: datetime


def marked_papers(course_session_id: UUID) -> Sequence[MarkedPaper]:
    """What became of each paper at the ceremony, by the marks that count. The caller has asked
    whether the actor may know."""
    row = ceremony_row(course_session_id)
    if row is None:
        return []
    events = events_of(row.id)
    hall = fold(events)
    moments = {one.uuid: one.at for one in events}
    return [
        MarkedPaper(key, hall.papers.get(key, ""), mark, moments[hall.marked_by[key]])
        for key, mark in hall.marks.items()
    ]
