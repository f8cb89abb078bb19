"""Whom a kind of letter may go to, what stands against it, and a look at one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.letters.enums import Layout, LetterKind
from lms.letters.models import Letter
from lms.letters.policies import Permission
from lms.letters.queries import texts as text_queries
from lms.letters.queries.drafts import draft, gaps, next_number, sample
from lms.letters.queries.recipients import recipients
from lms.letters.queries.values import facts
from lms.letters.rows import Gap, Line, Recipient, TextRow
from lms.letters.rules.frozen import Frozen
from lms.letters.rules.render import Texts


@dataclass(frozen=True)
class SendPage:
    """Everybody to whom a kind of letter may go. `next_number` is that of the next letter: who
    writes says it, so that a form that is sent twice writes once."""

    head: SessionHead
    text: TextRow
    lines: Sequence[Line]
    next_number: int

    def chosen(self, keys: Sequence[str]) -> list[Recipient]:
        """The recipients with these keys. Raises NotFound for a key that is not among them."""
        known = {line.recipient.key: line.recipient for line in self.lines}
        try:
            return [known[key] for key in dict.fromkeys(keys)]
        except KeyError:
            raise NotFound from None


@dataclass(frozen=True)
class Preview:
    """A text on one person: the letter, or what it lacks. Nobody: on an invented person."""

    letter: Frozen | None
    gaps: Sequence[Gap]
    recipient: Recipient | None


def send_page(slug: str, kind: LetterKind, languages: Sequence[str], actor: Identity) -> SendPage:
    """The page from which letters are written, for organisers. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LETTERS, head)
    text = text_queries.in_force(head.id)[kind]
    people = recipients(head, kind, actor)
    known = facts(head, people, actor)
    written = _written(head, kind)
    lines = [
        Line(
            recipient=one,
            agency=known.agencies.get(one.agency_id, {}) if one.agency_id else {},
            gaps=gaps(known, text.texts, one, languages or text.texts.languages),
            references=written.get(one.key, ()),
        )
        for one in people
    ]
    return SendPage(head, text, lines, next_number(head, kind))


def choices(slug: str, kind: LetterKind, actor: Identity) -> list[Recipient]:
    """On whom a text can be looked at, for organisers."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LETTERS, head)
    return recipients(head, kind, actor)


def preview(
    slug: str,
    kind: LetterKind,
    key: str,
    *,
    actor: Identity,
    languages: Sequence[str] = (),
    layout: Layout = Layout.AFTER,
    texts: Texts | None = None,
) -> tuple[SessionHead, Preview]:
    """A text (that in force unless one is given) on the recipient `key`, or on an invented person
    where it is empty. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_LETTERS, head)
    texts = texts or text_queries.in_force(head.id)[kind].texts
    here = [one for one in languages if one in texts.languages] or texts.languages
    if not key:
        return head, Preview(sample(texts, kind, here, layout), [], None)
    someone = next((one for one in recipients(head, kind, actor) if one.key == key), None)
    if someone is None:
        raise NotFound
    known = facts(head, [someone], actor)
    lacking = gaps(known, texts, someone, here)
    if lacking:
        return head, Preview(None, lacking, someone)
    number = next_number(head, kind)
    made = draft(known, texts, someone, kind=kind, number=number, languages=here, layout=layout)
    return head, Preview(made, [], someone)


def _written(head: SessionHead, kind: LetterKind) -> dict[str, list[str]]:
    """References of the letters of a kind, by whom they went to."""
    rows = db.session.execute(
        unscoped(
            sa.select(Letter.subject_id, Letter.person_id, Letter.agency_id, Letter.reference)
            .where(Letter.course_session_id == head.id, Letter.kind == kind)
            .order_by(Letter.reference),
            because="organisers see all letters of their session",
        )
    )
    found: dict[str, list[str]] = {}
    for subject_id, person_id, agency_id, reference in rows:
        found.setdefault(str(subject_id or person_id or agency_id), []).append(reference)
    return found
