"""A session's archive files: how far they are, making them, fetching them."""

from flask import flash, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms.certificates.policies import Permission
from lms.certificates.queries import archive as queries
from lms.certificates.services import archiving
from lms.certificates.views.blueprint import bp
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.i18n import say
from lms.core.web import actor, download, needs
from lms.engines.packing import packed


@bp.get("/sessions/<slug>/certificates/archive")
@needs(Permission.PRINT)
def archive(slug: str) -> str:
    """How many certificates have an archive file, and until when these are good."""
    page = queries.archive_page(slug, actor=actor())
    late = page.until is not None and page.until < utcnow() + queries.RENEW_BEFORE
    return render_template("certificates/archive.html", head=page.head, page=page, late=late)


@bp.post("/sessions/<slug>/certificates/archive")
@needs(Permission.PRINT)
def make_archive(slug: str) -> Response:
    """Let the worker make those that are due."""
    try:
        with transaction():
            archiving.ask(actor=actor(), slug=slug)
    except Refused as refused:
        flash(say(refused.message), "warn")
    return redirect(url_for("certificates.archive", slug=slug))


@bp.get("/sessions/<slug>/certificates/archive/progress")
@needs(Permission.PRINT)
def archive_progress(slug: str) -> Response:
    """How far the worker is, for the page's progress line."""
    work = queries.archive_page(slug, actor=actor()).work
    if work is None:
        return jsonify(state="done", done=0, total=0)
    return jsonify(state=work.state, done=work.done, total=work.total)


@bp.get("/sessions/<slug>/certificates/archive.zip")
@needs(Permission.PRINT)
def archive_zip(slug: str) -> Response:
    """The newest archive files in one ZIP."""
    head, entries = queries.archive_files(slug, actor=actor())
    return download(packed(entries, utcnow()), f"{head.slug}-archive.zip", "application/zip")
