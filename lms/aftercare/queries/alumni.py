"""People who hold a valid certificate, by what they were taught: for those who need to know."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.aftercare.policies import Permission
from lms.aftercare.queries.expiring import organised
from lms.aftercare.rows import Holding, Question
from lms.agencies.models import Agency
from lms.certificates.enums import CertificateKind, CertificateState
from lms.certificates.models import Certificate
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, seen_by
from lms.courses.models import ContentSnapshot, Course, CourseSession
from lms.engines.credentials.payload import read_payload

MOST = 500
_EARNED = (CertificateKind.COMPLETION, CertificateKind.PARTICIPATION)


def known(actor: Identity) -> sa.ColumnElement[bool]:
    """The certificates that `actor` may look through: of the sessions that they organise, and of
    the agencies whose focal point they are. Teaching or signing somewhere opens nothing here."""
    return sa.or_(organised(actor), Certificate.agency_id.in_(actor.focal_agencies))


def agencies(actor: Identity) -> Mapping[UUID, LocalizedText]:
    """The agencies whose people the list can hold for `actor`, in their order."""
    require(actor, Permission.FIND_PEOPLE)
    mine = sa.select(Certificate.agency_id).where(known(actor))
    rows = db.session.execute(
        seen_by(
            actor,
            sa.select(Agency.id, Agency.name)
            .where(Agency.id.in_(seen_by(actor, mine)))
            .order_by(Agency.precedence, Agency.slug),
        )
    )
    return {row.id: row.name for row in rows}


def holdings(question: Question, *, actor: Identity) -> Sequence[Holding]:
    """Certificates that answer the question, the newest course first; at most `MOST`.

    Every word has to stand in the titles, aims or modules of what was taught, in any language.
    """
    require(actor, Permission.FIND_PEOPLE)
    day = question.valid_on or utcnow().date()
    statement = (
        sa.select(
            Certificate,
            CourseSession.id.label("course_session_id"),
            CourseSession.title,
            CourseSession.code,
            CourseSession.slug,
            CourseSession.ends_on,
            CourseSession.content_hash,
            Course.title.label("course"),
            Course.summary,
        )
        .join(CourseSession, CourseSession.id == Certificate.course_session_id)
        .join(Course, Course.id == CourseSession.course_id)
        .where(
            known(actor),
            Certificate.state == CertificateState.VALID,
            Certificate.kind.in_(_EARNED),
            sa.or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day),
            *_narrowed(question),
        )
        .order_by(CourseSession.ends_on.desc(), Certificate.year, Certificate.number)
    )
    rows: Sequence[Any] = db.session.execute(seen_by(actor, statement, Certificate)).all()
    fitting = _fitting(rows, question.words)
    return [_holding(row) for row in rows if row.course_session_id in fitting][:MOST]


def _narrowed(question: Question) -> Iterator[sa.ColumnElement[bool]]:
    if question.agency_id is not None:
        yield Certificate.agency_id == question.agency_id
    if question.since is not None:
        yield CourseSession.ends_on >= question.since
    if question.until is not None:
        yield CourseSession.ends_on <= question.until


def _fitting(rows: Sequence[Any], words: str) -> set[UUID]:
    """The sessions whose course, aims or modules hold every word."""
    wanted = folded(words).split()
    sessions = {row.course_session_id: row for row in rows}
    if not wanted:
        return set(sessions)
    hashes = {row.content_hash for row in sessions.values() if row.content_hash}
    taught = {
        row.hash: folded(" ".join(_texts(_parts(row.body))))
        for row in db.session.execute(
            sa.select(ContentSnapshot.hash, ContentSnapshot.body).where(
                ContentSnapshot.hash.in_(hashes)
            )
        )
    }
    found = set()
    for key, row in sessions.items():
        named = folded(" ".join(_texts([row.title, row.course, row.summary])))
        hay = f"{named} {taught.get(row.content_hash, '')}"
        if all(word in hay for word in wanted):
            found.add(key)
    return found


def _parts(body: Mapping[str, Any]) -> list[Any]:
    """Titles, summaries and aims of a course and its modules; not their lessons and questions."""
    course = body.get("course", {})
    wanted = ("title", "summary", "aims")
    return [[part.get(key) for key in wanted] for part in (course, *body.get("modules", []))]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts([one for key, one in value.items() if key != "key"])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def folded(text: str) -> str:
    """A text as words are compared: compatible forms one, no case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _holding(row: Any) -> Holding:
    one: Certificate = row.Certificate
    holder = read_payload(one.payload.encode()).holder
    return Holding(
        id=one.id,
        serial=one.serial,
        kind=one.kind,
        name=holder.name,
        local_name=holder.local_name,
        rank=holder.rank,
        agency=holder.agency,
        title=row.title,
        code=row.code,
        slug=row.slug,
        ended_on=row.ends_on,
        expires_on=one.expires_on,
    )
