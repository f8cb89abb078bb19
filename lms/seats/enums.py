"""Fixed words of the seat ledger."""

from enum import StrEnum


class Pool(StrEnum):
    """Where a seat stands. OUTSIDE is where seats come from; COMMON belongs to no agency."""

    OUTSIDE = "outside"
    COMMON = "common"
    ALLOTTED = "allotted"  # of an agency's quota, free
    RESERVED = "reserved"  # claimed by an agency, no name yet
    HELD = "held"  # a named person is approved and has not answered
    TAKEN = "taken"  # a participant


class MoveKind(StrEnum):
    """Why seats moved.

    QUOTA and QUOTA_ENDED may move no seat at all: that an agency has a quota of just what it had,
    or none any more, is on record too.
    """

    OPENED = "opened"
    CAPACITY = "capacity"
    QUOTA = "quota"
    QUOTA_ENDED = "quota_ended"
    RESERVED = "reserved"
    UNRESERVED = "unreserved"
    HELD = "held"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    RELEASED = "released"
    FLOWED = "flowed"
