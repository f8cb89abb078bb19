"""Printed sign-in slips: for people without e-mail, made and shown once."""

import segno
from flask import render_template, request
from markupsafe import Markup

from lms.core.access import require
from lms.core.db import transaction
from lms.core.web import actor, key_of, needs
from lms.enrolments import queries, services
from lms.enrolments.policies import Permission
from lms.enrolments.views.blueprint import bp


@bp.get("/sessions/<slug>/roll/slips")
@needs(Permission.PRINT_SLIPS)
def slips(slug: str) -> str:
    """Choose for whom slips are made."""
    seen = queries.roll(slug, actor=actor())
    require(actor(), Permission.PRINT_SLIPS, seen.head)
    return render_template("enrolments/slips.html", head=seen.head, roll=seen)


@bp.post("/sessions/<slug>/roll/slips")
@needs(Permission.PRINT_SLIPS)
def make_slips(slug: str) -> str:
    """Make the slips and show them for printing; earlier slips of these people are void."""
    keys = [key_of(key) for key in request.form.getlist("person")]
    with transaction():
        made = services.make_slips(actor=actor(), slug=slug, enrolment_ids=keys)
    return render_template(
        "enrolments/slips_print.html",
        head=made.head,
        slips=made.slips,
        left_out=made.left_out,
        codes={slip.entry.id: qr(slip.link) for slip in made.slips},
    )


def qr(text: str) -> Markup:
    """A QR code as SVG that scales with its box."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by the library from modules alone
