"""What the route matrix needs of agendas: places, drafts of two sessions that clash, a release."""

import uuid
from datetime import UTC, date, datetime

from lms.agenda.enums import BusySource, FeedKind, ItemKind, ProposalState
from lms.agenda.formats.proposals import ask_json
from lms.agenda.formats.template import TemplateBody, body_json
from lms.agenda.formats.years import ask_json as year_json
from lms.agenda.models import (
    AgendaItem,
    AgendaItemTrainer,
    AgendaProposal,
    AgendaRelease,
    AgendaStep,
    AgendaTemplate,
    CalendarFeed,
    DayOff,
    Handout,
    PrayerTime,
    RoomClosure,
    SessionAgenda,
    Unavailability,
    Venue,
    VenueRoom,
    YearPlan,
)
from lms.agenda.rules.solving.asking import Ask, Which
from lms.agenda.rules.years.asking import YearAsk
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.ids import new_id
from tests.support.world import MARK_A, World

MARK_DRAFT = "Dralomarker"  # in the draft of the first session
MARK_DRAFT_OTHER = "Drotermarker"  # in the draft of the other session: same room, trainer, time
MARK_NOTE = "Absentmarker"  # why a trainer cannot come: the trainer's own
MARK_BLACKOUT = MARK_A  # an agency's reason for its black-out days is the agency's own
BEGIN, END = datetime(2026, 3, 3, 4, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC)


def add_agendas(world: World) -> dict[str, object]:
    """Make everything in the open transaction; returns values for arguments of addresses."""
    venue, room = _place()
    item = _item(world.session_id, room, world.people["trainer"], MARK_DRAFT)
    _item(world.other_session_id, room, world.people["trainer"], MARK_DRAFT_OTHER)
    for session_id in (world.session_id, world.other_session_id):
        db.session.add(
            SessionAgenda(
                course_session_id=session_id, venue_id=venue.id, revision=1, changed_at=utcnow()
            )
        )
    _release(world, item)
    values = {
        "venue_slug": venue.slug,
        "room_id": room.id,
        "item_id": item.id,
        "trainer": world.people["trainer"],
        "template_slug": _template(),
        **_around(world, venue, room, item),
    }
    db.session.flush()
    return values


def _place() -> tuple[Venue, VenueRoom]:
    venue = Venue(
        slug="academy",
        name={"en": "Academy"},
        place={"en": "Karachi"},
        country="PK",
        time_zone="Asia/Karachi",
    )
    db.session.add(venue)
    db.session.flush()
    room = VenueRoom(venue_id=venue.id, name={"en": "Hall"}, capacity=30)
    db.session.add(room)
    db.session.flush()
    return venue, room


def _item(session_id: uuid.UUID, room: VenueRoom, trainer_id: uuid.UUID, mark: str) -> AgendaItem:
    row = AgendaItem(
        course_session_id=session_id,
        kind=ItemKind.MODULE,
        title={"en": f"{mark} item"},
        starts_at=BEGIN,
        ends_at=END,
        room_id=room.id,
        notes=f"{mark} note",
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(AgendaItemTrainer(item_id=row.id, person_id=trainer_id))
    return row


def _release(world: World, item: AgendaItem) -> None:
    body = {
        "id": str(item.id),
        "kind": "module",
        "title": {"en": "Released item"},
        "starts_at": BEGIN.isoformat(),
        "ends_at": END.isoformat(),
        "track": "",
        "room_id": str(item.room_id),
        "room": {"en": "Hall"},
        "content": "",
        "guests": "",
        "materials": "",
        "trainers": [[str(world.people["trainer"]), "Trainer Here", ""]],
        "sequence": 0,
        "cancelled": False,
    }
    db.session.add(
        AgendaRelease(
            course_session_id=world.session_id,
            number=1,
            revision=0,
            body={"schema": 1, "items": [body]},
            released_at=utcnow(),
        )
    )
    db.session.add(
        AgendaStep(
            course_session_id=world.session_id,
            sequence=1,
            act="added",
            before={"schema": 1, "items": {str(item.id): None}},
            after={"schema": 1, "items": {}},
            actor_id=world.people["organiser"],
            at=utcnow(),
        )
    )


def _template() -> str:
    db.session.add(
        AgendaTemplate(
            slug="probe-template",
            title={"en": "Probe"},
            summary={},
            body=body_json(TemplateBody(days=1)),
        )
    )
    return "probe-template"


def _around(world: World, venue: Venue, room: VenueRoom, item: AgendaItem) -> dict[str, object]:
    closure = RoomClosure(venue_id=venue.id, room_id=room.id, starts_at=END, ends_at=utcnow())
    closure.ends_at = datetime(2026, 3, 3, 6, tzinfo=UTC)
    prayer = PrayerTime(venue_id=venue.id, name={"en": "Zuhr"}, starts=780, ends=810)
    blackout = DayOff(
        first_day=date(2026, 3, 9),
        last_day=date(2026, 3, 10),
        name={"en": f"{MARK_BLACKOUT} days"},
        agency_id=world.agency_a,
    )
    handout = Handout(
        course_session_id=world.session_id,
        item_id=item.id,
        title="Slides",
        url="https://example.org/slides",
        token="h" * 22,
    )
    feed = CalendarFeed(
        person_id=world.people["participant"], kind=FeedKind.OWN, created_at=utcnow()
    )
    absence = Unavailability(
        person_id=world.people["trainer"],
        starts_at=BEGIN,
        ends_at=END,
        source=BusySource.WRITTEN,
        note=f"{MARK_NOTE} reason",
    )
    proposal = AgendaProposal(
        course_session_id=world.session_id,
        state=ProposalState.FAILED,
        revision=1,
        request=ask_json(Ask(Which.ALL, (BEGIN.date(),), 8 * 60, 17 * 60)),
        result={},
    )
    plan = YearPlan(
        title="Year",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        state=ProposalState.FAILED,
        request=year_json(YearAsk("Year", date(2026, 1, 1), date(2026, 12, 31), ())),
        result={},
        created_by=world.people["organiser"],
    )
    rows = (closure, prayer, blackout, handout, feed, absence, proposal, plan)
    db.session.add_all(rows)
    db.session.flush()
    return {
        "closure_id": closure.id,
        "prayer_id": prayer.id,
        "day_off_id": blackout.id,
        "handout_id": handout.id,
        "handout_token": handout.token,
        "feed_id": feed.id,
        "feed_token": "f" * 43,
        "absence_id": absence.id,
        "unavailability_id": absence.id,
        "proposal_id": proposal.id,
        "plan_id": plan.id,
        "unknown": new_id(),
    }
