"""Questions out of the draft: one file, for another course or another system."""

import io

from flask import send_file
from werkzeug.wrappers import Response

from lms.authoring.policies import Permission
from lms.authoring.views.blueprint import bp, opened
from lms.authoring.views.quizzes import questions_path
from lms.core.web import needs


@bp.get("/courses/<slug>/write/quizzes/<group>/<name>/export.yaml")
@needs(Permission.WRITE)
def export_questions(slug: str, group: str, name: str) -> Response:
    found = opened(slug)
    text = found.texts[questions_path(found, group, name)]
    return send_file(
        io.BytesIO(text.encode()),
        mimetype="application/yaml",
        as_attachment=True,
        download_name=f"{name}.yaml",
    )
