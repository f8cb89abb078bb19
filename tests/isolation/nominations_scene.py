"""What the route matrix needs of nominations: seats, names of three sides, letters, stays, tables.

What belongs to one agency or person carries its marker, as in the world.
"""

import uuid
from datetime import date, datetime, timedelta

from lms.accounts.models import Membership, Person
from lms.arrangements.models import AllowanceRate, LodgingRoom, Stay
from lms.core import files
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.ids import hash_token, new_id
from lms.courses.services.sessions import locked
from lms.enrolments.models import Enrolment, Syndicate
from lms.letters.enums import LetterKind
from lms.letters.models import Letter
from lms.letters.rules.frozen import Frozen, Side
from lms.nominations.enums import DoubleState, EventKind, NominationState, StepKind
from lms.nominations.models import (
    AnswerLink,
    ApprovalLink,
    ApprovalStep,
    Approver,
    Nomination,
    NominationDouble,
    NominationEvent,
    NominationImport,
    NominationPlan,
)
from lms.outbox.models import OutboxMessage
from lms.privacy.enums import ConsentWay, NoticeKind
from lms.privacy.models import Consent, PrivacyText
from lms.seats.enums import MoveKind, Pool
from lms.seats.models import SeatMove
from tests.support.world import LONG_AGO, MARK_A, MARK_B, MARK_OTHER, World

ANSWER_TOKEN, APPROVAL_TOKEN = "a" * 22, "p" * 22


def add_nominations(world: World) -> dict[str, object]:
    """Make everything in the open transaction; returns values for arguments of addresses."""
    db.session.add(_plan(world.session_id))
    nomination, import_id = _names(world)
    _seats(world)
    step = ApprovalStep(position=1, kind=StepKind.AGENCY_HEAD, title={"en": "Agency head"},
                        archived_at=utcnow())  # fmt: skip
    db.session.add(step)
    db.session.flush()
    values = {
        "nomination_id": nomination,
        "nomination_import": import_id,
        "double_id": _double(world, nomination),
        "step_id": step.id,
        "approver_id": _approver(world, step.id),
        "agency_id": world.agency_a,
        "agency_slug": "agency-a",
        "letter_id": _letters(world),
        "letter_kind": LetterKind.INVITATION.value,
        "session_message": _message(world),
        "answer_token": ANSWER_TOKEN,
        "approval_token": APPROVAL_TOKEN,
        **_stays(world),
        **_tables(world),
    }
    values["link_id"] = _links(world, nomination, step.id)
    _consents(world)
    return values


def _plan(session_id: uuid.UUID) -> NominationPlan:
    return NominationPlan(
        course_session_id=session_id,
        flow_agencies={"schema": 1, "agencies": []},
        asked_for={"en": "Analysts"},
        travel_notes={"en": "Bring a card"},
        aims={"schema": 1, "aims": []},
    )


def _names(world: World) -> tuple[uuid.UUID, uuid.UUID]:
    """A name to decide of each side, an upload, and the participants as confirmed nominations."""
    ids = [
        _nominee(world.session_id, world.agency_a, MARK_A),
        _nominee(world.session_id, world.agency_b, MARK_B),
        _nominee(world.other_session_id, world.agency_b, MARK_OTHER),
    ]
    confirmed = _nomination(world.session_id, world.agency_a, world.people["participant"], MARK_A)
    confirmed.state, confirmed.enrolment_id = NominationState.CONFIRMED, world.enrolment_a
    upload = NominationImport(
        course_session_id=world.session_id,
        agency_id=world.agency_a,
        uploaded_by=world.people["focal_a"],
        file_name=f"{MARK_A}.csv",
        rows={"schema": 1, "columns": [], "rows": [], "notes": []},
    )
    db.session.add(upload)
    db.session.flush()
    return ids[0], upload.id


