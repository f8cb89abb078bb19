"""The roll from a spreadsheet: choose the file, see every fault at its cell, mend, confirm."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import _, _n, say
from lms.core.messages import N_
from lms.core.names import hidden_signs, sign_name, spelled_out
from lms.core.spreadsheet import SheetFault, SheetRefused
from lms.core.web import actor, needs
from lms.courses.queries import session_agencies, session_head
from lms.enrolments import queries, services
from lms.enrolments.enums import ImportState
from lms.enrolments.formats import TEMPLATE_COLUMNS, Field, RollUnreadable
from lms.enrolments.policies import Permission
from lms.enrolments.views.blueprint import bp


@bp.get("/sessions/<slug>/roll/import")
@needs(Permission.MANAGE_ROLL)
def choose_file(slug: str) -> str:
    """Choose a file, or take the empty template."""
    return _upload_page(slug, (), "")


@bp.post("/sessions/<slug>/roll/import")
@needs(Permission.MANAGE_ROLL)
def upload(slug: str) -> Response | tuple[str, int]:
    """Read the file; what is no roll is refused with every fault, what is one becomes a draft."""
    sent = request.files.get("file")
    name = (sent.filename or "") if sent else ""
    if sent is None or not name:
        fault = SheetFault(N_("Choose a file."))
        return _upload_page(slug, (fault,), ""), 422
    try:
        draft = services.read_file(actor=actor(), slug=slug, file_name=name, data=sent.read())
    except (SheetRefused, RollUnreadable) as refused:
        return _upload_page(slug, refused.faults, name), 422
    with transaction():
        key = services.upload_roll(actor=actor(), slug=slug, file_name=name, draft=draft)
    return redirect(url_for("enrolments.preview", slug=slug, import_id=key))


def _upload_page(slug: str, faults: tuple[SheetFault, ...], name: str) -> str:
    head = session_head(slug, actor())
    require(actor(), Permission.MANAGE_ROLL, head)
    return render_template(
        "enrolments/upload.html",
        head=head,
        faults=faults,
        file_name=name,
        columns=TEMPLATE_COLUMNS,
        agencies=session_agencies(head.id),
        waiting=queries.open_uploads(head.id),
    )


@bp.get("/sessions/<slug>/roll/import/<uuid:import_id>")
@needs(Permission.MANAGE_ROLL)
def preview(slug: str, import_id: UUID) -> str:
    """The rows as they would come, with all faults and questions."""
    seen = queries.preview(slug, import_id, actor=actor())
    return render_template(
        "enrolments/preview.html",
        head=seen.head,
        seen=seen,
        rows={row.number: row for row in seen.draft.rows},
        headings={column.field: column.heading for column in seen.draft.columns},
        agency_names={agency.agency_id: agency.name for agency in seen.agencies},
        draft_state=ImportState.DRAFT,
        hidden_signs=hidden_signs,
        sign_name=sign_name,
        spelled_out=spelled_out,
    )


@bp.post("/sessions/<slug>/roll/import/<uuid:import_id>/row")
@needs(Permission.MANAGE_ROLL)
def mend(slug: str, import_id: UUID) -> Response:
    """Save all typed cells; then answer "the same person?", clean a cell or take a row out.

    Whatever button is pressed, nothing that was typed on the page is lost.
    """
    try:
        with transaction():
            _press(request.form, slug, import_id)
    except services.UploadFinished as refused:
        return _to_roll(slug, refused)
    return redirect(url_for("enrolments.preview", slug=slug, import_id=import_id, _anchor="todo"))


def _press(form: MultiDict[str, str], slug: str, import_id: UUID) -> None:
    who, pressed = actor(), form.get("save", "all")
    services.mend_cells(
        actor=who,
        slug=slug,
        import_id=import_id,
        typed=_typed_cells(form),
        accepted=None if pressed == "all" else _cell(pressed),
    )
    if "clean" in form:
        row, field = _cell(form["clean"])
        services.clean_cell(actor=who, slug=slug, import_id=import_id, row=row, field=field)
    elif "drop" in form:
        services.drop_row(actor=who, slug=slug, import_id=import_id, row=_row(form["drop"]))
    elif "person" in form:
        number, _sep, person = form["person"].partition(":")
        services.answer_same_person(
            actor=who, slug=slug, import_id=import_id, row=_row(number), person=person
        )


def _typed_cells(form: MultiDict[str, str]) -> list[tuple[int, Field, str]]:
    names = [name for name in form if name.startswith("cell-")]
    return [
        (*_cell(name.removeprefix("cell-")), text) for name in names for text in form.getlist(name)
    ]


def _cell(name: str) -> tuple[int, Field]:
    """The row and field of a name such as `3-agency`."""
    number, _sep, field = name.partition("-")
    if field not in set(Field):
        raise NotFound
    return _row(number), Field(field)


def _row(number: str) -> int:
    if not number.isdecimal() or len(number) > 9:
        raise NotFound
    return int(number)


def _to_roll(slug: str, refused: services.UploadFinished) -> Response:
    """An upload that another window has finished: its rows are on the roll or nowhere."""
    flash(say(refused.message), "warn")
    return redirect(url_for("enrolments.roll", slug=slug))


@bp.post("/sessions/<slug>/roll/import/<uuid:import_id>/confirm")
@needs(Permission.MANAGE_ROLL)
def confirm(slug: str, import_id: UUID) -> Response:
    """Put all rows on the roll."""
    try:
        with transaction():
            count = services.confirm_import(actor=actor(), slug=slug, import_id=import_id)
    except services.UploadFinished as refused:
        return _to_roll(slug, refused)
    flash(
        _n("%(num)s person is on the roll.", "%(num)s people are on the roll.", count),
        "ok",
    )
    return redirect(url_for("enrolments.roll", slug=slug))


@bp.post("/sessions/<slug>/roll/import/<uuid:import_id>/discard")
@needs(Permission.MANAGE_ROLL)
def discard(slug: str, import_id: UUID) -> Response:
    """Put the upload aside."""
    try:
        with transaction():
            services.discard_import(actor=actor(), slug=slug, import_id=import_id)
    except services.UploadFinished as refused:
        return _to_roll(slug, refused)
    flash(_("The upload is put aside. The roll is as it was."), "ok")
    return redirect(url_for("enrolments.roll", slug=slug))
