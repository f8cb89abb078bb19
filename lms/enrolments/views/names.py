"""Names on certificates: looked through before print day, by organiser, agency and holder."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _n
from lms.core.names import second_look
from lms.core.web import actor, form_errors, key_of, needs, signed_in
from lms.enrolments import queries, services
from lms.enrolments.forms import OwnNameForm, OwnSpokenForm
from lms.enrolments.policies import Permission
from lms.enrolments.rows import OwnName, Subject
from lms.enrolments.services.spoken import Spoken
from lms.enrolments.views.blueprint import bp


@bp.get("/sessions/<slug>/roll/names")
@needs(Permission.VIEW_ROLL)
def names(slug: str) -> str:
    """All names as they will be printed, with those that look alike or mix alphabets."""
    seen = queries.roll(slug, actor=actor())
    looks = {
        entry.id: look for entry in seen.entries if (look := second_look(entry.certificate_name))
    }
    return render_template(
        "enrolments/names.html",
        head=seen.head,
        roll=seen,
        looks=looks,
        alike=queries.look_alike_names(seen.entries),
        approves=any(
            can(actor(), Permission.APPROVE_NAME, Subject(seen.head, e.agency_id, e.person_id))
            for e in seen.entries[:1]
        ),
    )


@bp.post("/sessions/<slug>/roll/names")
@needs(Permission.APPROVE_NAME)
def approve(slug: str) -> Response:
    """Approve the chosen names as they stand."""
    keys = [key_of(key) for key in request.form.getlist("name")]
    with transaction():
        count = services.approve_names(actor=actor(), slug=slug, enrolment_ids=keys)
    flash(_n("%(num)s name approved.", "%(num)s names approved.", count), "ok")
    back = request.form.get("back")
    if back == "person" and len(keys) == 1:
        return redirect(url_for("enrolments.person", slug=slug, enrolment_id=keys[0]))
    return redirect(url_for("enrolments.names", slug=slug))


@bp.get("/me/name")
@signed_in
def own_name() -> str:
    """The name on one's own certificates, to approve or to correct."""
    return _own_page(None)


@bp.post("/me/name")
@signed_in
def save_own_name() -> Response | tuple[str, int]:
    """Approve the own name, or write it as it should be, or as it is said."""
    if request.form.get("act") == "say":
        return _save_spoken()
    form = OwnNameForm()
    key = key_of(form.enrolment.data)
    try:
        with transaction():
            if request.form.get("act") == "approve":
                services.approve_own_name(actor=actor(), enrolment_id=key)
            else:
                services.correct_own_name(
                    actor=actor(),
                    enrolment_id=key,
                    certificate_name=form.certificate_name.data or "",
                    certificate_name_local=form.certificate_name_local.data or "",
                )
    except Invalid as error:
        form_errors(form, error)
        return _own_page(form), 422
    flash(_("Saved."), "ok")
    return redirect(url_for("enrolments.own_name"))


def _save_spoken() -> Response | tuple[str, int]:
    form = OwnSpokenForm()
    said = Spoken(form.spoken.data or "", form.spoken_local.data or "")
    try:
        with transaction():
            services.write_own_spoken(
                actor=actor(), enrolment_id=key_of(form.enrolment.data), said=said
            )
    except Invalid as error:
        form_errors(form, error)
        return _own_page(None, form), 422
    flash(_("Saved."), "ok")
    return redirect(url_for("enrolments.own_name"))


def _own_page(wrong: OwnNameForm | None, unsaid: OwnSpokenForm | None = None) -> str:
    own = queries.own_names(actor=actor())
    forms = {}
    for name in own:
        if wrong is not None and wrong.enrolment.data == str(name.enrolment_id):
            forms[name.enrolment_id] = wrong
        else:
            values = {
                "enrolment": str(name.enrolment_id),
                "certificate_name": name.certificate_name,
                "certificate_name_local": name.certificate_name_local,
            }
            forms[name.enrolment_id] = OwnNameForm(formdata=None, data=values)
    spoken = {name.enrolment_id: _spoken_form(name, unsaid) for name in own}
    return render_template("enrolments/own_name.html", own=own, forms=forms, spoken=spoken)


def _spoken_form(name: OwnName, wrong: OwnSpokenForm | None) -> OwnSpokenForm:
    if wrong is not None and wrong.enrolment.data == str(name.enrolment_id):
        return wrong
    values = {
        "enrolment": str(name.enrolment_id),
        "spoken": name.spoken,
        "spoken_local": name.spoken_local,
    }
    return OwnSpokenForm(formdata=None, data=values)
