"""Gentle reminders of a session: rules, and how many they have written to."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.learning.enums import ReminderKind
from lms.learning.policies import Permission
from lms.learning.queries.reminders import rule_lines
from lms.learning.rules.reminders import DAYS, LABELS
from lms.learning.services import reminders as services
from lms.learning.views.blueprint import bp


@bp.get("/reminders")
@needs(Permission.REMIND)
def reminders(slug: str) -> str:
    """The rules by which participants are reminded."""
    return _page(slug)


def _page(slug: str, errors: tuple[str, ...] = ()) -> str:
    head = session_head(slug, actor())
    require(actor(), Permission.REMIND, head)
    return render_template(
        "learning/reminders.html",
        head=head,
        rules=rule_lines(head, actor=actor()),
        kinds=list(ReminderKind),
        labels=LABELS,
        days_words=DAYS,
        typed=request.form,
        errors=errors,
    )


@bp.post("/reminders")
@needs(Permission.REMIND)
def add_reminder(slug: str) -> Response | tuple[str, int]:
    """Remind by one more rule."""
    try:
        kind = ReminderKind(request.form.get("kind", ""))
    except ValueError:
        return _page(slug, (_("Choose whom to remind."),)), 422
    try:
        with transaction():
            days = request.form.get("days", type=int) or 0
            services.add_rule(actor=actor(), slug=slug, kind=kind, days=days)
    except Invalid as error:
        return _page(slug, tuple(say(one.message) for one in error.errors)), 422
    flash(_("The rule is set. Letters go out in the morning of the venue."), "ok")
    return redirect(url_for("learning.reminders", slug=slug))


@bp.post("/reminders/<uuid:rule_id>")
@needs(Permission.REMIND)
def change_reminder(slug: str, rule_id: uuid.UUID) -> Response:
    """Let a rule rest, let it write again, or remove it."""
    with transaction():
        if request.form.get("act") == "remove":
            services.remove_rule(actor=actor(), slug=slug, rule_id=rule_id)
        else:
            services.switch_rule(
                actor=actor(),
                slug=slug,
                rule_id=rule_id,
                active=request.form.get("act") == "on",
            )
    return redirect(url_for("learning.reminders", slug=slug))
