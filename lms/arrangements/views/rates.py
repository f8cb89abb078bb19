"""Allowances themselves: add, change, take away."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms.arrangements.forms import RateForm, rate_form
from lms.arrangements.policies import Permission
from lms.arrangements.queries import lists as queries
from lms.arrangements.services import rates as services
from lms.arrangements.views.blueprint import bp
from lms.arrangements.views.overview import Page
from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, form_errors, needs


@bp.route("/sessions/<slug>/arrangements/rates/new", methods=["GET", "POST"])
@needs(Permission.MANAGE)
def new_rate(slug: str) -> Page:
    """Add an allowance."""
    head = queries.managed(slug, actor())
    require(actor(), Permission.MANAGE, head)
    form = rate_form()
    if _saved(form, lambda: services.add_rate(actor=actor(), slug=slug, given=form.given())):
        flash(_("The allowance is added. Now say who gets it."), "ok")
        return redirect(url_for("arrangements.allowances", slug=slug))
    page = render_template("arrangements/rate_form.html", head=head, form=form, rate=None)
    return page, 422 if form.is_submitted() else 200


@bp.route("/sessions/<slug>/arrangements/rates/<uuid:rate_id>", methods=["GET", "POST"])
@needs(Permission.MANAGE)
def rate(slug: str, rate_id: UUID) -> Page:
    """Change an allowance."""
    head, row = queries.rate(slug, rate_id, actor=actor())
    require(actor(), Permission.MANAGE, head)
    form = rate_form(row)
    if _saved(
        form,
        lambda: services.change_rate(actor=actor(), slug=slug, rate_id=rate_id, given=form.given()),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("arrangements.allowances", slug=slug))
    page = render_template("arrangements/rate_form.html", head=head, form=form, rate=row)
    return page, 422 if form.is_submitted() else 200


@bp.post("/sessions/<slug>/arrangements/rates/<uuid:rate_id>/remove")
@needs(Permission.MANAGE)
def remove_rate(slug: str, rate_id: UUID) -> Response:
    """Take away an allowance that nobody gets."""
    queries.rate(slug, rate_id, actor=actor())
    try:
        with transaction():
            services.remove_rate(actor=actor(), slug=slug, rate_id=rate_id)
    except Refused as error:
        flash(say(error.message), "warn")
    else:
        flash(_("The allowance is taken away."), "ok")
    return redirect(url_for("arrangements.allowances", slug=slug))


def _saved(form: RateForm, act: Callable[[], object]) -> bool:
    """Do it where the form is sent and right; faults stand at their fields."""
    if not form.validate_on_submit():
        return False
    try:
        with transaction():
            act()
    except Invalid as error:
        form_errors(form, error)
        return False
    return True
