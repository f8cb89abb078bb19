"""The blueprint of the print pack."""

from typing import Any

from flask import Blueprint

from lms.certificates.views.blueprint import kind_words

bp = Blueprint("pack", __name__)


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this room write of kinds."""
    return {"kinds": kind_words()}
