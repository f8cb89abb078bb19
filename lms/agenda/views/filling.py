"""A template laid onto the days of a session that has its dates already."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.enums import TrainerState
from lms.agenda.making_rows import Plan
from lms.agenda.policies import Permission
from lms.agenda.queries import agenda
from lms.agenda.queries import making as queries
from lms.agenda.queries.agenda import Draft
from lms.agenda.queries.templates import template_list
from lms.agenda.rules.shifting import RULE_WORDS, DayRule
from lms.agenda.services import filling as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.making_fields import as_uuid
from lms.agenda.views.templates import no_template, offer_library, usual_template
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _n, say
from lms.core.messages import Message
from lms.core.web import actor, needs

Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class FillFields:
    """What was typed, or what is proposed."""

    template: str
    day_rule: DayRule
    rooms: dict[str, UUID | None]
    trainers: dict[str, str]
    replace: bool


@bp.route("/sessions/<slug>/agenda/from-template", methods=["GET", "POST"])
@needs(Permission.PLAN)
def fill_agenda(slug: str) -> Page:
    """Choose a template, see how it comes out, and fill the agenda with it."""
    draft = agenda.draft(slug, actor())
    if not can(actor(), Permission.PLAN, draft.head):
        raise NotFound
    offer_library()
    template = request.values.get("template") or usual_template(template_list(actor()))
    if not template:
        return no_template()
    plan = queries.plan_of_template(template, actor())
    fields = _fields(plan, draft, template)
    if request.form.get("act") != "fill":
        return _page(plan, draft, fields, {})
    try:
        with transaction():
            saved = services.fill_agenda(
                actor=actor(),
                slug=slug,
                plan=plan,
                day_rule=fields.day_rule,
                rooms=fields.rooms,
                trainers={
                    role: who for role, text in fields.trainers.items() if (who := as_uuid(text))
                },
                replace=fields.replace,
            )
    except Invalid as error:
        faults: dict[str, list[Message]] = {}
        for fault in error.errors:
            faults.setdefault(fault.field, []).append(fault.message)
        return _page(plan, draft, fields, faults), 422
    except Refused as error:
        flash(say(error.message), "bad")
    else:
        flash(_n("%(num)s item set.", "%(num)s items set.", len(saved.items)), "ok")
    return redirect(url_for("agenda.agenda", slug=slug))


def _fields(plan: Plan, draft: Draft, template: str) -> FillFields:
    """As typed, else with the session's trainers in the roles."""
    if request.method == "GET":
        people = [row for row in draft.trainers if row.state is not TrainerState.DECLINED]
        people.sort(key=lambda row: -row.minutes)
        roles = zip(plan.body.trainers, people, strict=False)
        proposed = {role.key: str(row.person_id) for role, row in roles}
        return FillFields(template, DayRule.SKIP, {}, proposed, False)
    form = request.form
    rules = {rule.value: rule for rule in DayRule}
    rooms = {role.key: form.get(f"rooms-{role.key}") for role in plan.body.rooms}
    return FillFields(
        template=template,
        day_rule=rules.get(form.get("day_rule", ""), DayRule.SKIP),
        rooms={key: as_uuid(text) for key, text in rooms.items() if text is not None},
        trainers={role.key: form.get(f"trainers-{role.key}", "") for role in plan.body.trainers},
        replace="replace" in form,
    )


def _page(plan: Plan, draft: Draft, fields: FillFields, faults: dict[str, list[Message]]) -> str:
    return render_template(
        "agenda/making/fill.html",
        head=draft.head,
        draft=draft,
        plan=plan,
        fields=fields,
        faults=faults,
        look=queries.fill_preview(plan, draft, fields.day_rule, fields.rooms),
        templates=template_list(actor()),
        rules=RULE_WORDS,
    )
