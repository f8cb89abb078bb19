"""Marking by hand: the answers that wait, and one of them at a time."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _n
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises import queries
from lms.exercises.policies import Permission
from lms.exercises.queries.marking import Queue, answer_page, marking_queue
from lms.exercises.queries.peers import mean
from lms.exercises.services.hand_marks import mark_by_hand
from lms.exercises.services.peers import deal_answers
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.refused import told


@bp.get("/<key>/marking")
@needs(Permission.MARK)
def marking(slug: str, key: str) -> Page:
    """The answers that wait for a person. Names are hidden unless `?names=1` asks for them."""
    head = session_head(slug, actor())
    return render_template(
        "exercises/marking.html",
        head=head,
        queue=marking_queue(head, key, actor=actor(), with_names=_with_names()),
        with_names=_with_names(),
    )


@bp.post("/<key>/marking/deal")
@needs(Permission.MARK)
def deal(slug: str, key: str) -> Response:
    """Give the answers to fellow participants."""
    head = session_head(slug, actor())
    with transaction():
        count = deal_answers(actor=actor(), course_session_id=head.id, activity_key=key)
    text = _n(
        "%(num)s answer is given to a fellow participant.",
        "%(num)s answers are given to fellow participants.",
        count,
    )
    flash(text, "ok")
    return redirect(url_for("exercises.marking", slug=slug, key=key))


@bp.get("/<key>/marking/<uuid:attempt_id>/<question>")
@needs(Permission.MARK)
def answer(slug: str, key: str, attempt_id: uuid.UUID, question: str) -> Page:
    """One answer, with the rubric to mark it by."""
    return _page(slug, key, attempt_id, question)


def _page(
    slug: str, key: str, attempt_id: uuid.UUID, question: str, error: Invalid | None = None
) -> Page:
    queue = _queue(slug, key)
    found = answer_page(queue, attempt_id, question, actor=actor())
    page = render_template(
        "exercises/answer.html",
        head=found.attempt.head,
        key=key,
        known=queue.known,
        found=found,
        mean=mean(found.peers),
        waiting=queue.waiting,
        with_names=_with_names(),
        errors=told(error),
        typed=request.form,
    )
    return (page, 422) if error else page


@bp.post("/<key>/marking/<uuid:attempt_id>/<question>")
@needs(Permission.MARK)
def give(slug: str, key: str, attempt_id: uuid.UUID, question: str) -> Page:
    """Keep the points and go on to the next answer that waits."""
    require(actor(), Permission.MARK, queries.attempt_head(attempt_id, actor=actor()).head)
    points = {
        name.removeprefix("points-"): value
        for name, value in request.form.items()
        if name.startswith("points-")
    }
    try:
        with transaction():
            mark_by_hand(
                actor=actor(),
                attempt_id=attempt_id,
                question=question,
                points=points,
                comment=request.form.get("comment", ""),
                reason=request.form.get("reason", ""),
            )
    except Invalid as error:
        return _page(slug, key, attempt_id, question, error)
    names = "1" if _with_names() else None
    following = _queue(slug, key).after(attempt_id, question)
    if following is None:
        flash(_("Kept. No answer waits any more."), "ok")
        return redirect(url_for("exercises.marking", slug=slug, key=key, names=names))
    flash(_("Kept. Here is the next one."), "ok")
    return redirect(
        url_for(
            "exercises.answer",
            slug=slug,
            key=key,
            attempt_id=following.attempt_id,
            question=following.question,
            names=names,
        )
    )


def _queue(slug: str, key: str) -> Queue:
    head = session_head(slug, actor())
    return marking_queue(head, key, actor=actor(), with_names=_with_names())


def _with_names() -> bool:
    return request.args.get("names") == "1"
