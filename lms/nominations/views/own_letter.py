"""The agency's nomination letter: uploaded once for the names that it is about, and fetched."""

from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.core import files
from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _n, say
from lms.core.web import actor, needs
from lms.nominations.formats.letter import LARGEST
from lms.nominations.policies import Permission
from lms.nominations.queries import sides
from lms.nominations.queries.judging import GONE
from lms.nominations.queries.lines import lines
from lms.nominations.queries.sides import AgencySide
from lms.nominations.services import letters
from lms.nominations.views.blueprint import bp
from lms.nominations.views.board_args import keys
from lms.nominations.views.own import SIDE


@bp.route(f"{SIDE}/letter", methods=["GET", "POST"])
@needs(Permission.VIEW_SIDE)
def letter_form(slug: str, agency_slug: str) -> str | Response | tuple[str, int]:
    """Upload a letter and tick whom it names. Those without a letter are ticked already where they
    all wait for the same one; `?ref=` ticks the names with one reference."""
    seen = sides.side_by_slug(slug, agency_slug, actor=actor())
    require(actor(), Permission.VIEW_SIDE, seen.side)
    if request.method == "GET":
        return _page(seen, None, request.args.get("ref", "")[:80], {})
    chosen = keys(request.form.getlist("name"))
    reference = request.form.get("letter_ref", "")
    sent = request.files.get("file")
    try:
        with transaction():
            count = letters.attach(
                actor=actor(),
                slug=slug,
                agency_id=seen.agency.agency_id,
                nomination_ids=chosen,
                letter_ref=reference,
                file_name=(sent.filename or "") if sent else "",
                data=sent.read(LARGEST + 1) if sent else b"",
            )
    except Invalid as error:
        faults = {item.field: say(item.message) for item in error.errors}
        return _page(seen, set(chosen), reference, faults), 422
    flash(
        _n("The letter is kept for %(num)s name.", "The letter is kept for %(num)s names.", count),
        "ok",
    )
    return redirect(url_for("nominations.agency_side", slug=slug, agency_slug=agency_slug))


def _page(
    seen: AgencySide, chosen: set[UUID] | None, reference: str, faults: dict[str, str]
) -> str:
    rows = [
        row
        for row in lines(seen.head.id, actor=actor(), agency_id=seen.agency.agency_id)
        if row.state not in GONE
    ]
    waiting = [row for row in rows if row.letter_file_id is None]
    references = sorted({row.letter_ref for row in waiting if row.letter_ref})
    if chosen is None:
        if not reference and len(references) == 1:
            reference = references[0]
        chosen = {row.id for row in waiting if row.letter_ref in {"", reference}}
    return render_template(
        "nominations/own/letter.html",
        head=seen.head,
        agency=seen.agency,
        rows=rows,
        chosen=chosen,
        missing={row.id for row in waiting},
        references=references,
        reference=reference,
        faults=faults,
        megabytes=LARGEST // 1024**2,
    )


@bp.get("/sessions/<slug>/nominations/<uuid:nomination_id>/letter")
@needs(Permission.VIEW_ONE)
def letter(slug: str, nomination_id: UUID) -> Response:
    """The letter, to be saved: what others wrote is never shown inside our pages."""
    stored = letters.letter_of(actor=actor(), slug=slug, nomination_id=nomination_id)
    response = send_file(
        files.path_of(stored),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.name,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
