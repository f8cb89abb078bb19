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
    """Why seats moved."""

    OPENED = "opened"
    CAPACITY = "capacity"
    QUOTA = "quota"
    RESERVED = "reserved"
    UNRESERVED = "unreserved"
    HELD = "held"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    RELEASED = "released"
    FLOWED = "flowed"
