"""The list of course sessions that a person may see, filtered, sorted and paged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import STAFF_ROLES, Identity, Role
from lms.core.db import db
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession, SessionAgency
from lms.courses.rows import SessionRow


@dataclass(frozen=True)
class SessionFilter:
    """What to show: states (none: all), year of the first day, words, and the order."""

    state: SessionState | None = None
    year: int | None = None
    text: str = ""
    sort: str = "-date"


_ROW = (
    CourseSession.id,
    CourseSession.slug,
    CourseSession.code,
    CourseSession.title,
    CourseSession.state,
    CourseSession.starts_on,
    CourseSession.ends_on,
    CourseSession.time_zone.label("zone"),
    CourseSession.venue,
    CourseSession.place,
    CourseSession.capacity,
    sa.select(sa.func.count())
    .where(SessionAgency.course_session_id == CourseSession.id)
    .scalar_subquery()
    .label("agencies"),
)

# A few fixed orders; the id as second key keeps pages from overlapping.
_ORDERS: Mapping[str, sa.ColumnElement[Any]] = {
    "date": CourseSession.starts_on.asc(),
    "-date": CourseSession.starts_on.desc(),
    "code": CourseSession.code.asc(),
    "-code": CourseSession.code.desc(),
}


def session_list(
    actor: Identity, wanted: SessionFilter, *, offset: int = 0, limit: int = 50
) -> tuple[list[SessionRow], int]:
    """One page of the sessions that `actor` may see, and how many there are in all."""
    statement = sa.select(*_ROW, sa.func.count().over().label("total")).where(
        visible(actor), *_criteria(wanted)
    )
    rows = db.session.execute(
        statement.order_by(_ORDERS.get(wanted.sort, _ORDERS["-date"]), CourseSession.id)
        .offset(offset)
        .limit(limit)
    ).all()
    lines = [row._asdict() for row in rows]
    total = lines[0]["total"] if lines else 0
    return [SessionRow(**{k: v for k, v in line.items() if k != "total"}) for line in lines], total


def sessions_after(actor: Identity, after: UUID | None, limit: int) -> list[SessionRow]:
    """At most `limit` visible sessions behind the row `after`, in the order they were made."""
    statement = sa.select(*_ROW).where(visible(actor)).order_by(CourseSession.id).limit(limit)
    if after is not None:
        statement = statement.where(CourseSession.id > after)
    return [SessionRow(**row._asdict()) for row in db.session.execute(statement)]


def session_years(actor: Identity) -> list[int]:
    """The years in which visible sessions begin, newest first."""
    year = sa.extract("year", CourseSession.starts_on)
    found = db.session.scalars(sa.select(year).where(visible(actor)).distinct())
    return sorted((int(one) for one in found), reverse=True)


def session_choices(actor: Identity) -> list[SessionRow]:
    """All visible sessions, newest first, for menus and the jump box (at most 500)."""
    return session_list(actor, SessionFilter(), limit=500)[0]


def visible(actor: Identity) -> sa.ColumnElement[bool]:
    """The sessions that `actor` may see: the row form of the policy VIEW_SESSION."""
    if actor.is_administrator:
        return sa.true()
    announced = CourseSession.state != SessionState.DRAFT
    partner = sa.exists().where(
        SessionAgency.course_session_id == CourseSession.id,
        SessionAgency.agency_id.in_(actor.focal_agencies),
    )
    return sa.or_(
        CourseSession.id.in_(actor.sessions_as(*STAFF_ROLES)),
        announced & CourseSession.id.in_(actor.sessions_as(Role.PARTICIPANT)),
        announced & partner,
    )


def _criteria(wanted: SessionFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(CourseSession.state == wanted.state)
    if wanted.year is not None:
        found.append(sa.extract("year", CourseSession.starts_on) == wanted.year)
    found += [_says(word) for word in wanted.text.casefold().split()[:8]]
    return found


def _says(word: str) -> sa.ColumnElement[bool]:
    """The word stands in code, slug, title or place, letter by letter."""
    columns = [
        CourseSession.code,
        CourseSession.slug,
        *(CourseSession.title[language].as_string() for language in ("en", "ur")),
        *(CourseSession.place[language].as_string() for language in ("en", "ur")),
    ]
    return sa.or_(*(sa.func.lower(column).contains(word, autoescape=True) for column in columns))


def slugs(ids: set[UUID]) -> dict[UUID, str]:
    """The slugs of sessions whose ids are known already."""
    found = db.session.execute(
        sa.select(CourseSession.id, CourseSession.slug).where(CourseSession.id.in_(ids))
    )
    return {row.id: row.slug for row in found}


def codes(ids: Collection[UUID]) -> dict[UUID, str]:
    """The codes of sessions whose ids are known already, by which rooms below name them."""
    found = db.session.execute(
        sa.select(CourseSession.id, CourseSession.code).where(CourseSession.id.in_(ids))
    )
    return {row.id: row.code for row in found}
