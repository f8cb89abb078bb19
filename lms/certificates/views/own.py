"""One's own certificates, all of them, wherever they were earned."""

from flask import render_template

from lms.certificates import queries
from lms.certificates.views.blueprint import bp
from lms.core.web import actor, signed_in


@bp.get("/me/certificates")
@signed_in
def own_certificates() -> str:
    """The holder's page: files to keep, links to show."""
    return render_template("certificates/own.html", rows=queries.own(actor=actor()))
