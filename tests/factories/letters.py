"""A session with a roll, for letters."""

from lms.core.access import Identity
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment


class Office:
    """Two agencies, an organiser, a focal point, and two participants; one has no e-mail."""

    def __init__(self) -> None:
        self.customs = make_agency("customs")
        self.police = make_agency("police")
        self.organiser = make_person("Nadia", "Brohi", name_local="نادیہ بروہی", email="n@o.pk")
        self.session = make_session(
            agencies=[self.customs, self.police],
            organiser=self.organiser,
            title={"en": "Link charts in practice", "ur": "روابط کے نقشے"},
        )
        self.focal = make_focal_point(self.customs)
        self.ayesha = self.enrol(self.customs, "Ayesha", "Khan", email="ayesha@o.pk")
        self.bilal = self.enrol(self.police, "Bilal", "Shah", rank="Inspector")

    def enrol(self, agency: object, first: str, last: str, **values: str) -> Enrolment:
        """A participant; `rank` and so on go to the enrolment, the rest to the person."""
        own = {key: values.pop(key) for key in ("rank", "designation") if key in values}
        person = make_person(first, last, agency=agency, **values)  # type: ignore[arg-type]
        return make_enrolment(self.session, agency, person, name_local="عائشہ خان", **own)  # type: ignore[arg-type]

    @property
    def actor(self) -> Identity:
        return acting(self.organiser)

    @property
    def head(self) -> SessionHead:
        return session_head(self.session.slug, self.actor)

    def address(self, rest: str) -> str:
        return f"/sessions/{self.session.slug}/letters{rest}"
