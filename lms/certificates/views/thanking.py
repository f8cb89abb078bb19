"""The list of those whom a session thanks."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.certificates import queries
from lms.certificates.policies import Permission
from lms.certificates.services import thanking
from lms.certificates.views.blueprint import bp
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _n, say
from lms.core.once import take_key
from lms.core.web import actor, needs

Page = str | Response | tuple[str, int]
_TEXTS = ("post", "organisation", "capacity")


@bp.get("/sessions/<slug>/certificates/thanks")
@needs(Permission.PREVIEW_PAPERS)
def thanks(slug: str) -> Page:
    """Trainers and guests, with their certificates of appreciation."""
    return _list(slug)


def _list(slug: str, errors: dict[str, str] | None = None) -> Page:
    page = queries.session_thanks(slug, actor=actor())
    html = render_template(
        "certificates/thanks.html",
        head=page.head,
        page=page,
        may=can(actor(), Permission.ISSUE, page.head).allowed,
        errors=errors or {},
        typed=request.form,
    )
    return (html, 422) if errors else html


@bp.post("/sessions/<slug>/certificates/thanks")
@needs(Permission.ISSUE)
def thank(slug: str) -> Page:
    """Put a guest on the list, or all trainers."""
    try:
        with transaction():
            take_key()
            if request.form.get("act") == "trainers":
                came = thanking.thank_trainers(actor=actor(), slug=slug)
            else:
                thanking.thank(
                    actor=actor(),
                    slug=slug,
                    name=request.form.get("name", "")[:500],
                    local_name=request.form.get("local_name", "")[:500],
                    **{name: _localized(name) for name in _TEXTS},
                )
                came = 1
    except Invalid as invalid:
        return _list(slug, {error.field: say(error.message) for error in invalid.errors})
    except Refused as refused:
        flash(say(refused.message), "warn")
        return redirect(url_for("certificates.thanks", slug=slug))
    if came:
        word = _n("%(num)s person came onto the list.", "%(num)s people came onto the list.", came)
        flash(word, "ok")
    else:
        flash(_("No trainer is missing on the list."), "info")
    return redirect(url_for("certificates.thanks", slug=slug))


def _localized(name: str) -> dict[str, str]:
    return {one: request.form.get(f"{name}_{one}", "")[:500] for one in ("en", "ur")}


@bp.post("/sessions/<slug>/certificates/thanks/<uuid:thanks_id>/remove")
@needs(Permission.ISSUE)
def unthank(slug: str, thanks_id: UUID) -> Response:
    """Take somebody off the list, where no certificate was issued."""
    try:
        with transaction():
            thanking.unthank(actor=actor(), slug=slug, thanks_id=thanks_id)
    except Refused as refused:
        flash(say(refused.message), "warn")
    return redirect(url_for("certificates.thanks", slug=slug))
