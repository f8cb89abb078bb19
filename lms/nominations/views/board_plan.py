"""How a session takes nominations: until when, with what, and what becomes of unused seats."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, localized
from lms.core.web import actor, form_errors, needs
from lms.courses.queries import session_agencies, session_head
from lms.courses.rows import AgencyRow
from lms.nominations.enums import FlowRule
from lms.nominations.policies import Permission
from lms.nominations.queries.plans import plan_of
from lms.nominations.rows import PlanRow
from lms.nominations.services.plans import set_plan
from lms.nominations.views.blueprint import bp
from lms.nominations.views.board_words import flow_words
from lms.nominations.views.plan_form import LANGUAGES, PlanForm


@bp.route("/sessions/<slug>/nominations/plan", methods=["GET", "POST"])
@needs(Permission.SET_PLAN)
def plan(slug: str) -> str | Response | tuple[str, int]:
    """The plan as a form."""
    head = session_head(slug, actor())
    require(actor(), Permission.SET_PLAN, head)
    now, agencies = plan_of(head.id), session_agencies(head.id)
    form = PlanForm(data=_as_fields(now, head.zone))
    _offer(form, agencies)
    if form.validate_on_submit():
        try:
            with transaction():
                typed = _typed(form, now, head.zone, agencies)
                set_plan(actor=actor(), slug=slug, plan=typed, past=False)
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("nominations.entry", slug=slug))
    page = render_template(
        "nominations/board/plan.html", head=head, form=form, plan=now, now=utcnow()
    )
    return page, 422 if form.is_submitted() else 200


def _offer(form: FlaskForm, agencies: list[AgencyRow]) -> None:
    form.flow.choices = [(rule.value, word) for rule, word in flow_words().items()]
    form.flow_agencies.choices = [(str(one.agency_id), localized(one.name)) for one in agencies]


def _as_fields(now: PlanRow, zone: str) -> dict[str, Any]:
    texts = {
        f"{name}_{code}": getattr(now, name).get(code, "")
        for name in ("asked_for", "travel_notes")
        for code in LANGUAGES
    }
    return texts | {
        "open": now.open,
        "closes_at": _local(now.closes_at, zone),
        "answer_by": _local(now.answer_by, zone),
        "needs_letter": now.needs_letter,
        "needs_answer": now.needs_answer,
        "flow": now.flow.value,
        "flow_agencies": [str(one) for one in now.flow_agencies],
    }


def _typed(form: FlaskForm, now: PlanRow, zone: str, agencies: list[AgencyRow]) -> PlanRow:
    ticked = {UUID(one) for one in form.flow_agencies.data or ()}
    texts = {
        name: {code: text for code in LANGUAGES if (text := _text(form, f"{name}_{code}"))}
        for name in ("asked_for", "travel_notes")
    }
    return replace(
        now,
        open=bool(form.open.data),
        closes_at=_aware(form.closes_at.data, zone),
        answer_by=_aware(form.answer_by.data, zone),
        needs_letter=bool(form.needs_letter.data),
        needs_answer=bool(form.needs_answer.data),
        flow=FlowRule(form.flow.data),
        flow_agencies=tuple(one.agency_id for one in agencies if one.agency_id in ticked),
        asked_for=texts["asked_for"],
        travel_notes=texts["travel_notes"],
    )


def _text(form: FlaskForm, name: str) -> str:
    return str(form[name].data or "").strip()


def _local(value: datetime | None, zone: str) -> datetime | None:
    return value.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if value else None


def _aware(value: datetime | None, zone: str) -> datetime | None:
    return value.replace(tzinfo=ZoneInfo(zone)) if value else None
