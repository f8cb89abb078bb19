"""One's own page: names, contact, language, password, sign-ins."""

import uuid

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.accounts import queries, services
from lms.accounts.forms import OwnDetailsForm, OwnPasswordForm
from lms.accounts.views.blueprint import bp
from lms.accounts.views.sign_in import WayOn
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.settings import Settings
from lms.core.web import actor, form_errors, signed_in


@bp.get("/me")
@signed_in
def me() -> str:
    """What is known of me, and where I am signed in."""
    settings: Settings = current_app.extensions["concord.settings"]
    return render_template(
        "accounts/me.html",
        page=queries.own_page(actor=actor(), token=current_user.get_id()),
        zone=settings.time_zone,
    )


@bp.route("/me/details", methods=["GET", "POST"])
@signed_in
def own_details() -> WayOn:
    """Change one's own contact and language."""
    page = queries.own_page(actor=actor(), token=current_user.get_id())
    form = OwnDetailsForm(obj=page)
    form.offer_languages()
    if form.validate_on_submit():
        try:
            with transaction():
                services.update_own_details(
                    actor=actor(),
                    email=form.email.data,
                    mobile=form.mobile.data,
                    language=form.language.data,
                )
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("Your details are saved."), "ok")
            return redirect(url_for("accounts.me"))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/own_details.html", form=form, page=page), status


@bp.route("/me/password", methods=["GET", "POST"])
@signed_in
def own_password() -> WayOn:
    """Choose a password; other sign-ins end with it."""
    token = current_user.get_id()
    form = OwnPasswordForm()
    free = services.needs_no_old_password(actor=actor(), token=token)
    if form.validate_on_submit() and _take_password(form, token):
        flash(_("Your password is saved. Other sign-ins have ended."), "ok")
        return redirect(url_for("accounts.me"))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/own_password.html", form=form, free=free), status


@bp.post("/me/sign-ins/<uuid:sign_in_id>/end")
@signed_in
def end_own_sign_in(sign_in_id: uuid.UUID) -> Response:
    """End one of my sign-ins, on another machine."""
    with transaction():
        services.end_sign_in(actor=actor(), sign_in_id=sign_in_id)
    flash(_("That sign-in has ended."), "ok")
    return redirect(url_for("accounts.me"))


def _take_password(form: OwnPasswordForm, token: str) -> bool:
    who = actor()
    if not services.check_own_password(actor=who, token=token, password=form.present.data or ""):
        form.present.errors = [_("This is not your present password.")]
        return False
    assert who.account_id is not None
    try:
        hashed = services.make_password_hash(
            account_id=who.account_id, password=form.password.data or ""
        )
    except Invalid as error:
        form_errors(form, error)
        return False
    with transaction():
        services.set_password(
            actor=who, account_id=who.account_id, password_hash=hashed, token=token
        )
    return True