def _nominee(session_id: uuid.UUID, agency_id: uuid.UUID, mark: str) -> uuid.UUID:
    person = Person(first_name=mark, last_name="Nominee", email=f"{mark.lower()}-n@example.org")
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(person_id=person.id, agency_id=agency_id, starts_on=LONG_AGO))
    return _nomination(session_id, agency_id, person.id, mark).id


def _nomination(
    session_id: uuid.UUID, agency_id: uuid.UUID, person_id: uuid.UUID, mark: str
) -> Nomination:
    letter = files.put(b"%PDF-1.7", media_type="application/pdf", owner=f"probe-{mark}",
                       name=f"{mark}.pdf")  # fmt: skip
    row = Nomination(
        id=new_id(),
        course_session_id=session_id,
        agency_id=agency_id,
        person_id=person_id,
        state=NominationState.SHORTLISTED,
        priority=1,
        first_name=mark,
        last_name="Nominee",
        certificate_name=f"{mark} Nominee",
        rank=f"Rank {mark}",
        designation=f"Designation {mark}",
        province=f"Province {mark}",
        posting=f"Posting {mark}",
        letter_ref=f"Ref {mark}",
        justification=f"Because {mark}",
        note=f"Note {mark}",
        letter_file_id=letter.id,
        submitted_at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        NominationEvent(
            uuid=new_id(),
            owner_id=row.id,
            sequence=1,
            kind=EventKind.NOMINATED.value,
            payload={"schema": 1},
            server_at=utcnow(),
        )
    )
    return row


def _seats(world: World) -> None:
    moves = (
        (MoveKind.OPENED, 10, Pool.OUTSIDE, Pool.COMMON, None, None),
        (MoveKind.QUOTA, 3, Pool.COMMON, Pool.ALLOTTED, world.agency_a, None),
        (MoveKind.QUOTA, 3, Pool.COMMON, Pool.ALLOTTED, world.agency_b, None),
        (MoveKind.TAKEN, 1, Pool.ALLOTTED, Pool.TAKEN, world.agency_a, world.enrolment_a),
        (MoveKind.TAKEN, 1, Pool.ALLOTTED, Pool.TAKEN, world.agency_b, world.enrolment_b),
    )
    marks = {world.agency_a: MARK_A, world.agency_b: MARK_B}
    for number, (kind, seats, source, target, agency_id, holder_id) in enumerate(moves, start=1):
        db.session.add(
            SeatMove(
                course_session_id=world.session_id,
                sequence=number,
                kind=kind,
                seats=seats,
                source=source,
                target=target,
                agency_id=agency_id,
                holder_id=holder_id,
                reason=marks.get(agency_id, "") if agency_id else "",
                at=utcnow(),
            )
        )
    row = locked(world.session_id)
    row.capacity = 10


