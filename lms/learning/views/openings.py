"""What opens each module, for trainers to set."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import _, say
from lms.core.messages import N_
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.learning.policies import Permission
from lms.learning.queries.opening_board import opening_board
from lms.learning.rules.openings import PART_WORDS
from lms.learning.services import openings as services
from lms.learning.views.blueprint import bp

_MOMENT = "%Y-%m-%dT%H:%M"


@bp.get("/openings")
@needs(Permission.OPEN_MODULES)
def openings(slug: str) -> str:
    """What opens each module, and the forms to set it."""
    return _page(slug)


def _page(slug: str, module: str = "", errors: tuple[str, ...] = ()) -> str:
    head = session_head(slug, actor())
    return render_template(
        "learning/openings.html",
        head=head,
        board=opening_board(head, actor=actor()),
        parts={part: say(words) for part, words in PART_WORDS.items()},
        local=lambda at: at.astimezone(ZoneInfo(head.zone)).strftime(_MOMENT) if at else "",
        wrong=module,
        errors=errors,
        typed=request.form,
    )


@bp.post("/openings")
@needs(Permission.OPEN_MODULES)
def set_opening(slug: str) -> Response | tuple[str, int]:
    """Set what opens one module, or open it to all now."""
    module = request.form.get("module", "")
    try:
        with transaction():
            if request.form.get("act") == "all":
                services.open_to_all(actor=actor(), slug=slug, module=module)
            else:
                zone = ZoneInfo(session_head(slug, actor()).zone)
                services.set_opening(actor=actor(), slug=slug, module=module, asks=_asks(zone))
    except Invalid as error:
        return _page(slug, module, tuple(say(one.message) for one in error.errors)), 422
    flash(_("It is set. Participants see it on their course page at once."), "ok")
    return redirect(url_for("learning.openings", slug=slug, _anchor=module))


def _asks(zone: ZoneInfo) -> services.OpeningInput:
    percent = request.form.get("percent", "60").strip()
    return services.OpeningInput(
        opens_at=_moment(request.form.get("opens_at", "").strip(), zone),
        half_day_id=request.form.get("half_day", type=uuid.UUID),
        activity=request.form.get("activity") or None,
        percent=int(percent) if percent.isascii() and percent.isdecimal() else -1,
    )


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text[:16], _MOMENT).replace(tzinfo=zone)
    except ValueError as error:
        fault = N_("Write day and time, such as 2026-03-02 09:00.")
        raise Invalid([FieldError("opens_at", fault)]) from error
