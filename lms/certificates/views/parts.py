"""Showing a certificate in parts: the holder chooses, a verifier reads; what such texts name."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.certificates import queries
from lms.certificates.queries import parts
from lms.certificates.services import parts as services
from lms.certificates.services import verification
from lms.certificates.views.blueprint import bp, fault_words, part_words, verdict_words
from lms.certificates.views.credentials import open_json
from lms.certificates.views.verify import form_page
from lms.core.db import transaction
from lms.core.i18n import _
from lms.core.web import actor, download, public, signed_in
from lms.engines.credentials import issuing
from lms.engines.credentials.parts import last_day
from lms.engines.credentials.sdjwt import LARGEST

Answered = str | tuple[str, int]


@bp.get("/me/certificates/<uuid:certificate_id>/parts")
@signed_in
def own_parts(certificate_id: UUID) -> str | Response:
    """The holder's page: what is always shown, what may be; the text of what was chosen."""
    found = queries.own_parts(certificate_id, actor=actor())
    names = request.args.getlist("show")
    shown = parts.presented(found.text, names) if found.can_show else ""
    if shown and "file" in request.args:
        return download(shown, f"{found.course_code}.sd-jwt.txt", "text/plain; charset=utf-8")
    return render_template(
        "certificates/parts.html",
        row=found,
        names=names,
        shown=shown if "made" in request.args else "",
        may=parts.to_choose(found.text) if shown else {},
        always=_dated(parts.always_shown(found.text)) if shown else {},
        words=part_words(),
    )


@bp.post("/me/certificates/<uuid:certificate_id>/parts")
@signed_in
def ask_parts(certificate_id: UUID) -> Response:
    """Have one's own certificate made ready to be shown in parts."""
    with transaction():
        services.ask(certificate_id, actor=actor())
    return redirect(url_for("certificates.own_parts", certificate_id=certificate_id))


@bp.get("/me/certificates/<uuid:certificate_id>/parts/progress")
@signed_in
def own_parts_progress(certificate_id: UUID) -> Response:
    """Whether it is made."""
    found = queries.own_parts(certificate_id, actor=actor())
    return jsonify(state="done" if found.text else "waiting", done=0, total=0)


@bp.post("/verify/parts")
@public
def verify_parts() -> Answered:
    """A text that shows a certificate in parts, pasted or as a file."""
    text = request.form.get("text", "").strip() or _text_of_file()
    if len(text) > LARGEST:
        return form_page({"parts": _("The text is longer than that of any certificate.")}), 413
    if not text:
        return form_page({"parts": _("Paste the text, or choose the file with it.")}), 422
    found = verification.by_parts(text, address=request.remote_addr or "")
    return render_template(
        "certificates/shown.html",
        s=found,
        always=_dated(found.claims),
        word=verdict_words()[found.answer.verdict],
        why=fault_words()[found.fault] if found.fault else "",
        words=part_words(),
    )


@bp.get("/verify/parts")
@public
def verify_parts_again() -> Response:
    """A result has no address of its own: begin again."""
    return redirect(url_for("certificates.verify", _anchor="parts"))


@bp.get("/.well-known/jwt-vc-issuer/credentials/issuer")
@public
def parts_issuer() -> Response:
    """The issuer's public keys, where verifiers of SD-JWT VCs look for them."""
    return _json(parts.issuer_metadata())


@bp.get("/credentials/types/certificate")
@public
def parts_type() -> Response:
    """What a certificate that is shown in parts may say."""
    return _json(parts.type_metadata())


def _dated(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Claims with their days as days, to be written in the page's language."""
    days = ("starts_on", "ends_on", "issued_on")
    read = {name: date.fromisoformat(claims[name]) for name in days if name in claims}
    made = {"made_at": datetime.fromtimestamp(claims["iat"], UTC)} if claims else {}
    return {**claims, **read, **made, "last_day": last_day(claims)}


def _text_of_file() -> str:
    sent = request.files.get("file")
    if sent is None:
        return ""
    data = sent.read(LARGEST + 1)
    sent.close()
    return str(data.decode("utf-8", "replace")).strip()


def _json(document: dict[str, Any]) -> Response:
    return open_json(issuing.as_json(document), "application/json")
