"""Pages before and after a check or test: the way in, and the result."""

import uuid

from flask import redirect, render_template, url_for

from lms.core.access import can
from lms.core.errors import Invalid, Refused
from lms.core.i18n import say
from lms.core.web import actor, needs
from lms.courses.policies import teaches
from lms.engines.marking.quiz import Show
from lms.exercises import queries as attempts
from lms.exercises.kinds.quiz_review import as_shown
from lms.exercises.policies import Permission as Exercise
from lms.exercises.queries.peers import mean, words_on
from lms.exercises.rows import Activity, AttemptHead, AttemptLine
from lms.exercises.views.blueprint import Page
from lms.exercises.views.entry import Entry, waiting_page
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
    known = attempts.activity_of(attempt)
    show = frozenset(Show) if teaches(actor(), attempt.head) else known.spec.show
    lines = attempts.my_attempts(attempt.head, attempt.activity, actor=actor())
    return render_template(
        "learning/result.html",
        mark=mark,
        questions=as_shown(questions, show),
        show=show,
        head=attempt.head,
        attempt=attempt,
        known=known,
        earlier=[line for line in lines if line.id != attempt.id and line.handed_in_at],
        goes_on=_goes_on(attempt, known, lines),
        acts=attempts.acts_of(attempt.id),
        peers=words_on(attempt, actor=actor()),
        mean=mean,
    )


def _goes_on(attempt: AttemptHead, known: Activity, lines: list[AttemptLine]) -> bool:
    """Whether the reader may take it once more, or has an attempt open."""
    if not lines or not can(actor(), Exercise.TAKE, attempt.head).allowed:
        return False
    left = known.terms.attempts is None or len(lines) < known.terms.attempts
    return left or any(line.handed_in_at is None for line in lines)
