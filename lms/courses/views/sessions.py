"""The list of course sessions, and setting one up."""

from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import localized
from lms.core.web import Page, actor, form_errors, needs, page_number
from lms.courses import queries, services
from lms.courses.enums import SessionState
from lms.courses.forms import FactsForm, field_name
from lms.courses.inputs import SessionFacts
from lms.courses.policies import Permission
from lms.courses.queries import SessionFilter
from lms.courses.views.blueprint import bp

PAGE_SIZE = 50


@bp.get("/sessions/")
@needs(Permission.LIST_SESSIONS)
def sessions() -> str:
    wanted = _wanted()
    number = page_number()
    rows, total = queries.session_list(
        actor(), wanted, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    return render_template(
        "courses/sessions.html",
        rows=rows,
        wanted=wanted,
        years=queries.session_years(actor()),
        states=list(SessionState),
        page=Page(number, PAGE_SIZE, total),
        may_create=can(actor(), Permission.CREATE_SESSION),
    )


def _wanted() -> SessionFilter:
    states = {state.value: state for state in SessionState}
    return SessionFilter(
        state=states.get(request.args.get("state", "")),
        year=request.args.get("year", type=int),
        text=request.args.get("q", "")[:200].strip(),
        sort=request.args.get("sort", "-date"),
    )


@bp.route("/sessions/new", methods=["GET", "POST"])
@needs(Permission.CREATE_SESSION)
def new_session() -> str | Response:
    zone = current_app.extensions["concord.settings"].time_zone
    form = FactsForm(data=None if request.method == "POST" else {"time_zone": zone})
    form.offer(course_choices())
    if form.validate_on_submit():
        try:
            with transaction():
                row = services.create_session(actor=actor(), facts=facts_of(form))
                slug = row.slug
        except Invalid as error:
            form_errors(form, at_form_fields(error))
        else:
            return redirect(url_for("courses.settings", slug=slug, section="half-days"))
    return render_template("courses/new_session.html", form=form)


def course_choices() -> list[tuple[str, str]]:
    """The courses of the catalogue, for a menu."""
    return [(str(row.id), localized(row.title)) for row in queries.course_list(actor())]


def facts_of(form: FactsForm) -> SessionFacts:
    """The typed facts of a form that has the right shape."""
    return SessionFacts(course_id=UUID(form.course_id.data), **form.facts())


def at_form_fields(error: Invalid) -> Invalid:
    """The same faults by the names of the form's fields."""
    return Invalid([FieldError(field_name(item.field), item.message) for item in error.errors])
