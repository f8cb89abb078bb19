"""The types of entities: how each is drawn, matched by name, and called in other formats."""

from dataclasses import dataclass
from enum import StrEnum

from lms.core.messages import N_, Message


class Shape(StrEnum):
    """Circle = person, box = organisation, bare icon = thing."""

    CIRCLE = "circle"
    BOX = "box"
    ICON = "icon"


@dataclass(frozen=True)
class EntityType:
    """One type. `identifier`: labels are numbers or codes that match exactly, never nearly.

    Types of one `family` are near each other in marking. `icon` is a Tabler icon name; `ftm`,
    `stix` and `anx` are the names in FollowTheMoney, STIX 2.1 and i2 chart exchange files
    (empty where the format has none).
    """

    name: str
    label: Message
    family: str
    shape: Shape
    icon: str
    identifier: bool
    ftm: str
    stix: str
    anx: str


_TABLE = (
    EntityType("person", N_("Person"), "party", Shape.CIRCLE, "user", False,
               "Person", "identity", "Person"),
    EntityType("organisation", N_("Organisation"), "party", Shape.BOX, "building", False,
               "Organization", "identity", "Office"),
    EntityType("phone", N_("Phone number"), "communication", Shape.ICON, "phone", True,
               "", "", "Phone"),
    EntityType("sim", N_("SIM or handset"), "communication", Shape.ICON, "device-sim", True,
               "", "", "SIM Card"),
    EntityType("account", N_("Account"), "money", Shape.ICON, "building-bank", True,
               "BankAccount", "user-account", "Account"),
    EntityType("vehicle", N_("Vehicle"), "transport", Shape.ICON, "truck", True,
               "Vehicle", "", "Lorry"),
    EntityType("vessel", N_("Vessel"), "transport", Shape.ICON, "ship", False,
               "Vessel", "", "Ship"),
    EntityType("container", N_("Container"), "transport", Shape.ICON, "container", True,
               "", "", "Container"),
    EntityType("place", N_("Place"), "place", Shape.ICON, "map-pin", False,
               "Address", "location", "Place"),
    EntityType("document", N_("Document"), "document", Shape.ICON, "file-text", True,
               "Document", "", "Document"),
    EntityType("commodity", N_("Goods"), "goods", Shape.ICON, "package", False,
               "", "", "Package"),
    EntityType("seizure", N_("Seizure"), "goods", Shape.ICON, "package-export", False,
               "Event", "", "Drugs"),
    EntityType("event", N_("Event"), "event", Shape.ICON, "calendar-event", False,
               "Event", "", "Event"),
    EntityType("aircraft", N_("Aircraft"), "transport", Shape.ICON, "plane", False,
               "Airplane", "", "Airplane"),
    EntityType("property", N_("Building or land"), "place", Shape.ICON, "home", False,
               "RealEstate", "location", "House"),
    EntityType("email", N_("E-mail address"), "communication", Shape.ICON, "mail", True,
               "UserAccount", "email-addr", "Email"),
    EntityType("online_account", N_("Online account"), "communication", Shape.ICON, "at", True,
               "UserAccount", "user-account", "Anon"),
    EntityType("cash", N_("Cash"), "money", Shape.ICON, "cash", False,
               "", "", "Cash"),
    EntityType("weapon", N_("Weapon"), "goods", Shape.ICON, "target", False,
               "", "", "Package"),
)  # fmt: skip

ENTITY_TYPES: dict[str, EntityType] = {entry.name: entry for entry in _TABLE}


class Direction(StrEnum):
    """`FORWARD` points from source to target. To turn a link round, swap its ends."""

    FORWARD = "forward"
    NONE = "none"
    BOTH = "both"


class Strength(StrEnum):
    """Drawn solid, dashed, dotted."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    TENTATIVE = "tentative"


STRENGTH_LABELS: dict[Strength, Message] = {
    Strength.CONFIRMED: N_("confirmed (solid)"),
    Strength.UNCONFIRMED: N_("unconfirmed (dashed)"),
    Strength.TENTATIVE: N_("tentative (dotted)"),
}
DIRECTION_LABELS: dict[Direction, Message] = {
    Direction.FORWARD: N_("from the first to the second"),
    Direction.NONE: N_("no direction"),
    Direction.BOTH: N_("both ways"),
}
