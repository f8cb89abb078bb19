"""Telling those whom a release touches: one letter to each, with the own changes in words and the
own entries for the calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Account, Person
from lms.agenda.formats.ics import Entry
from lms.agenda.formats.items import released_item
from lms.agenda.models import AgendaRelease
from lms.agenda.queries.entries import Occasion, entries_of, occasion
from lms.agenda.rows import ReleasedItem
from lms.agenda.rules.differences import Change, ChangeKind, differences
from lms.agenda.services.invitations import invitation
from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.i18n import force_locale, say
from lms.core.names import joined_name
from lms.core.settings import settings
from lms.courses.enums import SessionState
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.outbox import services as outbox
from lms.outbox.attachments import Attachment

MOST_SENTENCES = 60
# Before a session is announced, and while it is put off, participants hear nothing of it.
UNHEARD = frozenset({SessionState.DRAFT, SessionState.POSTPONED, SessionState.CANCELLED})
ABSENT = (EnrolmentState.WITHDRAWN, EnrolmentState.NO_SHOW)


@dataclass(frozen=True)
class _Reader:
    """Somebody who is written to."""

    id: UUID
    name: str
    address: str | None
    language: str
    signs_in: bool


def tell(
    *,
    actor: Identity,
    head: SessionHead,
    release: AgendaRelease,
    changes: Sequence[Change],
    first: bool,
) -> int:
    """Write one letter to each person whom the changes touch, but not to who released; returns
    how many. Without an address a letter waits on the outbox screen, to be passed on by hand."""
    participants = _participants(head)
    return _write(
        actor,
        head,
        release,
        _touched(changes, participants),
        participants,
        template="agenda/released",
        first=first,
    )


def tell_called_off(*, actor: Identity, head: SessionHead) -> int:
    """Tell everybody whom the last release reached that the session is called off, with their
    entries cancelled. `head` is the session as it was before; returns how many were told."""
    release = _latest(head.id)
    if release is None:
        return 0
    participants = _participants(head)
    items = [released_item(one) for one in release.body["items"]]
    gone = [Change(ChangeKind.CANCELLED, one, None, ()) for one in items if not one.cancelled]
    return _write(
        actor,
        head,
        release,
        _touched(gone, participants),
        participants,
        template="agenda/called_off",
    )


def tell_announced(*, actor: Identity, head: SessionHead) -> int:
    """Tell participants of an agenda that was released before the session was announced; trainers
    know it. `head` is the session as it is now; returns how many were told."""
    release = _latest(head.id)
    if release is None:
        return 0
    participants = _participants(head)
    items = [released_item(one) for one in release.body["items"]]
    changes = differences((), items, head.zone)
    touched: dict[UUID | None, list[Change]] = dict.fromkeys(participants, changes)
    return _write(
        actor, head, release, touched, participants, template="agenda/released", first=True
    )


def _latest(course_session_id: UUID) -> AgendaRelease | None:
    return db.session.scalar(
        sa.select(AgendaRelease)
        .where(AgendaRelease.course_session_id == course_session_id)
        .order_by(AgendaRelease.number.desc())
        .limit(1)
    )


def _write(
    actor: Identity,
    head: SessionHead,
    release: AgendaRelease,
    touched: dict[UUID | None, list[Change]],
    participants: frozenset[UUID],
    *,
    template: str,
    first: bool = False,
) -> int:
    """One letter to each of `touched` but the actor; returns how many."""
    touched.pop(actor.person_id, None)
    if not touched:
        return 0
    about = occasion(head.id)
    entries, words = _Entries(release, about, participants), _Words()
    readers = _readers(touched)
    for reader in readers:
        own = touched[reader.id]
        sentences = [sentence for change in own for sentence in words.of(change, reader.language)]
        outbox.send(
            template=template,
            language=reader.language,
            address=reader.address,
            person_id=reader.id,
            course_session_id=head.id,
            requested_by=actor,
            attachments=entries.for_reader(reader, own) if about.told else (),
            values={
                "name": reader.name,
                "head": head,
                "first": first,
                "sentences": sentences[:MOST_SENTENCES],
                "more": max(0, len(sentences) - MOST_SENTENCES),
                "note": release.note,
                "url": _url(head) if reader.signs_in else "",
                "held": about.held,
            },
        )
    return len(readers)


def _touched(
    changes: Sequence[Change], participants: frozenset[UUID]
) -> dict[UUID | None, list[Change]]:
    """By person, the changes that touch the person: trainers those of the items they teach or
    taught, participants all that they would notice."""
    found: dict[UUID | None, list[Change]] = defaultdict(list)
    for change in changes:
        reached = change.trainer_ids
        if change.matters_to_participants:
            reached |= participants
        for person_id in reached:
            found[person_id].append(change)
    return found


def _participants(head: SessionHead) -> frozenset[UUID]:
    if head.state in UNHEARD:
        return frozenset()
    return frozenset(
        db.session.scalars(
            unscoped(
                sa.select(Enrolment.person_id).where(
                    Enrolment.course_session_id == head.id, Enrolment.state.not_in(ABSENT)
                ),
                because="each is written to alone, about what all participants see",
            )
        )
    )


def _readers(touched: Iterable[UUID | None]) -> list[_Reader]:
    rows = db.session.execute(
        unscoped(
            sa.select(
                Person.id,
                Person.first_name,
                Person.last_name,
                Person.email,
                Person.language,
                Account.email.label("sign_in_email"),
                (Account.id.is_not(None) & Account.disabled_at.is_(None)).label("signs_in"),
            )
            .outerjoin(Account, Account.person_id == Person.id)
            .where(Person.id.in_([one for one in touched if one]), Person.archived_at.is_(None))
            .order_by(Person.id),
            because="each is written to alone",
        )
    )
    here = settings()
    return [
        _Reader(
            id=row.id,
            name=joined_name(row.first_name, row.last_name),
            address=row.email or row.sign_in_email,
            language=row.language if row.language in here.languages else here.languages[0],
            signs_in=bool(row.signs_in),
        )
        for row in rows
    ]


class _Words:
    """Says each change once for each language, not once for each reader."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, UUID], list[str]] = {}

    def of(self, change: Change, language: str) -> list[str]:
        key = language, change.item.id
        if key not in self._said:
            with force_locale(language):
                self._said[key] = [say(sentence) for sentence in change.sentences]
        return self._said[key]


