"""Which designs a session uses."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.i18n import _, say
from lms.core.messages import N_
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.designs import queries, services
from lms.designs.enums import Paper
from lms.designs.policies import Permission
from lms.designs.views.blueprint import bp
from lms.enrolments.queries.roll import roll_entries

Page = str | Response | tuple[str, int]


@bp.get("/sessions/<slug>/certificates/designs")
@needs(Permission.SEE_CHOICE)
def choice(slug: str) -> Page:
    """The design of each kind of paper, looked at on a person of the session."""
    return _choice(slug)


def _choice(slug: str, errors: dict[str, str] | None = None) -> Page:
    head, rows = queries.session_choices(slug, actor=actor())
    page = render_template(
        "designs/choice.html",
        head=head,
        rows=rows,
        designs=queries.designs(actor=actor()),
        people=[
            (str(one.id), one.certificate_name) for one in roll_entries(head.id, actor=actor())
        ],
        may_choose=can(actor(), Permission.CHOOSE_DESIGN, head).allowed,
        person=request.args.get("person", ""),
        errors=errors or {},
        typed=request.form,
    )
    return (page, 422) if errors else page


@bp.post("/sessions/<slug>/certificates/designs")
@needs(Permission.CHOOSE_DESIGN)
def choose(slug: str) -> Page:
    """Use these designs from now on."""
    try:
        session_head(slug, actor())
        months = _months()
        with transaction():
            for paper in Paper:
                services.choose(
                    actor=actor(),
                    slug=slug,
                    paper=paper,
                    key=request.form.get(f"design_{paper.value}", ""),
                    expires_months=months[paper],
                )
    except Invalid as invalid:
        return _choice(slug, {error.field: say(error.message) for error in invalid.errors})
    except Refused as refused:
        flash(say(refused.message), "warn")
        return redirect(url_for("designs.choice", slug=slug))
    flash(_("The designs are chosen. Papers that were issued stay as they are."), "ok")
    return redirect(url_for("designs.choice", slug=slug))


def _months() -> dict[Paper, int | None]:
    """The months of validity of each kind. Raises Invalid with every fault at its field."""
    typed = {paper: request.form.get(f"expires_{paper.value}", "").strip() for paper in Paper}
    faults = [
        FieldError(f"expires_{paper.value}", N_("Give a whole number of months, or nothing."))
        for paper, text in typed.items()
        if text and not (text.isdecimal() and len(text) < 5)
    ]
    if faults:
        raise Invalid(faults)
    return {paper: int(text) if text else None for paper, text in typed.items()}
