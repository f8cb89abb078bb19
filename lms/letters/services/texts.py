"""Own texts of letters, of a course session or of the whole installation."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.core.names import direction_message, has_direction_control
from lms.courses.queries import session_head
from lms.letters.enums import LetterKind
from lms.letters.models import LetterTemplate
from lms.letters.policies import Permission
from lms.letters.printing.wording import LANGUAGES
from lms.letters.rules import render
from lms.letters.rules.kinds import WORDS
from lms.letters.rules.render import Texts

LONGEST_SUBJECT, LONGEST_BODY = 160, 8000


def save(*, actor: Identity, slug: str | None, kind: LetterKind, texts: Texts) -> None:
    """Keep a text for a course session, or for the installation where `slug` is None.

    Raises Invalid with every fault at its field, `subject_en` and so on.
    """
    scope = _scope(actor, slug)
    texts = checked(texts)
    row = _row(scope, kind)
    if row is None:
        row = LetterTemplate(course_session_id=scope, kind=kind)
        db.session.add(row)
    row.subject, row.body = dict(texts.subject), dict(texts.body)
    row.changed_by = actor.person_id
    db.session.flush()
    audit.record(
        actor,
        "letters.text_saved",
        object_type="letter_template",
        object_id=row.id,
        summary=N_("Text of a letter saved: %(kind)s.", kind=WORDS[kind]),
        course_session_id=scope,
    )


def give_up(*, actor: Identity, slug: str | None, kind: LetterKind) -> None:
    """Go back to the text that stands behind: the installation's, or the one that ships."""
    scope = _scope(actor, slug)
    row = _row(scope, kind)
    if row is None:
        return
    before = {"subject": dict(row.subject), "body": dict(row.body)}
    db.session.delete(row)
    db.session.flush()
    audit.record(
        actor,
        "letters.text_given_up",
        object_type="letter_template",
        object_id=row.id,
        summary=N_("Own text of a letter given up: %(kind)s.", kind=WORDS[kind]),
        course_session_id=scope,
        before=before,
    )


def checked(texts: Texts) -> Texts:
    """A text in its one stored form. Raises Invalid with every fault at its field."""
    clean = Texts(_clean(texts.subject, one_line=True), _clean(texts.body, one_line=False))
    found = [
        FieldError(f"{part}_{language}", fault.at_place())
        for (part, language), faults in render.faults(clean).items()
        for fault in faults
    ]
    for language in LANGUAGES:
        found += _shape_faults(clean, language)
    if not found and not clean.languages:
        found.append(FieldError("subject_en", N_("Write subject and text in one language.")))
    if found:
        raise Invalid(found)
    return clean


def _clean(text: Mapping[str, str], *, one_line: bool) -> dict[str, str]:
    kept = {one: text.get(one, "").replace("\r\n", "\n").strip() for one in LANGUAGES}
    if one_line:
        kept = {one: " ".join(value.split()) for one, value in kept.items()}
    return {one: value for one, value in kept.items() if value}


def _shape_faults(texts: Texts, language: str) -> list[FieldError]:
    subject, body = texts.subject.get(language, ""), texts.body.get(language, "")
    found = []
    for field, text, most in (
        (f"subject_{language}", subject, LONGEST_SUBJECT),
        (f"body_{language}", body, LONGEST_BODY),
    ):
        sign = has_direction_control(text)
        if sign is not None:
            found.append(FieldError(field, direction_message(sign)))
        if len(text) > most:
            found.append(FieldError(field, N_("Write at most %(most)s signs.", most=most)))
    if bool(subject) != bool(body):
        field = f"body_{language}" if subject else f"subject_{language}"
        found.append(FieldError(field, N_("Write both subject and text, or neither.")))
    return found


def _scope(actor: Identity, slug: str | None) -> UUID | None:
    if slug is None:
        require(actor, Permission.HOUSE_TEXTS)
        return None
    head = session_head(slug, actor)
    require(actor, Permission.WRITE_LETTERS, head)
    return head.id


def _row(scope: UUID | None, kind: LetterKind) -> LetterTemplate | None:
    where = LetterTemplate.course_session_id
    row: LetterTemplate | None = db.session.scalar(
        sa.select(LetterTemplate).where(
            LetterTemplate.kind == kind, where.is_(None) if scope is None else where == scope
        )
    )
    return row
