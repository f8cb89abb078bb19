"""Telling the audit trail who writes: once for each person and part in each hour of the clock."""

from collections.abc import Sequence

import sqlalchemy as sa

from lms.audit import services as audit
from lms.authoring.formats.paths import lesson_file, place_of
from lms.authoring.models import CourseDraft, DraftChange
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.messages import N_, Message


def tell_changes(actor: Identity, draft: CourseDraft, paths: Sequence[str]) -> None:
    """Record that the actor changes these files, before the changes are noted.

    The history of the draft holds every change; the trail only says who wrote in which part, so
    parts that it names for this hour already are left out.
    """
    new = list(dict.fromkeys(map(_part, paths)))
    if not new:
        return
    known = _parts_of_this_hour(actor, draft)
    parts = [part for part in new if part not in known]
    if parts:
        audit.record(
            actor,
            "authoring.changed",
            object_type="course_draft",
            object_id=draft.id,
            summary=_summary(draft.slug, parts),
            after={"slug": draft.slug, "parts": parts},
        )


def _part(path: str) -> str:
    """A lesson is one part in all its languages; every other file is one by itself."""
    place = place_of(path)
    return lesson_file(place.name, place.lesson) if place.kind == "lesson" else path


def _parts_of_this_hour(actor: Identity, draft: CourseDraft) -> set[str]:
    begins = utcnow().replace(minute=0, second=0, microsecond=0)
    paths = db.session.scalars(
        sa.select(DraftChange.path)
        .where(
            DraftChange.draft_id == draft.id,
            DraftChange.actor_id == actor.person_id,
            DraftChange.at >= begins,
        )
        .distinct()
    )
    return set(map(_part, paths))


def _summary(slug: str, parts: Sequence[str]) -> Message:
    if len(parts) == 1:
        return N_("Draft of %(course)s: %(part)s changed.", course=slug, part=parts[0])
    return N_(
        "Draft of %(course)s: %(part)s and %(more)s more changed.",
        course=slug,
        part=parts[0],
        more=len(parts) - 1,
    )
