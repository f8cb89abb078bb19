"""Drawing a link chart and looking at it when it is marked."""

import uuid
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can, require
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.exercises import queries, services
from lms.exercises.enums import AttemptState
from lms.exercises.forms import steps_of
from lms.exercises.policies import Permission
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.entry import Entry, waiting_page
from lms.exercises.views.packages import ENTRY as PACKAGE
from lms.exercises.views.sheets import ENTRIES as SHEETS
from lms.exercises.views.workspace import marked_context, work_context

ENTRY = Entry("link_chart", "exercises/start.html", "exercises.attempt", "exercises.marked")
# exercises with pages of their own, by kind
OTHERS: Mapping[str, Entry] = {PACKAGE.kind: PACKAGE, **SHEETS}


@bp.get("/<key>/")
@needs(Permission.LIST)
def exercise(slug: str, key: str) -> Page:
    """The workspace of one's open attempt; without one, what the exercise asks and the way in."""
    head = session_head(slug, actor())
    entry = _entry(head, key)
    if entry is not ENTRY:
        return entry.page(slug, key)
    lines = queries.my_attempts(head, key, actor=actor())
    open_one = next((line for line in lines if line.state is AttemptState.OPEN), None)
    if open_one is not None and "about" not in request.args:
        return _workspace(open_one.id)
    return ENTRY.page(slug, key)


@bp.post("/<key>/")
@needs(Permission.TAKE)
def start(slug: str, key: str) -> Page:
    """Begin, or go on with what is open."""
    entry = _entry(session_head(slug, actor()), key)
    try:
        attempt_id = entry.begin(slug, key)
    except Invalid as error:
        return entry.page(slug, key, say(error.errors[0].message))
    if entry is not ENTRY:
        return redirect(url_for(entry.work_at, slug=slug, attempt_id=attempt_id))
    return redirect(url_for("exercises.exercise", slug=slug, key=key))


def _entry(head: SessionHead, key: str) -> Entry:
    """How an exercise of this key is entered: as a chart, or as its own kind says."""
    require(actor(), Permission.LIST, head)
    kind = queries.activity(head, key).kind.name
    if kind in OTHERS:
        return OTHERS[kind]
    queries.readable_activity(head, key, ENTRY.kind, actor=actor())
    return ENTRY


def _workspace(attempt_id: uuid.UUID, errors: list[str] | None = None) -> Page:
    done = queries.work(attempt_id, actor=actor())
    context = work_context(done, can(actor(), Permission.WORK, done.attempt).allowed)
    page = render_template(
        "exercises/workspace.html",
        errors=errors or [],
        now=utcnow(),
        editing=request.values.get("edit") or request.form.get("id"),
        **context,
    )
    return (page, 422) if errors else page


@bp.get("/attempts/<uuid:attempt_id>/")
@needs(Permission.VIEW_ATTEMPT)
def attempt(slug: str, attempt_id: uuid.UUID) -> Page:
    """One attempt: the chart as it is drawn, or marked."""
    found = queries.attempt_head(attempt_id, actor=actor())
    if found.kind in OTHERS:
        return OTHERS[found.kind].to(found)
    if found.is_open:
        return _workspace(attempt_id)
    return redirect(url_for("exercises.marked", slug=slug, attempt_id=attempt_id))


@bp.post("/attempts/<uuid:attempt_id>/steps")
@needs(Permission.WORK)
def step(slug: str, attempt_id: uuid.UUID) -> Page:
    """One step from the table editor."""
    done = queries.work(attempt_id, actor=actor())
    known = queries.activity_of(done.attempt)
    chart = known.kind.fold(known.spec, done.attempt.seed, done.steps)
    directed = {kind.key: kind.directed for kind in known.spec.link_types.values()}
    events = steps_of(request.form, chart, directed)
    try:
        with transaction():
            services.append_events(actor=actor(), attempt_id=attempt_id, events=events)
    except Invalid as error:
        return _workspace(attempt_id, [say(one.message) for one in error.errors])
    flash(_("The step is saved."), "ok")
    return _back(slug, done.attempt.activity, "table")


@bp.post("/attempts/<uuid:attempt_id>/partner")
@needs(Permission.WORK)
def partner(slug: str, attempt_id: uuid.UUID) -> Page:
    """Somebody joins at this computer."""
    done = queries.work(attempt_id, actor=actor())
    try:
        with transaction():
            services.join_by_code(
                actor=actor(), attempt_id=attempt_id, code=request.form.get("code", "")
            )
    except Invalid as error:
        return _workspace(attempt_id, [say(one.message) for one in error.errors])
    flash(_("All of you draw in this chart now, and all are credited."), "ok")
    return _back(slug, done.attempt.activity)


@bp.post("/attempts/<uuid:attempt_id>/hand-in")
@needs(Permission.WORK)
def hand_in(slug: str, attempt_id: uuid.UUID) -> Response:
    """Hand the chart in; it is marked at once."""
    with transaction():
        services.hand_in(actor=actor(), attempt_id=attempt_id)
    return redirect(url_for("exercises.marked", slug=slug, attempt_id=attempt_id))


@bp.get("/attempts/<uuid:attempt_id>/marked")
@needs(Permission.VIEW_ATTEMPT)
def marked(slug: str, attempt_id: uuid.UUID) -> Page:
    """The marked chart: marks on it, and line by line with their reasons."""
    found = queries.attempt_head(attempt_id, actor=actor())
    if found.kind in OTHERS:
        return OTHERS[found.kind].to(found)
    if found.is_open:
        return redirect(url_for("exercises.exercise", slug=slug, key=found.activity))
    try:
        mark, done, told = queries.review(found, actor=actor())
    except Refused as refusal:
        return waiting_page(found, refusal, "exercises.index")
    may_mark = can(actor(), Permission.MARK, found.head).allowed
    words = url_for("exercises.line", slug=slug, attempt_id=attempt_id) if may_mark else None
    return render_template(
        "exercises/marked.html", words_url=words, **marked_context(mark, done, told)
    )


def _back(slug: str, key: str, anchor: str | None = None) -> Response:
    return redirect(url_for("exercises.exercise", slug=slug, key=key, _anchor=anchor))
