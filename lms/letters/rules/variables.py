"""The closed list of values that a letter may name, and where each is mended when it is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.core.messages import N_, Message


class Source(StrEnum):
    """Where a value comes from."""

    LETTER = "letter"  # Concord writes it
    PERSON = "person"
    SESSION = "session"
    SCHEDULE = "schedule"
    STAFF = "staff"
    ACT = "act"  # what is done with the letter gives it: an answer, a deadline


MEND: Mapping[Source, Message] = {
    Source.LETTER: N_("Concord writes this itself."),
    Source.PERSON: N_("Write it at the person."),
    Source.SESSION: N_("Write it in the settings of the session."),
    Source.SCHEDULE: N_("Add the half-days of the session."),
    Source.STAFF: N_("Appoint an organiser of the session and write the e-mail address."),
    Source.ACT: N_("It comes with the nominations: set deadline and answer there."),
}


@dataclass(frozen=True)
class Variable:
    """A value that a text may name as {{ name }}."""

    name: str
    about: Message
    source: Source
    link: bool = False


_ALL = (
    Variable("letter_no", N_("Number of the letter"), Source.LETTER),
    Variable("today", N_("Day on which the letter is written"), Source.LETTER),
    Variable(
        "person_name",
        N_("Name; in an Urdu text in the local script where it is known"),
        Source.PERSON,
    ),
    Variable("person_name_local", N_("Name in the local script"), Source.PERSON),
    Variable(
        "person_line", N_("Rank, name and designation, as far as they are known"), Source.PERSON
    ),
    Variable("rank", N_("Rank"), Source.PERSON),
    Variable("designation", N_("Designation"), Source.PERSON),
    Variable("service_no", N_("Service number"), Source.PERSON),
    Variable("posting", N_("Place of posting"), Source.PERSON),
    Variable("agency", N_("Agency"), Source.PERSON),
    Variable("session_title", N_("Title of the training"), Source.SESSION),
    Variable("session_code", N_("Code of the session"), Source.SESSION),
    Variable("dates", N_("First to last day"), Source.SESSION),
    Variable("first_day", N_("First day, with its weekday"), Source.SESSION),
    Variable("last_day", N_("Last day, with its weekday"), Source.SESSION),
    Variable("where", N_("Venue and town, as far as they are known"), Source.SESSION),
    Variable("venue", N_("Venue"), Source.SESSION),
    Variable("place", N_("Town"), Source.SESSION),
    Variable("host", N_("Host"), Source.SESSION),
    Variable("organised_by", N_("Who organises the training"), Source.SESSION),
    Variable("reports_at", N_("Day and hour to report, by the session's clock"), Source.SCHEDULE),
    Variable("organiser_name", N_("Name of the organiser"), Source.STAFF),
    Variable("organiser_email", N_("E-mail address of the organiser"), Source.STAFF),
    Variable("seats", N_("Seats of the agency"), Source.ACT),
    Variable("deadline", N_("Until when people may be named"), Source.ACT),
    Variable("answer_by", N_("Until when the person answers"), Source.ACT),
    Variable("answer_link", N_("Address where the person answers"), Source.ACT, link=True),
)

VARIABLES: Mapping[str, Variable] = {one.name: one for one in _ALL}
LINKS = frozenset(one.name for one in _ALL if one.link)
"""Private addresses: kept apart from a letter's text, for not everybody who reads it may use
them."""
MOMENTS = frozenset({"deadline", "answer_by", "reports_at"})
"""Values that whoever asks for a letter may hand in as an ISO day or moment."""
