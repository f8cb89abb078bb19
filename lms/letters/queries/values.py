"""What the names in a letter stand for, written in the letter's language.

Days and times are those of the session's clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, unscoped
from lms.core.i18n import (
    _,
    clock,
    day,
    days,
    force_locale,
    language,
    localized,
    number,
    zone_name,
)
from lms.courses.enums import StaffRole
from lms.courses.models import HalfDay
from lms.courses.queries import session_staff
from lms.courses.rows import SessionHead, StaffRow
from lms.letters.rows import Recipient
from lms.letters.rules.variables import MOMENTS, VARIABLES

WEEKDAY = "EEEE d MMMM y"


@dataclass(frozen=True)
class Facts:
    """What all letters of a session share. `today` is the day at the venue; `said` keeps what
    was put into words already, by language."""

    head: SessionHead
    begins: datetime | None
    organiser: StaffRow | None
    organiser_email: str
    agencies: Mapping[UUID, LocalizedText]
    today: date
    said: dict[str, dict[str, str]] = field(default_factory=dict)


def facts(head: SessionHead, recipients: Sequence[Recipient], actor: Identity) -> Facts:
    """The facts of a session, and the agencies of these recipients. Four queries at most."""
    organiser = _organiser(head, actor)
    return Facts(
        head=head,
        begins=db.session.scalar(
            sa.select(sa.func.min(HalfDay.starts_at)).where(HalfDay.course_session_id == head.id)
        ),
        organiser=organiser,
        organiser_email=_email(organiser),
        agencies=agency_names({one.agency_id for one in recipients if one.agency_id}),
        today=utcnow().astimezone(ZoneInfo(head.zone)).date(),
    )


def agency_names(ids: set[UUID]) -> dict[UUID, LocalizedText]:
    """Names of agencies by key."""
    if not ids:
        return {}
    rows = db.session.execute(sa.select(Agency.id, Agency.name).where(Agency.id.in_(ids)))
    return {row.id: row.name for row in rows}


def values(
    known: Facts, recipient: Recipient, languages: Sequence[str], letter_no: str
) -> dict[str, dict[str, str]]:
    """The value of each name for a recipient, by language; "" where there is none."""
    return {one: _values(known, recipient, one, letter_no) for one in languages}


def _values(known: Facts, recipient: Recipient, tongue: str, letter_no: str) -> dict[str, str]:
    with force_locale(tongue):
        if tongue not in known.said:
            known.said[tongue] = _of_session(known)
        found = {
            **known.said[tongue],
            "letter_no": letter_no,
            **_of_person(known, recipient),
        }
        found |= {
            name: _handed_in(name, text, known.head.zone)
            for name, text in recipient.extra.items()
            if name in VARIABLES
        }
    return {name: found.get(name, "") for name in VARIABLES}


def _of_session(known: Facts) -> dict[str, str]:
    head, organiser = known.head, known.organiser
    venue, place = localized(head.venue), localized(head.place)
    return {
        "today": day(known.today),
        "session_title": localized(head.title),
        "session_code": head.code,
        "dates": days(head.starts_on, head.ends_on),
        "first_day": day(head.starts_on, WEEKDAY),
        "last_day": day(head.ends_on, WEEKDAY),
        "venue": venue,
        "place": place,
        "where": _(", ").join(part for part in (venue, place) if part),
        "host": localized(head.host_name),
        "organised_by": localized(head.organised_by),
        "reports_at": _moment(known.begins, head.zone) if known.begins else "",
        "organiser_name": _name(organiser) if organiser else "",
        "organiser_email": known.organiser_email,
    }


def _of_person(known: Facts, recipient: Recipient) -> dict[str, str]:
    local = language() != "en"
    name = recipient.name_local if local and recipient.name_local else recipient.name
    rank = recipient.rank_local if local and recipient.rank_local else recipient.rank
    line = f"{rank} {name}".strip()
    agency = known.agencies.get(recipient.agency_id) if recipient.agency_id else None
    return {
        "person_name": name,
        "person_name_local": recipient.name_local,
        "person_line": _(", ").join(part for part in (line, recipient.designation) if part),
        "rank": rank,
        "designation": recipient.designation,
        "service_no": recipient.service_no,
        "posting": recipient.posting,
        "agency": localized(agency) if agency else "",
    }


def _handed_in(name: str, text: str, zone: str) -> str:
    """A value of the act: days and moments in words, plain numbers in the language's digits."""
    if name in MOMENTS:
        try:
            if "T" not in text and " " not in text:
                return day(date.fromisoformat(text), WEEKDAY)
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        return _moment(moment, zone) if moment.tzinfo else text
    return number(text) if text.isdecimal() else text


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    text = day(local.date(), WEEKDAY)
    return f"{text}{_(', ')}{clock(moment, zone)} {zone_name(zone, moment)}"


def _name(staff: StaffRow) -> str:
    return staff.name_local if language() != "en" and staff.name_local else staff.name


def _organiser(head: SessionHead, actor: Identity) -> StaffRow | None:
    """Who acts, where that is an organiser; else the organiser who was appointed first."""
    today = utcnow().date()
    here = [
        row
        for row in session_staff(head.id)
        if row.role is StaffRole.ORGANISER
        and row.starts_on <= today
        and (row.ends_on is None or row.ends_on >= today)
    ]
    own = (row for row in here if row.person_id == actor.person_id)
    return next(own, here[0] if here else None)


def _email(organiser: StaffRow | None) -> str:
    if organiser is None:
        return ""
    found = db.session.scalar(
        unscoped(
            sa.select(Person.email).where(Person.id == organiser.person_id),
            because="the organiser's address stands in the session's own letters",
        )
    )
    return found or ""
