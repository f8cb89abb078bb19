"""Answers about privacy of a session's participants, and those signed on paper."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from lms.arrangements.queries import consents as queries
from lms.arrangements.services.paper_answers import record_paper
from lms.arrangements.views.blueprint import bp
from lms.arrangements.views.overview import Page
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _n, say
from lms.core.web import actor, needs
from lms.privacy.forms import typed_answers
from lms.privacy.policies import Permission


@bp.get("/sessions/<slug>/consents")
@needs(Permission.RECORD_ANSWERS)
def consents(slug: str) -> str:
    """Who answered what; first of all, who is not to be photographed."""
    seen = queries.consent_list(slug, actor=actor())
    return render_template("arrangements/consents.html", head=seen.head, seen=seen)


@bp.route("/sessions/<slug>/consents/<uuid:enrolment_id>", methods=["GET", "POST"])
@needs(Permission.RECORD_ANSWERS)
def paper_answers(slug: str, enrolment_id: UUID) -> Page:
    """Write down what a participant signed on paper."""
    seen, line = queries.consent_line(slug, enrolment_id, actor=actor())
    error = ""
    if request.method == "POST":
        try:
            with transaction():
                count = record_paper(
                    actor=actor(),
                    slug=slug,
                    enrolment_id=enrolment_id,
                    answers=typed_answers(request.form),
                )
        except Invalid as fault:
            error = say(fault.errors[0].message)
        else:
            flash(_n("%(num)s answer is on record.", "%(num)s answers are on record.", count), "ok")
            return redirect(url_for("arrangements.consents", slug=slug))
    page = render_template(
        "arrangements/paper_answers.html", head=seen.head, line=line, error=error
    )
    return page, 422 if error else 200
