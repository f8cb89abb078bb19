"""Pages of the course and its lessons."""

from flask import redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.files import path_of
from lms.core.i18n import language
from lms.core.web import actor, needs
from lms.courses.queries import media_file, session_head
from lms.learning import queries, services
from lms.learning.policies import Permission
from lms.learning.queries.outlines import next_thing
from lms.learning.views.blueprint import bp


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
        sees_room=can(actor(), Permission.SEE_PROGRESS, head).allowed,
    )


@bp.get("/resume")
@needs(Permission.LEARN)
def resume(slug: str) -> Response:
    """Carry on where you were."""
    head = session_head(slug, actor())
    upcoming = queries.carry_on(head.id, actor=actor())
    if upcoming is None:
        return redirect(url_for("learning.index", slug=slug))
    return redirect(url_for(upcoming.endpoint, _external=False, **dict(upcoming.values)))


@bp.get("/media/<path:name>")
@needs(Permission.READ)
def media(slug: str, name: str) -> Response:
    """A figure of a lesson. It runs nothing, even when it is opened by itself."""
    head = session_head(slug, actor())
    row = media_file(queries.readable_content(head, actor=actor()), f"media/{name}")
    response = send_file(
        path_of(row),
        mimetype=row.media_type,
        as_attachment=row.media_type == "application/zip",
        download_name=row.name,
        etag=row.sha256,
        max_age=3600,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@bp.get("/<module>/<lesson>")
@needs(Permission.READ)
def lesson(slug: str, module: str, lesson: str) -> str:
    """A lesson to read. Opening it is noted for participants."""
    head = session_head(slug, actor())
    page = queries.lesson_page(head, module, lesson, language=language(), actor=actor())
    learns = can(actor(), Permission.LEARN, head).allowed
    if learns:
        with transaction():
            services.open_lesson(
                actor=actor(), course_session_id=head.id, module=module, lesson=lesson
            )
    return render_template("learning/lesson.html", head=head, page=page, learns=learns)


@bp.post("/<module>/<lesson>")
@needs(Permission.LEARN)
def finish(slug: str, module: str, lesson: str) -> Response:
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
