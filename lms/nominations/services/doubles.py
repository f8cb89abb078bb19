"""Suspicions that somebody of another agency is the same person. Organisers alone see them.

They never change what the agency is told: its answers are alike whether the other exists.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name, name_key
from lms.courses.queries import session_head
from lms.nominations.enums import DoubleState
from lms.nominations.models import Nomination, NominationDouble
from lms.nominations.policies import Permission
from lms.nominations.queries.judging import GONE
from lms.nominations.services.events import in_parts

Found = dict[tuple[UUID, UUID], str]


class Named(NamedTuple):
    """A nomination just made, as far as doubles are looked for."""

    id: UUID
    course_session_id: UUID
    agency_id: UUID
    person_id: UUID
    first_name: str
    last_name: str


def suspect(made: Sequence[Named], *, also: Mapping[tuple[UUID, UUID], str]) -> None:
    """Note whom of other agencies these nominations may be: the same name in the session, or the
    same e-mail address or telephone anywhere. `also`: suspicions (nomination, person) that the
    caller has, with their reason."""
    if not made:
        return
    found: Found = {**also, **_by_name(made)}
    for part in in_parts(made):
        found |= _by_address(part)
    known = _noted(list({one for one, _other in found}))
    db.session.add_all(
        NominationDouble(
            nomination_id=nomination_id,
            other_person_id=other,
            because=because,
            noted_at=utcnow(),
        )
        for (nomination_id, other), because in found.items()
        if (nomination_id, other) not in known
    )
    db.session.flush()


def _noted(nomination_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    known: set[tuple[UUID, UUID]] = set()
    for part in in_parts(nomination_ids):
        rows = db.session.execute(
            sa.select(NominationDouble.nomination_id, NominationDouble.other_person_id).where(
                NominationDouble.nomination_id.in_(part)
            )
        )
        known |= {(row.nomination_id, row.other_person_id) for row in rows}
    return known


def _by_name(made: Sequence[Named]) -> Found:
    rows = db.session.execute(
        unscoped(
            sa.select(
                Nomination.person_id,
                Nomination.agency_id,
                Nomination.first_name,
                Nomination.last_name,
            ).where(
                Nomination.course_session_id == made[0].course_session_id,
                Nomination.state.not_in(GONE),
            ),
            because="doubles across agencies are noted for the organiser alone",
        )
    ).all()
    by_key: dict[str, list[tuple[UUID, UUID]]] = {}
    for row in rows:
        key = name_key(joined_name(row.first_name, row.last_name))
        by_key.setdefault(key, []).append((row.person_id, row.agency_id))
    return {
        (one.id, person_id): "name"
        for one in made
        for person_id, agency_id in by_key.get(
            name_key(joined_name(one.first_name, one.last_name)), ()
        )
        if agency_id != one.agency_id and person_id != one.person_id
    }


def _by_address(made: Sequence[Named]) -> Found:
    own = {one.person_id: one for one in made}
    mine = db.session.execute(
        unscoped(
            sa.select(Person.id, Person.email, Person.mobile).where(Person.id.in_(own)),
            because="doubles across agencies are noted for the organiser alone",
        )
    ).all()
    emails = {row.email.casefold(): own[row.id] for row in mine if row.email}
    mobiles = {row.mobile: own[row.id] for row in mine if row.mobile}
    others = db.session.execute(
        unscoped(
            sa.select(Person.id, Person.email, Person.mobile).where(
                sa.or_(sa.func.lower(Person.email).in_(emails), Person.mobile.in_(mobiles)),
                Person.merged_into_id.is_(None),
            ),
            because="doubles across agencies are noted for the organiser alone",
        )
    ).all()
    found: Found = {}
    for row in (one for one in others if one.id not in own):
        by_mail = emails.get((row.email or "").casefold())
        one = by_mail or mobiles.get(row.mobile)
        if one is not None:
            found[one.id, row.id] = "email" if by_mail else "mobile"
    return found


def answer(*, actor: Identity, slug: str, double_id: UUID, same: bool) -> None:
    """Say whether it is the same person; merging the records is the administrator's work."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_BOARD, head)
    row = db.session.scalar(
        unscoped(
            sa.select(NominationDouble)
            .join(Nomination, Nomination.id == NominationDouble.nomination_id)
            .where(NominationDouble.id == double_id, Nomination.course_session_id == head.id),
            because="a suspicion in a session that the actor organises",
        )
    )
    if row is None:
        raise NotFound
    row.state = DoubleState.SAME if same else DoubleState.OTHER
    row.answered_at, row.answered_by = utcnow(), actor.person_id
    db.session.flush()
