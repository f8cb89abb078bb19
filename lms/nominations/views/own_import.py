"""An agency's names from a spreadsheet: choose the file, see every fault, mend, confirm."""

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.db import transaction
from lms.core.i18n import LANGUAGE_NAMES, _, _n, direction, force_locale, say
from lms.core.messages import N_
from lms.core.spreadsheet import CSV_TYPE, XLSX_TYPE, SheetFault, SheetRefused, write_csv
from lms.core.web import actor, download, needs
from lms.enrolments.formats import NOMINATION_COLUMNS, Field, RollUnreadable
from lms.enrolments.services import UploadFinished
from lms.enrolments.views.uploads import Places, pressed, sent_file, upload_page
from lms.nominations.formats.template import HELP, nomination_template
from lms.nominations.policies import Permission
from lms.nominations.queries import imports as queries
from lms.nominations.queries import sides
from lms.nominations.queries.sides import AgencySide
from lms.nominations.services import imports as services
from lms.nominations.views.blueprint import bp
from lms.nominations.views.own import SIDE

LIST = f"{SIDE}/import"
ONE = f"{LIST}/<uuid:import_id>"


def _side(slug: str, agency_slug: str) -> AgencySide:
    seen = sides.side_by_slug(slug, agency_slug, actor=actor())
    require(actor(), Permission.NOMINATE, seen.side)
    return seen


@bp.get(LIST)
@needs(Permission.NOMINATE)
def choose_list(slug: str, agency_slug: str) -> str:
    """Choose a file, or take the empty template."""
    return _upload_page(_side(slug, agency_slug), (), "")


@bp.post(LIST)
@needs(Permission.NOMINATE)
def upload_list(slug: str, agency_slug: str) -> Response | tuple[str, int]:
    """Read the file; what is no list is refused with every fault, what is one becomes a draft."""
    seen = _side(slug, agency_slug)
    sent = sent_file()
    if sent is None:
        return _upload_page(seen, (SheetFault(N_("Choose a file.")),), ""), 422
    name, data = sent
    agency_id = seen.agency.agency_id
    try:
        draft = services.read_file(
            actor=actor(),
            slug=slug,
            agency_id=agency_id,
            file_name=name,
            data=data,
            sheet=request.form.get("sheet", ""),
        )
    except (SheetRefused, RollUnreadable) as refused:
        return _upload_page(seen, refused.faults, name), 422
    with transaction():
        key = services.upload(
            actor=actor(), slug=slug, agency_id=agency_id, file_name=name, draft=draft
        )
    return redirect(_url("preview_list", slug, agency_slug, key))


def _upload_page(seen: AgencySide, faults: tuple[SheetFault, ...], name: str) -> str:
    return render_template(
        "nominations/own/upload.html",
        head=seen.head,
        agency=seen.agency,
        faults=faults,
        file_name=name,
        columns=NOMINATION_COLUMNS,
        waiting=queries.open_uploads(seen.head.id, seen.agency.agency_id),
    )


@bp.get(f"{LIST}/template.<kind>")
@needs(Permission.NOMINATE)
def list_template(slug: str, agency_slug: str, kind: str) -> Response:
    """An empty table with our columns; the workbook explains each, in both languages."""
    _side(slug, agency_slug)
    if kind == "xlsx":
        data, media_type = _workbook(), XLSX_TYPE
    elif kind == "csv":
        data, media_type = write_csv(NOMINATION_COLUMNS, []), CSV_TYPE
    else:
        abort(404)
    return download(data, f"nominations-template.{kind}", media_type)


def _workbook() -> bytes:
    """The template, each column explained in all languages of the installation."""
    offered: tuple[str, ...] = current_app.extensions["concord.settings"].languages
    texts: dict[Field, list[str]] = {field: [] for field in Field}
    for code in offered:
        with force_locale(code):
            for field in Field:
                texts[field].append(say(HELP[field]))
    return nomination_template(
        _("Names"),
        _("Explanations"),
        [(field.value, texts[field]) for field in Field],
        [LANGUAGE_NAMES.get(code, code) for code in offered],
        right_to_left=direction() == "rtl",
    )


@bp.get(ONE)
@needs(Permission.NOMINATE)
def preview_list(slug: str, agency_slug: str, import_id: UUID) -> str:
    """The rows as they would come, with all faults and questions."""
    seen = queries.preview(slug, agency_slug, import_id, actor=actor())
    page, action, confirm, discard = (
        _url(name, slug, agency_slug, import_id)
        for name in ("preview_list", "mend_list", "confirm_list", "discard_list")
    )
    return render_template(
        "nominations/own/preview.html",
        head=seen.head,
        agency=seen.agency,
        **upload_page(
            seen,
            Places(page, action, confirm, discard),
            {seen.agency.agency_id: seen.agency.name},
            aside=_("Nobody is nominated until all are mended or taken out."),
            put=_n("Nominate %(num)s person", "Nominate %(num)s people", len(seen.draft.rows)),
        ),
    )


@bp.post(f"{ONE}/row")
@needs(Permission.NOMINATE)
def mend_list(slug: str, agency_slug: str, import_id: UUID) -> Response:
    """Save all typed cells; then answer "the same person?", clean a cell or take rows out."""
    agency_id = _side(slug, agency_slug).agency.agency_id
    try:
        with transaction():
            services.press(
                actor=actor(),
                slug=slug,
                agency_id=agency_id,
                import_id=import_id,
                pressed=pressed(),
            )
    except UploadFinished as refused:
        return _to_side(slug, agency_slug, refused)
    return redirect(_url("preview_list", slug, agency_slug, import_id) + "#todo")


@bp.post(f"{ONE}/confirm")
@needs(Permission.NOMINATE)
def confirm_list(slug: str, agency_slug: str, import_id: UUID) -> Response:
    """Nominate all rows."""
    agency_id = _side(slug, agency_slug).agency.agency_id
    try:
        with transaction():
            count = services.confirm_import(
                actor=actor(), slug=slug, agency_id=agency_id, import_id=import_id
            )
    except UploadFinished as refused:
        return _to_side(slug, agency_slug, refused)
    flash(_n("%(num)s person is nominated.", "%(num)s people are nominated.", count), "ok")
    return redirect(url_for("nominations.agency_side", slug=slug, agency_slug=agency_slug))


@bp.post(f"{ONE}/discard")
@needs(Permission.NOMINATE)
def discard_list(slug: str, agency_slug: str, import_id: UUID) -> Response:
    """Put the upload aside."""
    agency_id = _side(slug, agency_slug).agency.agency_id
    try:
        with transaction():
            services.discard(actor=actor(), slug=slug, agency_id=agency_id, import_id=import_id)
    except UploadFinished as refused:
        return _to_side(slug, agency_slug, refused)
    flash(_("The upload is put aside. Nobody of it was nominated."), "ok")
    return redirect(url_for("nominations.agency_side", slug=slug, agency_slug=agency_slug))


def _to_side(slug: str, agency_slug: str, refused: UploadFinished) -> Response:
    """An upload that another window has finished: its people are nominated or nowhere."""
    flash(say(refused.message), "warn")
    return redirect(url_for("nominations.agency_side", slug=slug, agency_slug=agency_slug))


def _url(name: str, slug: str, agency_slug: str, import_id: UUID) -> str:
    return url_for(f"nominations.{name}", slug=slug, agency_slug=agency_slug, import_id=import_id)
