"""The installation's steps, for administrators; and who decides them for an agency."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agencies.queries import agency_page
from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import _, _n, say
from lms.core.messages import N_
from lms.core.web import actor, needs
from lms.nominations.enums import StepKind
from lms.nominations.policies import Permission
from lms.nominations.queries import steps as queries
from lms.nominations.services import steps as services
from lms.nominations.views.blueprint import bp

Answer = str | Response | tuple[str, int]


def kind_words() -> dict[StepKind, str]:
    """What kind of step it is."""
    return {
        StepKind.UNIT_HEAD: _("Head of the unit"),
        StepKind.AGENCY_HEAD: _("Head of the agency"),
        StepKind.OTHER: _("Somebody else"),
    }


@bp.get("/nomination-steps")
@needs(Permission.SET_STEPS)
def steps() -> Answer:
    """All steps; none means that names go straight to the organiser."""
    return _steps_page({})


@bp.post("/nomination-steps")
@needs(Permission.SET_STEPS)
def change_steps() -> Answer:
    """Add, rename, move, archive or restore a step, as the pressed button says."""
    act = request.form.get("act", "")
    try:
        with transaction():
            told = _change(act)
    except Invalid as error:
        return _steps_page({one.field: say(one.message) for one in error.errors}), 422
    flash(told, "ok")
    return redirect(url_for("nominations.steps"))


def _change(act: str) -> str:
    who, title = actor(), {one: request.form.get(f"title_{one}", "") for one in services.LANGUAGES}
    if act == "add":
        services.add(actor=who, kind=_kind(), title=title)
        return _("The step is added.")
    key = key_of("step")
    if act == "rename":
        services.rename(actor=who, step_id=key, kind=_kind(), title=title)
    elif act in {"up", "down"}:
        services.move(actor=who, step_id=key, by=-1 if act == "up" else 1)
    elif act == "restore":
        services.restore(actor=who, step_id=key)
    elif act == "archive":
        moved = services.archive(actor=who, step_id=key)
        return _n(
            "Archived. %(num)s name went on to the organiser.",
            "Archived. %(num)s names went on to the organiser.",
            moved,
        )
    return _("Saved.")


def _kind() -> StepKind:
    text = request.form.get("kind", "")
    return StepKind(text) if text in set(StepKind) else StepKind.OTHER


def key_of(field: str) -> UUID:
    """The id that a form sent. Raises Invalid at its field."""
    try:
        return UUID(request.form.get(field, ""))
    except ValueError:
        raise Invalid([FieldError(field, N_("Choose one of the list."))]) from None


def _steps_page(wrong: Mapping[str, str]) -> str:
    return render_template(
        "nominations/steps/steps.html",
        rows=queries.all_steps(),
        kinds=kind_words(),
        languages=services.LANGUAGES,
        wrong=wrong,
        typed=request.form if wrong else {},
    )


@bp.get("/agencies/<agency_slug>/approvers")
@needs(Permission.APPOINT_APPROVERS)
def approvers(agency_slug: str) -> Answer:
    """Who decides each step for an agency."""
    return _approvers_page(agency_slug, {})


@bp.post("/agencies/<agency_slug>/approvers")
@needs(Permission.APPOINT_APPROVERS)
def change_approvers(agency_slug: str) -> Answer:
    """Appoint somebody of the agency, or end an appointment."""
    page = agency_page(actor=actor(), slug=agency_slug)
    require(actor(), Permission.APPOINT_APPROVERS, page.agency.id)
    try:
        with transaction():
            if request.form.get("act") == "end":
                services.end(actor=actor(), approver_id=key_of("approver"))
            else:
                services.appoint(
                    actor=actor(),
                    agency_id=page.agency.id,
                    step_id=key_of("step"),
                    person_id=key_of("person"),
                    unit_id=key_of("unit") if request.form.get("unit") else None,
                    starts_on=_day("starts_on"),
                    ends_on=_day("ends_on"),
                )
    except Invalid as error:
        wrong = {one.field: say(one.message) for one in error.errors}
        return _approvers_page(agency_slug, wrong), 422
    flash(_("Saved."), "ok")
    return redirect(url_for("nominations.approvers", agency_slug=agency_slug))


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid([FieldError(field, N_("Choose a day."))]) from None


def _approvers_page(agency_slug: str, wrong: Mapping[str, str]) -> str:
    page = agency_page(actor=actor(), slug=agency_slug)
    require(actor(), Permission.APPOINT_APPROVERS, page.agency.id)
    return render_template(
        "nominations/steps/approvers.html",
        agency=page.agency,
        units=page.units,
        steps=queries.steps_in_force(),
        rows=queries.approvers_of(page.agency.id),
        members=queries.members_of(page.agency.id),
        wrong=wrong,
        typed=request.form if wrong else {},
    )
