"""One address for all: organisers see the board, focal points the own agency's side."""

from uuid import UUID

from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.nominations.policies import Permission
from lms.nominations.views import board, board_detail, own, own_form
from lms.nominations.views.blueprint import bp


@bp.get("/sessions/<slug>/nominations")
@needs(Permission.VIEW_NOMINATIONS)
def entry(slug: str) -> str | Response | tuple[str, int]:
    """The nominations of a session, as who asks may see them."""
    head = session_head(slug, actor())
    return board.page(slug) if can(actor(), Permission.VIEW_BOARD, head) else own.page(slug, head)


@bp.get("/sessions/<slug>/nominations/<uuid:nomination_id>")
@needs(Permission.VIEW_NOMINATIONS)
def one(slug: str, nomination_id: UUID) -> str | Response | tuple[str, int]:
    """One nomination, as who asks may see it."""
    if can(actor(), Permission.VIEW_BOARD, session_head(slug, actor())):
        return board_detail.page(slug, nomination_id)
    return own_form.one_page(slug, nomination_id)
