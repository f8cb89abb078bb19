"""Exercises on a case that are answered line by line: working, handing in, and the marked sheet."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.engines.casework.calls.task import CallsTask
from lms.exercises import queries, services
from lms.exercises.enums import AttemptState
from lms.exercises.forms import changed_lines, sheet_answers, tokens_of
from lms.exercises.kinds import SHEETS
from lms.exercises.kinds.base import Json
from lms.exercises.policies import Permission
from lms.exercises.queries.attempts import checked_early, work_of
from lms.exercises.queries.peers import mean, words_on
from lms.exercises.queries.sheet_room import sheet_room as room_of
from lms.exercises.rows import AttemptHead, Work
from lms.exercises.rules import is_over
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.calls_look import calls_page
from lms.exercises.views.entry import Entry, waiting_page
from lms.exercises.views.sheet_pages import PAGES

ENTRIES: Mapping[str, Entry] = {
    kind: Entry(kind, "exercises/sheets/start.html", "exercises.sheet", "exercises.sheet_marked")
    for kind in SHEETS
}


@bp.get("/attempts/<uuid:attempt_id>/sheet")
@needs(Permission.VIEW_ATTEMPT)
def sheet(slug: str, attempt_id: uuid.UUID) -> Page:
    """The sheet of an open attempt; its mark once it is handed in."""
    done = work_of(_attempt(attempt_id))
    if not done.attempt.is_open:
        return ENTRIES[done.attempt.kind].to(done.attempt)
    if "ask" in request.args:
        return _ask_page(done)
    return _work_page(done)


def _attempt(attempt_id: uuid.UUID) -> AttemptHead:
    found = queries.attempt_head(attempt_id, actor=actor())
    if found.kind not in SHEETS:
        raise NotFound
    return found


def _work_page(
    done: Work, typed: Mapping[str, Any] | None = None, faults: Mapping[str, str] | None = None
) -> Page:
    """`typed` stands in place of what is kept where a form was refused, for the faults by line."""
    known = queries.published_activity(done.attempt)
    view, kept = _view_and_kept(done)
    answers = {**kept, **(typed or {})}
    own = PAGES[done.attempt.kind]
    page = render_template(
        own.template,
        head=done.attempt.head,
        attempt=done.attempt,
        work=done,
        known=known,
        view=view,
        answers=answers,
        may_work=can(actor(), Permission.WORK, done.attempt).allowed,
        now=utcnow(),
        faults=faults or {},
        total=len(tokens_of(done.attempt.kind, view)),
        given=sum(bool(answer) for answer in kept.values()),
        **own.work(known.spec, view),
    )
    return (page, 422) if faults else page


def _view_and_kept(done: Work) -> tuple[Json, Mapping[str, Any]]:
    known, seed = queries.published_activity(done.attempt), done.attempt.seed
    view = known.kind.public_view(known.spec, seed)
    return view, known.kind.fold(known.spec, seed, done.steps)["answers"]


def _ask_page(done: Work) -> Page:
    """Asks before the sheet is handed in, and tells what is still open."""
    view, kept = _view_and_kept(done)
    tokens = tokens_of(done.attempt.kind, view)
    return render_template(
        "exercises/sheets/hand_in.html",
        head=done.attempt.head,
        attempt=done.attempt,
        known=queries.published_activity(done.attempt),
        total=len(tokens),
        left=[(number, token) for number, token in enumerate(tokens, 1) if not kept.get(token)],
    )


@bp.post("/attempts/<uuid:attempt_id>/sheet")
@needs(Permission.WORK)
def save_sheet(slug: str, attempt_id: uuid.UUID) -> Page:
    """Save the form's answers. "Hand in" leads to a question first; only its answer hands in."""
    done = work_of(_attempt(attempt_id))
    view, kept = _view_and_kept(done)
    answers = sheet_answers(done.attempt.kind, view, request.form)
    events = changed_lines(answers, kept)
    try:
        with transaction():
            if events:
                services.append_events(actor=actor(), attempt_id=attempt_id, events=events)
    except Invalid as error:
        faults: dict[str, str] = {}
        for one in error.errors:
            place = one.field.partition("[")[2].partition("]")[0]
            token = events[int(place)].payload["question"] if place.isdecimal() else ""
            faults.setdefault(token, say(one.message))
        return _work_page(done, answers, faults)
    except Refused as refusal:
        if done.attempt.is_open and not is_over(done.attempt.due_at, utcnow()):
            raise
        flash(say(refusal.message), "warn")
        return _hand_in(slug, attempt_id)
    if "hand_in" not in request.form:
        flash(_("Your answers are saved."), "ok")
        return redirect(url_for("exercises.sheet", slug=slug, attempt_id=attempt_id))
    if "sure" not in request.form:
        return redirect(url_for("exercises.sheet", slug=slug, attempt_id=attempt_id, ask=1))
    return _hand_in(slug, attempt_id)


def _hand_in(slug: str, attempt_id: uuid.UUID) -> Response:
    with transaction():
        services.hand_in(actor=actor(), attempt_id=attempt_id)
    return redirect(url_for("exercises.sheet_marked", slug=slug, attempt_id=attempt_id))


@bp.get("/attempts/<uuid:attempt_id>/sheet/marked")
@needs(Permission.VIEW_ATTEMPT)
def sheet_marked(slug: str, attempt_id: uuid.UUID) -> Page:
    """The mark line by line, with reasons and what was right; before release, that it waits, or
    what could be checked at once where the task tells it then."""
    found = _attempt(attempt_id)
    if found.is_open:
        return ENTRIES[found.kind].to(found)
    early = False
    try:
        mark, done, told = queries.review(found, actor=actor())
    except Refused as refusal:
        checked = checked_early(found)
        if checked is None:
            return waiting_page(found, refusal, "exercises.index")
        early, (mark, done, told) = True, checked
    known = queries.activity_of(found)
    view, kept = _view_and_kept(done)
    may_mark = can(actor(), Permission.MARK, found.head).allowed
    own = PAGES[found.kind]
    peers = [word for words in words_on(found, actor=actor()).values() for word in words]
    return render_template(
        own.marked_template,
        head=found.head,
        attempt=found,
        known=known,
        mark=mark,
        told=told,
        waits=early or found.state is AttemptState.HANDED_IN,
        peers=peers,
        peers_mean=mean(peers),
        view=view,
        answers=kept,
        acts=queries.acts_of(found.id),
        words_url=url_for("exercises.line", slug=slug, attempt_id=attempt_id) if may_mark else None,
        **own.marked(known.spec, view, told),
    )


@bp.get("/attempts/<uuid:attempt_id>/calls")
@needs(Permission.VIEW_ATTEMPT)
def calls(slug: str, attempt_id: uuid.UUID) -> Page:
    """The table of calls of an attempt by itself, also when it is handed in."""
    found = _attempt(attempt_id)
    known = queries.published_activity(found)
    if not isinstance(known.spec, CallsTask):
        raise NotFound
    return render_template(
        "exercises/sheets/calls.html",
        head=found.head,
        attempt=found,
        known=known,
        **calls_page(known.spec, request.args),
    )


@bp.get("/<key>/lines")
@needs(Permission.SEE_ROOM)
def sheet_room(slug: str, key: str) -> str:
    """Each line with the share of the room that has it, common errors, agreement of grades."""
    head = session_head(slug, actor())
    found = room_of(head, key, actor=actor())
    return render_template("exercises/sheets/room.html", head=head, known=found.known, room=found)
