"""Nominations made through the services, on a confirmed session of two agencies."""

import itertools
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.access import SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import db, transaction, unscoped
from lms.core.ids import new_id
from lms.courses.enums import SessionState
from lms.enrolments.formats import Field
from lms.nominations.enums import EventKind, NominationState
from lms.nominations.inputs import NominationInput
from lms.nominations.models import Nomination
from lms.nominations.services import deciding, nominating
from lms.nominations.services.events import first_happened
from lms.seats.services.ledger import open_ledger
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session

_number = itertools.count(1)


def nomination_input(name: str = "", **cells: str) -> NominationInput:
    """A form as typed: the name on the certificate, and cells by the names of our columns."""
    typed = {Field.CERTIFICATE_NAME: name or f"Officer {_spelled(next(_number))}"}
    return NominationInput(typed | {Field(key): text for key, text in cells.items()})


def _spelled(number: int) -> str:
    """A number as a name, because names hold no digits."""
    signs = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return signs.capitalize()


class Scene:
    """A session of the police and the anti-narcotics force, its organiser and focal points."""

    def __init__(self, *, police: int = 5, force: int = 5, **values: object) -> None:
        self.police = make_agency("Sindh Police", short_name={"en": "SP"})
        self.force = make_agency("Anti Narcotics Force", short_name={"en": "ANF"})
        self.people = {
            "organiser": make_person("Rana", "Marwat"),
            "police": make_focal_point(self.police, "Farah"),
            "force": make_focal_point(self.force, "Faisal"),
        }
        given = {"state": SessionState.CONFIRMED, "capacity": 12} | values
        self.session = make_session(
            agencies=[self.police, self.force], organiser=self.people["organiser"], **given
        )
        with transaction():
            open_ledger(self.session.id, actor=self.organiser).set_quotas(
                {self.police.id: police, self.force.id: force}
            )

    @property
    def slug(self) -> str:
        return self.session.slug

    @property
    def organiser(self) -> Identity:
        return acting(self.people["organiser"])

    def focal(self, agency: str = "police") -> Identity:
        return acting(self.people[agency])

    def nominate(self, agency: str = "police", name: str = "", **cells: str) -> UUID:
        """Put somebody forward as the agency's focal point."""
        with transaction():
            return nominating.nominate(
                actor=self.focal(agency),
                slug=self.slug,
                agency_id=getattr(self, agency).id,
                given=nomination_input(name, **cells),
            )

    def decide(
        self, *ids: UUID, to: NominationState, reason: str = "Because.", common: int = 0
    ) -> None:
        """Decide as the organiser."""
        with transaction():
            deciding.decide(
                actor=self.organiser,
                slug=self.slug,
                nomination_ids=ids,
                to=to,
                reason=reason,
                common=common,
            )

    def row(self, nomination_id: UUID) -> Nomination:
        return db.session.scalars(
            unscoped(
                sa.select(Nomination)
                .where(Nomination.id == nomination_id)
                .execution_options(populate_existing=True),
                because="a test looks at the row itself",
            )
        ).one()


def make_waiting(scene: Scene, count: int) -> list[UUID]:
    """People on the wait-list, of both agencies in turn, straight into the tables."""
    rows = []
    with transaction():
        for place in range(1, count + 1):
            agency = scene.police if place % 2 else scene.force
            person = Person(first_name=f"Waiting {place:03d}", last_name="Test", invented=True)
            db.session.add(person)
            db.session.flush()
            row = Nomination(
                id=new_id(),
                course_session_id=scene.session.id,
                agency_id=agency.id,
                person_id=person.id,
                state=NominationState.WAIT_LISTED,
                priority=place,
                place=place,
                first_name=person.first_name,
                last_name=person.last_name,
                certificate_name=person.full_name,
                submitted_at=utcnow(),
            )
            db.session.add(row)
            rows.append(row)
        db.session.flush()
        keys = [row.id for row in rows]
        first_happened(SYSTEM, keys, EventKind.WAIT_LISTED, NominationState.WAIT_LISTED)
    return keys
