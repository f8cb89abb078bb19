"""When a trainer cannot come: written by hand, or read from a calendar file after a preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer

from lms.agenda.enums import BusySource
from lms.agenda.formats.busy import BusyTime, Reading, read_busy, window
from lms.agenda.models import Unavailability
from lms.agenda.policies import Permission
from lms.agenda.queries.availability import AbsenceRow, own_absences
from lms.agenda.queries.feeds import secret
from lms.agenda.rules.times import local_moment, whole_day
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.days import day_fault
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_, Message

MOST_WRITTEN = 500
LONGEST_NOTE = 200
LONGEST = timedelta(days=366)
KEPT = timedelta(days=30)  # after an absence is over
OFFER_HOLDS = timedelta(hours=12)


@dataclass(frozen=True)
class AbsenceInput:
    """An absence as typed: from one day to another, whole days where no clock times are given."""

    first_day: date
    last_day: date
    starts: time | None
    ends: time | None
    zone: str
    note: str = ""

    def span(self) -> tuple[datetime, datetime]:
        """Both moments in UTC. Raises Invalid with the fault at its field."""
        if (self.starts is None) != (self.ends is None):
            field = "starts" if self.starts is None else "ends"
            message = N_("Give both times, or none for whole days.")
            raise Invalid([FieldError(field, message)])
        faults = [
            FieldError(name, fault)
            for name in ("first_day", "last_day")
            if (fault := day_fault(getattr(self, name))) is not None
        ]
        if faults:
            raise Invalid(faults)
        if self.last_day < self.first_day:
            raise Invalid([FieldError("last_day", N_("The last day lies before the first."))])
        if self.starts is None or self.ends is None:
            begin = whole_day(self.first_day, self.zone)[0]
            end = whole_day(self.last_day, self.zone)[1]
        else:
            begin = _moment("starts", local_moment(self.first_day, self.starts, self.zone))
            end = _moment("ends", local_moment(self.last_day, self.ends, self.zone))
        if end <= begin:
            raise Invalid([FieldError("ends", N_("The end lies before the start."))])
        if end - begin > LONGEST + timedelta(days=1):
            raise Invalid([FieldError("last_day", N_("Enter at most one year at once."))])
        return begin, end


@dataclass(frozen=True)
class Offer:
    """What a calendar file would change, to be confirmed. `sealed` brings it back unchanged."""

    reading: Reading
    new: int
    same: int
    gone: Sequence[AbsenceRow]
    sealed: str


@dataclass(frozen=True)
class Counts:
    """How many times of absence came, and how many went."""

    added: int
    removed: int


def add_absence(*, actor: Identity, absence: AbsenceInput) -> Unavailability:
    """Write a time of absence of the actor. Raises Invalid, or Refused where there are many."""
    require(actor, Permission.KEEP_AVAILABILITY)
    begin, end = absence.span()
    note = " ".join(absence.note.split())
    if len(note) > LONGEST_NOTE:
        message = N_("Write at most %(most)s signs.", most=LONGEST_NOTE)
        raise Invalid([FieldError("note", message)])
    if end <= utcnow():
        raise Invalid([FieldError("last_day", N_("This time is over already."))])
    if len(own_absences(actor, source=BusySource.WRITTEN)) >= MOST_WRITTEN:
        raise Refused(
            N_("You have entered %(most)s times already. Remove some.", most=MOST_WRITTEN)
        )
    row = Unavailability(
        person_id=actor.person_id,
        starts_at=begin,
        ends_at=end,
        source=BusySource.WRITTEN,
        note=note,
    )
    db.session.add(row)
    db.session.flush()
    _forget_past(actor)
    _record(actor, Counts(1, 0))
    return row


def remove_absence(*, actor: Identity, absence_id: UUID) -> None:
    """Take one of the actor's times away. Raises NotFound."""
    require(actor, Permission.KEEP_AVAILABILITY)
    if absence_id not in {row.id for row in own_absences(actor)}:
        raise NotFound
    db.session.execute(sa.delete(Unavailability).where(Unavailability.id == absence_id))
    _record(actor, Counts(0, 1))


def remove_read(*, actor: Identity) -> int:
    """Forget all that was read from a calendar file; returns how many times."""
    require(actor, Permission.KEEP_AVAILABILITY)
    rows = own_absences(actor, source=BusySource.CALENDAR)
    _delete([row.id for row in rows])
    _record(actor, Counts(0, len(rows)))
    return len(rows)


