"""Kinds of acts that a reader of the log may ask for: an act is named `room.verb`."""

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import get_currency_precision

from lms.core.messages import N_, Message

ALL = "all"
KINDS: Mapping[str, tuple[Message, tuple[str, ...]]] = {
    ALL: (N_("All acts"), ()),
    "sessions": (N_("Sessions"), ("courses", "authoring")),
    "agenda": (N_("Agenda"), ("agenda",)),
    "nominations": (N_("Nominations"), ("nominations", "seats")),
    "roll": (N_("Roll"), ("enrolments",)),
    "letters": (N_("Letters and mail"), ("letters", "outbox")),
    "arrangements": (N_("Arrangements"), ("arrangements", "privacy")),
    "attendance": (N_("Attendance"), ("attendance",)),
    "work": (N_("Exercises"), ("exercises", "learning")),
    "certificates": (N_("Certificates"), ("certificates", "register", "pack")),
    "people": (N_("People"), ("accounts", "agencies")),
}
OF_A_SESSION = (
    "all", "sessions", "agenda", "nominations", "roll", "letters", "arrangements", "attendance",
    "work", "certificates",
)  # fmt: skip


def rooms_of(kind: str) -> tuple[str, ...]:
    """The rooms whose acts are of this kind; none (all rooms) for an unknown kind."""
    return KINDS[kind][1] if kind in KINDS else ()


def amount(minor: int, currency: str) -> Decimal:
    """A sum in the currency's own unit, of one in its smallest, exactly."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))
