"""A session of two agencies with people to be paid, fetched and housed."""

from lms.accounts.enums import Gender
from lms.accounts.models import Person
from lms.core.access import Identity
from lms.enrolments.models import Enrolment
from tests.factories.accounts import acting, make_account, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment

_PEOPLE = (
    ("Ayesha", "عائشہ خان", Gender.FEMALE, "BS-17"),
    ("Bilal", "بلال خان", Gender.MALE, "BS-16"),
    ("Chand", "", Gender.MALE, "BS-17"),
    ("Dur", "دُر خان", Gender.FEMALE, "BS-18"),
    ("Eman", "", Gender.NOT_SAID, "BS-16"),
)


class Scene:
    """Ayesha and Bilal are of customs, the others of the rangers."""

    def __init__(self, **values: object) -> None:
        self.customs, self.rangers = make_agency("Customs"), make_agency("Rangers")
        self.organiser_person = make_person("Omar", "Organiser")
        make_account(self.organiser_person)
        self.session = make_session(
            agencies=[self.customs, self.rangers], organiser=self.organiser_person, **values
        )
        self.people: list[Person] = []
        self.rows: list[Enrolment] = []
        for place, (name, local, gender, rank) in enumerate(_PEOPLE):
            agency = self.customs if place < 2 else self.rangers
            person = make_person(name, "Khan", agency=agency, gender=gender, name_local=local)
            self.people.append(person)
            self.rows.append(
                make_enrolment(
                    self.session, agency, person, gender=gender, rank=rank, name_local=local
                )
            )

    @property
    def slug(self) -> str:
        return self.session.slug

    @property
    def organiser(self) -> Identity:
        return acting(self.organiser_person)

    def focal(self) -> Identity:
        """The focal point of the customs."""
        return acting(make_focal_point(self.customs))
