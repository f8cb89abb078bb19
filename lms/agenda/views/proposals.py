"""Pages of the solver: asking, how far it is, what it proposes, taking one over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.formats.proposals import message_of
from lms.agenda.policies import Permission
from lms.agenda.queries import proposals as queries
from lms.agenda.rules.solving.asking import SECONDS, LeftOut, Strength
from lms.agenda.rules.solving.words import PROFILE_WORDS, WHICH_WORDS, WISH_WORDS
from lms.agenda.services import proposals as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.places import Page, act, status
from lms.agenda.views.proposal_drawing import Drawing, draw
from lms.agenda.views.proposal_form import Filled, asked_before, asking, typed, usual
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, _l, direction, say
from lms.core.messages import Message
from lms.core.web import actor, needs
from lms.engines.timetable.within import Profile, RuleKind, Wish

STRENGTHS = {
    Strength.MUCH: _l("much"),
    Strength.SOME: _l("some"),
    Strength.NONE: _l("none"),
}


@dataclass(frozen=True)
class Shown:
    """One proposal as the page shows it."""

    number: int
    title: Message
    cost: int
    best: bool
    wishes: list[tuple[Message, int, list[Message]]]
    changes: list[Message]
    drawing: Drawing


@dataclass(frozen=True)
class ShownRule:
    """One rule of a contradiction: its sentence, where to change it, whether it may be left out."""

    number: int
    sentence: Message
    href: str | None
    may_be_left: bool


@bp.route("/sessions/<slug>/agenda/proposals", methods=["GET", "POST"])
@needs(Permission.PLAN)
def proposals(slug: str) -> Page:
    """Ask the solver; earlier askings stand beside."""
    page = queries.ask_page(slug, actor())
    errors: Mapping[str, Message] = {}
    filled = _filled(page)
    if request.method == "POST":
        filled = typed(request.form)
        try:
            with transaction():
                row = services.ask(actor=actor(), slug=slug, wanted=asking(filled))
            return redirect(url_for("agenda.proposal", slug=slug, proposal_id=row.id))
        except Invalid as error:
            errors = {item.field: item.message for item in error.errors}
        except Refused as error:
            flash(say(error.message), "bad")
    page_text = render_template(
        "agenda/proposals/ask.html",
        head=page.draft.head,
        page=page,
        filled=filled,
        errors=errors,
        which_words=WHICH_WORDS,
        wish_words=WISH_WORDS,
        strengths=STRENGTHS,
        seconds=SECONDS,
        may_plan=can(actor(), Permission.PLAN, page.draft.head),
    )
    return page_text, status()


def _filled(page: queries.AskPage) -> Filled:
    """The usual, or what an earlier asking had (`?like=`)."""
    earlier = request.args.get("like", "")
    if request.method == "GET" and earlier in {str(row.id) for row in page.earlier}:
        known = queries.proposal_page(page.draft.head.slug, UUID(earlier), actor())
        return asked_before(known.ask, page)
    return usual(page)


@bp.get("/sessions/<slug>/agenda/proposals/<uuid:proposal_id>")
@needs(Permission.VIEW_DRAFT)
def proposal(slug: str, proposal_id: UUID) -> str:
    """How far the solver is, or what it answered."""
    page = queries.proposal_page(slug, proposal_id, actor())
    return render_template(
        "agenda/proposals/proposal.html",
        head=page.head,
        page=page,
        said=_said(page),
        shown=_shown(page.result),
        rules=_rules(page),
        which_words=WHICH_WORDS,
        may_plan=can(actor(), Permission.PLAN, page.head).allowed,
    )


@bp.get("/sessions/<slug>/agenda/proposals/<uuid:proposal_id>/progress")
@needs(Permission.VIEW_DRAFT)
def proposal_progress(slug: str, proposal_id: UUID) -> Response:
    """How far the worker is, for the page's progress line."""
    page = queries.proposal_page(slug, proposal_id, actor())
    work = page.work
    return jsonify(state=work.state, done=work.done, total=work.total, said=_said(page))


@bp.post("/sessions/<slug>/agenda/proposals/<uuid:proposal_id>/stop")
@needs(Permission.PLAN)
def stop_proposal(slug: str, proposal_id: UUID) -> Response:
    """End the search with the best found so far."""
    act(
        lambda: services.stop(actor=actor(), slug=slug, proposal_id=proposal_id),
        _("The search ends now with the best it has."),
    )
    return redirect(url_for("agenda.proposal", slug=slug, proposal_id=proposal_id))


