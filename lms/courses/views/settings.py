"""The settings of a course session, one page per matter."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, _l, say
from lms.core.web import actor, form_errors, needs
from lms.courses import queries, services
from lms.courses.enums import StaffRole
from lms.courses.forms import FactsForm, RuleForm, facts_as_fields
from lms.courses.inputs import CompletionRule
from lms.courses.policies import Permission
from lms.courses.queries.people import find_people
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows, refusal, usual_half_days
from lms.courses.views import tables
from lms.courses.views.blueprint import bp
from lms.courses.views.sessions import at_form_fields, course_choices, facts_of

SECTIONS = {
    "facts": _l("Facts"),
    "half-days": _l("Half-days"),
    "agencies": _l("Agencies"),
    "signatories": _l("Signatories"),
    "rule": _l("Completion rule"),
    "content": _l("Content"),
    "staff": _l("Staff"),
}
TEMPLATES = {
    "facts": "courses/settings/facts.html",
    "half-days": "courses/settings/half_days.html",
    "agencies": "courses/settings/agencies.html",
    "signatories": "courses/settings/signatories.html",
    "rule": "courses/settings/rule.html",
    "content": "courses/settings/content.html",
    "staff": "courses/settings/staff.html",
}
Shown = str | Response


@bp.route("/sessions/<slug>/settings", methods=["GET", "POST"], defaults={"section": "facts"})
@bp.route("/sessions/<slug>/settings/<section>", methods=["GET", "POST"])
@needs(Permission.CHANGE_STATE)
def settings(slug: str, section: str) -> Shown:
    head = queries.session_head(slug, actor())
    if section not in _PAGES or not can(actor(), Permission.CHANGE_STATE, head):
        abort(404)
    try:
        return _PAGES[section](head)
    except Refused as error:
        flash(say(error.message), "bad")
        return _again(head, section)


def _show(head: SessionHead, section: str, **values: object) -> str:
    closed = None if allows(head.state, Act.EDIT) else refusal(Act.EDIT)
    return render_template(
        TEMPLATES[section],
        head=head,
        section=section,
        sections=SECTIONS,
        closed=closed,
        **values,
    )


def _again(head: SessionHead, section: str) -> Response:
    return redirect(url_for("courses.settings", slug=head.slug, section=section))


def _saved(head: SessionHead, section: str) -> Response:
    flash(_("Saved."), "ok")
    return _again(head, section)


def _facts(head: SessionHead) -> Shown:
    form = FactsForm(data=facts_as_fields(queries.session_facts(head)))
    form.offer(course_choices())
    if form.validate_on_submit():
        try:
            with transaction():
                services.update_session(
                    actor=actor(), course_session_id=head.id, facts=facts_of(form)
                )
        except Invalid as error:
            form_errors(form, at_form_fields(error))
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("courses.settings", slug=form.slug.data, section="facts"))
    return _show(head, "facts", form=form)


def _half_days(head: SessionHead) -> Shown:
    rows = tables.half_day_rows(head, queries.half_days(head.id))
    errors: Mapping[str, object] = {}
    if request.method == "POST":
        if "fill" in request.form:
            rows = tables.usual_rows(head, usual_half_days(head.starts_on, head.ends_on))
        else:
            rows, given, errors = tables.read_half_days(head, request.form)
            if not errors:
                try:
                    with transaction():
                        services.set_half_days(
                            actor=actor(), course_session_id=head.id, half_days=given
                        )
                    return _saved(head, "half-days")
                except Invalid as error:
                    errors = tables.at_rows(error, rows)
    return _show(head, "half-days", rows=rows, errors=errors)


def _agencies(head: SessionHead) -> Shown:
    rows = tables.agency_rows(queries.agency_places(head.id), request.form)
    error = None
    if request.method == "POST":
        try:
            with transaction():
                services.set_agencies(
                    actor=actor(), course_session_id=head.id, agency_ids=tables.in_order(rows)
                )
            return _saved(head, "agencies")
        except Invalid as caught:
            error = caught.errors[0].message
    return _show(head, "agencies", rows=rows, error=error)


def _signatories(head: SessionHead) -> Shown:
    rows = tables.signatory_rows(queries.signatories(head.id), request.form)
    errors: Mapping[str, object] = {}
    if request.method == "POST":
        try:
            with transaction():
                services.set_signatories(
                    actor=actor(),
                    course_session_id=head.id,
                    signatories=tables.read_signatories(rows),
                )
            return _saved(head, "signatories")
        except Invalid as error:
            errors = {item.field: item.message for item in error.errors}
    people = {row.person_id: row.name for row in queries.session_staff(head.id)}
    return _show(head, "signatories", rows=rows, errors=errors, people=people)


def _rule(head: SessionHead) -> Shown:
    rule = queries.completion_rule(head.id)
    form = RuleForm(
        data={name: getattr(rule, name) for name in CompletionRule.__dataclass_fields__}
    )
    if form.validate_on_submit():
        try:
            with transaction():
                services.set_rule(actor=actor(), course_session_id=head.id, rule=form.rule())
            return _saved(head, "rule")
        except Invalid as error:
            form_errors(form, error)
    return _show(head, "rule", form=form)


def _content(head: SessionHead) -> Shown:
    if request.method == "POST":
        with transaction():
            services.pin_content(
                actor=actor(),
                course_session_id=head.id,
                content_hash=request.form.get("content_hash", ""),
            )
        return _saved(head, "content")
    return _show(head, "content", versions=queries.snapshot_list(head.course_id, actor()))


def _staff(head: SessionHead) -> Shown:
    if request.method == "POST":
        try:
            with transaction():
                _appoint(head)
            return _saved(head, "staff")
        except (Invalid, ValueError):
            flash(_("Choose a person, a role, and dates in their order."), "bad")
        return _again(head, "staff")
    words = request.args.get("q", "")[:100]
    return _show(
        head,
        "staff",
        staff=queries.session_staff(head.id),
        roles=list(StaffRole),
        words=words,
        people=find_people(actor(), words),
    )


def _appoint(head: SessionHead) -> None:
    last = request.form.get("ends_on", "")
    first = request.form.get("starts_on", "")
    services.appoint_staff(
        actor=actor(),
        course_session_id=head.id,
        person_id=UUID(request.form.get("person_id", "")),
        login=request.args.get("q", ""),
        role=StaffRole(request.form.get("role", "")),
        starts_on=date.fromisoformat(first) if first else None,
        ends_on=date.fromisoformat(last) if last else None,
    )


@bp.post("/sessions/<slug>/staff/<uuid:course_staff_id>/end")
@needs(Permission.APPOINT_STAFF)
def end_staff(slug: str, course_staff_id: UUID) -> Response:
    head = queries.session_head(slug, actor())
    if course_staff_id not in {row.id for row in queries.session_staff(head.id)}:
        raise NotFound
    try:
        with transaction():
            services.end_staff(actor=actor(), course_staff_id=course_staff_id)
    except Refused as error:
        flash(say(error.message), "bad")
    else:
        flash(_("The role is ended."), "ok")
    return _again(head, "staff")


_PAGES: Mapping[str, Callable[[SessionHead], Shown]] = {
    "facts": _facts,
    "half-days": _half_days,
    "agencies": _agencies,
    "signatories": _signatories,
    "rule": _rule,
    "content": _content,
    "staff": _staff,
}
