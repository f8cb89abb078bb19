"""Signing in and out, and the language of this browser."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.accounts import limits, second_factor, services
from lms.accounts.forms import SignInForm
from lms.accounts.services import SignInStep
from lms.accounts.views.blueprint import bp
from lms.core.db import transaction
from lms.core.errors import Throttled
from lms.core.i18n import COOKIE, _, say
from lms.core.settings import Settings
from lms.core.web import actor, public, safe_next, signed_in

KNOWN_BROWSER = "known_browser"
KNOWN_SECONDS = 180 * 24 * 3600
YEAR = 365 * 24 * 3600
WayOn = str | Response | tuple[str, int]


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> WayOn:
    """E-mail address or user name, and password."""
    if not actor().is_anonymous:
        return redirect(after_sign_in())
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422 if request.method == "POST" else 200)
    try:
        checked = services.check_login(
            login=form.login.data or "",
            password=form.password.data or "",
            address=place(),
            browser=request.cookies.get(KNOWN_BROWSER, ""),
        )
    except Throttled as error:
        form.form_errors.append(say(error.message))
        return _sign_in_page(form, error.status, error.retry_after)
    with transaction():
        step = services.settle_sign_in(checked=checked)
    if step is not SignInStep.WRONG:
        return way_on(step)
    form.form_errors.append(
        _("Name and password do not belong together. Check both, also for capital letters.")
    )
    return _sign_in_page(form, 422)


@bp.route("/sign-in/second", methods=["GET", "POST"])
@public
def second_step() -> WayOn:
    """The second factor's page, while a right first step waits."""
    waiting = second_factor.pending()
    if waiting is None:
        return redirect(url_for("accounts.sign_in", next=safe_next(request.args.get("next"))))
    status, error = 200, None
    if request.method == "POST":
        try:
            with transaction():
                step = services.settle_second_factor(answers=request.form)
            if step is SignInStep.IN:
                return way_on(step)
            status, error = 422, _("This was not right. Try the next code.")
        except Throttled as throttled:
            status, error = throttled.status, say(throttled.message)
    provider, challenge = services.second_step(account_id=waiting.account_id)
    page = render_template(
        provider.template, label=provider.label, challenge=challenge, error=error
    )
    return page, status


@bp.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this browser's sign-in."""
    with transaction():
        services.sign_out(actor=actor(), token=current_user.get_id())
    flash(_("You are signed out."), "ok")
    return redirect(url_for("accounts.sign_in"))


@bp.post("/language")
@public
def switch_language() -> Response:
    """Keep the language in this browser and, for who is signed in, with the person."""
    settings: Settings = current_app.extensions["concord.settings"]
    code = request.form.get("language", "")
    if code not in settings.languages:
        abort(404)
    if not actor().is_anonymous:
        with transaction():
            services.set_language(actor=actor(), language=code)
    response = redirect(safe_next(request.form.get("next")) or "/")
    response.set_cookie(
        COOKIE, code, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.cookie_secure
    )
    return response


def place() -> str:
    """The address that tries are counted for."""
    return request.remote_addr or ""


def after_sign_in() -> str:
    """Where to go once signed in: the page that was asked for, else the desk."""
    return safe_next(request.args.get("next")) or "/desk"


def way_on(step: SignInStep, target: str | None = None) -> Response:
    """To the second factor's page, or to `target` with this browser remembered."""
    if step is SignInStep.SECOND_FACTOR:
        wish = target or safe_next(request.args.get("next"))
        return redirect(url_for("accounts.second_step", next=wish))
    settings: Settings = current_app.extensions["concord.settings"]
    response = redirect(target or after_sign_in())
    account_id = actor().account_id
    if account_id is not None:
        response.set_cookie(
            KNOWN_BROWSER,
            limits.remember(request.cookies.get(KNOWN_BROWSER, ""), account_id),
            max_age=KNOWN_SECONDS,
            samesite="Lax",
            httponly=True,
            secure=settings.cookie_secure,
            path="/",
        )
    return response


def _sign_in_page(form: SignInForm, status: int, retry_after: int | None = None) -> WayOn:
    page = render_template("accounts/sign_in.html", form=form, wish=request.args.get("next"))
    if retry_after is None:
        return page, status
    response = Response(page, status, mimetype="text/html")
    response.headers["Retry-After"] = str(retry_after)
    return response
