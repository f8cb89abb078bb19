"""Spare blanks: numbering, printing, filling in on record, destroying."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.certificates.enums import BlankState, CertificateKind
from lms.certificates.queries.blanks import blanks_of, who_settled
from lms.certificates.services import blanks as numbering
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _n, say
from lms.core.once import take_key
from lms.core.web import actor, download, needs
from lms.courses.queries import session_head
from lms.pack import services
from lms.pack.policies import Permission
from lms.pack.rules.finishing import read
from lms.pack.views.blueprint import bp

Page = str | Response | tuple[str, int]


@bp.get("/sessions/<slug>/certificates/blanks")
@needs(Permission.MAKE_PACK)
def blanks(slug: str) -> Page:
    """The blanks of a session with what became of each."""
    return _list(slug)


def _list(slug: str, errors: dict[str, str] | None = None, at: UUID | None = None) -> Page:
    head = session_head(slug, actor())
    require(actor(), Permission.MAKE_PACK, head)
    rows = blanks_of(head.id)
    html = render_template(
        "pack/blanks.html",
        head=head,
        rows=rows,
        open_blanks=sum(one.state is BlankState.BLANK for one in rows),
        who=who_settled(rows),
        most=numbering.MOST,
        numbers=can(actor(), Permission.NUMBER_BLANKS, head),
        settles=can(actor(), Permission.SETTLE_BLANK, head).allowed,
        errors=errors or {},
        at=at,
        typed=request.form,
    )
    return (html, 422) if errors else html


@bp.post("/sessions/<slug>/certificates/blanks")
@needs(Permission.NUMBER_BLANKS)
def number_blanks(slug: str) -> Page:
    """Number so many blanks of one kind."""
    asked, typed = request.form.get("kind", ""), request.form.get("count", "").strip()
    if asked not in set(CertificateKind):
        return _list(slug, {"kind": _("Choose the kind of paper.")})
    count = int(typed) if typed.isdecimal() and len(typed) < 5 else 0
    try:
        with transaction():
            take_key()
            made = numbering.number_blanks(
                actor=actor(),
                slug=slug,
                kind=CertificateKind(asked),
                count=count,
                more="more" in request.form,
            )
    except Invalid as invalid:
        return _list(slug, {one.field: say(one.message) for one in invalid.errors})
    except Refused as refused:
        flash(say(refused.message), "warn")
        return _back(slug)
    flash(_n("%(num)s blank is numbered.", "%(num)s blanks are numbered.", len(made)), "ok")
    return _back(slug)


@bp.get("/sessions/<slug>/certificates/blanks.pdf")
@needs(Permission.MAKE_PACK)
def blanks_pdf(slug: str) -> Response:
    """All blanks that are neither filled in nor destroyed; choices as for the pack."""
    head = session_head(slug, actor())
    require(actor(), Permission.MAKE_PACK, head)
    with transaction():
        pieces = services.blanks_file(head, read(request.args), actor=actor())
    return download(pieces, f"{head.slug}-blanks.pdf")


@bp.post("/sessions/<slug>/certificates/blanks/<uuid:blank_id>")
@needs(Permission.SETTLE_BLANK)
def settle_blank(slug: str, blank_id: UUID) -> Page:
    """Fill a blank in on record, or note that it was destroyed."""
    form = request.form
    require(actor(), Permission.SETTLE_BLANK, session_head(slug, actor()))
    try:
        with transaction():
            if form.get("act") == "destroy":
                row = numbering.destroy(
                    actor=actor(), blank_id=blank_id, reason=form.get("reason", "")
                )
            else:
                row = numbering.fill_in(
                    actor=actor(),
                    blank_id=blank_id,
                    name=form.get("name", ""),
                    local_name=form.get("local_name", ""),
                )
    except Invalid as invalid:
        return _list(slug, {one.field: say(one.message) for one in invalid.errors}, blank_id)
    except Refused as refused:
        flash(say(refused.message), "warn")
        return _back(slug)
    flash(_("%(serial)s is on record.", serial=row.serial), "ok")
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("pack.blanks", slug=slug))
