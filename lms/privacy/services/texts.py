"""Versions of texts: a new one is published, an old one never changes."""

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.core.names import direction_message, has_direction_control
from lms.privacy.enums import NoticeKind
from lms.privacy.models import PrivacyText
from lms.privacy.policies import Permission
from lms.privacy.queries.texts import newest_texts
from lms.privacy.rows import TextRow
from lms.privacy.shipped import LANGUAGES

LONGEST = {"title": 120, "body": 12_000}


def stored(text: TextRow) -> TextRow:
    """The text, with a row of its own: a shipped one is stored when it is first needed."""
    if text.published_at is None and db.session.get(PrivacyText, text.id) is None:
        _add_shipped(text)
    return text


def _add_shipped(text: TextRow) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(
                PrivacyText(
                    id=text.id,
                    kind=text.kind,
                    number=text.number,
                    title=text.title,
                    body=text.body,
                    published_at=utcnow(),
                    published_by=None,
                )
            )
    except IntegrityError:
        return  # another process has just stored it


def publish(
    *, actor: Identity, kind: NoticeKind, title: Mapping[str, str], body: Mapping[str, str]
) -> int:
    """Publish a new version of a text in both languages; returns its number.

    From then on it is asked; answers to older versions stay and are shown as such. Raises Invalid
    with the faults at title_en, body_ur, ..., Refused where it says what the newest one says.
    """
    require(actor, Permission.MANAGE_TEXTS)
    titles, bodies = _clean(title, body)
    newest = stored(newest_texts()[kind])
    if (newest.title, newest.body) == (titles, bodies):
        raise Refused(N_("Nothing was changed, so there is nothing to publish."))
    row = PrivacyText(
        id=new_id(),
        kind=kind,
        number=newest.number + 1,
        title=titles,
        body=bodies,
        published_at=utcnow(),
        published_by=actor.person_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused(
            N_("Somebody else has just published a version. Read it first, then publish yours.")
        ) from None
    summary = N_("Published version %(number)s of “%(title)s”.", number=row.number, title=titles)
    record(
        actor,
        "privacy.text_published",
        object_type="privacy_text",
        object_id=row.id,
        summary=summary,
    )
    return row.number


def _clean(
    title: Mapping[str, str], body: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    faults: list[FieldError] = []
    clean: dict[str, dict[str, str]] = {"title": {}, "body": {}}
    for name, given in (("title", title), ("body", body)):
        for language in LANGUAGES:
            text = given.get(language, "").replace("\r\n", "\n").strip()
            clean[name][language] = text
            field, most = f"{name}_{language}", LONGEST[name]
            if not text:
                faults.append(FieldError(field, N_("Write it in this language too.")))
            elif len(text) > most:
                message = N_("The text is longer than %(most)s signs. Shorten it.", most=most)
                faults.append(FieldError(field, message))
            elif hidden := has_direction_control(text):
                faults.append(FieldError(field, direction_message(hidden)))
    if faults:
        raise Invalid(faults)
    return clean["title"], clean["body"]
