"""The moves by which agencies get the quotas that an organiser wants: all or none."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_
from lms.courses.rows import SessionHead
from lms.seats.enums import MoveKind, Pool
from lms.seats.policies import Permission
from lms.seats.rows import AgencySeats, Balance, Entry
from lms.seats.services import refusals


def moves(
    actor: Identity, head: SessionHead, balance: Balance, wanted: Mapping[UUID, int | None]
) -> list[Entry]:
    """What is to be written so that these agencies have these quotas; None ends one.

    Raises Invalid with a fault at each `quota-<id>` that cannot be, and at `quotas` where the
    common pool has too few; NotFound for an agency that takes no part in the session.
    """
    require(actor, Permission.MANAGE_SEATS, head)
    if not set(wanted) <= head.agency_ids | set(balance.agencies):
        raise NotFound
    errors = list(_faults(balance, wanted))
    changes = {
        agency_id: seats
        for agency_id, seats in wanted.items()
        if _differs(balance.of(agency_id), seats)
    }
    # what is given back comes first, so that it can be given on
    steps = sorted(changes.items(), key=lambda one: _more(balance.of(one[0]), one[1]))
    more = sum(_more(balance.of(agency_id), seats) for agency_id, seats in steps)
    if more > balance.common and not errors:
        errors.append(FieldError("quotas", refusals.common_short(balance.common, more)))
    if errors:
        raise Invalid(errors)
    if steps:
        _record(actor, head, changes)
    return [_entry(balance.of(agency_id), agency_id, seats) for agency_id, seats in steps]


def _differs(side: AgencySeats, seats: int | None) -> bool:
    """Whether a quota is another than before; the number an agency has is no quota yet."""
    if seats is None:
        return side.has_quota
    return seats != side.quota or not side.has_quota


def _more(side: AgencySeats, seats: int | None) -> int:
    """How many seats of the common pool it takes; below 0 for those that go there."""
    return -side.allotted if seats is None else seats - side.quota


def _entry(side: AgencySeats, agency_id: UUID, seats: int | None) -> Entry:
    more = _more(side, seats)
    if seats is None:
        return Entry(MoveKind.QUOTA_ENDED, -more, Pool.ALLOTTED, Pool.COMMON, agency_id)
    if more < 0:
        return Entry(MoveKind.QUOTA, -more, Pool.ALLOTTED, Pool.COMMON, agency_id)
    return Entry(MoveKind.QUOTA, more, Pool.COMMON, Pool.ALLOTTED, agency_id)


def _faults(balance: Balance, wanted: Mapping[UUID, int | None]) -> Iterator[FieldError]:
    for agency_id, seats in wanted.items():
        if seats is not None and seats < balance.of(agency_id).used:
            used = balance.of(agency_id).used
            yield FieldError(f"quota-{agency_id}", refusals.quota_in_use(agency_id, used))


def _record(actor: Identity, head: SessionHead, changes: Mapping[UUID, int | None]) -> None:
    record(
        actor,
        "seats.quotas_set",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_("Set the seats of %(count)s agencies.", count=len(changes)),
        after={"quotas": {str(key): seats for key, seats in changes.items()}},
    )
