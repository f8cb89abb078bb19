"""A session's certificates: who is due and why, issuing, preview, print file."""

from collections.abc import Callable

from flask import current_app, flash, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms.certificates import queries, services
from lms.certificates.policies import Permission
from lms.certificates.views.blueprint import bp, papers_are_checked
from lms.certificates.views.files import send_pdf
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.i18n import _, _n, say
from lms.core.web import actor, needs
from lms.courses.queries import session_head


@bp.get("/sessions/<slug>/certificates")
@needs(Permission.VIEW_CERTIFICATES)
def session_certificates(slug: str) -> str:
    """The people in calling order, each with the outcome and its reasons."""
    page = queries.session_certificates(slug, actor=actor())
    held = [row.held.id for row in (*page.people, *page.thanked) if row.held]
    told = current_app.extensions["concord.paper_places"](page.head.id, held, actor())
    return render_template(
        "certificates/session.html",
        head=page.head,
        page=page,
        may_issue=can(actor(), Permission.ISSUE, page.head),
        organises=can(actor(), Permission.PREVIEW_PAPERS, page.head).allowed,
        reads_list=can(actor(), Permission.READ_LIST, page.head).allowed,
        waiting=queries.waiting_in(page.head.id),
        papers_at=told,
        not_in_hand=sum(not one.in_hand for one in told.values()),
    )


@bp.post("/sessions/<slug>/certificates")
@needs(Permission.ISSUE)
def issue(slug: str) -> Response:
    """Begin to issue everything that is due."""
    head = session_head(slug, actor())
    try:
        with transaction():
            begun = services.issue(actor=actor(), course_session_id=head.id)
    except Refused as refused:
        flash(say(refused.message), "warn")
        return _back(slug)
    if begun.batch_id is None:
        flash(_("Nothing is due: everybody who earned a certificate has one."), "info")
    elif begun.checking:
        flash(papers_are_checked(), "info")
    elif begun.waiting:
        flash(_("The list is made. It waits for the people who approve and sign it."), "info")
        return redirect(url_for("certificates.signing_list", slug=slug))
    elif begun.due:
        flash(
            _n(
                "%(num)s certificate is being made.",
                "%(num)s certificates are being made.",
                begun.due,
            ),
            "ok",
        )
    return _back(slug)


@bp.get("/sessions/<slug>/certificates/progress")
@needs(Permission.PREVIEW_PAPERS)
def progress(slug: str) -> Response:
    """How far the worker is, for the page's progress line."""
    work = queries.work_of(slug, actor=actor())
    return jsonify(state=work.state, done=work.done, total=work.total)


@bp.post("/sessions/<slug>/certificates/preview")
@needs(Permission.PREVIEW_PAPERS)
def ask_preview(slug: str) -> Response:
    """Let the worker check and draw what would be issued."""
    return _asked(slug, services.ask_for_preview)


@bp.post("/sessions/<slug>/certificates/print")
@needs(Permission.PRINT)
def ask_print(slug: str) -> Response:
    """Let the worker make the print file anew."""
    return _asked(slug, services.ask_for_print)


def _asked(slug: str, ask: Callable[..., None]) -> Response:
    try:
        with transaction():
            ask(actor=actor(), slug=slug)
    except Refused as refused:
        flash(say(refused.message), "warn")
    return _back(slug)


@bp.get("/sessions/<slug>/certificates/preview.pdf")
@needs(Permission.PREVIEW_PAPERS)
def preview_file(slug: str) -> Response:
    """The preview; a page's number opens one person's paper."""
    page = queries.papers_of(slug, Permission.PREVIEW_PAPERS, actor=actor())
    return send_pdf(page.preview_file_id, inline=True)


@bp.get("/sessions/<slug>/certificates/print.pdf")
@needs(Permission.PRINT)
def print_file(slug: str) -> Response:
    """The print file in calling order, of exactly what is in force."""
    return send_pdf(queries.print_file(slug, actor=actor()))


def _back(slug: str) -> Response:
    return redirect(url_for("certificates.session_certificates", slug=slug))
