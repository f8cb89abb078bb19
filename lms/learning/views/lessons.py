"""Pages of the course and its lessons."""

from flask import Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as Redirect

from lms.core.access import can, require
from lms.core.api import problem_of
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.files import path_of
from lms.core.i18n import language
from lms.core.web import actor, needs
from lms.courses.formats.limits import LIMITS
from lms.courses.queries import media_file, session_head
from lms.learning import queries, services
from lms.learning.formats.terms import folded
from lms.learning.policies import Permission
from lms.learning.queries.lessons import FROM_WALL
from lms.learning.queries.notes import notes_in, notes_key
from lms.learning.queries.openings import closed_module
from lms.learning.queries.outlines import next_thing
from lms.learning.rules import lesson_key
from lms.learning.views.blueprint import bp

_SHOWN = ("image/", "video/", "audio/", "text/vtt")


@bp.get("/")
@needs(Permission.READ)
def index(slug: str) -> str:
    """The course: modules with one's own progress, and where to carry on."""
    head = session_head(slug, actor())
    course = queries.outline(head, actor=actor())
    learns = can(actor(), Permission.LEARN, head)
    upcoming = next_thing(head, course) if learns.allowed else None
    return render_template(
        "learning/index.html",
        head=head,
        course=course,
        learns=learns,
        upcoming=upcoming,
        upcoming_module=upcoming.values.get("module") if upcoming else None,
        sees_room=can(actor(), Permission.SEE_PROGRESS, head).allowed,
        notes=can(actor(), Permission.NOTE, head).allowed,
    )


@bp.get("/resume")
@needs(Permission.LEARN)
def resume(slug: str) -> Redirect:
    """Carry on where you were."""
    head = session_head(slug, actor())
    upcoming = queries.carry_on(head.id, actor=actor())
    if upcoming is None:
        return redirect(url_for("learning.index", slug=slug))
    return redirect(url_for(upcoming.endpoint, _external=False, **dict(upcoming.values)))


@bp.get("/glossary")
@needs(Permission.READ)
def glossary(slug: str) -> str:
    """The course's terms, to look up and to print."""
    head = session_head(slug, actor())
    terms = queries.glossary(head, language=language(), actor=actor())
    sought = request.args.get("q", "").strip()[:100]
    wanted = folded(sought)
    shown = [term for term in terms if wanted in folded(f"{term.word} {term.meaning}")]
    return render_template(
        "learning/glossary.html", head=head, terms=shown, of=len(terms), sought=sought
    )


@bp.get("/media/<path:name>")
@needs(Permission.READ)
def media(slug: str, name: str) -> Response:
    """A figure, film or sound of a lesson, in ranges where the browser asks for them.

    It runs nothing, even when it is opened by itself; what is no figure, film or sound is only
    handed out as a file.
    """
    head = session_head(slug, actor())
    row = media_file(queries.readable_content(head, actor=actor()), f"media/{name}")
    if row.size > LIMITS.media_bytes:
        abort(413)
    response = send_file(
        path_of(row),
        mimetype=row.media_type,
        as_attachment=not row.media_type.startswith(_SHOWN),
        download_name=row.name,
        etag=row.sha256,
        max_age=3600,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@bp.get("/<module>/<lesson>")
@needs(Permission.READ)
def lesson(slug: str, module: str, lesson: str) -> str | tuple[str, int]:
    """A lesson to read. Opening it is noted for participants."""
    head = session_head(slug, actor())
    try:
        page = queries.lesson_page(head, module, lesson, language=language(), actor=actor())
    except Refused as refusal:
        closed = closed_module(head, module, actor=actor())
        if closed is None:
            raise
        told = render_template("learning/closed.html", head=head, closed=closed)
        return told, refusal.status
    learns = can(actor(), Permission.LEARN, head).allowed
    if learns and not page.opened:
        with transaction():
            services.open_lesson(
                actor=actor(), course_session_id=head.id, module=module, lesson=lesson
            )
    return render_template(
        "learning/lesson.html",
        head=head,
        page=page,
        learns=learns,
        notes=notes_in(head, lesson_key(module, lesson), actor=actor()),
        notes_key=notes_key(head, actor=actor()),
        projects=can(actor(), Permission.PROJECT, head).allowed,
    )


@bp.post("/<module>/<lesson>")
@needs(Permission.LEARN)
def finish(slug: str, module: str, lesson: str) -> Redirect:
    """Done with a lesson; on to the next thing of the module."""
    head = session_head(slug, actor())
    page = queries.lesson_page(head, module, lesson, language=language(), actor=actor())
    with transaction():
        services.finish_lesson(
            actor=actor(), course_session_id=head.id, module=module, lesson=lesson
        )
    if page.after:
        return redirect(url_for("learning.lesson", slug=slug, module=module, lesson=page.after))
    if page.check:
        return redirect(url_for("learning.check", slug=slug, key=page.check))
    return redirect(url_for("learning.index", slug=slug, _anchor=module))


@bp.post("/<module>/<lesson>/place")
@needs(Permission.LEARN)
def place(slug: str, module: str, lesson: str) -> Response:
    """The block that was read last, from the script of the lesson; nothing to show."""
    head = session_head(slug, actor())
    try:
        with transaction():
            services.keep_place(
                actor=actor(),
                course_session_id=head.id,
                module=module,
                lesson=lesson,
                place=request.form.get("place", -1, type=int),
            )
    except Invalid as error:
        return problem_of(error)
    return Response(status=204)


@bp.get("/<module>/<lesson>/project")
@needs(Permission.PROJECT)
def project(slug: str, module: str, lesson: str) -> str:
    """A lesson on the wall: one section at a time, in big type."""
    head = session_head(slug, actor())
    require(actor(), Permission.PROJECT, head)
    page = queries.lesson_page(
        head, module, lesson, language=language(), actor=actor(), media_at=FROM_WALL
    )
    return render_template("learning/project.html", head=head, page=page)
