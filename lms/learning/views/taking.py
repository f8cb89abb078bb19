"""Taking a quiz: its questions, saving by plain forms, handing in, and the pictures it shows."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.exercises import queries as attempts
from lms.exercises import services as exercises
from lms.exercises.forms import changed_answers, open_parts
from lms.exercises.kinds.base import Json
from lms.exercises.policies import Permission as Exercise
from lms.exercises.rows import EventInput, Work
from lms.exercises.rules import is_over
from lms.exercises.views.blueprint import Page
from lms.learning.views.asked import asked
from lms.learning.views.blueprint import bp


class Fault(NamedTuple):
    """What is wrong with a form: the number and name of the question (0: none), and the words."""

    number: int
    name: str
    text: str


@bp.get("/attempts/<uuid:attempt_id>")
@needs(Exercise.VIEW_ATTEMPT)
def take(slug: str, attempt_id: uuid.UUID) -> Page:
    """The questions of an open attempt; its result once it is handed in."""
    done = attempts.work(attempt_id, actor=actor())
    if not done.attempt.is_open:
        return redirect(url_for("learning.result", slug=slug, attempt_id=attempt_id))
    if "ask" in request.args:
        return _ask_page(slug, done)
    return _take_page(done)


def _take_page(done: Work, faults: Sequence[Fault] = ()) -> Page:
    known = attempts.published_activity(done.attempt)
    view, kept = _view_and_kept(done)
    page = render_template(
        "learning/quiz.html",
        head=done.attempt.head,
        attempt=done.attempt,
        work=done,
        known=known,
        view=view,
        asked=asked(view, kept, request.form if faults else None),
        may_work=can(actor(), Exercise.WORK, done.attempt).allowed,
        now=utcnow(),
        errors=faults,
    )
    return (page, 422) if faults else page


def _view_and_kept(done: Work) -> tuple[Json, Mapping[str, Any]]:
    """The quiz as this attempt shows it, and the answers that are kept."""
    known, seed = attempts.published_activity(done.attempt), done.attempt.seed
    view = known.kind.public_view(known.spec, seed)
    return view, known.kind.fold(known.spec, seed, done.steps)["answers"]


def _ask_page(slug: str, done: Work) -> Page:
    """Asks before work with open parts is handed in."""
    view, kept = _view_and_kept(done)
    parts = open_parts(view, kept)
    if not parts:
        return redirect(url_for("learning.take", slug=slug, attempt_id=done.attempt.id))
    return render_template(
        "learning/hand_in.html",
        head=done.attempt.head,
        attempt=done.attempt,
        known=attempts.published_activity(done.attempt),
        count=sum(count for _number, count in parts),
        left=[one for one in asked(view, kept) if one.state != "done"],
    )


@bp.post("/attempts/<uuid:attempt_id>")
@needs(Exercise.WORK)
def save(slug: str, attempt_id: uuid.UUID) -> Page:
    """Save the form's answers; hand in where that button was pressed.

    With open parts the first press leads to a question; only its answer (`sure`) hands in. When
    the time is up, what was saved before then is handed in.
    """
    done = attempts.work(attempt_id, actor=actor())
    view, kept = _view_and_kept(done)
    events = changed_answers(view, request.form, kept)
    try:
        with transaction():
            if events:
                exercises.append_events(actor=actor(), attempt_id=attempt_id, events=events)
    except Invalid as error:
        return _take_page(done, _faults(view, events, error))
    except Refused as refusal:
        return _too_late(slug, done, refusal)
    if "hand_in" not in request.form:
        flash(_("Your answers are saved."), "ok")
        return redirect(url_for("learning.take", slug=slug, attempt_id=attempt_id))
    if "sure" not in request.form and _is_open(attempt_id):
        return redirect(url_for("learning.take", slug=slug, attempt_id=attempt_id, ask=1))
    return _hand_in(slug, attempt_id)


def _is_open(attempt_id: uuid.UUID) -> bool:
    return bool(open_parts(*_view_and_kept(attempts.work(attempt_id, actor=actor()))))


def _hand_in(slug: str, attempt_id: uuid.UUID) -> Response:
    with transaction():
        exercises.hand_in(actor=actor(), attempt_id=attempt_id)
    return redirect(url_for("learning.result", slug=slug, attempt_id=attempt_id))


def _too_late(slug: str, done: Work, refusal: Refused) -> Response:
    """What came after the end is not kept; the page says so and shows the result."""
    if done.attempt.is_open and not is_over(done.attempt.due_at, utcnow()):
        raise refusal
    flash(say(refusal.message), "warn")
    return _hand_in(slug, done.attempt.id)


def _faults(view: Json, events: Sequence[EventInput], error: Invalid) -> list[Fault]:
    """The errors of a batch with the questions that they are about."""
    names = [question["token"] for question in view["questions"]]
    found = []
    for one in error.errors:
        place = one.field.partition("[")[2].partition("]")[0]
        name = events[int(place)].payload["question"] if place.isdecimal() else ""
        number = names.index(name) + 1 if name in names else 0
        found.append(Fault(number, name, say(one.message)))
    return found
