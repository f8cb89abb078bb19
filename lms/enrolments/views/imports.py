"""The roll from a spreadsheet: choose the file, see every fault at its cell, mend, confirm."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.db import transaction
from lms.core.i18n import _, _n, say
from lms.core.messages import N_
from lms.core.spreadsheet import SheetFault, SheetRefused
from lms.core.web import actor, needs
from lms.courses.queries import session_agencies, session_head
from lms.enrolments import queries, services
from lms.enrolments.formats import TEMPLATE_COLUMNS, RollUnreadable
from lms.enrolments.policies import Permission
from lms.enrolments.rows import ImportPreview
from lms.enrolments.views.blueprint import bp
from lms.enrolments.views.uploads import Places, pressed, sent_file, upload_page


@bp.get("/sessions/<slug>/roll/import")
@needs(Permission.MANAGE_ROLL)
def choose_file(slug: str) -> str:
    """Choose a file, or take the empty template."""
    return _upload_page(slug, (), "")


@bp.post("/sessions/<slug>/roll/import")
@needs(Permission.MANAGE_ROLL)
def upload(slug: str) -> Response | tuple[str, int]:
    """Read the file; what is no roll is refused with every fault, what is one becomes a draft."""
    sent = sent_file()
    if sent is None:
        return _upload_page(slug, (SheetFault(N_("Choose a file.")),), ""), 422
    name, data = sent
    try:
        draft = services.read_file(
            actor=actor(),
            slug=slug,
            file_name=name,
            data=data,
            sheet=request.form.get("sheet", ""),
        )
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
        **upload_page(
            seen,
            _places(slug, import_id),
            {agency.agency_id: agency.name for agency in seen.agencies},
            aside=_("Nothing is on the roll until all are mended or taken out."),
            put=_n(
                "Put %(num)s person on the roll",
                "Put %(num)s people on the roll",
                len(seen.draft.rows),
            ),
            too_many=_too_many(seen),
        ),
    )


def _places(slug: str, import_id: UUID) -> Places:
    page, row, put, aside = (
        url_for(f"enrolments.{name}", slug=slug, import_id=import_id)
        for name in ("preview", "mend", "confirm", "discard")
    )
    return Places(page, row, put, aside)


def _too_many(seen: ImportPreview) -> str:
    if not seen.over_capacity:
        return ""
    return _n(
        "%(num)s person more than there are free seats (%(free)s). Take rows out or raise the "
        "number of seats in the settings.",
        "%(num)s people more than there are free seats (%(free)s). Take rows out or raise the "
        "number of seats in the settings.",
        seen.over_capacity,
        free=seen.free_seats,
    )


@bp.post("/sessions/<slug>/roll/import/<uuid:import_id>/row")
@needs(Permission.MANAGE_ROLL)
def mend(slug: str, import_id: UUID) -> Response:
    """Save all typed cells; then answer "the same person?", clean a cell or take rows out.

    Whatever button is pressed, nothing that was typed on the page is lost.
    """
    try:
        with transaction():
            services.press(actor=actor(), slug=slug, import_id=import_id, pressed=pressed())
    except services.UploadFinished as refused:
        return _to_roll(slug, refused)
    return redirect(url_for("enrolments.preview", slug=slug, import_id=import_id, _anchor="todo"))


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
