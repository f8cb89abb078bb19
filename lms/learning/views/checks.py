"""Pages of checks and tests: the way in, the questions, handing in, the result."""

import uuid

from flask import flash, redirect, render_template, request, url_for

from lms.core.access import can
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.exercises import queries as attempts
from lms.exercises import services as exercises
from lms.exercises.policies import Permission as Exercise
from lms.exercises.rows import Work
from lms.exercises.views.blueprint import Page
from lms.exercises.views.entry import Entry, waiting_page
from lms.learning.forms import changed_answers, grade_words, open_parts, typed_answer
from lms.learning.views.blueprint import bp

ENTRY = Entry("quiz", "learning/check.html", "learning.take", "learning.result")


@bp.get("/checks/<key>")
@needs(Exercise.LIST)
def check(slug: str, key: str) -> Page:
    """Before a check or test: what it asks, earlier attempts, and the way in."""
    return ENTRY.page(slug, key)


@bp.post("/checks/<key>")
@needs(Exercise.TAKE)
def start_check(slug: str, key: str) -> Page:
    """Begin, or go on with what is open."""
    try:
        attempt_id = ENTRY.begin(slug, key)
    except Invalid as error:
        return ENTRY.page(slug, key, say(error.errors[0].message))
    return redirect(url_for("learning.take", slug=slug, attempt_id=attempt_id))


@bp.get("/attempts/<uuid:attempt_id>")
@needs(Exercise.VIEW_ATTEMPT)
def take(slug: str, attempt_id: uuid.UUID) -> Page:
    """The questions of an open attempt; its result once it is handed in."""
    return _take_page(slug, attempt_id)


def _take_page(slug: str, attempt_id: uuid.UUID, error: Invalid | None = None) -> Page:
    done = attempts.work(attempt_id, actor=actor())
    if not done.attempt.is_open:
        return redirect(url_for("learning.result", slug=slug, attempt_id=attempt_id))
    if "ask" in request.args and error is None:
        return _ask_page(slug, done)
    known = attempts.activity_of(done.attempt)
    page = render_template(
        "learning/quiz.html",
        head=done.attempt.head,
        attempt=done.attempt,
        work=done,
        known=known,
        view=known.kind.public_view(known.spec, done.attempt.seed),
        answers=known.kind.fold(known.spec, done.attempt.seed, done.steps)["answers"],
        may_work=can(actor(), Exercise.WORK, done.attempt).allowed,
        now=utcnow(),
        grade_words=grade_words,
        typed_of=typed_answer,
        errors=[say(one.message) for one in error.errors] if error else [],
        typed=request.form if error else None,
    )
    return (page, 422) if error else page


def _unanswered(done: Work) -> list[tuple[int, int]]:
    """The questions with open parts: their number on the page and how many parts are open."""
    known, seed = attempts.activity_of(done.attempt), done.attempt.seed
    kept = known.kind.fold(known.spec, seed, done.steps)["answers"]
    return open_parts(known.kind.public_view(known.spec, seed), kept)


def _ask_page(slug: str, done: Work) -> Page:
    """Asks before work with open parts is handed in."""
    left = _unanswered(done)
    if not left:
        return redirect(url_for("learning.take", slug=slug, attempt_id=done.attempt.id))
    return render_template(
        "learning/hand_in.html",
        head=done.attempt.head,
        attempt=done.attempt,
        known=attempts.activity_of(done.attempt),
        count=sum(parts for _number, parts in left),
        numbers=[number for number, _parts in left],
    )


@bp.post("/attempts/<uuid:attempt_id>")
@needs(Exercise.WORK)
def save(slug: str, attempt_id: uuid.UUID) -> Page:
    """Save the form's answers; hand in where that button was pressed.

    With open parts the first press leads to a question; only its answer (`sure`) hands in.
    """
    done = attempts.work(attempt_id, actor=actor())
    known = attempts.activity_of(done.attempt)
    seed = done.attempt.seed
    kept = known.kind.fold(known.spec, seed, done.steps)["answers"]
    events = changed_answers(known.kind.public_view(known.spec, seed), request.form, kept)
    try:
        with transaction():
            if events:
                exercises.append_events(actor=actor(), attempt_id=attempt_id, events=events)
    except Invalid as error:
        return _take_page(slug, attempt_id, error)
    if "hand_in" in request.form:
        if "sure" not in request.form and _unanswered(attempts.work(attempt_id, actor=actor())):
            return redirect(url_for("learning.take", slug=slug, attempt_id=attempt_id, ask=1))
        with transaction():
            exercises.hand_in(actor=actor(), attempt_id=attempt_id)
        return redirect(url_for("learning.result", slug=slug, attempt_id=attempt_id))
    flash(_("Your answers are saved."), "ok")
    return redirect(url_for("learning.take", slug=slug, attempt_id=attempt_id))


@bp.get("/attempts/<uuid:attempt_id>/result")
@needs(Exercise.VIEW_ATTEMPT)
def result(slug: str, attempt_id: uuid.UUID) -> Page:
    """Marks, feedback on each choice and right answers; before release, that it is handed in."""
    attempt = attempts.attempt_head(attempt_id, actor=actor())
    if attempt.is_open:
        return redirect(url_for("learning.take", slug=slug, attempt_id=attempt_id))
    try:
        mark, _work, questions = attempts.review(attempt, actor=actor())
    except Refused as refusal:
        return waiting_page(attempt, refusal, "learning.index")
    return render_template(
        "learning/result.html",
        mark=mark,
        questions=questions,
        head=attempt.head,
        attempt=attempt,
        known=attempts.activity_of(attempt),
    )
