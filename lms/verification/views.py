"""The offline verifier, to be read about and carried away. Open to everybody."""

import hashlib

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from lms.core.web import public
from lms.verification import services
from lms.verification.formats import pack_moment

bp = Blueprint("verification", __name__)
VERIFIER_NAME = "certificate-verifier.html"
PACK_NAME = "revocations.txt"


@bp.get("/verify/offline")
@public
def offline() -> str:
    """What the offline verifier is, with its fingerprint and the age of the pack."""
    made = services.offline_verifier()
    return render_template(
        "verification/offline.html",
        sha256=hashlib.sha256(made).hexdigest(),
        kilobytes=round(len(made) / 1024),
        pack_at=pack_moment(services.pack()),
    )


@bp.get(f"/verify/offline/{VERIFIER_NAME}")
@public
def verifier() -> Response:
    """The one file; a browser keeps it rather than opening it here."""
    return _attached(services.offline_verifier(), "text/html; charset=utf-8", VERIFIER_NAME)


@bp.get(f"/verify/offline/{PACK_NAME}")
@public
def revocations() -> Response:
    """The newest signed list of what no longer stands."""
    text = services.pack()
    if not text:
        raise NotFound
    return _attached(text.encode(), "text/plain; charset=utf-8", PACK_NAME)


def _attached(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(data, content_type=media_type, headers=headers)
