"""Who has which part open: the page says so now and then, and learns of the others."""

from flask import jsonify, request
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.policies import Permission
from lms.authoring.queries import drafts, files, shown
from lms.authoring.views.blueprint import bp
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.web import actor, needs


@bp.post("/courses/<slug>/write/presence")
@needs(Permission.WRITE)
def presence(slug: str) -> Response:
    """Notes the own presence; tells who else is there and which version stands now."""
    draft = drafts.draft_of(slug, actor())
    path = request.form.get("path", "")[:200]
    with transaction():
        services.seen(
            actor=actor(), draft_id=draft.id, path=path, gone=request.form.get("gone") == "1"
        )
    there = files.text_file(draft.id, path)
    now = utcnow()
    return jsonify(
        others=[
            {"name": one.name, "seconds": int((now - one.seen_at).total_seconds())}
            for one in shown.present(draft.id, actor(), path)
        ],
        version=there.version if there else 0,
        by=there.changed_by if there else "",
    )
