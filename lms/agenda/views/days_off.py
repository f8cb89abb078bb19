"""Pages of own days off: general ones, and the black-out days of agencies."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.policies import Permission
from lms.agenda.queries import days_off as queries
from lms.agenda.services import days_off as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.place_forms import day_off_form, day_off_input
from lms.agenda.views.places import Page, act, saved, status
from lms.core.errors import NotFound
from lms.core.i18n import _, _l
from lms.core.web import NavItem, actor, needs

NAV = [NavItem(47, _l("Days off"), "agenda.days_off", Permission.OWN_BLACKOUTS)]


@bp.get("/days-off")
@needs(Permission.VIEW_DAYS_OFF)
def days_off() -> str:
    """Days off to come, or those gone by."""
    past = request.args.get("show") == "past"
    rows = queries.days_off(actor=actor(), past=past)
    return render_template(
        "agenda/places/days_off.html", rows=rows, past=past, may_add=queries.may_add(actor())
    )


@bp.route("/days-off/new", methods=["GET", "POST"])
@needs(Permission.VIEW_DAYS_OFF)
def new_days_off() -> Page:
    """Enter days off."""
    choices = queries.choices(actor())
    if not choices.any:
        raise NotFound
    form = day_off_form(choices.agencies, general=choices.general)
    made = saved(form, lambda: services.add_days_off(actor=actor(), days=day_off_input(form)))
    if made is not None:
        flash(_("The days off are entered."), "ok")
        return redirect(url_for("agenda.days_off"))
    return _form(form, None, choices), status()


@bp.route("/days-off/<uuid:day_off_id>", methods=["GET", "POST"])
@needs(Permission.VIEW_DAYS_OFF)
def edit_days_off(day_off_id: UUID) -> Page:
    """Change days off."""
    row = queries.day_off(actor=actor(), day_off_id=day_off_id)
    if not row.may_change:
        raise NotFound
    choices = queries.choices(actor())
    form = day_off_form(choices.agencies, general=choices.general, row=row)
    made = saved(
        form,
        lambda: services.change_days_off(
            actor=actor(), day_off_id=row.id, days=day_off_input(form)
        ),
    )
    if made is not None:
        flash(_("The days off are saved."), "ok")
        return redirect(url_for("agenda.days_off"))
    return _form(form, row, choices), status()


@bp.post("/days-off/<uuid:day_off_id>/remove")
@needs(Permission.VIEW_DAYS_OFF)
def remove_days_off(day_off_id: UUID) -> Response:
    """Take days off away."""
    act(
        lambda: services.remove_days_off(actor=actor(), day_off_id=day_off_id),
        _("The days off are taken away."),
    )
    return redirect(url_for("agenda.days_off"))


def _form(form: object, row: queries.DayOffRow | None, choices: queries.Choices) -> str:
    return render_template("agenda/places/day_off_form.html", form=form, row=row, choices=choices)
