"""Who messages are for, by which the outbox names and finds them: it stands below people."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.accounts.queries.whole_name import whole_names
from lms.agencies.models import Agency
from lms.core.db import LocalizedText, db, unscoped
from lms.core.names import joined_name

_WHY = "the caller sees the messages, and so whom they are for"


def people(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of people whose ids are known already."""
    chosen = sa.select(Person.id, Person.first_name, Person.last_name).where(Person.id.in_(ids))
    rows = db.session.execute(unscoped(chosen, because=_WHY))
    return {row.id: joined_name(row.first_name, row.last_name) for row in rows}


def agencies(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, LocalizedText]:
    """The short names of agencies."""
    rows = db.session.execute(
        sa.select(Agency.id, Agency.name, Agency.short_name).where(Agency.id.in_(ids))
    )
    return {row.id: row.short_name or row.name for row in rows}


def people_named(word: str) -> sa.Select[Any]:
    """The ids of the people in whose name a word stands."""
    columns = (Person.first_name, Person.last_name, Person.name_local, *whole_names(word))
    found = sa.or_(*(column.icontains(word, autoescape=True) for column in columns))
    chosen: sa.Select[Any] = sa.select(Person.id).where(found)
    return unscoped(chosen, because=_WHY)


def agencies_named(word: str) -> Sequence[uuid.UUID]:
    """The ids of the agencies in whose name, in any language, a word stands."""
    wanted = word.casefold()
    rows = db.session.execute(sa.select(Agency.id, Agency.name, Agency.short_name))
    return [
        row.id
        for row in rows
        if any(wanted in one.casefold() for one in [*row.name.values(), *row.short_name.values()])
    ]
