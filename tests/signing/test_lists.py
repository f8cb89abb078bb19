"""A list from preparing to signing: whose approvals and signatures count, and for what."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.audit.models import AuditEntry
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Invalid, Refused
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession, Signatory
from lms.signing import queries, rules, services
from lms.signing.enums import ListState
from lms.signing.models import SigningList
from lms.signing.services.gate import NotAdmitted, admit
from tests.factories.accounts import acting, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session, make_staff

NAMES = [{"key": str(uuid4()), "name": name} for name in ("Asma", "Bilal", "Chandni")]


def approval(person: UUID | None, agency: UUID | None, digest: str = "d") -> rules.Approval:
    return rules.Approval(person, agency, digest)


A, B, ONE, TWO = uuid4(), uuid4(), uuid4(), uuid4()
FACTS = rules.Facts("d", 2, [approval(A, ONE), approval(B, TWO)], [1, 2], [1, 2], 3)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, ListState.SIGNED),
        ({"signed": [1]}, ListState.APPROVED),
        ({"left": 0}, ListState.APPROVED),
        ({"offices": [], "signed": []}, ListState.SIGNED),
        ({"approvals": []}, ListState.PREPARED),
        ({"approvals": [approval(A, ONE)]}, ListState.PREPARED),
        ({"approvals": [approval(A, ONE), approval(B, ONE)]}, ListState.PREPARED),
        ({"approvals": [approval(A, ONE), approval(A, TWO)]}, ListState.PREPARED),
        ({"approvals": [approval(A, ONE), approval(B, None)]}, ListState.PREPARED),
        ({"approvals": [approval(A, ONE), approval(B, TWO, "e")]}, ListState.PREPARED),
        ({"approvals_needed": 1, "approvals": [approval(None, None)]}, ListState.SIGNED),
    ],
)
def test_how_far_a_list_is(changes: dict[str, object], state: ListState) -> None:
    facts = replace(FACTS, **changes)  # type: ignore[arg-type]
    assert rules.standing(facts) is state
    assert (rules.why_not_ready(facts) is None) is (state is ListState.SIGNED)


def test_the_digest_holds_for_one_list_only() -> None:
    entries = {"schema": 1, "people": NAMES}
    assert rules.digest_of(A, ONE, entries) != rules.digest_of(B, ONE, entries)
    other = {"schema": 1, "people": NAMES[::-1]}
    assert rules.digest_of(A, ONE, entries) != rules.digest_of(A, ONE, other)


class Scene:
    """A session of two agencies; Salma stands behind its one office, Talat is on its staff."""

    def __init__(self) -> None:
        self.agencies: list[Agency] = [make_agency("One"), make_agency("Two")]
        one, two = self.agencies
        self.organiser = make_person("Omar", "Organiser", agency=one)
        self.salma = make_person("Salma", "Signatory", agency=two)
        self.talat = make_person("Talat", "Trainer", agency=two)
        self.head: CourseSession = make_session(agencies=self.agencies, organiser=self.organiser)
        make_staff(self.head, self.salma, StaffRole.SIGNATORY)
        make_staff(self.head, self.talat, StaffRole.TRAINER)

    def name_behind_the_office(self, person: Person) -> None:
        with transaction():
            db.session.execute(sa.update(Signatory).values(person_id=person.id))

    def prepare(self, approvals: int = 1) -> SigningList:
        with transaction():
            return services.prepare(
                actor=acting(self.organiser),
                course_session_id=self.head.id,
                people=NAMES,
                approvals=approvals,
            )


def acts() -> list[str]:
    begins = AuditEntry.act.startswith("signing.")
    return list(db.session.scalars(sa.select(AuditEntry.act).where(begins)))


def test_two_people_of_two_agencies_approve(app: Flask) -> None:
    scene = Scene()
    made = scene.prepare(approvals=2)
    assert made.state is ListState.PREPARED
    colleague = make_person("Of", "Thesame", agency=scene.agencies[0])
    homeless = make_person("Without", "Agency")
    for person, why in ((scene.organiser, "already"), (homeless, "agency")):
        with transaction(), pytest.raises(Refused, match=why):
            services.approve(actor=acting(person), list_id=made.id, digest=made.digest)
    with transaction(), pytest.raises(Refused, match="another"):
        services.approve(actor=acting(scene.talat), list_id=made.id, digest="0" * 64)
    with transaction():
        state = services.approve(actor=acting(colleague), list_id=made.id, digest=made.digest)
    assert state is ListState.PREPARED
    with pytest.raises(NotAdmitted, match="not approved"):
        admit(made.id)
    with transaction():
        state = services.approve(actor=acting(scene.talat), list_id=made.id, digest=made.digest)
    assert state is ListState.SIGNED  # nobody is named behind the office
    assert len(admit(made.id).entries) == 3
    assert acts() == ["signing.prepared", *["signing.approved"] * 3]


def test_the_person_behind_the_office_strikes_and_signs(app: Flask) -> None:
    scene = Scene()
    scene.name_behind_the_office(scene.salma)
    made = scene.prepare()
    assert made.state is ListState.APPROVED
    given = {"list_id": made.id, "digest": made.digest}
    with transaction(), pytest.raises(Refused, match="nothing on this list"):
        services.sign(actor=acting(scene.talat), struck=0, **given)
    salma = acting(scene.salma)
    entry = str(NAMES[1]["key"])
    for reason in (" ", "Left\u202e early", "Left\x00"):
        with transaction(), pytest.raises(Invalid):
            services.strike(actor=salma, list_id=made.id, entry=entry, reason=reason)
    with transaction(), pytest.raises(Refused):
        services.strike(actor=acting(scene.talat), list_id=made.id, entry=entry, reason="No")
    with transaction():
        services.strike(actor=salma, list_id=made.id, entry=entry, reason="Left on the second day")
    with transaction(), pytest.raises(Refused, match="struck since"):
        services.sign(actor=salma, struck=0, **given)
    with transaction():
        assert services.sign(actor=salma, struck=1, **given) is ListState.SIGNED
    assert admit(made.id).entries == {str(NAMES[0]["key"]), str(NAMES[2]["key"])}
    with transaction(), pytest.raises(Refused, match="waits for nobody"):
        services.strike(actor=salma, list_id=made.id, entry=str(NAMES[0]["key"]), reason="Late")
    with transaction(), pytest.raises(Refused, match="signed"):
        services.withdraw(actor=SYSTEM, list_id=made.id)
    assert acts()[2:] == ["signing.struck", "signing.signed"]


def test_a_delegate_signs_on_record_until_the_end(app: Flask, clock: FixedClock) -> None:
    scene = Scene()
    scene.name_behind_the_office(scene.salma)
    with transaction(), pytest.raises(Refused, match="behind an office"):
        services.delegate(
            actor=acting(scene.talat),
            course_session_id=scene.head.id,
            to_person_id=scene.salma.id,
            days=3,
        )
    for to, days in ((make_person("Some", "Stranger"), 3), (scene.talat, 0), (scene.salma, 3)):
        with transaction(), pytest.raises(Invalid):
            services.delegate(
                actor=acting(scene.salma),
                course_session_id=scene.head.id,
                to_person_id=to.id,
                days=days,
            )
    with transaction():
        given = services.delegate(
            actor=acting(scene.salma),
            course_session_id=scene.head.id,
            to_person_id=scene.talat.id,
            days=3,
        )
    made = scene.prepare()
    assert queries.signing_list(made.id).offices_of(scene.talat.id)
    clock.set(clock.now() + timedelta(days=3))
    assert not queries.signing_list(made.id).offices_of(scene.talat.id)
    clock.set(clock.now() - timedelta(days=1))
    with transaction():
        state = services.sign(
            actor=acting(scene.talat), list_id=made.id, digest=made.digest, struck=0
        )
    assert state is ListState.SIGNED
    (office,) = queries.signing_list(made.id).offices
    assert office.signed_by is not None and office.for_person is not None
    assert (office.signed_by.id, office.for_person.id) == (scene.talat.id, scene.salma.id)
    with transaction(), pytest.raises(Refused):
        services.end_delegation(
            actor=acting(scene.talat), delegation_id=given.id, course_session_id=scene.head.id
        )
    with transaction():
        services.end_delegation(
            actor=acting(scene.salma), delegation_id=given.id, course_session_id=scene.head.id
        )
    assert not queries.signing_list(made.id).delegations[0].holds


def test_a_list_that_was_changed_afterwards_is_not_admitted(app: Flask) -> None:
    made = Scene().prepare()
    assert admit(made.id).digest == made.digest
    more = {"schema": 1, "people": [*NAMES, {"key": str(uuid4()), "name": "Ghost"}]}
    with transaction():
        db.session.execute(sa.update(SigningList).values(entries=more))
    with pytest.raises(NotAdmitted, match="changed"):
        admit(made.id)
    with pytest.raises(NotAdmitted, match="no such"):
        admit(uuid4())
