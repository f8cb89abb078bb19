"""The question on the wall: chosen and led by trainers, answered on phones."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Redirect

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import DomainError, Invalid
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises.forms import shown_answer, typed_answer
from lms.learning.policies import Permission
from lms.learning.queries.live import live_choices, live_now, own_answer, told
from lms.learning.services import live as services
from lms.learning.views.blueprint import bp

View = TypeVar("View", bound=Callable[..., Any])
_routes: list[tuple[str, str, Callable[..., Any]]] = []


def _at(method: str, path: str) -> Callable[[View], View]:
    """A page of the question on the wall: short to type, beside those of learning."""

    def keep(view: View) -> View:
        _routes.append((method, f"/sessions/<slug>/live{path}", view))
        return view

    return keep


@bp.record
def _add_routes(state: BlueprintSetupState) -> None:
    for method, path, view in _routes:
        state.app.add_url_rule(path, f"{bp.name}.{view.__name__}", view, methods=[method])


@_at("GET", "/")
@needs(Permission.ANSWER_LIVE)
def live_page(slug: str) -> str:
    """The question on the wall, to be answered on a phone; after showing, how one did."""
    return _answer_page(slug)


def _answer_page(slug: str, error: str = "") -> str:
    head = session_head(slug, actor())
    require(actor(), Permission.ANSWER_LIVE, head)
    now = live_now(head, actor=actor())
    kept = own_answer(head, actor=actor())
    given = shown_answer(now.view, request.form) if error and now else kept
    return render_template(
        "learning/live.html",
        head=head,
        now=now,
        kept=kept,
        given=given,
        told=told(head, actor=actor()),
        error=error,
    )


@_at("POST", "/")
@needs(Permission.ANSWER_LIVE)
def answer_live(slug: str) -> Redirect | tuple[str, int]:
    """Keep one's answer; the last one before closing counts."""
    head = session_head(slug, actor())
    now = live_now(head, actor=actor())
    live_id = request.form.get("live", type=uuid.UUID)
    if now is None or now.id != live_id:
        flash(_("That question is no longer on the wall."), "info")
        return redirect(url_for("learning.live_page", slug=slug))
    try:
        with transaction():
            services.answer_live(
                actor=actor(),
                slug=slug,
                live_id=live_id,
                answer=typed_answer(now.view, request.form),
            )
    except Invalid as fault:
        return _answer_page(slug, say(fault.errors[0].message)), 422
    except DomainError as fault:
        flash(say(fault.message), "warn")
        return redirect(url_for("learning.live_page", slug=slug))
    return redirect(url_for("learning.live_page", slug=slug))


@_at("GET", "/state")
@needs(Permission.ANSWER_LIVE)
def live_state(slug: str) -> Response:
    """Which question is on the wall and where it stands; phones ask every few seconds."""
    head = session_head(slug, actor())
    now = live_now(head, actor=actor())
    return jsonify({"id": str(now.id) if now else None, "phase": now.phase.value if now else None})


@_at("GET", "/choose")
@needs(Permission.PROJECT)
def choose_live(slug: str) -> str:
    """The questions that can be put on the wall."""
    head = session_head(slug, actor())
    return render_template(
        "learning/live_choose.html", head=head, choices=live_choices(head, actor=actor())
    )


@_at("POST", "/choose")
@needs(Permission.PROJECT)
def start_live(slug: str) -> Redirect:
    """Put a question on the wall."""
    with transaction():
        services.start_live(
            actor=actor(),
            slug=slug,
            activity_key=request.form.get("activity", ""),
            question=request.form.get("question", ""),
            sure="sure" in request.form,
        )
    return redirect(url_for("learning.live_wall", slug=slug))


@_at("GET", "/wall")
@needs(Permission.PROJECT)
def live_wall(slug: str) -> str:
    """The question as the room sees it: no names, no right answer before it is shown."""
    head = session_head(slug, actor())
    require(actor(), Permission.PROJECT, head)
    return render_template(
        "learning/live_wall.html",
        head=head,
        now=live_now(head, actor=actor()),
        told=told(head, actor=actor()),
    )


@_at("GET", "/wall/state")
@needs(Permission.PROJECT)
def live_wall_state(slug: str) -> Response:
    """How many have answered."""
    head = session_head(slug, actor())
    require(actor(), Permission.PROJECT, head)
    now = live_now(head, actor=actor())
    if now is None:
        return jsonify({"id": None, "phase": None, "answers": 0})
    return jsonify({"id": str(now.id), "phase": now.phase.value, "answers": now.answers})


@_at("POST", "/wall")
@needs(Permission.PROJECT)
def act_on_live(slug: str) -> Redirect:
    """Close, open again, show or end."""
    require(actor(), Permission.PROJECT, session_head(slug, actor()))
    asked = request.form.get("act", "")
    if asked in {one.value for one in services.LiveAct}:
        with transaction():
            services.act_on_live(actor=actor(), slug=slug, act=services.LiveAct(asked))
    if asked == services.LiveAct.END.value:
        return redirect(url_for("learning.choose_live", slug=slug))
    return redirect(url_for("learning.live_wall", slug=slug))
