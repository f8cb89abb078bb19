"""Pages of year plans: the list, choosing, asking, how far it is, proposals, taking one over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lms.agenda.formats.proposals import message_of
from lms.agenda.policies import Permission
from lms.agenda.queries import years as queries
from lms.agenda.rules.years.asking import SECONDS
from lms.agenda.rules.years.known import SessionFact
from lms.agenda.rules.years.words import MONTHS, WISH_WORDS
from lms.agenda.services import year_accepting, years
from lms.agenda.views.blueprint import bp
from lms.agenda.views.places import Page, act, status
from lms.agenda.views.proposals import STRENGTHS
from lms.agenda.views.year_form import COURSE_ROWS, asking, filled, starting, usual_days
from lms.agenda.views.year_shown import Shown, shown_plan
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, _n, say
from lms.core.messages import Message
from lms.core.settings import settings
from lms.core.web import actor, needs
from lms.engines.timetable.year import Rule, RuleKind


@dataclass(frozen=True)
class ShownRule:
    """One rule of a contradiction: its sentence, where to change it, whether it may be left out."""

    number: int
    sentence: Message
    href: str | None
    may_be_left: bool


@bp.get("/planning/")
@needs(Permission.PLAN_YEAR)
def year_plans() -> str:
    """The plans that one has made."""
    return render_template("agenda/years/list.html", plans=queries.plan_list(actor()))


@bp.get("/planning/new")
@needs(Permission.PLAN_YEAR)
def new_year_plan() -> str:
    """Choose the days and the sessions of a plan."""
    choices = queries.plan_choices(actor())
    first, last = usual_days(_today())
    return render_template(
        "agenda/years/new.html", choices=choices, first=first, last=last, rows=COURSE_ROWS
    )


@bp.route("/planning/wishes", methods=["GET", "POST"])
@needs(Permission.PLAN_YEAR)
def year_wishes() -> Page:
    """Say what each session needs, and ask the solver."""
    choices = queries.plan_choices(actor())
    errors: Mapping[str, Message] = {}
    form: MultiDict[str, str]
    if request.method == "POST":
        form = request.form
        try:
            with transaction():
                row = years.ask(actor=actor(), wanted=asking(form, choices))
            return redirect(url_for("agenda.year_plan", plan_id=row.id))
        except Invalid as error:
            errors = {item.field: item.message for item in error.errors}
    elif request.args.get("last", "9") < request.args.get("first", ""):
        flash(_("The last day lies before the first. Change one of them."), "bad")
        return redirect(url_for("agenda.new_year_plan"))
    else:
        form = _beginning(choices)
    page = render_template(
        "agenda/years/wishes.html",
        choices=choices,
        form=form,
        errors=errors,
        blocks=_headings(form, choices),
        months=MONTHS,
        wish_words=WISH_WORDS,
        strengths=STRENGTHS,
        seconds=SECONDS,
    )
    return page, status()


def _beginning(choices: queries.Choices) -> MultiDict[str, str]:
    """The plan that shall be changed, else what the first page has chosen."""
    like = request.args.get("like", type=UUID)
    if like is not None:
        return filled(queries.plan_page(like, actor()).ask)
    return filled(starting(request.args, choices, _today()))


@dataclass(frozen=True)
class Heading:
    """What stands above the needs of a session, or of several of a course."""

    key: str
    title: Mapping[str, str]
    draft: SessionFact | None


def _headings(form: MultiDict[str, str], choices: queries.Choices) -> list[Heading]:
    found = []
    for key in dict.fromkeys(form.getlist("block")):
        draft = next((one for one in choices.drafts if str(one.id) == key), None)
        course = form.get(f"{key}-course", "")
        title = next((one.title for one in choices.courses if str(one.id) == course), {})
        found.append(Heading(key, draft.title if draft else title, draft))
    return found


@bp.get("/planning/<uuid:plan_id>")
@needs(Permission.PLAN_YEAR)
def year_plan(plan_id: UUID) -> str:
    """How far it is; then the proposals side by side, or why nothing fits."""
    page = queries.plan_page(plan_id, actor())
    return render_template(
        "agenda/years/plan.html",
        page=page,
        said=_said(page),
        shown=shown_plan(page) if not page.live else Shown(),
        rules=_rules(page),
    )


@bp.get("/planning/<uuid:plan_id>/progress")
@needs(Permission.PLAN_YEAR)
def year_plan_progress(plan_id: UUID) -> Response:
    """How far the worker is, for the page's progress line."""
    page = queries.plan_page(plan_id, actor())
    work = page.work
    return jsonify(state=work.state, done=work.done, total=work.total, said=_said(page))


