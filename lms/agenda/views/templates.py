"""Pages of templates: the list, one as a timetable, own ones from sessions and files."""

import io
from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.agenda.formats.template_file import MOST_BYTES, read_template
from lms.agenda.policies import Permission
from lms.agenda.queries import agenda
from lms.agenda.queries import templates as queries
from lms.agenda.rows import TemplateRow
from lms.agenda.services import templates as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.template_forms import (
    TemplateFileForm,
    TemplateForm,
    at_english,
    template_fields,
)
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, form_errors, needs
from lms.courses.formats import PackageError, Problem
from lms.courses.policies import Permission as CoursePermission

Page = str | Response | tuple[str, int]
T = TypeVar("T")
USUAL_TEMPLATE = "three-day-seed-training"


@bp.get("/agenda/templates/")
@needs(Permission.USE_TEMPLATES)
def templates() -> str:
    """The templates in use, or those put away."""
    offer_library()
    return _list(TemplateFileForm(), ())


@bp.post("/agenda/templates/import")
@needs(Permission.USE_TEMPLATES)
def import_template() -> Page:
    """Take a template in from its file; every fault is named with its line."""
    form = TemplateFileForm()
    if not form.validate_on_submit():
        return _list(form, ()), 422
    name = (form.file.data.filename or "template.yaml")[:120]
    try:
        found = read_template(name, form.file.data.stream.read(MOST_BYTES + 1))
    except PackageError as error:
        return _list(form, error.problems), 422
    with transaction():
        slug = services.take_in(actor=actor(), found=found)
    flash(_("The template is taken in."), "ok")
    return redirect(url_for("agenda.template", slug=slug))


@bp.get("/agenda/templates/<slug>/")
@needs(Permission.USE_TEMPLATES)
def template(slug: str) -> str:
    """One template as a timetable."""
    page = queries.template(slug, actor())
    return render_template(
        "agenda/templates/template.html",
        page=page,
        row=page.row,
        rooms={role.key: role.label for role in page.body.rooms},
        trainers={role.key: role.label for role in page.body.trainers},
        may_change=_may_change(page.row),
        may_make=can(actor(), CoursePermission.CREATE_SESSION).allowed,
    )


@bp.get("/agenda/templates/<slug>.yaml")
@needs(Permission.USE_TEMPLATES)
def export_template(slug: str) -> Response:
    """The file of a template."""
    return send_file(
        io.BytesIO(queries.template_yaml(slug, actor())),
        mimetype="application/yaml",
        as_attachment=True,
        download_name=f"{slug}.yaml",
    )


@bp.route("/agenda/templates/<slug>/rename", methods=["GET", "POST"])
@needs(Permission.USE_TEMPLATES)
def rename_template(slug: str) -> Page:
    """Another title and summary."""
    row = queries.template(slug, actor()).row
    require(actor(), Permission.CHANGE_TEMPLATE, row)
    form = TemplateForm(data=None if request.method == "POST" else template_fields(row))

    def save() -> str:
        services.rename(actor=actor(), slug=slug, title=form.title, summary=form.summary)
        return slug

    made = _saved(form, save)
    if made:
        flash(_("The template is saved."), "ok")
        return redirect(url_for("agenda.template", slug=slug))
    return _form(form, row, _("Rename template"), _("Save"))


@bp.route("/agenda/templates/<slug>/copy", methods=["GET", "POST"])
@needs(Permission.USE_TEMPLATES)
def copy_template(slug: str) -> Page:
    """An own template with the same content."""
    row = queries.template(slug, actor()).row
    form = TemplateForm(data=None if request.method == "POST" else template_fields(row))
    made = _saved(
        form,
        lambda: services.copy_template(
            actor=actor(), slug=slug, title=form.title, summary=form.summary
        ),
    )
    if made:
        flash(_("The copy is yours to rename and to change."), "ok")
        return redirect(url_for("agenda.template", slug=made))
    return _form(form, row, _("Copy template"), _("Save copy"))


@bp.post("/agenda/templates/<slug>/archive")
@needs(Permission.USE_TEMPLATES)
def archive_template(slug: str) -> Response:
    """Offer it no longer."""
    with transaction():
        services.archive(actor=actor(), slug=slug)
    flash(_("The template is archived. It can be restored."), "ok")
    return redirect(url_for("agenda.template", slug=slug))


@bp.post("/agenda/templates/<slug>/restore")
@needs(Permission.USE_TEMPLATES)
def restore_template(slug: str) -> Response:
    """Offer it again."""
    with transaction():
        services.restore(actor=actor(), slug=slug)
    flash(_("The template is offered again."), "ok")
    return redirect(url_for("agenda.template", slug=slug))


@bp.route("/sessions/<slug>/agenda/as-template", methods=["GET", "POST"])
@needs(Permission.VIEW_DRAFT)
def save_as_template(slug: str) -> Page:
    """Keep the agenda of a session as a template."""
    draft = agenda.draft(slug, actor())
    form = TemplateForm(
        data=None
        if request.method == "POST"
        else {f"title_{code}": text for code, text in draft.head.title.items()}
    )
    made = _saved(
        form,
        lambda: services.save_session(
            actor=actor(), slug=slug, title=form.title, summary=form.summary
        ),
    )
    if made:
        flash(_("The agenda is kept as a template."), "ok")
        return redirect(url_for("agenda.template", slug=made))
    page = render_template(
        "agenda/templates/from_session.html", form=form, head=draft.head, draft=draft
    )
    return page, 422 if form.is_submitted() else 200


def offer_library() -> None:
    """See to it that the templates that ship are there, as they are in this version."""
    if queries.library_missing():
        with transaction():
            services.load_library()


def usual_template(rows: list[TemplateRow]) -> str:
    """The slug of the template that is offered first; empty where there is none."""
    slugs = [row.slug for row in rows]
    return USUAL_TEMPLATE if USUAL_TEMPLATE in slugs else next(iter(slugs), "")


def no_template() -> Response:
    """To the templates, where all of them are put away."""
    flash(_("There is no template in use. Restore one or take one in from a file."), "info")
    return redirect(url_for("agenda.templates"))


def _saved(form: TemplateForm, save: Callable[[], T]) -> T | None:
    """What `save` gives, None where nothing was sent or it cannot be taken."""
    if not form.validate_on_submit():
        return None
    try:
        with transaction():
            return save()
    except Invalid as error:
        form_errors(form, at_english(error))
    except Refused as error:
        form.form_errors.append(say(error.message))
    return None


def _form(form: TemplateForm, row: TemplateRow, title: str, verb: str) -> tuple[str, int]:
    page = render_template(
        "agenda/templates/form.html", form=form, row=row, form_title=title, verb=verb
    )
    return page, 422 if form.is_submitted() else 200


def _list(form: TemplateFileForm, problems: tuple[Problem, ...]) -> str:
    archived = request.args.get("show") == "archived"
    return render_template(
        "agenda/templates/list.html",
        rows=queries.template_list(actor(), archived=archived),
        archived=archived,
        form=form,
        problems=problems,
        may_make=can(actor(), CoursePermission.CREATE_SESSION).allowed,
    )


def _may_change(row: TemplateRow) -> bool:
    return can(actor(), Permission.CHANGE_TEMPLATE, row).allowed
