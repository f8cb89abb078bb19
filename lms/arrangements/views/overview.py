"""The first page of arrangements, one participant, and one's own side."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.arrangements.forms import stay_input
from lms.arrangements.policies import Permission
from lms.arrangements.queries import lists as queries
from lms.arrangements.queries.sheets import pay_sheet, rooming
from lms.arrangements.rows import OnePerson, OwnStay
from lms.arrangements.rules.stays import CELLS
from lms.arrangements.services import lodging
from lms.arrangements.services import stays as services
from lms.arrangements.views.blueprint import bp
from lms.arrangements.views.words import faults
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, needs

Page = str | Response | tuple[str, int]


@bp.get("/sessions/<slug>/arrangements")
@needs(Permission.VIEW)
def index(slug: str) -> Page:
    """What is arranged so far: for organisers all, for focal points the own people."""
    seen = queries.overview(slug, actor=actor())
    if not seen.whole and not actor().focal_agencies & seen.head.agency_ids:
        return redirect(url_for("arrangements.own", slug=slug))
    whole = seen.whole
    return render_template(
        "arrangements/index.html",
        head=seen.head,
        seen=seen,
        manages=can(actor(), Permission.MANAGE, seen.head).allowed,
        pay=pay_sheet(slug, actor=actor()) if whole else None,
        rooming=rooming(slug, actor=actor()) if whole else None,
    )


@bp.route("/sessions/<slug>/arrangements/<uuid:enrolment_id>", methods=["GET", "POST"])
@needs(Permission.VIEW)
def person(slug: str, enrolment_id: UUID) -> Page:
    """One participant; organisers change it here, others read it."""
    seen = queries.person(slug, enrolment_id, actor=actor())
    wrong: dict[str, str] = {}
    if request.method == "POST":
        require(actor(), Permission.MANAGE, seen.head)
        try:
            _save(slug, enrolment_id)
        except Invalid as error:
            wrong = faults(error)
        except Refused as error:
            wrong = {f"{enrolment_id}-room": say(error.message)}
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("arrangements.person", slug=slug, enrolment_id=enrolment_id))
    manages = can(actor(), Permission.MANAGE, seen.head).allowed
    page = render_template(
        "arrangements/person.html",
        head=seen.head,
        seen=seen,
        manages=manages,
        rates=queries.rates(seen.head) if manages else [],
        rooms=queries.lodging(seen.head) if manages else [],
        typed=request.form if wrong else {},
        wrong=wrong,
        prefix=f"{enrolment_id}-",
    )
    return page, 422 if wrong else 200


def _save(slug: str, enrolment_id: UUID) -> None:
    prefix = f"{enrolment_id}-"
    cells = {
        name: request.form[prefix + name]
        for name in (*CELLS, "rate")
        if prefix + name in request.form
    }
    with transaction():
        services.save_rows(actor=actor(), slug=slug, rows={enrolment_id: cells})
        if prefix + "room" in request.form:
            wanted = room_key(request.form[prefix + "room"])
            lodging.place(actor=actor(), slug=slug, places={enrolment_id: wanted})


def room_key(text: str) -> UUID | None:
    """The room that a form sent, None for none. Raises NotFound for anything else."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


@bp.route("/sessions/<slug>/arrangements/own", methods=["GET", "POST"])
@needs(Permission.VIEW)
def own(slug: str) -> Page:
    """One's own travel and stay: what the organisers need to know, and what they arranged."""
    seen = queries.own(slug, actor=actor())
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            with transaction():
                services.tell(
                    actor=actor(),
                    enrolment_id=seen.person.enrolment_id,
                    given=stay_input(request.form),
                )
        except Invalid as error:
            wrong = faults(error)
        else:
            flash(_("The organisers now know. Thank you."), "ok")
            return redirect(url_for("arrangements.own", slug=slug))
    return _own_page(seen, wrong), 422 if wrong else 200


def _own_page(seen: OnePerson, wrong: dict[str, str]) -> str:
    subject = OwnStay(seen.head, seen.person.person_id)
    return render_template(
        "arrangements/own.html",
        head=seen.head,
        seen=seen,
        tells=can(actor(), Permission.TELL_OWN, subject),
        typed=request.form if wrong else {},
        wrong=wrong,
        prefix="",
    )