@bp.post("/planning/<uuid:plan_id>/stop")
@needs(Permission.PLAN_YEAR)
def stop_year_plan(plan_id: UUID) -> Response:
    """End the search with the best found so far."""
    act(
        lambda: years.stop(actor=actor(), plan_id=plan_id),
        _("The search ends now with the best it has."),
    )
    return redirect(url_for("agenda.year_plan", plan_id=plan_id))


@bp.post("/planning/<uuid:plan_id>/accept")
@needs(Permission.PLAN_YEAR)
def accept_year_plan(plan_id: UUID) -> Response:
    """Take one of the proposals over: all its sessions, or none."""
    number = request.form.get("number", type=int)
    if number is None:
        raise NotFound
    try:
        with transaction():
            done = year_accepting.accept(actor=actor(), plan_id=plan_id, number=number)
    except Refused as error:
        flash(say(error.message), "bad")
        return redirect(url_for("agenda.year_plan", plan_id=plan_id))
    flash(_n("%(num)s session is set.", "%(num)s sessions are set.", done), "ok")
    return redirect(url_for("agenda.year_plan", plan_id=plan_id))


@bp.post("/planning/<uuid:plan_id>/again")
@needs(Permission.PLAN_YEAR)
def ask_year_again(plan_id: UUID) -> Response:
    """Ask the same for things as they are now, without one rule where one is named."""
    page = queries.plan_page(plan_id, actor())
    left_out = _left_out(page.result, request.form.get("rule", type=int))
    try:
        with transaction():
            row = years.ask_again(actor=actor(), plan_id=plan_id, left_out=left_out)
    except Invalid as error:
        flash(say(error.errors[0].message), "bad")
        return redirect(url_for("agenda.year_wishes", like=plan_id))
    return redirect(url_for("agenda.year_plan", plan_id=row.id))


def _left_out(result: Mapping[str, Any], number: int | None) -> Rule | None:
    if number is None:
        return None
    rules = (result.get("contradiction") or {}).get("rules", [])
    if not 0 <= number < len(rules) or not rules[number]["may_be_left"]:
        raise NotFound
    return Rule(RuleKind(rules[number]["kind"]), tuple(rules[number]["keys"]))


def _said(page: queries.PlanPage) -> str:
    """How far the search is, in words."""
    told = page.result.get("progress")
    if page.stop_asked and page.live:
        return _("Stopping with the best so far.")
    if told is None:
        return ""
    if told["cost"] is None:
        return _("Nothing found yet.")
    return _("The best so far costs %(cost)s.", cost=told["cost"])


def _rules(page: queries.PlanPage) -> list[ShownRule]:
    found = page.result.get("contradiction") or {"rules": []}
    return [
        ShownRule(number, message_of(rule["sentence"]), _href(page, rule), rule["may_be_left"])
        for number, rule in enumerate(found["rules"])
    ]


def _href(page: queries.PlanPage, rule: Mapping[str, Any]) -> str | None:
    """Where a rule can be changed."""
    key = rule["keys"][0] if rule["keys"] else ""
    if rule["link"] == "days_off":
        return url_for("agenda.days_off")
    if rule["link"] == "venue" and key in page.venue_slugs:
        return url_for("agenda.venue", slug=page.venue_slugs[key])
    if rule["link"] == "calendar":
        return url_for("agenda.planner", view="year", at=f"{page.ask.first:%Y-%m}", trainer=key)
    anchor = next((b.key for k, b in page.ask.each() if k == key), "")
    return url_for("agenda.year_wishes", like=page.id, _anchor=anchor and f"b-{anchor}")


def _today() -> date:
    return utcnow().astimezone(ZoneInfo(settings().time_zone)).date()
