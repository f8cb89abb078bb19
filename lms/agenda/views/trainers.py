"""Pages of a session's trainers: who, how, what they answered; and the trainer's own answer."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lms.agenda.enums import TrainerMode, TrainerState
from lms.agenda.policies import Permission
from lms.agenda.queries import trainers as queries
from lms.agenda.services import answers as answer_services
from lms.agenda.services import trainers as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.places import Page, act, status
from lms.agenda.views.words import MODES
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, _l, say
from lms.core.web import actor, form_errors, needs, signed_in
from lms.courses.policies import Permission as CoursePermission
from lms.courses.queries import session_head
from lms.courses.queries.people import find_people
from lms.courses.rows import SessionHead

MISSING = _l("Fill this in.")


class ExternalForm(FlaskForm):  # type: ignore[misc]
    """A trainer from outside, by name."""

    first_name = StringField(_l("First name"), [InputRequired(MISSING)])
    last_name = StringField(_l("Last name"), [Optional()])
    name_local = StringField(_l("Name in local script"), [Optional()])
    email = StringField(_l("E-mail"), [Optional()])
    mode = RadioField(
        _l("How"),
        choices=[
            SelectChoice(mode.value, MODES[mode])
            for mode in (TrainerMode.EXTERNAL, TrainerMode.ONLINE)
        ],
        default=TrainerMode.EXTERNAL.value,
    )
    agreed = BooleanField(_l("Has agreed already"))


@bp.get("/sessions/<slug>/agenda/trainers")
@needs(Permission.VIEW_DRAFT)
def trainers(slug: str) -> str:
    """The trainers of a session, and for organisers the way to add one."""
    page = queries.trainer_page(slug, actor())
    may_manage = can(actor(), CoursePermission.MANAGE_SESSION, page.head).allowed
    words = request.args.get("q", "")[:100]
    return render_template(
        "agenda/trainers/trainers.html",
        head=page.head,
        page=page,
        may_manage=may_manage,
        may_plan=can(actor(), Permission.PLAN, page.head).allowed,
        words=words,
        people=find_people(actor(), words) if may_manage else [],
    )


@bp.post("/sessions/<slug>/agenda/trainers/add")
@needs(CoursePermission.MANAGE_SESSION)
def add_trainer(slug: str) -> Response:
    """Make somebody who is known here a trainer of the session."""
    _managed(slug)
    try:
        with transaction():
            services.add_trainer(
                actor=actor(),
                slug=slug,
                person_id=UUID(request.form.get("person_id", "")),
                mode=TrainerMode(request.form.get("mode", "")),
                ask="agreed" not in request.form,
                login=request.args.get("q", ""),
            )
    except ValueError:
        flash(_("Choose a person, and how the person teaches."), "bad")
    except Refused as error:
        flash(say(error.message), "bad")
    else:
        flash(_("The trainer is added."), "ok")
    return _back(slug)


@bp.route("/sessions/<slug>/agenda/trainers/external", methods=["GET", "POST"])
@needs(CoursePermission.MANAGE_SESSION)
def add_external(slug: str) -> Page:
    """Add a trainer from outside by name."""
    head = _managed(slug)
    form = ExternalForm()
    if form.validate_on_submit():
        person = services.ExternalInput(
            first_name=form.first_name.data,
            last_name=form.last_name.data or "",
            name_local=form.name_local.data or "",
            email=form.email.data,
        )
        try:
            with transaction():
                services.add_external(
                    actor=actor(),
                    slug=slug,
                    person=person,
                    mode=TrainerMode(form.mode.data),
                    ask=not form.agreed.data,
                )
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("The trainer is added."), "ok")
            return _back(slug)
    return render_template("agenda/trainers/external.html", head=head, form=form), status()


@bp.post("/sessions/<slug>/agenda/trainers/<uuid:person_id>/state")
@needs(CoursePermission.MANAGE_SESSION)
def trainer_state(slug: str, person_id: UUID) -> Response:
    """Ask again, or record what was answered."""
    wanted = request.form.get("state", "")
    if wanted not in set(TrainerState):
        raise NotFound
    act(
        lambda: services.record_answer(
            actor=actor(), slug=slug, person_id=person_id, state=TrainerState(wanted)
        ),
        _("Saved."),
    )
    return _back(slug)


@bp.post("/sessions/<slug>/agenda/trainers/<uuid:person_id>/mode")
@needs(CoursePermission.MANAGE_SESSION)
def trainer_mode(slug: str, person_id: UUID) -> Response:
    """Say how a trainer takes part."""
    wanted = request.form.get("mode", "")
    if wanted not in set(TrainerMode):
        raise NotFound
    act(
        lambda: services.set_mode(
            actor=actor(), slug=slug, person_id=person_id, mode=TrainerMode(wanted)
        ),
        _("Saved."),
    )
    return _back(slug)


@bp.post("/sessions/<slug>/agenda/trainers/<uuid:person_id>/remove")
@needs(CoursePermission.MANAGE_SESSION)
def remove_trainer(slug: str, person_id: UUID) -> Response:
    """Take a trainer off, from the items too where that was chosen."""
    act(
        lambda: services.remove_trainer(
            actor=actor(),
            slug=slug,
            person_id=person_id,
            clear_items="clear" in request.form,
        ),
        _("The trainer is taken off."),
    )
    return _back(slug)


@bp.post("/sessions/<slug>/agenda/trainers/suggest")
@needs(Permission.PLAN)
def suggest_trainer(slug: str) -> Response:
    """Tell the organisers which colleague might teach."""
    try:
        with transaction():
            answer_services.suggest(actor=actor(), slug=slug, words=request.form.get("words", ""))
    except Invalid as error:
        flash(say(error.errors[0].message), "bad")
    except Refused as error:
        flash(say(error.message), "bad")
    else:
        flash(_("The organisers are told."), "ok")
    return _back(slug)


@bp.get("/me/teaching")
@signed_in
def own_teaching() -> str:
    """The sessions that ask one to teach."""
    return render_template("agenda/trainers/own.html", askings=queries.own_askings(actor()))


@bp.route("/me/teaching/<slug>", methods=["GET", "POST"])
@signed_in
def answer_teaching(slug: str) -> Page:
    """Say whether one will teach."""
    asking = queries.own_asking(actor(), slug)
    wanted = request.form.get("answer", "")
    if request.method == "POST" and wanted in {"yes", "no"}:
        act(
            lambda: answer_services.answer(actor=actor(), slug=slug, will_teach=wanted == "yes"),
            _("Your answer is saved; the organisers are told."),
        )
        return redirect(url_for("agenda.own_teaching"))
    return render_template("agenda/trainers/answer.html", asking=asking)


def _managed(slug: str) -> SessionHead:
    head = session_head(slug, actor())
    if not can(actor(), CoursePermission.MANAGE_SESSION, head):
        raise NotFound
    return head


def _back(slug: str) -> Response:
    return redirect(url_for("agenda.trainers", slug=slug))
