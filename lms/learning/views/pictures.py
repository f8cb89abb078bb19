"""Pictures that questions ask about, under addresses that belong to one attempt."""

import uuid

from flask import request
from werkzeug.wrappers import Response

from lms.core.errors import NotFound
from lms.core.files import read
from lms.core.web import actor, needs
from lms.courses.queries import media_file
from lms.engines.marking.quiz import Quiz, picture_of
from lms.exercises import queries as attempts
from lms.exercises.policies import Permission as Exercise
from lms.learning.views.blueprint import bp


@bp.get("/attempts/<uuid:attempt_id>/pictures/<token>")
@needs(Exercise.VIEW_ATTEMPT)
def picture(slug: str, attempt_id: uuid.UUID, token: str) -> Response:
    """A question's picture. Neither address nor answer carries the file's name, hash or age."""
    attempt = attempts.attempt_head(attempt_id, actor=actor())
    known = attempts.published_activity(attempt)
    name = picture_of(known.spec, attempt.seed, token) if isinstance(known.spec, Quiz) else None
    if name is None:
        raise NotFound
    row = media_file(attempt.content_hash, name)
    answer = Response(read(row), mimetype=row.media_type)
    answer.set_etag(token)
    answer.cache_control.private = True
    answer.cache_control.max_age = 3600
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer.make_conditional(request)
