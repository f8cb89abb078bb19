"""Names as they are said, for organisers and for each agency's focal point."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.ceremony import queries
from lms.ceremony.policies import Permission
from lms.ceremony.views.blueprint import bp
from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _n, say
from lms.core.web import actor, key_of, needs
from lms.courses.queries import session_head
from lms.enrolments.services import write_spoken
from lms.enrolments.services.spoken import Spoken


@bp.get("/sessions/<slug>/ceremony/names")
@needs(Permission.SAY_NAMES)
def names(slug: str) -> str:
    """The names that the actor may help to say."""
    return _page(slug, {})


def _page(slug: str, faults: dict[str, str]) -> str:
    head, rows = queries.spoken_names(slug, actor=actor())
    return render_template(
        "ceremony/names.html", head=head, rows=rows, faults=faults, typed=request.form
    )


@bp.post("/sessions/<slug>/ceremony/names")
@needs(Permission.SAY_NAMES)
def save_names(slug: str) -> Response | tuple[str, int]:
    """Save what was typed at the names."""
    require(actor(), Permission.SAY_NAMES, session_head(slug, actor()))
    said: dict[UUID, Spoken] = {
        key_of(name.removesuffix("-latin")): Spoken(
            text, request.form.get(f"{name.removesuffix('-latin')}-local", "")
        )
        for name, text in request.form.items()
        if name.endswith("-latin")
    }
    try:
        with transaction():
            count = write_spoken(actor=actor(), slug=slug, said=said)
    except Invalid as error:
        return _page(slug, {one.field: say(one.message) for one in error.errors}), 422
    flash(_n("%(num)s name saved.", "%(num)s names saved.", count), "ok")
    return redirect(url_for("ceremony.names", slug=slug))
