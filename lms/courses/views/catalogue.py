"""The catalogue: courses, their versions, a look into modules and lessons, in and out."""

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import _, language
from lms.core.markdown import render
from lms.core.web import actor, needs
from lms.courses import queries, services
from lms.courses.formats import Content, PackageError, Problem, of_upload, read_zip, write_zip
from lms.courses.forms import ImportForm
from lms.courses.policies import Permission
from lms.courses.rows import CourseRow, SnapshotRow
from lms.courses.views.blueprint import bp
from lms.courses.views.overview import send_media


@bp.get("/courses/")
@needs(Permission.LIST_COURSES)
def catalogue() -> str:
    return _catalogue(ImportForm(), ())


@bp.post("/courses/import")
@needs(Permission.MANAGE_COURSES)
def import_course() -> str | Response:
    form = ImportForm()
    if not form.validate_on_submit():
        return _catalogue(form, ())
    try:
        with transaction():
            row = services.import_package(actor=actor(), files=read_zip(form.package.data.stream))
            number, course_id = row.number, row.course_id
    except PackageError as error:
        return _catalogue(form, of_upload(error.problems, form.package.data.filename))
    flash(_("Taken in as version %(n)s.", n=number), "ok")
    slug = next(one.slug for one in queries.course_list(actor()) if one.id == course_id)
    return redirect(url_for("courses.course", slug=slug))


def _catalogue(form: ImportForm, problems: tuple[Problem, ...]) -> str:
    return render_template(
        "courses/catalogue.html",
        rows=queries.course_list(actor()),
        form=form,
        problems=problems,
        may_import=can(actor(), Permission.MANAGE_COURSES),
    )


@bp.get("/courses/<slug>/")
@needs(Permission.LIST_COURSES)
def course(slug: str) -> str:
    row, versions, version = _version(slug, request.args.get("version", type=int))
    return render_template(
        "courses/course.html",
        course=row,
        versions=versions,
        version=version,
        content=queries.content(version.hash) if version else None,
    )


@bp.get("/courses/<slug>/<int:number>/<module>/<lesson>")
@needs(Permission.LIST_COURSES)
def lesson(slug: str, number: int, module: str, lesson: str) -> str:
    row, _versions, version = _version(slug, number)
    content = queries.content(version.hash) if version else {"modules": []}
    found_module, found = _find(content, module, lesson)
    code = language() if language() in found["text"] else content["course"]["languages"][0]
    base = url_for("courses.course_media", slug=slug, number=number, name="")
    return render_template(
        "courses/lesson.html",
        course=row,
        version=version,
        module=found_module,
        lesson=found,
        code=code,
        text=render(found["text"][code].replace("](media/", f"]({base}")),
    )


@bp.get("/courses/<slug>/<int:number>/media/", defaults={"name": ""})
@bp.get("/courses/<slug>/<int:number>/media/<path:name>")
@needs(Permission.LIST_COURSES)
def course_media(slug: str, number: int, name: str) -> Response:
    version = _version(slug, number)[2]
    if version is None or not name:
        raise NotFound
    return send_media(version.hash, name)


@bp.get("/courses/<slug>/<int:number>/package.zip")
@needs(Permission.MANAGE_COURSES)
def export_course(slug: str, number: int) -> Response:
    version = _version(slug, number)[2]
    if version is None:
        raise NotFound
    data = write_zip(queries.package_of(version.hash, actor()))
    return send_file(
        io.BytesIO(data),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{slug}-{number}.zip",
    )


def _version(
    slug: str, number: int | None
) -> tuple[CourseRow, list[SnapshotRow], SnapshotRow | None]:
    """The course, its versions, and the one that is asked for (the newest where none is)."""
    row = queries.course_by_slug(slug, actor())
    versions = queries.snapshot_list(row.id, actor())
    chosen = [one for one in versions if number in (None, one.number)]
    if number is not None and not chosen:
        raise NotFound
    return row, versions, chosen[0] if chosen else None


def _find(content: Content, module: str, lesson: str) -> tuple[Content, Content]:
    for one in content["modules"]:
        for item in one["lessons"]:
            if (one["slug"], item["slug"]) == (module, lesson):
                return one, item
    raise NotFound
