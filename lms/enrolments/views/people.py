"""One person of the roll: add, look at, change, withdraw and bring back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.web import actor, form_errors, key_of, needs
from lms.courses.queries import session_agencies, session_head
from lms.enrolments import queries, services
from lms.enrolments.enums import Arrival
from lms.enrolments.formats.alone import in_form
from lms.enrolments.forms import AddForm, EditForm
from lms.enrolments.policies import Permission
from lms.enrolments.services.roll import SamePerson
from lms.enrolments.views.blueprint import bp


@bp.route("/sessions/<slug>/roll/add", methods=["GET", "POST"])
@needs(Permission.MANAGE_ROLL)
def add(slug: str) -> str | Response | tuple[str, int]:
    """Put one person on the roll: listed, walk-in or substitute (`?as=`, `?replaces=`)."""
    asked = request.values.get("as", "")
    arrival = Arrival(asked) if asked in set(Arrival) else Arrival.LISTED
    head = session_head(slug, actor())
    require(actor(), Permission.MANAGE_ROLL, head)
    seen = queries.roll(slug, actor=actor())
    form = AddForm(replaces=request.args.get("replaces", ""))
    form.offer(session_agencies(head.id), seen.entries)
    status = 200
    if form.validate_on_submit():
        try:
            with transaction():
                key = services.add(
                    actor=actor(),
                    slug=slug,
                    given=form.given(),
                    arrival=arrival,
                    replaces_id=key_of(form.replaces.data) if form.replaces.data else None,
                )
        except SamePerson as error:
            form.ask(error.match, _who(error))
            form_errors(form, in_form(error))
        except Invalid as error:
            form_errors(form, in_form(error))
        else:
            flash(_("%(name)s is on the roll.", name=form.first_name.data), "ok")
            return redirect(url_for("enrolments.person", slug=slug, enrolment_id=key))
    if form.is_submitted():
        status = 422
    page = render_template("enrolments/add.html", head=head, form=form, arrival=arrival.value)
    return page, status


def _who(error: SamePerson) -> dict[str, str]:
    words = {
        str(known.person_id): _(
            "Yes: %(name)s, %(rank)s, service number %(number)s",
            name=known.name,
            rank=known.rank or _("no rank"),
            number=known.service_no or _("not known"),
        )
        for known in error.match.candidates
    }
    return words | {"new": _("No: another person of the same name")}


@bp.route("/sessions/<slug>/roll/<uuid:enrolment_id>", methods=["GET", "POST"])
@needs(Permission.VIEW_ROLL)
def person(slug: str, enrolment_id: UUID) -> str | Response | tuple[str, int]:
    """Everything the roll says of one person; those who may, change it here."""
    seen = queries.detail(slug, enrolment_id, actor=actor())
    manages = can(actor(), Permission.MANAGE_ROLL, seen.subject)
    form = EditForm() if request.method == "POST" else EditForm.of(seen)
    status = 200
    if form.is_submitted():
        require(actor(), Permission.MANAGE_ROLL, seen.subject)
        status = 422
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit(
                    actor=actor(),
                    slug=slug,
                    enrolment_id=enrolment_id,
                    given=form.given(),
                    certificate_name_local=form.certificate_name_local.data or "",
                )
        except Invalid as error:
            form_errors(form, in_form(error))
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("enrolments.person", slug=slug, enrolment_id=enrolment_id))
    page = render_template(
        "enrolments/person.html",
        head=seen.head,
        seen=seen,
        form=form,
        manages=manages,
        approves=can(actor(), Permission.APPROVE_NAME, seen.subject),
    )
    return page, status


@bp.post("/sessions/<slug>/roll/<uuid:enrolment_id>/withdraw")
@needs(Permission.MANAGE_ROLL)
def withdraw(slug: str, enrolment_id: UUID) -> Response:
    """Take somebody off the roll, with the reason on record."""
    with transaction():
        services.withdraw(
            actor=actor(),
            slug=slug,
            enrolment_id=enrolment_id,
            reason=request.form.get("reason", "")[:200],
        )
    flash(_("Withdrawn. The row stays on record and can be brought back."), "ok")
    return redirect(url_for("enrolments.person", slug=slug, enrolment_id=enrolment_id))


@bp.post("/sessions/<slug>/roll/<uuid:enrolment_id>/restore")
@needs(Permission.MANAGE_ROLL)
def restore(slug: str, enrolment_id: UUID) -> Response:
    """Undo a withdrawal."""
    with transaction():
        services.restore(actor=actor(), slug=slug, enrolment_id=enrolment_id)
    flash(_("Back on the roll."), "ok")
    return redirect(url_for("enrolments.person", slug=slug, enrolment_id=enrolment_id))
