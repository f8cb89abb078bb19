"""What the office prepares before the day: tables, allowances, rooms, journeys."""

from datetime import date, timedelta
from uuid import UUID

from lms.arrangements.enums import TravelMode
from lms.arrangements.inputs import LodgingInput, RateInput, StayInput
from lms.arrangements.services import lodging, rates, stays
from lms.core.access import SYSTEM
from lms.demo.plans import SessionPlan
from lms.demo.services.people import Cast
from lms.enrolments.queries.suggesting import suggest
from lms.enrolments.rules.syndicates import Wish
from lms.enrolments.services import syndicates

JOURNEYS = (
    (TravelMode.RAIL, "Peshawar"),
    (TravelMode.ROAD, "Hyderabad"),
    (TravelMode.AIR, "Quetta"),
)


def seat_at_tables(cast: Cast, plan: SessionPlan, size: int) -> None:
    """Tables of that many people, mixed as suggested by the usual rules."""
    organiser = cast.acting("organiser")
    syndicates.make_tables(actor=organiser, slug=plan.slug, size=size)
    found = suggest(plan.slug, Wish(), actor=organiser)
    assert found.then is not None
    places = {seat.id: table.row.id for table in found.then.tables for seat in table.seats}
    syndicates.apply_plan(actor=organiser, slug=plan.slug, plan=places)


def arrange(cast: Cast, plan: SessionPlan, people: list[UUID], first: date) -> None:
    """Two allowances, a few rooms of the hostel, and what three people told of their journey."""
    organiser = cast.acting("organiser")
    usual = rates.add_rate(
        actor=organiser,
        slug=plan.slug,
        given=RateInput({"en": "Outstation", "ur": "بیرونِ شہر"}, "PKR", "4,500", "3,000"),
    )
    rates.add_rate(
        actor=organiser,
        slug=plan.slug,
        given=RateInput({"en": "Local", "ur": "مقامی"}, "PKR", "1,500", "0"),
    )
    stays.assign_rate(actor=organiser, slug=plan.slug, rate_id=usual)
    for labels, gender in (("101, 102, 103", "male"), ("201, 202", "female")):
        lodging.add_rooms(
            actor=organiser,
            slug=plan.slug,
            given=LodgingInput("Academy hostel", labels, "2", gender),
        )
    journeys = (
        (TravelMode.RAIL, "Peshawar"),
        (TravelMode.ROAD, "Hyderabad"),
        (TravelMode.AIR, "Quetta"),
    )
    for number, (key, (mode, town)) in enumerate(zip(people, journeys, strict=False)):
        arrival = first - timedelta(days=1)
        stays.tell(
            actor=SYSTEM,
            enrolment_id=key,
            given=StayInput(
                wants_room=True,
                mode=mode,
                comes_from=town,
                arrival=f"{arrival.isoformat()}T{16 + number}:30",
                departure=f"{(first + timedelta(days=plan.days - 1)).isoformat()}T19:00",
            ),
        )
