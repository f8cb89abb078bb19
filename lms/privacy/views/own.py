"""The public notice, and what a signed-in person answered."""

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, _n, language, say
from lms.core.settings import Settings
from lms.core.web import actor, public, signed_in
from lms.privacy.enums import ConsentWay, NoticeKind
from lms.privacy.forms import typed_answers
from lms.privacy.policies import Permission
from lms.privacy.queries import consents, texts
from lms.privacy.services.consents import answer
from lms.privacy.shipped import LANGUAGES
from lms.privacy.views.blueprint import bp


@bp.get("/privacy")
@public
def notice() -> str:
    """The notice in force, in both languages; the reader's comes first."""
    order = sorted(LANGUAGES, key=lambda one: one != language())
    return render_template(
        "privacy/notice.html",
        text=texts.newest_texts()[NoticeKind.NOTICE],
        languages=order,
        zone=_zone(),
        manages=can(actor(), Permission.MANAGE_TEXTS).allowed,
    )


@bp.route("/me/privacy", methods=["GET", "POST"])
@signed_in
def own() -> str | Response | tuple[str, int]:
    """What I was asked and answered; an answer given here holds in all course sessions."""
    who = actor()
    if who.person_id is None:
        raise NotFound
    error = ""
    if request.method == "POST":
        try:
            with transaction():
                count = answer(
                    actor=who,
                    person_id=who.person_id,
                    agency_id=None,
                    course_session_id=None,
                    answers=typed_answers(request.form),
                    way=ConsentWay.ACCOUNT,
                )
        except Invalid as fault:
            error = say(fault.errors[0].message)
        else:
            flash(_n("%(num)s answer is on record.", "%(num)s answers are on record.", count), "ok")
            return redirect(url_for("privacy.own"))
    page = render_template(
        "privacy/own.html",
        asked=consents.asked(who.person_id, None),
        history=consents.own_history(who),
        error=error,
        zone=_zone(),
        title=_("Privacy"),
    )
    return page, 422 if error else 200


def _zone() -> str:
    settings: Settings = current_app.extensions["concord.settings"]
    return settings.time_zone