def offer_file(*, actor: Identity, data: bytes, zone: str, titles: bool) -> Offer:
    """Read a calendar file and say what it would change. Nothing is saved.

    Raises CalendarUnreadable (lms.agenda.formats.lines) with the lines at fault.
    """
    require(actor, Permission.KEEP_AVAILABILITY)
    now = utcnow()
    reading = read_busy(data, zone=zone, window=window(now), titles=titles)
    changes = _changes(actor, reading.times)
    return Offer(
        reading=reading,
        new=len(changes.new),
        same=len(reading.times) - len(changes.new),
        gone=changes.gone,
        sealed=_seal(actor, reading.times, now),
    )


def take_offer(*, actor: Identity, sealed: str) -> Counts:
    """Save what was offered: new times come, changed ones follow, and those that an earlier file
    had and this one has not go. Taking it twice doubles nothing.

    Raises Refused for an offer that is old, changed or somebody else's.
    """
    require(actor, Permission.KEEP_AVAILABILITY)
    changes = _changes(actor, _unseal(actor, sealed))
    _delete([row.id for row in changes.gone])
    for row, one in changes.changed:
        db.session.execute(
            sa.update(Unavailability)
            .where(Unavailability.id == row.id)
            .values(ends_at=one.ends_at, note=one.title, updated_at=utcnow())
        )
    db.session.add_all(
        Unavailability(
            person_id=actor.person_id,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            source=BusySource.CALENDAR,
            uid=one.uid,
            note=one.title,
        )
        for one in changes.new
    )
    db.session.flush()
    _forget_past(actor)
    counts = Counts(len(changes.new), len(changes.gone))
    _record(actor, counts)
    return counts


@dataclass(frozen=True)
class _Changes:
    new: list[BusyTime]
    changed: list[tuple[AbsenceRow, BusyTime]]
    gone: list[AbsenceRow]


def _changes(actor: Identity, times: Sequence[BusyTime]) -> _Changes:
    """What the times of a file change, told apart by entry and start."""
    known = {
        (row.uid, row.starts_at): row for row in own_absences(actor, source=BusySource.CALENDAR)
    }
    wanted: Mapping[tuple[str, datetime], BusyTime] = {(t.uid, t.starts_at): t for t in times}
    return _Changes(
        new=[one for key, one in wanted.items() if key not in known],
        changed=[
            (row, one)
            for key, row in known.items()
            if (one := wanted.get(key)) and (row.ends_at, row.note) != (one.ends_at, one.title)
        ],
        gone=[row for key, row in known.items() if key not in wanted],
    )


def _seal(actor: Identity, times: Sequence[BusyTime], now: datetime) -> str:
    body = {
        "person": str(actor.person_id),
        "at": now.isoformat(),
        "times": [
            [one.uid, one.starts_at.isoformat(), one.ends_at.isoformat(), one.title]
            for one in times
        ],
    }
    sealed: str = _sealer().dumps(body)
    return sealed


def _unseal(actor: Identity, sealed: str) -> list[BusyTime]:
    try:
        body: Mapping[str, Any] = _sealer().loads(sealed)
    except BadData as error:
        raise Refused(_STALE) from error
    age = utcnow() - datetime.fromisoformat(body["at"])
    if body["person"] != str(actor.person_id) or age > OFFER_HOLDS:
        raise Refused(_STALE)
    found = [
        BusyTime(uid, datetime.fromisoformat(begin), datetime.fromisoformat(end), title=title)
        for uid, begin, end, title in body["times"]
    ]
    return [one for one in found if one.ends_at > utcnow()]


_STALE = N_("This preview is no longer good. Choose the file again.")


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(secret(), salt="concord absences offered")


def _moment(field: str, found: datetime | Message) -> datetime:
    if isinstance(found, Message):
        raise Invalid([FieldError(field, found)])
    return found


def _delete(ids: Sequence[UUID]) -> None:
    for start in range(0, len(ids), 500):
        chosen = ids[start : start + 500]
        db.session.execute(sa.delete(Unavailability).where(Unavailability.id.in_(chosen)))


def _forget_past(actor: Identity) -> None:
    """What is over for a month is of no use to anybody."""
    db.session.execute(
        sa.delete(Unavailability).where(
            Unavailability.person_id == actor.person_id,
            Unavailability.ends_at < utcnow() - KEPT,
        )
    )


def _record(actor: Identity, counts: Counts) -> None:
    assert actor.person_id is not None
    audit.record(
        actor,
        "agenda.absences_changed",
        object_type="person",
        object_id=actor.person_id,
        summary=N_(
            "Times of absence: %(added)s entered, %(removed)s removed.",
            added=counts.added,
            removed=counts.removed,
        ),
    )
