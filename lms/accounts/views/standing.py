"""A person's ways in and appointments: invitations, closing an account, appointing, ending."""

import uuid

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.accounts import queries, services
from lms.accounts.enums import AppointmentRole
from lms.accounts.forms import AppointmentForm
from lms.accounts.policies import Permission
from lms.accounts.views.blueprint import bp
from lms.accounts.views.people import optional_id
from lms.accounts.views.person import zone
from lms.accounts.views.sign_in import WayOn
from lms.agencies.queries import agency_names
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.web import actor, form_errors, needs


@bp.post("/people/<uuid:person_id>/invite")
@needs(Permission.HELP_SIGN_IN)
def invite(person_id: uuid.UUID) -> Response:
    """Send an invitation, or show its link once."""
    by_mail = request.form.get("by") == "mail"
    with transaction():
        link = services.invite(actor=actor(), person_id=person_id, by_mail=by_mail)
    if by_mail:
        flash(_("The invitation is on its way to %(address)s.", address=link.mailed_to), "ok")
        return redirect(url_for("accounts.person", person_id=person_id))
    facts = queries.person_facts(actor=actor(), person_id=person_id)
    page = render_template("accounts/link_once.html", link=link, person=facts, zone=zone())
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/people/<uuid:person_id>/account/close")
@needs(Permission.HELP_SIGN_IN)
def close_account(person_id: uuid.UUID) -> Response:
    """Close the way in; running sign-ins end."""
    with transaction():
        services.disable_account(actor=actor(), person_id=person_id)
    flash(_("The account is closed, and its sign-ins have ended."), "ok")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.post("/people/<uuid:person_id>/account/open")
@needs(Permission.HELP_SIGN_IN)
def open_account(person_id: uuid.UUID) -> Response:
    """Open a closed account again."""
    with transaction():
        services.enable_account(actor=actor(), person_id=person_id)
    flash(_("The account is open again."), "ok")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.route("/people/<uuid:person_id>/appoint", methods=["GET", "POST"])
@needs(Permission.APPOINT)
def appoint(person_id: uuid.UUID) -> WayOn:
    """Appoint an administrator or a focal point."""
    page = queries.person_page(actor=actor(), person_id=person_id)
    form = AppointmentForm()
    form.offer(agency_names())
    if request.method == "GET" and page.present is not None:
        form.agency_id.data = str(page.present.agency_id)
    if form.validate_on_submit():
        try:
            with transaction():
                _appoint(person_id, form)
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("The appointment is saved."), "ok")
            return redirect(url_for("accounts.person", person_id=person_id))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/appoint.html", form=form, person=page.facts), status


@bp.post("/people/<uuid:person_id>/appointments/<uuid:appointment_id>/end")
@needs(Permission.APPOINT)
def end_appointment(person_id: uuid.UUID, appointment_id: uuid.UUID) -> Response:
    """End an appointment at once."""
    with transaction():
        services.end_appointment(actor=actor(), appointment_id=appointment_id)
    flash(_("The appointment has ended."), "ok")
    return redirect(url_for("accounts.person", person_id=person_id))


def _appoint(person_id: uuid.UUID, form: AppointmentForm) -> None:
    role = AppointmentRole(form.role.data)
    focal = role is AppointmentRole.FOCAL_POINT
    services.appoint(
        actor=actor(),
        person_id=person_id,
        role=role,
        agency_id=optional_id(form.agency_id.data) if focal else None,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
    )
