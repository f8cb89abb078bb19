"""Writing letters: numbered, frozen, and on their way in the same commit."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import NotFound, Refused
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.rows import SessionHead
from lms.letters.enums import Layout, LetterKind
from lms.letters.models import Letter
from lms.letters.policies import Permission
from lms.letters.queries.drafts import draft, gaps, next_number
from lms.letters.queries.texts import in_force
from lms.letters.queries.values import Facts, facts
from lms.letters.rows import Recipient
from lms.letters.rules.kinds import WORDS
from lms.letters.rules.render import Texts

MOST_AT_ONCE = 1000
_NAMED = 3


class ValuesMissing(Refused):
    """Letters that cannot be written: `lacking` has each person with the names that are empty."""

    def __init__(self, lacking: Sequence[tuple[Recipient, list[str]]]) -> None:
        shown = "; ".join(f"{one.name}: {', '.join(names)}" for one, names in lacking[:_NAMED])
        super().__init__(
            N_(
                "Nothing was written: values are missing for %(n)s people (%(shown)s). "
                "Mend them, or leave these people out.",
                n=len(lacking),
                shown=shown if len(lacking) <= _NAMED else f"{shown}; …",
            )
        )
        self.lacking = tuple(lacking)


def missing(
    *,
    actor: Identity,
    head: SessionHead,
    kind: LetterKind,
    recipients: Sequence[Recipient],
    languages: Sequence[str] | None = None,
) -> list[tuple[Recipient, list[str]]]:
    """Whose letters could not be written, each with the names of the values that are empty."""
    texts = in_force(head.id)[kind].texts
    known = facts(head, recipients, actor)
    return _lacking(known, texts, recipients, _languages(texts, languages))


def write(
    *,
    actor: Identity,
    head: SessionHead,
    kind: LetterKind,
    recipients: Sequence[Recipient],
    languages: Sequence[str] | None = None,
    layout: Layout = Layout.AFTER,
    expected: int | None = None,
) -> list[UUID]:
    """Write a letter of a kind to each recipient, in the languages of its text unless some are
    named; returns the letters' keys in order.

    Each has the next number of its kind and says for ever what it says now. The worker makes its
    PDF and hands it to the outbox. `expected` is the number that the first is to have. Raises
    NotFound; Refused where letters of the kind were written since that was the next number, the
    session is closed, nobody is named, or values are missing (`ValuesMissing`): then nothing is
    written.
    """
    require(actor, Permission.WRITE_LETTERS, head)
    if not recipients:
        raise Refused(N_("Choose at least one person."))
    if len(recipients) > MOST_AT_ONCE:
        raise Refused(N_("Choose at most %(most)s people at a time.", most=MOST_AT_ONCE))
    _lock(head)
    if expected is not None and expected != next_number(head, kind):
        raise Refused(
            N_(
                "Letters of this kind were written meanwhile, maybe by a second click. See who "
                "has one already, then choose again."
            )
        )
    texts = in_force(head.id)[kind].texts
    chosen = _languages(texts, languages)
    known = facts(head, recipients, actor)
    lacking = _lacking(known, texts, recipients, chosen)
    if lacking:
        raise ValuesMissing(lacking)
    rows = _rows(actor, known, texts, recipients, kind=kind, languages=chosen, layout=layout)
    for row in rows:
        enqueue("letters.make", requested_by=actor, letter_id=row.id)
    audit.record(
        actor,
        "letters.written",
        object_type="course_session",
        object_id=head.id,
        summary=N_("%(n)s letters written: %(kind)s.", n=len(rows), kind=WORDS[kind]),
        course_session_id=head.id,
        after={"letters": [row.reference for row in rows]},
    )
    return [row.id for row in rows]


def _rows(
    actor: Identity,
    known: Facts,
    texts: Texts,
    recipients: Sequence[Recipient],
    *,
    kind: LetterKind,
    languages: Sequence[str],
    layout: Layout,
) -> list[Letter]:
    now, first = utcnow(), next_number(known.head, kind)
    rows = []
    for number, one in enumerate(map(_complete, recipients), start=first):
        own = _own_first(languages, one.language)
        content = draft(known, texts, one, kind=kind, number=number, languages=own, layout=layout)
        row = Letter(
            course_session_id=known.head.id,
            agency_id=one.agency_id,
            person_id=one.person_id,
            subject_id=one.subject_id,
            kind=kind,
            reference=content.reference,
            content=content.to_json(),
            written_at=now,
            written_by=actor.person_id,
        )
        db.session.add(row)
        rows.append(row)
    db.session.flush()
    return rows


def _complete(one: Recipient) -> Recipient:
    """The recipient with the values that are made for the letter itself."""
    if one.at_writing is None:
        return one
    return replace(one, extra={**one.extra, **one.at_writing()}, at_writing=None)


def _lock(head: SessionHead) -> None:
    """Lock the session, so that numbers follow each other however many write at once."""
    statement = sa.select(CourseSession.id).where(CourseSession.id == head.id)
    if db.session.scalar(lock_row(statement)) is None:
        raise NotFound


def _languages(texts: Texts, wanted: Sequence[str] | None) -> list[str]:
    """The languages wanted, as far as the text has them; else all that it has."""
    return [one for one in wanted or () if one in texts.languages] or texts.languages


def _own_first(languages: Sequence[str], own: str | None) -> list[str]:
    """The recipient's own language stands first."""
    return sorted(languages, key=lambda one: one != own)


def _lacking(
    known: Facts, texts: Texts, recipients: Sequence[Recipient], languages: Sequence[str]
) -> list[tuple[Recipient, list[str]]]:
    found = [(one, [gap.name for gap in gaps(known, texts, one, languages)]) for one in recipients]
    return [(one, names) for one, names in found if names]
