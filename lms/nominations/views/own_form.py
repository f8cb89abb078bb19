"""One nomination by its agency: made, looked at, changed, replaced."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, form_errors, needs
from lms.enrolments.formats.alone import in_form
from lms.enrolments.services.roll import SamePerson
from lms.nominations.enums import NominationState
from lms.nominations.forms import NomineeForm
from lms.nominations.policies import Permission
from lms.nominations.queries import known, sides
from lms.nominations.queries.judging import GONE
from lms.nominations.queries.lines import prior_training
from lms.nominations.queries.sides import AgencySide, OwnName
from lms.nominations.services import nominating
from lms.nominations.views.blueprint import bp
from lms.nominations.views.board_detail import event_words
from lms.nominations.views.own import SIDE
from lms.nominations.views.own_words import Standing, known_words, next_words, state_marks

Answer = str | Response | tuple[str, int]


@bp.route(f"{SIDE}/new", methods=["GET", "POST"])
@needs(Permission.NOMINATE)
def nominate(slug: str, agency_slug: str) -> Answer:
    """Put one person forward; `?again=` takes somebody whom the agency knows."""
    seen = sides.side_by_slug(slug, agency_slug, actor=actor())
    require(actor(), Permission.NOMINATE, seen.side)
    again = request.args.get("again", type=UUID)
    taken = known.known_person(seen.side, again, actor=actor()) if again else None
    form = NomineeForm.again(taken) if taken and request.method == "GET" else NomineeForm()
    status = 200
    if form.is_submitted():
        status, key = _nominate(form, seen)
        if key is not None:
            flash(_("%(name)s is nominated.", name=form.full_name), "ok")
            return redirect(url_for("nominations.one", slug=slug, nomination_id=key))
    return _form_page(form, seen, None), status


def _nominate(form: NomineeForm, seen: AgencySide) -> tuple[int, UUID | None]:
    """The answer's status and the new nomination, None where the form is shown again."""
    if not form.validate():
        return 422, None
    try:
        with transaction():
            return 302, nominating.nominate(
                actor=actor(),
                slug=seen.head.slug,
                agency_id=seen.agency.agency_id,
                given=form.nominee(),
            )
    except (Invalid, Refused) as error:
        return _refuse(form, error), None


def _refuse(form: NomineeForm, error: Invalid | Refused) -> int:
    """Put what stands against it on the form; nothing typed is lost."""
    if isinstance(error, SamePerson):
        words = {str(one.person_id): known_words(one) for one in error.match.candidates}
        form.ask(error.match, words | {"new": _("No: another person of the same name")})
    if isinstance(error, Invalid):
        form_errors(form, in_form(error))
        return 422
    form.form_errors.append(say(error.message))
    return 409


def _form_page(form: NomineeForm, seen: AgencySide, instead_of: OwnName | None, **more: Any) -> str:
    query = request.args.get("q", "")[:80]
    people = known.known_people(seen.side, actor=actor(), query=query)
    pairs = [(one.person_id, seen.agency.agency_id) for one in people]
    return render_template(
        "nominations/own/form.html",
        head=seen.head,
        agency=seen.agency,
        plan=seen.side.plan,
        form=form,
        people=people,
        prior=prior_training(pairs, besides=seen.head.id),
        query=query,
        instead_of=instead_of,
        **more,
    )


@bp.route("/sessions/<slug>/nominations/<uuid:nomination_id>/edit", methods=["GET", "POST"])
@needs(Permission.CHANGE_ONE)
def edit(slug: str, nomination_id: UUID) -> Answer:
    """Change what a nomination says."""
    seen = sides.own_name(slug, nomination_id, actor=actor())
    require(actor(), Permission.CHANGE_ONE, seen.subject)
    contact = sides.contact_of(seen.row.person_id)
    form = NomineeForm() if request.method == "POST" else NomineeForm.of(seen.row, contact)
    form.keep_contact(contact)
    status = 200
    if form.is_submitted():
        status = _edit(form, slug, nomination_id)
        if status == 302:
            flash(_("Saved."), "ok")
            return redirect(url_for("nominations.one", slug=slug, nomination_id=nomination_id))
    page = render_template(
        "nominations/own/edit.html",
        head=seen.head,
        agency=seen.agency,
        n=seen.row,
        form=form,
        contact=contact,
        on_record=sides.seen_contact(seen.row.person_id, actor=actor()) is not None,
    )
    return page, status


def _edit(form: NomineeForm, slug: str, nomination_id: UUID) -> int:
    if not form.validate():
        return 422
    try:
        with transaction():
            nominating.edit(
                actor=actor(), slug=slug, nomination_id=nomination_id, given=form.nominee()
            )
    except (Invalid, Refused) as error:
        return _refuse(form, error)
    return 302


@bp.route("/sessions/<slug>/nominations/<uuid:nomination_id>/replace", methods=["GET", "POST"])
@needs(Permission.CHANGE_ONE)
def replace(slug: str, nomination_id: UUID) -> Answer:
    """Somebody else of the agency instead; both stay on record."""
    old = sides.own_name(slug, nomination_id, actor=actor())
    require(actor(), Permission.CHANGE_ONE, old.subject)
    seen = sides.side_by_slug(slug, old.agency.slug, actor=actor())
    form = NomineeForm()
    reason = request.form.get("reason", "")[:500]
    status = 200
    if form.is_submitted():
        status, key = _replace(form, slug, nomination_id, reason)
        if key is not None:
            flash(_("The new name is put forward; both stay on record."), "ok")
            return redirect(url_for("nominations.one", slug=slug, nomination_id=key))
    at_once = can(actor(), Permission.DECIDE, old.head).allowed
    return _form_page(form, seen, old, reason=reason, at_once=at_once), status


def _replace(
    form: NomineeForm, slug: str, nomination_id: UUID, reason: str
) -> tuple[int, UUID | None]:
    if not form.validate():
        return 422, None
    try:
        with transaction():
            return 302, nominating.replace(
                actor=actor(),
                slug=slug,
                nomination_id=nomination_id,
                given=form.nominee(),
                reason=reason,
            )
    except (Invalid, Refused) as error:
        return _refuse(form, error), None


def one_page(slug: str, nomination_id: UUID) -> str:
    """One nomination as its agency sees it. Raises NotFound for another agency's."""
    seen = sides.own_name(slug, nomination_id, actor=actor())
    row = seen.row
    standing = Standing(
        row.state,
        row.reason,
        row.letter_file_id is not None,
        row.offered_at,
        seen.step,
        seen.replaced_by is not None,
    )
    return render_template(
        "nominations/own/one.html",
        head=seen.head,
        seen=seen,
        n=row,
        contact=sides.seen_contact(row.person_id, actor=actor()),
        marks=state_marks(),
        next_word=next_words(standing, seen.plan, seen.head.zone),
        events=[(event, event_words(event.kind, event.payload)) for event in seen.history],
        changes=can(actor(), Permission.CHANGE_ONE, seen.subject),
        ended=row.state in GONE,
        edits=row.state in nominating.UNDECIDED
        or (
            row.state not in GONE
            and row.state is not NominationState.CONFIRMED
            and can(actor(), Permission.DECIDE, seen.head).allowed
        ),
    )
