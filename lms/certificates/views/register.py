"""The register: its list, one certificate with its life, issuing again and revoking."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.certificates import queries, services
from lms.certificates.enums import CertificateState, RevocationCode
from lms.certificates.policies import Permission
from lms.certificates.views.blueprint import bp, papers_are_checked
from lms.certificates.views.files import send_pdf
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.once import take_key
from lms.core.web import Page, actor, needs, page_number, signed_in
from lms.engines.credentials.payload import read_payload

SIZE = 50


@bp.get("/register/")
@needs(Permission.VIEW_REGISTER)
def register() -> str:
    """Certificates of the sessions that who asks may see, newest serial first."""
    wish = request.args.get("state", "")
    state = CertificateState(wish) if wish in set(CertificateState) else None
    search = request.args.get("q", "")[:60]
    number = page_number()
    rows, total = queries.register(
        actor=actor(), search=search, state=state, limit=SIZE, offset=(number - 1) * SIZE
    )
    holders = {row.id: read_payload(row.payload.encode()).holder for row in rows}
    return render_template(
        "certificates/register.html",
        rows=rows,
        holders=holders,
        state=state,
        search=search,
        page=Page(number, SIZE, total),
    )


@bp.get("/register/<uuid:certificate_id>")
@needs(Permission.VIEW_CERTIFICATES)
def certificate(certificate_id: UUID) -> str:
    """One certificate with all that befell it."""
    return _page(certificate_id)


def _page(certificate_id: UUID, errors: dict[str, str] | None = None) -> str:
    found = queries.detail(certificate_id, actor=actor())
    return render_template(
        "certificates/certificate.html",
        c=found,
        organises=can(actor(), Permission.PREVIEW_PAPERS, found.head).allowed,
        may_correct=can(actor(), Permission.CORRECT, found.head).allowed,
        errors=errors or {},
        typed=request.form,
    )


@bp.post("/register/<uuid:certificate_id>/revoke")
@needs(Permission.CORRECT)
def revoke(certificate_id: UUID) -> Response | tuple[str, int]:
    """Take the certificate out of force, with a code whose sentence is public."""
    code = request.form.get("code", "")
    try:
        with transaction():
            row = services.revoke(
                actor=actor(),
                certificate_id=certificate_id,
                code=RevocationCode(code) if code in set(RevocationCode) else None,
                sentence=request.form.get("reason", ""),
                note=request.form.get("note", ""),
            )
    except Invalid as invalid:
        fault = invalid.errors[0]
        return _page(certificate_id, {"revoke": say(fault.message), "at": fault.field}), 422
    except Refused as refused:
        flash(say(refused.message), "warn")
        return _to(certificate_id)
    flash(_("%(serial)s is revoked.", serial=row.serial), "ok")
    return _to(certificate_id)


@bp.post("/register/<uuid:certificate_id>/again")
@needs(Permission.CORRECT)
def issue_again(certificate_id: UUID) -> Response | tuple[str, int]:
    """Issue the certificate again with the name as it is known now."""
    try:
        with transaction():
            take_key()
            services.issue_again(
                actor=actor(),
                certificate_id=certificate_id,
                reason=request.form.get("reason", ""),
            )
    except Invalid as invalid:
        return _page(certificate_id, {"again": say(invalid.errors[0].message)}), 422
    except Refused as refused:
        flash(say(refused.message), "warn")
        return _to(certificate_id)
    head = queries.detail(certificate_id, actor=actor()).head
    if queries.waiting_in(head.id) is not None:
        flash(_("The list is made. It waits for the people who approve and sign it."), "info")
        return redirect(url_for("certificates.signing_list", slug=head.slug))
    if queries.is_checking(head.id):
        flash(papers_are_checked(), "info")
    else:
        flash(_("The new certificate is being made."), "ok")
    return redirect(url_for("certificates.session_certificates", slug=head.slug))


@bp.get("/certificates/<uuid:certificate_id>/file")
@signed_in
def certificate_file(certificate_id: UUID) -> Response:
    """The signed file, to its holder, the own agency's focal point and the session's staff."""
    row = queries.certificate(certificate_id, actor=actor())
    return send_pdf(row.file_id)


def _to(certificate_id: UUID) -> Response:
    return redirect(url_for("certificates.certificate", certificate_id=certificate_id))
