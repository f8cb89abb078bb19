"""From a row to a person: somebody known of the same agency, or somebody new."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Membership, Person
from lms.core.db import db, unscoped
from lms.core.ids import new_id
from lms.enrolments.formats import RollRow

_PART = 1_000


def new_people(rows: Sequence[RollRow], today: date) -> list[UUID]:
    """Make a person for each row, with the membership in the row's agency from today on.

    Written without making objects of them: a list may have ten thousand.
    """
    keys = []
    for start in range(0, len(rows), _PART):
        part = [(new_id(), row) for row in rows[start : start + _PART]]
        db.session.execute(sa.insert(Person), [_person(key, row) for key, row in part])
        memberships = [_membership(key, row, today) for key, row in part]
        db.session.execute(sa.insert(Membership), memberships)
        keys += [key for key, _row in part]
    return keys


def _person(person_id: UUID, row: RollRow) -> dict[str, object]:
    return {
        "id": person_id,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "name_local": row.name_local,
        "certificate_name": row.certificate_name,
        "gender": row.gender,
        "email": row.email,
        "mobile": row.mobile,
    }


def _membership(person_id: UUID, row: RollRow, today: date) -> dict[str, object]:
    return {
        "id": new_id(),
        "person_id": person_id,
        "agency_id": row.agency_id,
        "service_no": row.service_no,
        "rank": row.rank,
        "designation": row.designation,
        "posting": row.posting,
        "starts_on": today,
    }


def refresh_known(rows: Sequence[tuple[UUID, RollRow]]) -> None:
    """Bring rank, post and missing addresses of known people up to date; names stay theirs."""
    by_person = dict(rows)
    people = db.session.scalars(
        unscoped(
            sa.select(Person).where(Person.id.in_(by_person)),
            because="the people that the confirmed rows name",
        )
    )
    for person in people:
        row = by_person[person.id]
        person.email = person.email or row.email
        person.mobile = person.mobile or row.mobile
        person.name_local = person.name_local or row.name_local
    memberships = db.session.scalars(
        unscoped(
            sa.select(Membership).where(
                Membership.person_id.in_(by_person), Membership.ends_on.is_(None)
            ),
            because="the people that the confirmed rows name",
        )
    )
    for membership in memberships:
        row = by_person[membership.person_id]
        if membership.agency_id == row.agency_id:
            membership.rank = row.rank or membership.rank
            membership.designation = row.designation or membership.designation
            membership.posting = row.posting or membership.posting
            membership.service_no = membership.service_no or row.service_no


def as_enrolled(row: RollRow) -> dict[str, object]:
    """What the enrolment keeps of a row, frozen."""
    return {
        "agency_id": row.agency_id,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "name_local": row.name_local,
        "certificate_name": row.certificate_name,
        "certificate_name_local": row.name_local,
        "gender": row.gender,
        "rank": row.rank,
        "designation": row.designation,
        "service_no": row.service_no,
        "needs": row.needs,
        "letter_ref": row.letter_ref,
        "nominated_by": row.nominated_by,
    }
