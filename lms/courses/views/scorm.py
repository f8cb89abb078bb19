"""Taking a course's lessons and practice along to another platform."""

import io

from flask import render_template, request, send_file
from werkzeug.wrappers import Response

from lms.core.errors import NotFound
from lms.core.i18n import language
from lms.core.web import actor, needs
from lms.courses import queries
from lms.courses.policies import Permission
from lms.courses.rows import CourseRow, SnapshotRow
from lms.courses.views.blueprint import bp


@bp.get("/courses/<slug>/<int:number>/scorm")
@needs(Permission.MANAGE_COURSES)
def scorm(slug: str, number: int) -> str:
    """What the package would hold, what stays here, and the package in each language."""
    course, version = _version(slug, number)
    content = queries.content(version.hash)
    languages = content["course"]["languages"]
    chosen = language() if language() in languages else languages[0]
    made = queries.scorm_package(version.hash, chosen, actor())
    return render_template(
        "courses/scorm.html",
        course=course,
        version=version,
        content=content,
        made=made,
        stays=queries.stays_here(content, made.left_out),
    )


@bp.get("/courses/<slug>/<int:number>/scorm.zip")
@needs(Permission.MANAGE_COURSES)
def scorm_zip(slug: str, number: int) -> Response:
    """The package in the language that `language` names, or in the course's first one."""
    _course, version = _version(slug, number)
    first = queries.content(version.hash)["course"]["languages"][0]
    code = request.args.get("language") or first
    made = queries.scorm_package(version.hash, code, actor())
    return send_file(
        io.BytesIO(made.data),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{slug}-{number}-{code}-scorm.zip",
    )


def _version(slug: str, number: int) -> tuple[CourseRow, SnapshotRow]:
    course = queries.course_by_slug(slug, actor())
    versions = queries.snapshot_list(course.id, actor())
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound
    return course, found
