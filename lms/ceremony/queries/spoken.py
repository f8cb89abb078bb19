"""Names with how they are said, as far as the actor may see them."""

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.ceremony.policies import Permission
from lms.ceremony.rows import SpokenRow
from lms.ceremony.rules.saying import syllables
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import in_called_order


def spoken_names(slug: str, *, actor: Identity) -> tuple[SessionHead, list[SpokenRow]]:
    """The names of a session that `actor` may help to say. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.SAY_NAMES, head)
    local = sa.func.nullif(Enrolment.certificate_name_local, "")
    statement = in_called_order(
        sa.select(
            Enrolment.id,
            Enrolment.certificate_name,
            sa.func.coalesce(local, Enrolment.name_local),
            Agency.name,
            Enrolment.spoken,
            Enrolment.spoken_local,
        )
    ).where(
        Enrolment.course_session_id == head.id,
        Enrolment.state != EnrolmentState.WITHDRAWN,
    )
    if not actor.is_system:
        statement = statement.where(Enrolment.visible_to(actor))
    rows = db.session.execute(unscoped(statement, because="narrowed by the enrolment's own scope"))
    return head, [SpokenRow._make((*row, syllables(row[1]))) for row in rows]
