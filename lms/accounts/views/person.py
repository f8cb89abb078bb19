"""One person: facts, changes, service by date, archive."""

import uuid
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.accounts import queries, services
from lms.accounts.forms import PersonForm, ServiceForm
from lms.accounts.policies import Permission
from lms.accounts.views.blueprint import bp
from lms.accounts.views.people import optional_id
from lms.accounts.views.sign_in import WayOn
from lms.agencies.queries import agency_names, unit_names
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.settings import Settings
from lms.core.web import actor, form_errors, needs


@bp.get("/people/<uuid:person_id>/")
@needs(Permission.VIEW_PERSON)
def person(person_id: uuid.UUID) -> str | Response:
    """All that one may see of a person. Opening another's record is written down."""
    page = queries.person_page(actor=actor(), person_id=person_id)
    if page.facts.merged_into_id is not None:
        return redirect(url_for("accounts.person", person_id=page.facts.merged_into_id))
    with transaction():
        services.note_reading(actor=actor(), person_id=person_id)
    return render_template("accounts/person.html", page=page, person=page.facts, zone=zone())


@bp.route("/people/<uuid:person_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_PERSON)
def edit_person(person_id: uuid.UUID) -> WayOn:
    """Change names, gender, language, contact."""
    facts = queries.person_facts(actor=actor(), person_id=person_id)
    form = PersonForm(obj=facts)
    form.offer_languages()
    if form.validate_on_submit():
        try:
            with transaction():
                services.update_person(actor=actor(), person_id=person_id, **_typed(form))
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("The record is saved."), "ok")
            return redirect(url_for("accounts.person", person_id=person_id))
    return render_template("accounts/edit_person.html", form=form, person=facts), _status()


@bp.route("/people/<uuid:person_id>/agency", methods=["GET", "POST"])
@needs(Permission.EDIT_PERSON)
def change_agency(person_id: uuid.UUID) -> WayOn:
    """Serve in another agency from a day on."""
    page = queries.person_page(actor=actor(), person_id=person_id)
    form = ServiceForm()
    form.offer(agency_names(), _units(optional_id(form.agency_id.data)))
    if form.validate_on_submit():
        try:
            with transaction():
                _change_agency(person_id, form)
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("The change of agency is saved."), "ok")
            return redirect(url_for("accounts.person", person_id=person_id))
    return render_template(
        "accounts/change_agency.html", form=form, person=page.facts, present=page.present
    ), _status()


@bp.route("/people/<uuid:person_id>/service", methods=["GET", "POST"])
@needs(Permission.EDIT_PERSON)
def correct_service(person_id: uuid.UUID) -> WayOn:
    """Correct unit, service number, rank, designation and posting of the present membership."""
    page = queries.person_page(actor=actor(), person_id=person_id)
    if page.present is None:
        return redirect(url_for("accounts.change_agency", person_id=person_id))
    form = ServiceForm(obj=page.present)
    form.offer([], _units(page.present.agency_id))
    del form.agency_id, form.starts_on
    if form.validate_on_submit():
        try:
            with transaction():
                services.correct_membership(
                    actor=actor(),
                    person_id=person_id,
                    unit_id=optional_id(form.unit_id.data),
                    service_no=form.service_no.data,
                    rank=form.rank.data or "",
                    designation=form.designation.data or "",
                    posting=form.posting.data or "",
                )
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("The service details are saved."), "ok")
            return redirect(url_for("accounts.person", person_id=person_id))
    return render_template(
        "accounts/service.html", form=form, person=page.facts, present=page.present
    ), _status()


@bp.post("/people/<uuid:person_id>/leave")
@needs(Permission.EDIT_PERSON)
def leave_agency(person_id: uuid.UUID) -> Response:
    """End the present membership at once."""
    with transaction():
        services.end_membership(actor=actor(), person_id=person_id)
    flash(_("The membership has ended, and the rights that came with it."), "ok")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.post("/people/<uuid:person_id>/archive")
@needs(Permission.EDIT_PERSON)
def archive_person(person_id: uuid.UUID) -> Response:
    """Put a record away."""
    with transaction():
        services.archive_person(actor=actor(), person_id=person_id)
    flash(_("The record is archived. It can be restored."), "ok")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.post("/people/<uuid:person_id>/restore")
@needs(Permission.EDIT_PERSON)
def restore_person(person_id: uuid.UUID) -> Response:
    """Bring a record back."""
    with transaction():
        services.restore_person(actor=actor(), person_id=person_id)
    flash(_("The record is back in the list."), "ok")
    return redirect(url_for("accounts.person", person_id=person_id))


def zone() -> str:
    """The zone of pages that belong to no course session."""
    settings: Settings = current_app.extensions["concord.settings"]
    return settings.time_zone


def _typed(form: PersonForm) -> dict[str, Any]:
    names = (
        "first_name",
        "last_name",
        "name_local",
        "certificate_name",
        "gender",
        "email",
        "mobile",
        "language",
    )
    return {name: form[name].data for name in names}


def _change_agency(person_id: uuid.UUID, form: ServiceForm) -> None:
    services.change_agency(
        actor=actor(),
        person_id=person_id,
        agency_id=optional_id(form.agency_id.data) or uuid.UUID(int=0),
        on=form.starts_on.data,
        unit_id=optional_id(form.unit_id.data),
        service_no=form.service_no.data,
        rank=form.rank.data or "",
        designation=form.designation.data or "",
        posting=form.posting.data or "",
    )


def _units(agency_id: uuid.UUID | None) -> list[Any]:
    return list(unit_names(agency_id=agency_id)) if agency_id else []


def _status() -> int:
    return 422 if request.method == "POST" else 200
