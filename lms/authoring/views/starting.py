"""Beginning to write: a new course, a draft from a version, a package as a draft."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.forms import NewCourseForm, PackageForm
from lms.authoring.policies import Permission
from lms.authoring.queries import drafts
from lms.authoring.views.blueprint import bp
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.web import actor, form_errors, needs
from lms.courses.formats import PackageError, Problem, of_upload, read_zip


@bp.route("/courses/write/new", methods=["GET", "POST"])
@needs(Permission.WRITE)
def new() -> str | Response:
    form = NewCourseForm()
    if form.validate_on_submit():
        try:
            with transaction():
                slug = services.begin_new(
                    actor=actor(),
                    facts=form.facts(),
                    module=form.module.data.strip(),
                    aim=form.aim.data.strip(),
                    lesson=form.lesson.data.strip(),
                ).slug
            return redirect(url_for("authoring.draft", slug=slug))
        except Invalid as error:
            form_errors(form, error)
    return _new(form, PackageForm())


@bp.post("/courses/write/import")
@needs(Permission.WRITE)
def import_draft() -> str | Response:
    form = PackageForm()
    if not form.validate_on_submit():
        return _new(NewCourseForm(formdata=None), form)
    try:
        with transaction():
            files = read_zip(form.package.data.stream)
            slug = services.import_draft(actor=actor(), files=files).slug
    except PackageError as error:
        problems = of_upload(error.problems, form.package.data.filename)
        return _new(NewCourseForm(formdata=None), form, problems)
    except Invalid as error:
        form_errors(form, error)
        return _new(NewCourseForm(formdata=None), form)
    flash(_("The package is a draft now. Nothing is published yet."), "ok")
    return redirect(url_for("authoring.draft", slug=slug))


def _new(form: NewCourseForm, package: PackageForm, problems: tuple[Problem, ...] = ()) -> str:
    return render_template(
        "authoring/new.html",
        form=form,
        package=package,
        problems=problems,
        open_drafts=drafts.open_drafts(actor()),
    )


@bp.post("/courses/<slug>/write/begin")
@needs(Permission.WRITE)
def begin(slug: str) -> Response:
    with transaction():
        services.begin(actor=actor(), slug=slug, content_hash=request.form.get("content_hash", ""))
    flash(_("A draft is open. The published version stays as it is."), "ok")
    return redirect(url_for("authoring.draft", slug=slug))


@bp.post("/courses/<slug>/write/drop")
@needs(Permission.WRITE)
def drop(slug: str) -> Response:
    draft = drafts.draft_of(slug, actor())
    with transaction():
        services.drop(actor=actor(), draft_id=draft.id)
    flash(_("The draft is put aside. You can take it up again here."), "ok")
    return redirect(url_for("authoring.draft", slug=slug))


@bp.post("/courses/<slug>/write/restore/<uuid:draft_id>")
@needs(Permission.WRITE)
def restore(slug: str, draft_id: UUID) -> Response:
    with transaction():
        services.restore(actor=actor(), draft_id=drafts.draft_id_of(slug, draft_id, actor()))
    flash(_("The draft is open again."), "ok")
    return redirect(url_for("authoring.draft", slug=slug))
