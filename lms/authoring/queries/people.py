"""The names of those who write; all authors of a course know of one another."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.db import db, unscoped
from lms.core.names import joined_name


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of people by their ids."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = db.session.execute(
        unscoped(
            sa.select(Person.id, Person.first_name, Person.last_name).where(Person.id.in_(wanted)),
            because="who changed a course is known to all who write it",
        )
    )
    return {row.id: joined_name(row.first_name, row.last_name) for row in rows}
