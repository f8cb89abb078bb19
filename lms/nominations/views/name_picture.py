"""The live picture of a name as it will stand on the paper; the certificates hand it in.

Names that are being typed come in the body of a request, never in an address: addresses stand in
the logs of every machine on the way.
"""

from base64 import b64encode
from datetime import timedelta
from uuid import UUID

from flask import current_app, jsonify, request
from werkzeug.wrappers import Response

from lms.core import throttle
from lms.core.db import transaction
from lms.core.i18n import say
from lms.enrolments.rows import NamePicture, NamePictures
from lms.nominations.queries.invitations import Invitation

FREE, WINDOW, LONGEST = 200, timedelta(minutes=10), timedelta(seconds=20)
LONGEST_NAME = 200


def draw(latin: str, local: str) -> NamePicture:
    """The picture of a name in its one or two scripts, or why it cannot be printed."""
    pictures: NamePictures = current_app.extensions["concord.name_picture"]
    return pictures(latin[:LONGEST_NAME], local[:LONGEST_NAME])


def as_address(svg: bytes) -> str:
    """A picture as an address that holds it, for pages without scripts."""
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}" if svg else ""


def of_record(seen: Invitation) -> Response:
    """The picture of the name as it stands, in one script (`?part=local`, else Latin)."""
    drawn = draw(seen.certificate_name, seen.certificate_name_local)
    svg = drawn.local if request.args.get("part") == "local" else drawn.latin
    response = Response(svg, 200 if svg else 404, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def of_typed(seen: Invitation) -> Response:
    """Both pictures of a typed name as JSON (`latin`, `local`), or the reason why it cannot be
    printed (422). Each person has so many at a time: Throttled."""
    _count(seen.person_id)
    drawn = draw(request.form.get("latin", ""), request.form.get("local", ""))
    if drawn.problem is not None:
        response = jsonify(problem=say(drawn.problem))
        response.status_code = 422
        return response
    return jsonify(latin=as_address(drawn.latin), local=as_address(drawn.local))


def _count(person_id: UUID) -> None:
    key = f"name-picture:{person_id}"
    with transaction():
        throttle.check(key)
        throttle.failed(key, free=FREE, window=WINDOW, longest=LONGEST)
