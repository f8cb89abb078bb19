"""Why a seat cannot be moved, in words that say what to do.

Organisers are told the numbers of the session; others only what their own agency has.
"""

from uuid import UUID

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.core.db import LocalizedText, db
from lms.core.messages import N_, Message
from lms.seats.rows import Balance


def agency_name(agency_id: UUID) -> LocalizedText:
    """The name of an agency for a message."""
    return db.session.scalar(sa.select(Agency.name).where(Agency.id == agency_id)) or {}


def no_seat(balance: Balance, agency_id: UUID, *, tells: bool) -> Message:
    """There is no seat for somebody of an agency. `tells`: the reader may know the numbers."""
    name = agency_name(agency_id)
    if not tells:
        return N_("No seat is free for %(agency)s. Ask the organiser.", agency=name)
    if balance.free <= 0:
        return full(balance, tells=True)
    side = balance.of(agency_id)
    if balance.common > 0 and side.has_quota:
        return N_(
            "All seats of %(agency)s are in use (%(quota)s). Raise its quota; seats of no agency: "
            "%(common)s.",
            agency=name,
            quota=side.quota,
            common=balance.common,
        )
    return N_(
        "All seats of %(agency)s are in use (%(quota)s), and the free seats belong to other "
        "agencies. Raise its quota, or put the name on the wait-list.",
        agency=name,
        quota=side.quota,
    )


def full(balance: Balance, *, tells: bool) -> Message:
    """The session has no seat left, or too few."""
    if not tells:
        return N_("No seat is free. Ask the organiser.")
    return N_(
        "The session has %(capacity)s seats and %(free)s of them are free. Withdraw "
        "somebody or raise the number of seats in the settings.",
        capacity=balance.capacity,
        free=balance.free,
    )


def common_short(common: int, wanted: int) -> Message:
    """The common pool has fewer seats than are asked for."""
    return N_(
        "%(free)s seats belong to no agency; %(seats)s are asked for. Lower another "
        "quota or raise the number of seats in the settings.",
        free=common,
        seats=wanted,
    )


def capacity_in_use(seats: int) -> Message:
    """The session cannot have fewer seats than are in use or belong to agencies."""
    return N_(
        "%(seats)s seats are in use or belong to agencies. Give at least as many, or lower quotas "
        "or take people out first.",
        seats=seats,
    )


def quota_in_use(agency_id: UUID, used: int) -> Message:
    """A quota cannot be lower than what is in use of it."""
    return N_(
        "%(agency)s has %(used)s seats in use or reserved; its quota cannot be lower.",
        agency=agency_name(agency_id),
        used=used,
    )
