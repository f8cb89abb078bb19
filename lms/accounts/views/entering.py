"""Entering without a password: printed slips, invitations, resets."""

from flask import redirect, render_template, request, url_for

from lms.accounts import services
from lms.accounts.enums import TokenPurpose
from lms.accounts.forms import CodeForm, NewPasswordForm, ResetForm
from lms.accounts.services import OpenLink, SignInStep
from lms.accounts.views.blueprint import bp
from lms.accounts.views.sign_in import KNOWN_BROWSER, WayOn, after_sign_in, place, way_on
from lms.core.db import transaction
from lms.core.errors import Invalid, Throttled
from lms.core.i18n import _, say
from lms.core.web import actor, form_errors, public

AFTER_SLIP = "accounts.own_password"


@bp.route("/enter", methods=["GET", "POST"])
@public
def enter_code() -> WayOn:
    """User name and one-time code, typed from a printed slip."""
    if not actor().is_anonymous:
        return redirect(after_sign_in())
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(form, 422 if request.method == "POST" else 200)
    try:
        with transaction():
            step = services.use_code(
                login=form.username.data or "",
                code=form.code.data or "",
                address=place(),
                browser=request.cookies.get(KNOWN_BROWSER, ""),
            )
    except Throttled as error:
        form.form_errors.append(say(error.message))
        return _code_page(form, error.status)
    if step is not SignInStep.WRONG:
        return way_on(step, url_for(AFTER_SLIP))
    form.form_errors.append(
        _(
            "User name and code do not belong together, or the slip is used or out of date. "
            "Check both, or ask the organiser for a new slip."
        )
    )
    return _code_page(form, 422)


@bp.route("/enter/<token>", methods=["GET", "POST"])
@public
def enter_link(token: str) -> WayOn:
    """A single-use link. Opening shows a button or a form; only sending that uses the link up."""
    link = services.open_link(token=token)
    if link is None:
        with transaction():
            services.note_bad_link(address=place())
        return _used_up()
    if link.purpose is TokenPurpose.SLIP:
        return _enter_by_slip(token)
    return _enter_with_new_password(token, link)


@bp.route("/forgot", methods=["GET", "POST"])
@public
def ask_reset() -> WayOn:
    """Ask for a link to a new password. The answer is the same for every name."""
    form = ResetForm()
    if not form.validate_on_submit():
        page = render_template("accounts/forgot.html", form=form, asked=False)
        return page, 422 if request.method == "POST" else 200
    try:
        with transaction():
            services.request_reset(login=form.login.data or "", address=place())
    except Throttled as error:
        form.form_errors.append(say(error.message))
        return render_template("accounts/forgot.html", form=form, asked=False), error.status
    return render_template("accounts/forgot.html", form=form, asked=True)


def _enter_by_slip(token: str) -> WayOn:
    if request.method != "POST":
        return render_template("accounts/enter_slip.html")
    with transaction():
        step = services.use_link(token=token)
    return way_on(step, url_for(AFTER_SLIP)) if step else _used_up()


def _enter_with_new_password(token: str, link: OpenLink) -> WayOn:
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            hashed = services.make_password_hash(
                account_id=link.account_id, password=form.password.data or ""
            )
        except Invalid as error:
            form_errors(form, error)
        else:
            with transaction():
                step = services.use_link(token=token, password_hash=hashed)
            return way_on(step) if step else _used_up()
    page = render_template("accounts/enter_password.html", form=form, purpose=link.purpose)
    return page, 422 if request.method == "POST" else 200


def _used_up() -> tuple[str, int]:
    return render_template("accounts/used_up.html"), 410


def _code_page(form: CodeForm, status: int) -> tuple[str, int]:
    return render_template("accounts/enter_code.html", form=form), status
