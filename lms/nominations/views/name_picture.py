"""The live picture of a name as it will stand on the paper; the certificates hand it in."""

from datetime import timedelta
from uuid import UUID

from flask import current_app, request
from werkzeug.wrappers import Response

from lms.core import throttle
from lms.core.db import transaction
from lms.core.i18n import say
from lms.enrolments.rows import NamePicture, NamePictures
from lms.nominations.queries.invitations import Invitation

FREE, WINDOW, LONGEST = 120, timedelta(minutes=10), timedelta(seconds=20)
LONGEST_NAME = 200


def _pictures() -> NamePictures | None:
    found: NamePictures | None = current_app.extensions.get("concord.name_picture")
    return found


def has_pictures() -> bool:
    """Whether a picture can be drawn here."""
    return _pictures() is not None


def picture(seen: Invitation) -> Response:
    """The picture of the name in the query, else of the name as it stands. A name that cannot be
    drawn is answered with the reason (422). Each person has so many at a time: Throttled."""
    draw = _pictures()
    if draw is None:
        return Response(status=404)
    latin = request.args.get("latin", seen.certificate_name)[:LONGEST_NAME]
    local = request.args.get("local", seen.certificate_name_local)[:LONGEST_NAME]
    _count(seen.person_id)
    drawn: NamePicture = draw(latin, local)
    if drawn.problem is not None:
        return Response(say(drawn.problem), 422, mimetype="text/plain")
    svg = drawn.local if request.args.get("part") == "local" else drawn.latin
    response = Response(svg, 200 if svg else 404, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def _count(person_id: UUID) -> None:
    key = f"name-picture:{person_id}"
    with transaction():
        throttle.check(key)
        throttle.failed(key, free=FREE, window=WINDOW, longest=LONGEST)
