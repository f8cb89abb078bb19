"""A session for the solver: asked as its organiser, worked on at once, answered."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.models import AgendaItem, AgendaProposal
from lms.agenda.queries import proposals as queries
from lms.agenda.queries.agenda import draft
from lms.agenda.queries.solving import known_of
from lms.agenda.rules.solving.asking import Ask, Which
from lms.agenda.rules.solving.known import Known
from lms.agenda.services import proposals as services
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.jobs import run_pending
from lms.courses.enums import StaffRole
from tests.factories.accounts import acting, make_person
from tests.factories.agenda import hold_at, make_item, make_venue, rooms_of
from tests.factories.courses import make_session, make_staff

KARACHI = ZoneInfo("Asia/Karachi")


class Scene:
    """A session of two days with two rooms, two trainers and an organiser."""

    def __init__(self) -> None:
        self.organiser = make_person("Omar", "Saeed")
        self.session = make_session(organiser=self.organiser, days=2, capacity=20)
        self.venue = make_venue(rooms=(("Hall", 40), ("Lab", 20)))
        self.rooms = rooms_of(self.venue)
        hold_at(self.session, self.venue)
        self.people = [make_person("Tariq", "Aziz"), make_person("Zara", "Noor")]
        for person in self.people:
            make_staff(self.session, person, StaffRole.TRAINER)

    @property
    def slug(self) -> str:
        return self.session.slug

    @property
    def day(self) -> date:
        return self.session.starts_on

    def item(self, at: str, title: str, *, day: int = 0, minutes: int = 60, **more: Any) -> UUID:
        return make_item(self.session, at, minutes, day=day, title=title, **more).id

    def known(self) -> Known:
        return known_of(draft(self.slug, SYSTEM))

    def ask(self, **more: Any) -> Ask:
        given: dict[str, Any] = {
            "which": Which.ALL,
            "days": (self.day, self.day + timedelta(days=1)),
            "opens": 9 * 60,
            "closes": 17 * 60,
            "room_ids": tuple(self.rooms.values()),
            "trainer_ids": tuple(person.id for person in self.people),
        }
        return Ask(**(given | more))

    def solved(self, **more: Any) -> queries.ProposalPage:
        """Ask as the organiser, let the worker run, and give the answer."""
        actor = acting(self.organiser)
        with transaction():
            row = services.ask(actor=actor, slug=self.slug, wanted=self.ask(**more))
        return self.run(row.id)

    def run(self, proposal_id: UUID) -> queries.ProposalPage:
        with_seconds(proposal_id, 2)
        run_pending()
        db.session.expire_all()
        return queries.proposal_page(self.slug, proposal_id, acting(self.organiser))

    def accept(self, page: queries.ProposalPage, number: int = 0) -> None:
        with transaction():
            services.accept(
                actor=acting(self.organiser), slug=self.slug, proposal_id=page.id, number=number
            )

    def at(self, item_id: UUID) -> str:
        row = db.session.get_one(AgendaItem, item_id, populate_existing=True)
        local = row.starts_at.astimezone(KARACHI)
        return f"{(local.date() - self.day).days} {local:%H:%M}"


def with_seconds(proposal_id: UUID, seconds: int) -> None:
    """Shorter than what people may choose."""
    with transaction():
        row = db.session.get_one(AgendaProposal, proposal_id)
        row.request = {**row.request, "seconds": seconds}
