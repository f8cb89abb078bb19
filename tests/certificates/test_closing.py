"""What the closing checklist says of certificates."""

from flask import Flask

from lms.certificates import services
from lms.certificates.closing import certificates_issued
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.courses.closing import ClosingPoint
from lms.courses.models import CourseSession
from lms.courses.queries import session_head_by_id
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_deserving, make_earned_session


def point(course_session: CourseSession) -> ClosingPoint:
    head = session_head_by_id(course_session.id, SYSTEM)
    (found,) = certificates_issued(head, SYSTEM)
    return found


def test_open_until_everybody_who_earned_one_has_one(app: Flask) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 2)
    before = point(course_session)
    assert (before.done, str(before.detail)) == (False, "0 issued, 2 still due.")
    issue_all(course_session)
    assert point(course_session).done
    make_deserving(course_session, agency, "Waits For Approval", approved=False)
    assert not point(course_session).done


def test_open_while_certificates_are_being_made(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    with transaction():
        services.issue(actor=SYSTEM, course_session_id=course_session.id)
    now = point(course_session)
    assert (now.done, str(now.detail)) == (False, "Certificates are being made just now.")


def test_nobody_due_is_nothing_open(app: Flask) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 0)
    make_deserving(course_session, agency, "Seldom Here", half_days=1)
    assert point(course_session).done
