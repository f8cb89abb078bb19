"""The first page of a course session: facts, where it stands, what is next; and its turns."""

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.files import path_of
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.courses import queries, services
from lms.courses.closing import closing_points
from lms.courses.enums import SessionState
from lms.courses.policies import Permission
from lms.courses.rows import SessionHead
from lms.courses.rules import NEEDS_REASON, NEXT, blockers
from lms.courses.views.blueprint import bp

_CLOSING_STATES = (SessionState.COMPLETED, SessionState.CLOSED)


@bp.get("/sessions/<slug>/")
@needs(Permission.VIEW_SESSION)
def overview(slug: str) -> str:
    who = actor()
    head = queries.session_head(slug, who)
    organises = bool(can(who, Permission.CHANGE_STATE, head))
    points = closing_points(head, who) if organises and head.state in _CLOSING_STATES else []
    halves = queries.half_days(head.id)
    return render_template(
        "courses/overview.html",
        head=head,
        organises=organises,
        agencies=queries.session_agencies(head.id),
        half_days=halves,
        minutes=sum(half.contact_minutes for half in halves),
        staff=queries.session_staff(head.id),
        signatories=queries.signatories(head.id),
        points=points,
        turns=_turns(head, sum(1 for point in points if not point.done)) if organises else [],
        teaches=_teaches(head),
    )


def _turns(head: SessionHead, open_points: int) -> list[dict[str, object]]:
    """The states that may follow, each with what stands against it."""
    ready = queries.readiness(head, open_points)
    return [
        {
            "to": to,
            "against": blockers(to, ready),
            "asks_reason": (head.state, to) in NEEDS_REASON,
        }
        for to in NEXT[head.state]
    ]


def _teaches(head: SessionHead) -> str | None:
    return queries.version_label(head.content_hash) if head.content_hash else None


@bp.post("/sessions/<slug>/state")
@needs(Permission.CHANGE_STATE)
def change_state(slug: str) -> Response:
    head = queries.session_head(slug, actor())
    try:
        to = SessionState(request.form.get("to", ""))
    except ValueError:
        abort(404)
    try:
        with transaction():
            services.change_state(
                actor=actor(),
                course_session_id=head.id,
                to=to,
                reason=request.form.get("reason", "")[:500],
            )
    except Refused as error:
        flash(say(error.message), "bad")
    except Invalid as error:
        flash(say(error.errors[0].message), "bad")
    else:
        flash(_("The state is changed. The log says who did it and when."), "ok")
    return redirect(url_for("courses.overview", slug=slug))


@bp.get("/sessions/<slug>/media/<path:name>")
@needs(Permission.VIEW_SESSION)
def session_media(slug: str, name: str) -> Response:
    """A figure or file of the content that this session teaches."""
    head = queries.session_head(slug, actor())
    if head.content_hash is None:
        raise NotFound
    return send_media(head.content_hash, name)


def send_media(content_hash: str, name: str) -> Response:
    """A media file of a content, fit for keeping: it never changes under its hash."""
    row = queries.media_file(content_hash, f"media/{name}")
    response = send_file(
        path_of(row),
        mimetype=row.media_type,
        as_attachment=row.media_type == "application/zip",
        download_name=row.name,
        conditional=True,
        max_age=3600,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.set_etag(row.sha256)
    return response.make_conditional(request)
