"""A quiz as a form for the room, and who has still to be typed back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from lms.core import files
from lms.core.access import Identity, require
from lms.core.errors import NotFound
from lms.courses.queries import media_file
from lms.courses.rows import SessionHead
from lms.engines.marking.kinds.hotspot import HotspotQuestion, image_in
from lms.engines.marking.quiz import Quiz, question_token, questions_in_order
from lms.exercises.kinds.base import Json
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity
from lms.exercises.queries.people import people
from lms.exercises.queries.results import results
from lms.exercises.rows import Activity, Person
from lms.exercises.rules import paper_seed

_SVG = "image/svg+xml"


@dataclass(frozen=True)
class Form:
    """A quiz as it is printed: the public view of its seed, with pictures by question token."""

    known: Activity
    seed: str
    view: Json
    person: Person | None


@dataclass(frozen=True)
class TypingPerson:
    """Somebody whose paper may be typed back; `attempts` are there already."""

    person: Person
    attempts: int


def paper_form(
    head: SessionHead, key: str, person: Person | None = None, *, actor: Identity
) -> Form:
    """The room's form of a quiz, or a person's own. Raises NotFound where it is no quiz."""
    require(actor, Permission.DELIVER, head)
    known = activity(head, key)
    if not isinstance(known.spec, Quiz):
        raise NotFound
    seed = paper_seed(head.id, known.content_hash, key, person.enrolment_id if person else None)
    return Form(known, seed, known.kind.public_view(known.spec, seed), person)


def drawings(form: Form, language: str) -> dict[str, str]:
    """The pictures of a form that can be drawn on paper (SVG), by question token."""
    found = {}
    for question in questions_in_order(form.known.spec, form.seed):
        if isinstance(question, HotspotQuestion):
            row = media_file(form.known.content_hash, image_in(question, language))
            if row.media_type == _SVG:
                found[question_token(form.seed, question)] = files.read(row).decode("utf-8")
    return found


def typing_people(head: SessionHead, key: str, *, actor: Identity) -> Sequence[TypingPerson]:
    """Everybody of the session by name, with how many attempts each has. 2 queries."""
    require(actor, Permission.DELIVER, head)
    counts: dict[uuid.UUID, int] = {}
    for one in results(head.id, actor=actor):
        if one.activity == key:
            counts[one.enrolment_id] = counts.get(one.enrolment_id, 0) + 1
    return [TypingPerson(one, counts.get(one.enrolment_id, 0)) for one in people(head.id)]
