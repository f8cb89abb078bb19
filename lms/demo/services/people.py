"""Agencies, staff, focal points and participants of the demonstration."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from lms.accounts import services as accounts
from lms.accounts.enums import AppointmentRole
from lms.accounts.identity import identity_of
from lms.agencies import services as agencies
from lms.core.access import SYSTEM, Identity
from lms.demo.plans import PeopleFile, PersonPlan

MEMBER_SINCE = date(2016, 7, 1)
APPOINTED = date(2018, 1, 1)


@dataclass
class Cast:
    """Ids of what was made: agencies by slug, people by key or service number."""

    agencies: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)

    def acting(self, key: str) -> Identity:
        """The identity of a person, with the rights of the clock's day."""
        return identity_of(self.people[key])


def make_cast(plan: PeopleFile) -> Cast:
    """Agencies in order of precedence, the administrator, staff, and a focal point for each."""
    cast = Cast()
    for place, agency in enumerate(plan.agencies, start=1):
        row = agencies.create_agency(
            actor=SYSTEM,
            name=agency.name,
            short_name=agency.short,
            country=agency.country,
            precedence=place,
            slug=agency.slug,
        )
        cast.agencies[agency.slug] = row.id
    for person in plan.staff:
        cast.people[person.key] = make_person(cast, person, actor=SYSTEM, account=True)
    accounts.appoint(
        actor=SYSTEM,
        person_id=cast.people["administrator"],
        role=AppointmentRole.ADMINISTRATOR,
        starts_on=APPOINTED,
    )
    administrator = cast.acting("administrator")
    for focal in plan.focal_points:
        person_id = make_person(cast, focal, actor=administrator, account=True)
        cast.people[f"focal-{focal.agency}"] = person_id
        accounts.appoint(
            actor=administrator,
            person_id=person_id,
            role=AppointmentRole.FOCAL_POINT,
            agency_id=cast.agencies[focal.agency],
            starts_on=APPOINTED,
        )
    return cast


def make_person(cast: Cast, plan: PersonPlan, *, actor: Identity, account: bool) -> UUID:
    """An invented person with the agency served in, and a way to sign in where asked for."""
    row = accounts.create_person(
        actor=actor,
        first_name=plan.first,
        last_name=plan.last,
        name_local=plan.local,
        gender=plan.gender,
        invented=True,
        agency_id=cast.agencies[plan.agency],
        service_no=plan.service_no,
        rank=plan.rank,
        designation=plan.designation,
        member_since=MEMBER_SINCE,
    )
    if account or plan.username:
        accounts.create_account(actor=SYSTEM, person_id=row.id, username=plan.username)
    return row.id
