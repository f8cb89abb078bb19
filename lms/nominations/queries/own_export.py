"""An agency's names as a table to take along: the columns of an upload, then how each stands."""

from collections.abc import Sequence

import sqlalchemy as sa

from lms.accounts.enums import Gender
from lms.core.access import Identity
from lms.core.db import db, seen_by
from lms.courses.rows import AgencyRow, SessionHead
from lms.enrolments.formats import NOMINATION_COLUMNS
from lms.enrolments.queries.roll import english
from lms.nominations.models import Nomination
from lms.nominations.queries.sides import seen_contacts, side_by_slug

COLUMNS = (*NOMINATION_COLUMNS, "order", "state", "reason")
Row = Sequence[str | int | None]


def export_side(
    slug: str, agency_slug: str, *, actor: Identity
) -> tuple[SessionHead, AgencyRow, list[Row]]:
    """The names of one agency with the values of COLUMNS, in its order. E-mail and telephone are
    of people whose record `actor` may see. Raises NotFound where `actor` may not see the side."""
    seen = side_by_slug(slug, agency_slug, actor=actor)
    rows = db.session.scalars(
        seen_by(
            actor,
            sa.select(Nomination)
            .where(
                Nomination.course_session_id == seen.head.id,
                Nomination.agency_id == seen.agency.agency_id,
            )
            .order_by(Nomination.priority, Nomination.id),
        )
    ).all()
    agency = english(seen.agency.name)
    contacts = seen_contacts({row.person_id for row in rows}, actor=actor)
    lines = [_plain(row, agency, contacts.get(row.person_id, ("", ""))) for row in rows]
    return seen.head, seen.agency, lines


def _plain(row: Nomination, agency: str, contact: tuple[str, str]) -> Row:
    return (
        row.first_name,
        row.last_name,
        row.certificate_name,
        row.name_local,
        "" if row.gender is Gender.NOT_SAID else row.gender.value,
        agency,
        row.designation,
        row.rank,
        row.service_no,
        row.posting,
        *contact,
        row.nominated_by,
        row.letter_ref,
        row.needs,
        row.province,
        row.practice_years,
        row.justification,
        row.priority,
        row.state.value,
        row.reason,
    )
