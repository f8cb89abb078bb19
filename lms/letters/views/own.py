"""Letters to people of the own agency, for its focal points."""

from flask import render_template

from lms.core.web import actor, needs
from lms.letters.policies import Permission
from lms.letters.queries import written as queries
from lms.letters.views.blueprint import bp


@bp.get("/sessions/<slug>/letters/own")
@needs(Permission.OWN_AGENCY)
def own(slug: str) -> str:
    """Copies for the agency's office; private addresses are left out of them."""
    head, rows = queries.own_agency(slug, actor())
    return render_template("letters/own.html", head=head, rows=rows)
