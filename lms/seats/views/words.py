"""Words for moves, pools and acts, in the page's language."""

from lms.core.i18n import _
from lms.seats.enums import MoveKind, Pool
from lms.seats.services.reserving import Act


def kind_words() -> dict[MoveKind, str]:
    """What happened."""
    return {
        MoveKind.OPENED: _("Ledger opened"),
        MoveKind.CAPACITY: _("Number of seats changed"),
        MoveKind.QUOTA: _("Quota set"),
        MoveKind.QUOTA_ENDED: _("Quota ended"),
        MoveKind.RESERVED: _("Reserved without names"),
        MoveKind.UNRESERVED: _("Reservation given up"),
        MoveKind.HELD: _("Approved"),
        MoveKind.TAKEN: _("Put on the roll"),
        MoveKind.GIVEN_BACK: _("Seat given back"),
        MoveKind.RELEASED: _("Released to the session"),
        MoveKind.FLOWED: _("Given on"),
    }


def pool_words() -> dict[Pool, str]:
    """Where a seat stands."""
    return {
        Pool.OUTSIDE: _("outside the session"),
        Pool.COMMON: _("seats of no agency"),
        Pool.ALLOTTED: _("free of the quota"),
        Pool.RESERVED: _("reserved"),
        Pool.HELD: _("approved"),
        Pool.TAKEN: _("on the roll"),
    }


def act_words() -> dict[Act, str]:
    """What a form does with seats, as choices."""
    return {
        Act.RESERVE: _("Reserve: names follow"),
        Act.UNRESERVE: _("Give a reservation up: the seats stay with the agency"),
        Act.RELEASE: _("Give seats back to the session: others may have them"),
    }
