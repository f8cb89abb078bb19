"""A session's choice of a design for one kind of paper."""

from uuid import UUID

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.designs import shipped
from lms.designs.enums import Paper
from lms.designs.models import DesignChoice
from lms.designs.policies import Permission
from lms.designs.queries.lists import own

MOST_MONTHS = 240


def choose(
    *, actor: Identity, slug: str, paper: Paper, key: str, expires_months: int | None = None
) -> None:
    """Use a design for one kind of paper of a session from now on; papers issued stay as they are.

    `key` is the name of a shipped design or an own one's id. Raises NotFound, and Invalid for a
    number of months out of range.
    """
    head = session_head(slug, actor)
    require(actor, Permission.CHOOSE_DESIGN, head)
    if expires_months is not None and not 1 <= expires_months <= MOST_MONTHS:
        text = N_("Give a number of months from 1 to %(most)s, or nothing.", most=MOST_MONTHS)
        raise Invalid([FieldError(f"expires_{paper.value}", text)])
    design_id: UUID | None = None if key in shipped.NAMES else own(key).id
    row = db.session.get(DesignChoice, (head.id, paper), populate_existing=True)
    before = None if row is None else str(row.design_id or row.shipped)
    if row is None:
        row = DesignChoice(course_session_id=head.id, paper=paper)
        db.session.add(row)
    row.shipped = key if design_id is None else shipped.OFFICIAL
    row.design_id, row.expires_months, row.chosen_by = design_id, expires_months, actor.person_id
    db.session.flush()
    record(
        actor,
        "designs.chosen",
        object_type="course_session",
        object_id=head.id,
        summary=N_("Chose a certificate design: %(paper)s.", paper=paper.value),
        course_session_id=head.id,
        before={"design": before},
        after={"design": key, "expires_months": expires_months},
    )
