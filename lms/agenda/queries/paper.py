"""Gathers what goes on paper: the release for everybody who sees it, the draft for who plans it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.policies import Permission
from lms.agenda.printing.prints import Paper, Print, Wanted
from lms.agenda.printing.rows import (
    Edition,
    PaperAgenda,
    PaperHandout,
    PaperItem,
    PaperTrainer,
)
from lms.agenda.queries.agenda import draft_of, session_items
from lms.agenda.queries.handouts import HandoutRow, rows_of
from lms.agenda.queries.releases import latest_release, released_items
from lms.agenda.rows import ReleasedItem, ReleaseRow
from lms.agenda.services.releases import as_released
from lms.core import files
from lms.core.access import Identity, can, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import NotFound, Refused
from lms.core.files import StoredFile
from lms.core.jobs import Job
from lms.core.kept import Kept
from lms.core.messages import N_
from lms.core.settings import settings
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

JOB = "agenda.print"
PDFS = Kept(24)


class Work(NamedTuple):
    """How far the worker is with a print."""

    state: str
    done: int
    total: int


@dataclass(frozen=True)
class PrintPage:
    """What the page of prints shows: the agenda it would print, None where there is none yet.

    `plans`: the actor sees the draft, doors and all trainers; `own`: the actor teaches in it.
    """

    head: SessionHead
    release: ReleaseRow | None
    agenda: PaperAgenda | None
    plans: bool
    own: bool


def page(slug: str, *, draft: bool, actor: Identity) -> PrintPage:
    """The prints that the actor may have of a session. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_AGENDA, head)
    if draft:
        require(actor, Permission.VIEW_DRAFT, head)
    plans = can(actor, Permission.VIEW_DRAFT, head).allowed
    release = latest_release(head.id)
    agenda = _agenda(head, release, draft, actor) if draft or release else None
    return PrintPage(head, release, agenda, plans, agenda is not None and _teaches(actor, agenda))


def prepare(slug: str, wanted: Wanted, actor: Identity) -> Print:
    """A paper, ready to be made, with nothing on it that the actor may not see.

    Raises NotFound where the actor may not have it, and Refused before the first release.
    """
    agenda = agenda_for(slug, draft=wanted.draft, actor=actor, notes=wanted.paper is Paper.TRAINERS)
    plans = can(actor, Permission.VIEW_DRAFT, agenda.head).allowed
    if wanted.paper is Paper.DOORS and not plans:
        raise NotFound
    if wanted.paper is Paper.TRAINERS and not plans:
        if wanted.trainer_id not in {None, actor.person_id} or not _teaches(actor, agenda):
            raise NotFound
        wanted = Wanted(wanted.paper, wanted.language, trainer_id=actor.person_id)
    _known(wanted, agenda)
    return Print(wanted, agenda)


def agenda_for(slug: str, *, draft: bool, actor: Identity, notes: bool = False) -> PaperAgenda:
    """The released agenda for paper, or the draft. Raises NotFound and Refused as `prepare` does.

    `notes`: with the staff's notes, for those who plan.
    """
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_AGENDA, head)
    if draft:
        require(actor, Permission.VIEW_DRAFT, head)
    release = latest_release(head.id)
    if release is None and not draft:
        raise Refused(N_("No agenda is released yet, so there is nothing to print."))
    return _agenda(head, release, draft, actor, notes=notes)


def made(ready: Print) -> bytes | None:
    """The PDF if it was made a moment ago here, or before by the worker."""
    kept = PDFS.find(ready.key)
    if kept is not None:
        return kept
    row = db.session.scalar(sa.select(StoredFile).where(StoredFile.owner == owner_of(ready)))
    return files.read(row) if row is not None else None


def owner_of(ready: Print) -> str:
    """The owner of the stored file of a print."""
    return f"{JOB}:{ready.key}"


def job_key(ready: Print) -> str:
    """The key of the job that makes a print."""
    return f"{JOB}:{ready.key}"


def work_of(ready: Print) -> Work | None:
    """How far the worker is with a print; None where nobody asked for it."""
    row = db.session.execute(
        sa.select(Job.state, Job.done, Job.total).where(Job.key == job_key(ready))
    ).one_or_none()
    return Work(row.state.value, row.done, row.total) if row else None


def _agenda(
    head: SessionHead,
    release: ReleaseRow | None,
    draft: bool,
    actor: Identity,
    *,
    notes: bool = False,
) -> PaperAgenda:
    given = rows_of(head.id)
    if draft:
        seen = draft_of(head, actor)
        edition = Edition(True, seen.revision, seen.changed_at or utcnow())
        items: Iterable[ReleasedItem] = as_released(seen)
    else:
        assert release is not None
        edition = Edition(False, release.number, release.released_at)
        items = (one for one in released_items(release.id) if not one.cancelled)
    written: Mapping[UUID, str] = {}
    if notes and can(actor, Permission.VIEW_DRAFT, head):
        written = {one.id: one.notes for one in session_items(head.id)}
    return PaperAgenda(head, edition, tuple(_item(one, given, written) for one in items))


def _item(
    item: ReleasedItem, given: Mapping[UUID, Sequence[HandoutRow]], notes: Mapping[UUID, str]
) -> PaperItem:
    base = settings().base_url.rstrip("/")
    return PaperItem(
        id=item.id,
        kind=item.kind,
        title=item.title,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        track=item.track,
        room_id=item.room_id,
        room=item.room,
        trainers=tuple(PaperTrainer(*trainer) for trainer in item.trainers),
        guests=item.guests,
        materials=item.materials,
        notes=notes.get(item.id, ""),
        handouts=tuple(
            PaperHandout(row.title, f"{base}/h/{row.token}") for row in given.get(item.id, ())
        ),
    )


def _teaches(actor: Identity, agenda: PaperAgenda) -> bool:
    """Whether the actor is a trainer of one of the items."""
    people = {one.person_id for item in agenda.items for one in item.trainers}
    return actor.person_id in people


def _known(wanted: Wanted, agenda: PaperAgenda) -> None:
    """Raise NotFound where a day, room or trainer is asked for that is not in the agenda."""
    trainers = {one.person_id for item in agenda.items for one in item.trainers}
    rooms = {item.room_id for item in agenda.items}
    if (
        wanted.day not in {None, *agenda.days}
        or wanted.room_id not in {None, *rooms}
        or wanted.trainer_id not in {None, *trainers}
    ):
        raise NotFound
