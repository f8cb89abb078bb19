"""What credentials point at, open to everybody; and the holder's own credential to keep."""

from typing import Any
from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from lms.certificates.queries import credentials
from lms.certificates.views.blueprint import bp
from lms.core.settings import ROOT
from lms.core.web import actor, download, public, signed_in
from lms.engines.credentials import badge, issuing
from lms.engines.credentials.baking import bake

JSON_LD = "application/ld+json"
HOLD_SECONDS = 300


@bp.get("/credentials/issuer")
@public
def credential_issuer() -> Response:
    """The issuer with its public keys: a controlled identifier document."""
    return open_json(issuing.as_json(credentials.issuer_document()), JSON_LD)


@bp.get("/credentials/status/<int:number>")
@public
def credential_status(number: int) -> Response:
    """A signed status list. It says by itself when it was signed and until when it is good."""
    return open_json(credentials.status_list(number).document.encode(), badge.MEDIA_TYPE)


@bp.get("/credentials/achievements/<key>")
@public
def credential_achievement(key: str) -> Response | str:
    """An achievement: a page for people, JSON for machines that ask for it."""
    document = credentials.achievement(key)
    accepted = request.accept_mimetypes.best_match(["text/html", JSON_LD, "application/json"])
    if accepted == "text/html":
        return render_template("certificates/achievement.html", a=document)
    return open_json(issuing.as_json(_as_page(document)), JSON_LD)


@bp.get("/me/certificates/<uuid:certificate_id>/credential.json")
@signed_in
def own_credential(certificate_id: UUID) -> Response:
    """The credential inside one's own certificate, as JSON."""
    found = credentials.own_credential(certificate_id, actor=actor())
    return download(found.data, f"{found.serial}.credential.json", badge.MEDIA_TYPE)


@bp.get("/me/certificates/<uuid:certificate_id>/badge.png")
@signed_in
def own_badge(certificate_id: UUID) -> Response:
    """A picture with the credential inside, as places that show badges take it."""
    found = credentials.own_credential(certificate_id, actor=actor())
    picture = (ROOT / "static" / "certificates" / "badge.png").read_bytes()
    return download(bake(picture, found.data), f"{found.serial}.badge.png", "image/png")


def _as_page(document: dict[str, Any]) -> dict[str, Any]:
    return {"@context": badge.CONTEXTS, **document}


def open_json(data: bytes, media_type: str) -> Response:
    """Public JSON that any page in a browser may read, and that caches keep for a while."""
    response = Response(data, mimetype=media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={HOLD_SECONDS}"
    response.add_etag()
    return response.make_conditional(request.environ)
