"""Tables of the agenda."""

from lms.agenda.models.calendars import CalendarFeed, Unavailability
from lms.agenda.models.items import (
    AgendaItem,
    AgendaItemTrainer,
    AgendaRelease,
    AgendaStep,
    Handout,
    SessionAgenda,
    SessionTrainer,
)
from lms.agenda.models.places import ClashSetting, DayOff, PrayerTime, RoomClosure, Venue, VenueRoom
from lms.agenda.models.plans import AgendaProposal, AgendaTemplate, YearPlan

__all__ = [
    "AgendaItem",
    "AgendaItemTrainer",
    "AgendaProposal",
    "AgendaRelease",
    "AgendaStep",
    "AgendaTemplate",
    "CalendarFeed",
    "ClashSetting",
    "DayOff",
    "Handout",
    "PrayerTime",
    "RoomClosure",
    "SessionAgenda",
    "SessionTrainer",
    "Unavailability",
    "Venue",
    "VenueRoom",
    "YearPlan",
]
