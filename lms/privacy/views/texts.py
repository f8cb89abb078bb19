"""Versions of the texts, for administrators."""

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, say
from lms.core.settings import Settings
from lms.core.web import actor, form_errors, needs
from lms.privacy.enums import NoticeKind
from lms.privacy.forms import TextForm
from lms.privacy.policies import Permission
from lms.privacy.queries import texts as queries
from lms.privacy.services import texts as services
from lms.privacy.shipped import LANGUAGES
from lms.privacy.views.blueprint import bp


@bp.get("/privacy-texts")
@needs(Permission.MANAGE_TEXTS)
def texts() -> str:
    """All versions, with how many people answered each."""
    settings: Settings = current_app.extensions["concord.settings"]
    return render_template(
        "privacy/texts.html", versions=queries.versions(actor=actor()), zone=settings.time_zone
    )


@bp.get("/privacy-texts/<kind>/<int:number>")
@needs(Permission.MANAGE_TEXTS)
def version(kind: str, number: int) -> str:
    """One version as it was published."""
    text = queries.version(_kind(kind), number, actor=actor())
    settings: Settings = current_app.extensions["concord.settings"]
    return render_template(
        "privacy/version.html", text=text, languages=LANGUAGES, zone=settings.time_zone
    )


@bp.route("/privacy-texts/<kind>/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TEXTS)
def new_version(kind: str) -> str | Response | tuple[str, int]:
    """Write and publish a new version; the form begins with the present one."""
    newest = queries.versions(actor=actor())[_kind(kind)][0].text
    form = TextForm() if request.method == "POST" else TextForm.of(newest)
    if form.validate_on_submit():
        try:
            with transaction():
                number = services.publish(
                    actor=actor(),
                    kind=newest.kind,
                    title=form.given("title"),
                    body=form.given("body"),
                )
        except Invalid as error:
            form_errors(form, error)
        except Refused as error:
            form.form_errors.append(say(error.message))
        else:
            flash(_("Version %(number)s is published and asked from now on.", number=number), "ok")
            return redirect(url_for("privacy.texts"))
    status = 422 if form.is_submitted() else 200
    return render_template("privacy/new_version.html", form=form, newest=newest), status


def _kind(text: str) -> NoticeKind:
    try:
        return NoticeKind(text)
    except ValueError:
        raise NotFound from None