def _double(world: World, nomination_id: uuid.UUID) -> uuid.UUID:
    row = NominationDouble(
        nomination_id=nomination_id,
        other_person_id=world.people["participant_b"],
        because="name",
        state=DoubleState.OPEN,
        noted_at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _approver(world: World, step_id: uuid.UUID) -> uuid.UUID:
    row = Approver(
        step_id=step_id,
        agency_id=world.agency_a,
        person_id=world.people["participant"],
        starts_on=LONG_AGO,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _links(world: World, nomination_id: uuid.UUID, step_id: uuid.UUID) -> uuid.UUID:
    until = utcnow() + timedelta(days=3)
    db.session.add(
        AnswerLink(
            id=new_id(),
            nomination_id=nomination_id,
            token_hash=hash_token(ANSWER_TOKEN),
            created_at=utcnow(),
            expires_at=until,
        )
    )
    link = ApprovalLink(
        id=new_id(),
        course_session_id=world.session_id,
        agency_id=world.agency_a,
        step_id=step_id,
        recipient=MARK_A,
        token_hash=hash_token(APPROVAL_TOKEN),
        created_at=utcnow(),
        expires_at=until,
    )
    db.session.add(link)
    db.session.flush()
    return link.id


def _letters(world: World) -> uuid.UUID:
    made = [
        Letter(
            id=new_id(),
            course_session_id=session_id,
            agency_id=agency_id,
            person_id=world.people[part],
            subject_id=None,
            kind=LetterKind.INVITATION,
            reference=f"{mark}/INV/001",
            content=_content(mark),
            written_at=utcnow(),
        )
        for session_id, agency_id, part, mark in (
            (world.session_id, world.agency_a, "participant", MARK_A),
            (world.session_id, world.agency_b, "participant_b", MARK_B),
            (world.other_session_id, world.agency_b, "participant_other", MARK_OTHER),
        )
    ]
    db.session.add_all(made)
    db.session.flush()
    return made[0].id


def _content(mark: str) -> dict[str, object]:
    side = Side(
        subject=f"Invitation {mark}",
        body=f"Dear {mark}",
        host="Host",
        organised_by="Host",
        dated="2 March 2026",
        to=[mark],
        signed=["Organiser"],
    )
    return Frozen(
        LetterKind.INVITATION,
        f"{mark}/INV/001",
        ["en"],
        {"en": side},
        name=mark,
        written=utcnow().isoformat(),
    ).to_json()


def _message(world: World) -> uuid.UUID:
    row = OutboxMessage(
        person_id=world.people["participant"],
        agency_id=world.agency_a,
        course_session_id=world.session_id,
        address=f"{MARK_A}@example.org",
        template="letters/letter",
        language="en",
        subject=f"For {MARK_A}",
        body=f"Dear {MARK_A}",
        created_at=utcnow(),
        send_after=utcnow() + timedelta(days=1),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _stays(world: World) -> dict[str, object]:
    rate = AllowanceRate(
        course_session_id=world.session_id,
        position=1,
        name={"en": "All"},
        currency="PKR",
        daily_minor=250_000,
        journey_minor=0,
    )
    room = LodgingRoom(course_session_id=world.session_id, label="101", beds=2)
    db.session.add_all([rate, room])
    db.session.flush()
    arrival = datetime.combine(date(2026, 3, 1), utcnow().timetz())
    for enrolment_id, agency_id, part, mark in (
        (world.enrolment_a, world.agency_a, "participant", MARK_A),
        (world.enrolment_b, world.agency_b, "participant_b", MARK_B),
    ):
        db.session.add(
            Stay(
                course_session_id=world.session_id,
                enrolment_id=enrolment_id,
                agency_id=agency_id,
                person_id=world.people[part],
                rate_id=rate.id,
                room_id=room.id,
                comes_from=f"From {mark}",
                arrives_at=arrival,
                ticket=f"Ticket {mark}",
                notes=f"Notes {mark}",
                wants_room=True,
            )
        )
    db.session.flush()
    return {"rate_id": rate.id, "lodging_id": room.id}


def _tables(world: World) -> dict[str, object]:
    """Two tables: each participant of the first session sits at another."""
    tables = [
        Syndicate(
            course_session_id=world.session_id,
            position=place,
            letter=letter,
            name={"en": f"Table {letter}"},
        )
        for place, letter in enumerate("AB", start=1)
    ]
    db.session.add_all(tables)
    db.session.flush()
    for table, key in zip(tables, (world.enrolment_a, world.enrolment_b), strict=True):
        db.session.execute(
            Enrolment.__table__.update()
            .where(Enrolment.__table__.c.id == key)
            .values(syndicate_id=table.id)
        )
    return {"syndicate_id": tables[0].id}


def _consents(world: World) -> None:
    text = PrivacyText(
        kind=NoticeKind.NOTICE,
        number=1,
        title={"en": "Privacy", "ur": "رازداری"},
        body={"en": "What is kept", "ur": "کیا رکھا جاتا ہے"},
        published_at=utcnow(),
    )
    db.session.add(text)
    db.session.flush()
    db.session.add(
        Consent(
            person_id=world.people["participant"],
            agency_id=world.agency_a,
            course_session_id=world.session_id,
            text_id=text.id,
            given=True,
            way=ConsentWay.PAPER,
            at=utcnow(),
        )
    )
