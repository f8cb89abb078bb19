"""A session with certificates in force and its ceremony, straight into the tables."""

from datetime import UTC, datetime

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.ceremony import services
from lms.ceremony.formats.plan import Guest
from lms.certificates.enums import BatchState, CertificateKind, CertificateState
from lms.certificates.models import Certificate, CertificateBatch, Thanks
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.ids import hash_token, new_id
from lms.courses.models import CourseSession
from lms.designs.models import TemplateVersion
from lms.enrolments.models import Enrolment
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment

STARTS = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def make_paper(
    holder: Enrolment | Thanks, number: int, kind: CertificateKind = CertificateKind.COMPLETION
) -> Certificate:
    """A certificate in force with a file, without the work of making one."""
    thanked = isinstance(holder, Thanks)
    with transaction():
        template = db.session.get(TemplateVersion, "0" * 64)
        if template is None:
            template = TemplateVersion(hash="0" * 64, name="plain", source={}, created_at=utcnow())
            db.session.add(template)
        batch = CertificateBatch(course_session_id=holder.course_session_id, state=BatchState.DONE)
        db.session.add(batch)
        db.session.flush()
        file = files.put(b"%PDF", media_type="application/pdf", owner="t", name=f"{number}.pdf")
        row = Certificate(
            id=new_id(),
            enrolment_id=None if thanked else holder.id,
            thanks_id=holder.id if thanked else None,
            course_session_id=holder.course_session_id,
            agency_id=None if isinstance(holder, Thanks) else holder.agency_id,
            person_id=holder.person_id,
            batch_id=batch.id,
            kind=CertificateKind.APPRECIATION if thanked else kind,
            state=CertificateState.VALID,
            prefix="T",
            year=2026,
            number=number,
            serial=f"T-2026-{number:04}",
            code=f"{number:016}",
            token_hash=hash_token(str(number)),
            token=str(number),
            payload="{}",
            salt=bytes(32),
            commitment=bytes(32),
            template_hash=template.hash,
            file_id=file.id,
            file_hash=file.sha256,
            issued_at=utcnow(),
        )
        db.session.add(row)
        db.session.flush()
    return row


def make_thanks(course_session: CourseSession, name: str, **values: object) -> Thanks:
    """A line on a session's list of thanks: a guest, or with a post or capacity what is given."""
    given: dict[str, object] = {"post": {}, "organisation": {}, "capacity": {}}
    with transaction():
        row = Thanks(
            course_session_id=course_session.id, name=name, added_at=utcnow(), **(given | values)
        )
        db.session.add(row)
        db.session.flush()
    return row


def make_hall(
    agencies: list[Agency], names: list[tuple[int, str, str]], *, organiser: Person | None = None
) -> tuple[CourseSession, list[Enrolment]]:
    """A running session with its closing ceremony: people as (agency, name, rank), all with a
    certificate in force; two guests who hand over."""
    course_session = make_session(agencies=agencies, organiser=organiser)
    people = []
    for number, (agency, name, rank) in enumerate(names, start=1):
        first, _, last = name.partition(" ")
        row = make_enrolment(
            course_session,
            agencies[agency],
            first_name=first,
            last_name=last,
            certificate_name=name,
            rank=rank,
            position=number,
            name_approved_at=utcnow(),
        )
        make_paper(row, number)
        people.append(row)
    slug = course_session.slug
    with transaction():
        services.begin(actor=SYSTEM, slug=slug, template="closing", starts_at=STARTS)
        for office in ("Consul-General", "Director General"):
            guest = Guest("", office={"en": office}, hands=True, arrives="14:45")
            services.save_guest(actor=SYSTEM, slug=slug, guest=guest)
    return course_session, people
