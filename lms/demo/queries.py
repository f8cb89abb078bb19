"""Who may be whom in the demonstration, and whether there is anything yet."""

from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Account, Person
from lms.agencies.models import Agency
from lms.core.access import Role
from lms.core.db import db, unscoped

# The account that stands for each role on the start page.
DOORS = {
    Role.ADMINISTRATOR.value: "demo.administrator",
    Role.ORGANISER.value: "demo.organiser",
    Role.TRAINER.value: "demo.trainer",
    Role.SIGNATORY.value: "demo.signatory",
    Role.OBSERVER.value: "demo.observer",
    Role.FOCAL_POINT.value: "demo.focal",
    Role.PARTICIPANT.value: "demo.participant",
}


def person_behind(door: str) -> UUID | None:
    """The person whom a visitor becomes by a door of the start page; None for no such door."""
    return db.session.scalar(
        sa.select(Account.person_id).where(Account.username == DOORS.get(door))
    )


def is_empty() -> bool:
    """Whether there are neither agencies nor people."""
    agencies = db.session.scalar(sa.select(sa.func.count()).select_from(Agency))
    people = db.session.scalar(
        unscoped(
            sa.select(sa.func.count()).select_from(Person), because="only whether there are any"
        )
    )
    return not agencies and not people
