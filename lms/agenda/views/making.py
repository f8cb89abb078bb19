"""New sessions from a template or an earlier session: one page with the outcome beside it."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.making_inputs import MOST_TRANCHES
from lms.agenda.making_rows import MadeRow, Plan
from lms.agenda.policies import Permission
from lms.agenda.queries import making as queries
from lms.agenda.queries import making_choices as choices
from lms.agenda.queries import places
from lms.agenda.queries.templates import template_list
from lms.agenda.queries.trainers import known_trainers
from lms.agenda.rules.shifting import RULE_WORDS
from lms.agenda.services import making as services
from lms.agenda.views import making_fields
from lms.agenda.views.blueprint import bp
from lms.agenda.views.making_fields import MakingFields, Reading
from lms.agenda.views.templates import no_template, offer_library, usual_template
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, _n, localized
from lms.core.web import actor, needs
from lms.courses.policies import Permission as CoursePermission
from lms.courses.queries import course_list
from lms.courses.rows import SessionHead

Page = str | Response | tuple[str, int]


@bp.route("/sessions/new/from-template", methods=["GET", "POST"])
@needs(CoursePermission.CREATE_SESSION)
def new_from_template() -> Page:
    """Sessions from a template, which can be changed on the page."""
    offer_library()
    usual = usual_template(template_list(actor()))
    if not usual:
        return no_template()
    slug = request.values.get("template") or usual
    return _answer(queries.plan_of_template(slug, actor()), template=slug)


@bp.route("/sessions/<slug>/copy", methods=["GET", "POST"])
@needs(Permission.VIEW_DRAFT)
def copy_session(slug: str) -> Page:
    """Sessions with the agenda of an earlier one."""
    return _answer(queries.plan_of_session(slug, actor()))


def _answer(plan: Plan, template: str = "") -> Page:
    """The page, or what was made. The button says what is wished: make, show, add, drop-N."""
    act = request.form.get("act", "") if request.method == "POST" else ""
    if not act:
        fields = making_fields.proposed(choices.suggested(plan, actor()))
        return _page(plan, fields, making_fields.read(fields), template)
    fields = making_fields.typed(request.form, plan)
    if act == "add":
        fields = making_fields.one_more(fields, _last_day(plan, fields))
    elif act.startswith("drop-") and act[5:].isdecimal():
        fields = making_fields.one_less(fields, int(act[5:]))
    reading = making_fields.read(fields)
    if act != "make":
        return _page(plan, fields, reading, template)
    if not reading.faults:
        try:
            with transaction():
                made = services.make_sessions(actor=actor(), plan=plan, wish=reading.wish)
            return _made(made)
        except Invalid as error:
            for fault in error.errors:
                name = {"title": "title_en", "": "all"}.get(fault.field, fault.field)
                reading.faults.setdefault(name, []).append(fault.message)
    return _page(plan, fields, reading, template, sent=True), 422


def _page(
    plan: Plan, fields: MakingFields, reading: Reading, template: str, *, sent: bool = False
) -> str:
    earlier = _earlier(fields.earlier)
    looks = queries.previews(plan, reading.wish, earlier, actor())
    faults = dict(reading.faults)
    by_number = dict(zip(reading.numbers, looks, strict=True))
    for number, look in by_number.items():
        if look.faults:
            faults[f"tranches-{number}-first"] = list(look.faults)
    return render_template(
        "agenda/making/page.html",
        plan=plan,
        template=template,
        templates=template_list(actor()) if template else [],
        fields=fields,
        faults=faults,
        sent=sent,
        looks=by_number,
        courses=[(str(row.id), localized(row.title)) for row in course_list(actor())],
        earlier=choices.earlier_sessions(actor()),
        venues=places.venue_choices(),
        people=known_trainers(actor()),
        rules=RULE_WORDS,
        most=MOST_TRANCHES,
    )


def _last_day(plan: Plan, fields: MakingFields) -> date | None:
    """When the last session on the page ends, where that can be said."""
    wish = making_fields.read(fields).wish
    looks = queries.previews(plan, wish, _earlier(fields.earlier), actor())
    return max((day for look in looks[-1:] for day in look.laid.days), default=None)


def _earlier(slug: str) -> SessionHead | None:
    """The session to take along from; one that is not the actor's stands for none."""
    try:
        return choices.earlier_head(slug, actor())
    except NotFound:
        return None


def _made(made: list[MadeRow]) -> Response:
    """To the first new agenda, with what was made and what to look at."""
    counted = {
        "codes": _(", ").join(row.code for row in made),
        "items": sum(row.items for row in made),
        "halves": sum(row.half_days for row in made),
    }
    words = (
        _(
            "Session %(codes)s is set up as a draft: %(items)s agenda items, %(halves)s half-days.",
            **counted,
        )
        if len(made) == 1
        else _(
            "%(num)s sessions are set up as drafts (%(codes)s): %(items)s agenda items, "
            "%(halves)s half-days.",
            num=len(made),
            **counted,
        )
    )
    flash(words, "ok")
    _flash_clashes(made)
    unlinked = made[0].unlinked
    if unlinked:
        flash(
            _n(
                "%(num)s item has no link, because the course has no such part.",
                "%(num)s items have no link, because the course has no such parts.",
                unlinked,
            ),
            "info",
        )
    return redirect(url_for("agenda.agenda", slug=made[0].slug))


def _flash_clashes(made: list[MadeRow]) -> None:
    if not any(row.clashes or row.warnings for row in made):
        flash(_("No clash with any other session, holiday or prayer."), "ok")
    for row in made:
        if row.clashes:
            words = _n(
                "%(code)s has %(num)s clash that holds back its release.",
                "%(code)s has %(num)s clashes that hold back its release.",
                row.clashes,
                code=row.code,
            )
            flash(words, "warn")
        elif row.warnings:
            words = _n(
                "Nothing holds back the release of %(code)s; it has %(num)s warning.",
                "Nothing holds back the release of %(code)s; it has %(num)s warnings.",
                row.warnings,
                code=row.code,
            )
            flash(words, "info")
