"""The nominations of a session as a table to take along."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.core.access import Identity, require
from lms.core.db import db, seen_by
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.queries.roll import english
from lms.nominations.models import Nomination
from lms.nominations.policies import Permission

COLUMNS = (
    "agency", "state", "priority", "place_on_wait_list", "alternate", "first_name", "last_name",
    "name_local", "name_on_certificate", "gender", "rank_or_grade", "designation", "service_no",
    "posting_station", "province", "practice_years", "nominated_by", "letter_ref",
    "justification", "reason", "nominated_on", "decided_on", "answered_on",
)  # fmt: skip
_READ = (
    Agency.name,
    Nomination.state,
    Nomination.priority,
    Nomination.place,
    Nomination.alternate,
    Nomination.first_name,
    Nomination.last_name,
    Nomination.name_local,
    Nomination.certificate_name,
    Nomination.gender,
    Nomination.rank,
    Nomination.designation,
    Nomination.service_no,
    Nomination.posting,
    Nomination.province,
    Nomination.practice_years,
    Nomination.nominated_by,
    Nomination.letter_ref,
    Nomination.justification,
    Nomination.reason,
    Nomination.submitted_at,
    Nomination.decided_at,
    Nomination.answered_at,
)


def export_rows(
    slug: str, *, actor: Identity
) -> tuple[SessionHead, list[Sequence[str | int | None]]]:
    """All nominations with the values of COLUMNS, by agency and priority. Days are of the place.

    The organiser's notes stay at home. Raises NotFound for who does not organise the session.
    """
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_BOARD, head)
    statement = (
        sa.select(*_READ)
        .join(Agency, Agency.id == Nomination.agency_id)
        .where(Nomination.course_session_id == head.id)
        .order_by(Agency.precedence, Agency.id, Nomination.priority, Nomination.id)
    )
    rows = db.session.execute(seen_by(actor, statement, Nomination))
    return head, [_plain(tuple(row), ZoneInfo(head.zone)) for row in rows]


def _plain(row: tuple[object, ...], zone: ZoneInfo) -> Sequence[str | int | None]:
    *values, submitted, decided, answered = row
    gender = str(values[9])
    values[0], values[4] = english(values[0]), "yes" if values[4] else ""
    values[9] = "" if gender == "not_said" else gender
    days = [
        f"{moment.astimezone(zone):%Y-%m-%d}" if moment else None  # type: ignore[attr-defined]
        for moment in (submitted, decided, answered)
    ]
    return [one if isinstance(one, int) or one is None else str(one) for one in values] + days
