"""The world of the route matrix: with content, an attempt, a certificate and things to undo."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from lms.accounts.models import Appointment
from lms.aftercare.models import PaperHandover
from lms.ceremony.services import begin
from lms.certificates.enums import BatchState, CertificateKind, CertificateState
from lms.certificates.models import Certificate, CertificateBatch
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.ids import hash_token, new_id
from lms.courses.models import ContentSnapshot, CourseStaff, HalfDay
from lms.courses.queries.content import media_owner
from lms.designs.models import TemplateVersion
from lms.engines.credentials.payload import canonical
from lms.enrolments.models import RollImport
from lms.exercises.enums import AttemptState, Purpose
from lms.exercises.models import Attempt, AttemptMember
from lms.outbox.models import OutboxMessage
from lms.signing.enums import ListState
from lms.signing.models import SigningList
from tests.factories.casework import ROOK, TATE, calls, case_payload, question
from tests.factories.exercises import make_content, quiz
from tests.factories.papers import make_payload
from tests.factories.questions import IMAGE, PICTURE, every_kind
from tests.isolation.agenda_scene import add_agendas
from tests.isolation.modules_scene import add_modules
from tests.isolation.nominations_scene import add_nominations
from tests.support.world import MARK_A, World, make_world

TOKEN = "t" * 22
# a PDF of one empty page, as small as the binder of the print pack reads one
PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/Contents[]>>endobj
trailer<</Root 1 0 R>>"""

SHEET = calls(question(answer="6", **{"from": {"what": "calls", "a": TATE, "b": ROOK}}))


@dataclass(frozen=True)
class Scene:
    """The world, and a value for each argument of an address."""

    world: World
    values: dict[str, object]


def make_scene() -> Scene:
    """Make everything in the open transaction; all of it is agency A's in the first session."""
    content = _content()
    world = make_world(content)
    module = content.body["modules"][0]
    values: dict[str, object] = {
        "slug": world.slug,
        "person_id": world.people["participant"],
        "enrolment_id": world.enrolment_a,
        "unit_slug": "unit",
        "half_day_id": _one(HalfDay.id, HalfDay.course_session_id == world.session_id),
        "course_staff_id": _one(
            CourseStaff.id,
            CourseStaff.course_session_id == world.session_id,
            CourseStaff.role == "trainer",
        ),
        "appointment_id": _one(Appointment.id, Appointment.person_id == world.people["focal_a"]),
        "import_id": _import(world),
        "attempt_id": _attempt(world, content.hash, "link_chart", "warm-up"),
        "sheet_attempt": _attempt(world, content.hash, "telephone_records", SHEET["key"]),
        "quiz_attempt": _attempt(world, content.hash, "quiz", module["quiz"]),
        "certificate_id": _certificate(world),
        "handover_id": _handover(world),
        "delegation_id": uuid.uuid4(),
        "message_id": _message(world),
        "ceremony_id": _ceremony(world),
        "merge_id": new_id(),
        "sign_in_id": new_id(),
        "token": TOKEN,
        "module": module["slug"],
        "lesson": module["lessons"][0]["slug"],
        "key": "warm-up",
        "quiz": module["quiz"],
        "sheet": SHEET["key"],
        "number": content.number,
        "name": "cycle.svg",
        "door": "organiser",
        "kind": "xlsx",
        "section": "facts",
        "paper": "days",
        "group": "modules",
        "path": "course.yaml",
        "form": "gift",
        "version": "1",
    }
    more = add_agendas(world) | add_nominations(world) | add_modules(world, content)
    return Scene(world, values | more)