class _Entries:
    """Makes the calendar entries of a release once for each language and each set of items."""

    def __init__(
        self, release: AgendaRelease, about: Occasion, participants: frozenset[UUID]
    ) -> None:
        self._about, self._released_at = about, release.released_at
        self._participants = participants
        items = (released_item(one) for one in release.body["items"])
        self._items: Mapping[UUID, ReleasedItem] = {item.id: item for item in items}
        self._files: dict[tuple[str, frozenset[tuple[UUID, bool]]], Attachment] = {}

    def for_reader(self, reader: _Reader, changes: Sequence[Change]) -> list[Attachment]:
        """The reader's entries; an item that the reader teaches no more is cancelled there."""
        items = [self._item(reader, change) for change in changes]
        if len(items) == 1:
            return [self._made(reader, items)]
        key = reader.language, frozenset((item.id, item.cancelled) for item in items)
        if key not in self._files:
            self._files[key] = self._made(reader, items)
        return [self._files[key]]

    def _made(self, reader: _Reader, items: Sequence[ReleasedItem]) -> Attachment:
        with force_locale(reader.language):
            entries: list[Entry] = entries_of(items, self._about, self._released_at)
        return invitation(entries, name=reader.name, address=reader.address)

    def _item(self, reader: _Reader, change: Change) -> ReleasedItem:
        item = self._items[change.item.id]
        taught = change.before is not None and reader.id in change.before.trainer_ids
        stays = reader.id in item.trainer_ids or reader.id in self._participants
        leaves = taught and not stays
        return replace(item, cancelled=True) if leaves else item


def _url(head: SessionHead) -> str:
    return f"{settings().base_url.rstrip('/')}/sessions/{head.slug}/agenda"
