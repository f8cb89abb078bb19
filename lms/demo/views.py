"""One click to be somebody, in demonstration mode only."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from lms.core.db import transaction
from lms.core.web import public
from lms.demo import services

bp = Blueprint("demo", __name__)


@bp.post("/demo/enter/<door>")
@public
def enter(door: str) -> Response:
    with transaction():
        services.enter(door=door, address=request.remote_addr or "")
    return redirect(url_for("desk.desk"))