def _content() -> ContentSnapshot:
    """A small course with a figure, and a check with every kind of question."""
    facts = {
        path: {"sha256": hashlib.sha256(PICTURE).hexdigest(), "bytes": len(PICTURE),
               "media_type": "image/svg+xml"}
        for path in ("media/cycle.svg", IMAGE)
    }  # fmt: skip
    check = quiz("first-check", questions=every_kind())
    sheet = {"tide": case_payload(), SHEET["key"]: SHEET}
    content = make_content(facts, **{"first-check": check, **sheet})
    owner = media_owner(content.course_id)
    files.put(PICTURE, media_type="image/svg+xml", owner=owner, name="cycle.svg")
    return content


def _one(
    column: sa.orm.InstrumentedAttribute[uuid.UUID], *criteria: sa.ColumnElement[bool]
) -> uuid.UUID:
    return db.session.scalars(sa.select(column).where(*criteria).limit(1)).one()


def _import(world: World) -> uuid.UUID:
    row = RollImport(
        course_session_id=world.session_id,
        uploaded_by=world.people["organiser"],
        file_name=f"{MARK_A}.csv",
        rows={"schema": 1, "columns": [], "rows": [], "notes": []},
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _attempt(world: World, content_hash: str, kind: str, activity: str) -> uuid.UUID:
    row = Attempt(
        course_session_id=world.session_id,
        content_hash=content_hash,
        activity=activity,
        kind=kind,
        purpose=Purpose.FORMATIVE,
        group_key=uuid.uuid4().hex,
        number=1,
        seed="seed",
        state=AttemptState.OPEN,
        started_at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(AttemptMember(attempt_id=row.id, enrolment_id=world.enrolment_a))
    db.session.flush()
    return row.id


def _certificate(world: World) -> uuid.UUID:
    signed = SigningList(
        course_session_id=world.session_id,
        state=ListState.FILED,
        entries={"schema": 1, "people": [{"key": str(world.enrolment_a), "kind": "completion"}]},
        digest="0" * 64,
        approvals=1,
        offices={"offices": []},
    )
    db.session.add(signed)
    db.session.flush()
    batch = CertificateBatch(
        course_session_id=world.session_id, state=BatchState.DONE, list_id=signed.id
    )
    template = TemplateVersion(hash="0" * 64, name="official", source={}, created_at=utcnow())
    db.session.add_all([batch, template])
    db.session.flush()
    file = files.put(PAGE, media_type="application/pdf", owner="probe", name=f"{MARK_A}.pdf")
    row = Certificate(
        enrolment_id=world.enrolment_a,
        course_session_id=world.session_id,
        agency_id=world.agency_a,
        person_id=world.people["participant"],
        batch_id=batch.id,
        kind=CertificateKind.COMPLETION,
        state=CertificateState.VALID,
        prefix="DGTR",
        year=2026,
        number=1,
        serial="DGTR-2026-0001",
        code="0123456789ABCDEF",
        token_hash=hash_token(TOKEN),
        token=TOKEN,
        payload=_payload(),
        salt=bytes(32),
        commitment=bytes(32),
        template_hash=template.hash,
        file_id=file.id,
        file_hash=file.sha256,
        issued_at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _handover(world: World) -> uuid.UUID:
    """A hand-over to agency A that holds no paper (any more)."""
    row = PaperHandover(
        course_session_id=world.session_id,
        agency_id=world.agency_a,
        given_to=f"{MARK_A} Clerk",
        given_at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _payload() -> str:
    made = make_payload(name=f"{MARK_A} Person", local="", serial="DGTR-2026-0001")
    return canonical(made).decode()


def _ceremony(world: World) -> uuid.UUID:
    return begin(actor=SYSTEM, slug=world.slug, template="closing", starts_at=utcnow())


def _message(world: World) -> uuid.UUID:
    row = OutboxMessage(
        person_id=world.people["participant"],
        agency_id=world.agency_a,
        address=f"{MARK_A}@example.org",
        template="accounts/invitation",
        language="en",
        subject=f"For {MARK_A}",
        body=f"Dear {MARK_A}",
        created_at=utcnow(),
        send_after=utcnow() + timedelta(days=1),
    )
    db.session.add(row)
    db.session.flush()
    return row.id
