"""Is this paper real? Open to everybody: by QR link, by serial and code, or by the PDF itself."""

import base64

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from lms.certificates.rows import Answer
from lms.certificates.services import statements, verification
from lms.certificates.views.blueprint import bp, verdict_words
from lms.core.errors import Throttled
from lms.core.i18n import _
from lms.core.web import public

Answered = str | tuple[str, int] | tuple[str, int, dict[str, str]]


def _address() -> str:
    return request.remote_addr or ""


@bp.get("/verify")
@public
def verify() -> str:
    """The form: type the number, or give the file."""
    return form_page()


@bp.post("/verify")
@public
def verify_number() -> Answered:
    """Serial and code as typed; the answer leaves the name out."""
    serial = request.form.get("serial", "")[:80]
    code = request.form.get("code", "")[:80]
    errors = {}
    if not serial.strip():
        errors["serial"] = _(
            "Type the certificate number, for example %(serial)s.",
            serial=verification.example_serial(),
        )
    if not code.strip():
        errors["code"] = _("Type the 16 signs that stand under the number.")
    if errors:
        return form_page(errors), 422
    try:
        return _result(verification.by_number(serial, code, address=_address()), by="number")
    except Throttled as wait:
        return _holding("code", code, serial, wait)


@bp.post("/verify/file")
@public
def verify_file() -> str | tuple[str, int]:
    """The PDF as it was received; every byte counts."""
    request.max_content_length = verification.LARGEST_FILE + 100_000
    try:
        sent = request.files.get("file")
    except RequestEntityTooLarge:
        return form_page({"file": _("The file is larger than 5 MB, so it is no certificate.")}), 413
    data = b""
    if sent is not None:
        data = sent.read(verification.LARGEST_FILE + 1)
        sent.close()
    if not data:
        return form_page({"file": _("Choose the PDF file of the certificate.")}), 422
    if len(data) > verification.LARGEST_FILE:
        return form_page({"file": _("The file is larger than 5 MB, so it is no certificate.")}), 413
    return _result(verification.by_file(data, address=_address()), by="file")


@bp.get("/verify/file")
@public
def verify_again() -> Response:
    """A result by file has no address of its own: begin again."""
    return redirect(url_for("certificates.verify"))


@bp.get("/v/<token>")
@public
def verify_token(token: str) -> Answered:
    """The address in the QR code. A statement behind # never comes here: the browser reads it."""
    try:
        return _result(verification.by_token(token, address=_address()), by="link")
    except Throttled as wait:
        return _holding("token", token, "", wait)


@bp.post("/verify/holding")
@public
def verify_holding() -> Answered:
    """Serial and surname from the paper, from an address that has tried too often."""
    how = "token" if request.form.get("token") else "code"
    value = request.form.get(how, "")[:80]
    serial, surname = request.form.get("serial", "")[:80], request.form.get("surname", "")[:120]
    try:
        answer = verification.by_holding((how, value), serial, surname, address=_address())
    except Throttled as wait:
        return _holding(how, value, serial, wait)
    return _result(answer, by="link" if how == "token" else "number")


@bp.get("/verify/holding")
@public
def verify_holding_again() -> Response:
    """A result has no address of its own: begin again."""
    return redirect(url_for("certificates.verify"))


def _holding(how: str, value: str, serial: str, wait: Throttled) -> Answered:
    """The form that asks for proof of holding; the same for every token and code."""
    page = render_template(
        "certificates/holding.html",
        how=how,
        value=value,
        serial=serial,
        example=verification.example_serial(),
    )
    return page, 429, {"Retry-After": str(wait.retry_after)}


def form_page(errors: dict[str, str] | None = None) -> str:
    """The page with all ways of checking, with what was typed."""
    return render_template(
        "certificates/verify.html",
        errors=errors or {},
        typed=request.form,
        example=verification.example_serial(),
    )


def _result(answer: Answer, *, by: str) -> str:
    return render_template(
        "certificates/result.html",
        a=answer,
        by=by,
        word=verdict_words()[answer.verdict],
        statement_keys=_statement_keys() if by == "link" else None,
    )


def _statement_keys() -> dict[str, str]:
    """The pinned keys of statements, id in hex to key in base64, for the page's script."""
    pinned = statements.pinned().keys
    return {
        key_id.hex(): base64.b64encode(key.public_bytes_raw()).decode()
        for key_id, key in pinned.items()
    }