@bp.post("/sessions/<slug>/agenda/proposals/<uuid:proposal_id>/accept")
@needs(Permission.PLAN)
def accept_proposal(slug: str, proposal_id: UUID) -> Response:
    """Take one of the proposals over, in one step."""
    number = request.form.get("number", type=int)
    if number is None:
        raise NotFound
    try:
        with transaction():
            services.accept(actor=actor(), slug=slug, proposal_id=proposal_id, number=number)
    except Refused as error:
        flash(say(error.message), "bad")
        return redirect(url_for("agenda.proposal", slug=slug, proposal_id=proposal_id))
    flash(_("The proposal is taken over. Undo brings the agenda back as it was."), "ok")
    return redirect(url_for("agenda.agenda", slug=slug))


@bp.post("/sessions/<slug>/agenda/proposals/<uuid:proposal_id>/again")
@needs(Permission.PLAN)
def ask_again(slug: str, proposal_id: UUID) -> Response:
    """Ask the same for the agenda as it is now, without one rule where one is named."""
    page = queries.proposal_page(slug, proposal_id, actor())
    left_out = _left_out(page.result, request.form.get("rule", type=int))
    try:
        with transaction():
            row = services.ask_again(
                actor=actor(), slug=slug, proposal_id=proposal_id, left_out=left_out
            )
    except Refused as error:
        flash(say(error.message), "bad")
    except Invalid as error:
        flash(say(error.errors[0].message), "bad")
        return redirect(url_for("agenda.proposals", slug=slug, like=proposal_id))
    else:
        return redirect(url_for("agenda.proposal", slug=slug, proposal_id=row.id))
    return redirect(url_for("agenda.proposal", slug=slug, proposal_id=proposal_id))


def _left_out(result: Mapping[str, Any], number: int | None) -> LeftOut | None:
    if number is None:
        return None
    rules = (result.get("contradiction") or {}).get("rules", [])
    if not 0 <= number < len(rules) or not rules[number]["may_be_left"]:
        raise NotFound
    rule = rules[number]
    day = date.fromisoformat(rule["day"]) if rule["day"] else None
    return LeftOut(RuleKind(rule["kind"]), rule["item"], rule["other"], day, rule["window"])


def _said(page: queries.ProposalPage) -> str:
    """How far the search is, in words."""
    told = page.result.get("progress")
    if page.stop_asked and page.live:
        return _("Stopping with the best so far.")
    if told is None:
        return ""
    if told["explaining"]:
        return _("Nothing fits. Looking for the rules that contradict each other.")
    words = {"number": told["proposal"], "of": told["of"]}
    if told["cost"] is None:
        return _("Proposal %(number)s of %(of)s: nothing found yet.", **words)
    return _(
        "Proposal %(number)s of %(of)s: best so far costs %(cost)s.", cost=told["cost"], **words
    )


def _shown(result: Mapping[str, Any]) -> list[Shown]:
    rtl = direction() == "rtl"
    return [
        Shown(
            number=number,
            title=PROFILE_WORDS[Profile(one["profile"])],
            cost=one["cost"],
            best=one["best"],
            wishes=[
                (WISH_WORDS[Wish(w["wish"])], w["cost"], [message_of(kept) for kept in w["where"]])
                for w in one["wishes"]
            ],
            changes=[message_of(kept) for kept in one["changes"]],
            drawing=draw(result, one, rtl=rtl),
        )
        for number, one in enumerate(result.get("proposals", []))
    ]


def _rules(page: queries.ProposalPage) -> list[ShownRule]:
    found = page.result.get("contradiction") or {"rules": []}
    return [
        ShownRule(number, message_of(rule["sentence"]), _href(page, rule), rule["may_be_left"])
        for number, rule in enumerate(found["rules"])
    ]


def _href(page: queries.ProposalPage, rule: Mapping[str, Any]) -> str | None:
    """Where a rule can be changed."""
    slug, kind = page.head.slug, rule["link"]
    if kind == "item":
        return url_for("agenda.item", slug=slug, item_id=rule["key"])
    if kind == "trainer":
        return url_for("agenda.trainers", slug=slug)
    if kind in {"room", "venue"} and page.venue_slug:
        return url_for("agenda.venue", slug=page.venue_slug)
    if kind == "ask":
        return url_for("agenda.proposals", slug=slug, like=page.id)
    return None
