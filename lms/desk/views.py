"""The start page, the desk of each role, the jump box, help, language, and a session's log."""

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.audit import queries as audit
from lms.audit.policies import Permission as AuditPermission
from lms.audit.rules import ALL, KINDS, OF_A_SESSION, rooms_of
from lms.certificates.queries import own as own_certificates
from lms.core.access import Role, holds_role_for, require
from lms.core.clock import utcnow
from lms.core.i18n import _l
from lms.core.settings import Settings
from lms.core.web import NavItem, Tab, actor, needs, public, signed_in
from lms.courses.policies import Permission as CoursePermission
from lms.courses.queries import session_head
from lms.desk import queries
from lms.desk.entries import ENTRIES
from lms.desk.guides import GUIDES, own_guides
from lms.desk.jump import find
from lms.desk.policies import Permission
from lms.desk.rules import today
from lms.outbox import queries as outbox

bp = Blueprint("desk", __name__)
NAV = [NavItem(10, _l("Desk"), "desk.desk", Permission.OPEN_DESK)]
TABS = [Tab(95, _l("Log"), "desk.session_log", AuditPermission.READ_SESSION_LOG)]
LOG_PAGE = 50


@bp.app_context_processor
def moment() -> dict[str, Any]:
    """`moment()` in templates: now, for the foot of what is printed."""
    return {"moment": utcnow}


@bp.get("/")
@public
def start() -> str | Response:
    """In demonstration mode a door for each role; elsewhere the desk or the sign-in page."""
    settings: Settings = current_app.extensions["concord.settings"]
    if settings.demo:
        return render_template("desk/start.html", entries=ENTRIES)
    return redirect(url_for("accounts.sign_in" if actor().is_anonymous else "desk.desk"))


@bp.get("/desk")
@signed_in
def desk() -> str:
    """What is next, what waits for me, my sessions: read only, for the roles held now."""
    who, settings = actor(), current_app.extensions["concord.settings"]
    now, found = utcnow(), queries.desk_of(who)
    return render_template(
        "desk/desk.html",
        desk=found,
        own=queries.own_parts(who),
        certificates=own_certificates(actor=who),
        setup=queries.setup_steps(who),
        mail=outbox.counts(actor=who) if who.has(Role.ORGANISER, Role.ADMINISTRATOR) else None,
        works=who.has(Role.ORGANISER, Role.TRAINER, Role.SIGNATORY) or bool(found.waiting),
        may_create=holds_role_for(who, CoursePermission.CREATE_SESSION),
        now=now,
        today=today(settings.time_zone, now),
    )


@bp.get("/jump")
@signed_in
def jump() -> str:
    """The jump box as a page, or its results alone for the box over the page (`part=1`)."""
    words = request.args.get("q", "")
    template = "desk/_jump_results.html" if request.args.get("part") else "desk/jump.html"
    return render_template(template, words=words, groups=find(actor(), words))


@bp.get("/help")
@public
def help_index() -> str:
    """The guides, one's own first."""
    return render_template("desk/help.html", own=own_guides(actor()), guides=GUIDES.values())


@bp.get("/help/<key>")
@public
def guide(key: str) -> str:
    """One guide on one printable page."""
    if key not in GUIDES:
        abort(404)
    return render_template("desk/guide.html", guide=GUIDES[key])


@bp.get("/sessions/<slug>/log")
@needs(AuditPermission.READ_SESSION_LOG)
def session_log(slug: str) -> str:
    """Who did what in a course session, for its organisers."""
    head = session_head(slug, actor())
    require(actor(), AuditPermission.READ_SESSION_LOG, head)
    kind = request.args.get("kind", ALL)
    rows = audit.entries(
        course_session_id=head.id,
        limit=LOG_PAGE + 1,
        before_sequence=request.args.get("before", type=int),
        rooms=rooms_of(kind),
    )
    return render_template(
        "desk/session_log.html",
        head=head,
        rows=rows[:LOG_PAGE],
        more=len(rows) > LOG_PAGE,
        kinds={name: KINDS[name] for name in OF_A_SESSION},
        kind=kind,
    )
